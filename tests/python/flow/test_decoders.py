"""The examples that decode with a transformer's layer run, and agree with NumPy."""

import runpy
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@pytest.mark.parametrize("name", ["decode_one_group", "decode_many_groups"])
def test_the_example_agrees_with_numpy(name, capsys, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
    runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
    assert "largest difference from NumPy" in capsys.readouterr().out
