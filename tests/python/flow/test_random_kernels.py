"""Some random kernels of `fuzz/native_control.py`; the fuzzer runs as many as one likes."""

import importlib.util
import sys
from pathlib import Path

import pytest

FILE = Path(__file__).resolve().parents[3] / "fuzz" / "native_control.py"


def fuzzer():
    spec = importlib.util.spec_from_file_location("native_control", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("first", range(0, 50, 10))
def test_random_kernels_agree_with_plain_python(first):
    native = fuzzer()
    for seed in range(first, first + 10):
        helpers, body = native.program(seed)
        text = native.source(helpers, body)
        assert native.difference(text, f"<native {seed}>") is None, text


def test_what_is_wrong_is_found_and_shrunk(monkeypatch):
    native = fuzzer()
    monkeypatch.setattr(native, "difference", lambda text, _: "wrong" if "^=" in text else None)
    helpers, body = next(
        native.program(seed) for seed in range(99) if "^=" in native.source(*native.program(seed))
    )
    helpers, body = native.shrunk(helpers, body, "wrong")
    text = native.source(helpers, body)
    assert helpers == []
    assert "^=" in text
    assert len(native.lines(body, 1)) <= 2
