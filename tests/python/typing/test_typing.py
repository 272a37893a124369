"""For type checkers: pyright on `typed_kernels.py`, stubtest on the native stub, annotations."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import enigma
import pytest

HERE = Path(__file__).parent
PACKAGE = Path(enigma.__file__).parent


def test_pyright_sees_the_types_and_the_mistakes():
    file = HERE / "typed_kernels.py"
    lines = file.read_text(encoding="utf-8").splitlines()
    marks = [re.search(r"# error: (\w+)$", line) for line in lines]
    wanted = [(n, mark[1]) for n, mark in enumerate(marks, 1) if mark]
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable]
    ran = subprocess.run(
        [*command, str(file)], cwd=HERE.parents[2], capture_output=True, text=True, check=False
    )
    found = json.loads(ran.stdout)["generalDiagnostics"]
    assert [
        (d["range"]["start"]["line"] + 1, d.get("rule"))
        for d in found
        if d["severity"] in ("error", "warning")
    ] == wanted


@pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="mypy is not installed")
def test_the_native_stub_is_what_the_module_has(tmp_path):
    """Names, parameters and defaults, both ways."""
    environment = {**os.environ, "MYPYPATH": str(PACKAGE.parent), "PYTHONPATH": str(PACKAGE.parent)}
    # The list is made of the module's contents, which are compared anyway; native classes find
    # attributes of any name without a method of that name.
    allowed = tmp_path / "allowed"
    allowed.write_text("enigma._native.__all__\nenigma._native.Vector.__getattr__\n")
    ran = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "--allowlist", allowed, "enigma._native"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_package_says_that_it_is_typed():
    assert (PACKAGE / "py.typed").exists()


def of(annotation):
    """The parameter that an annotation makes: its dtype, and whether it is a scalar."""

    @enigma.kernel
    def kernel(A: annotation, B: enigma.f32):
        B[0] = 1.0

    return enigma.compile(kernel)._native.params[0][1:]


ANNOTATIONS = [
    (enigma.f32, ("float", False)),
    (enigma.Float32, ("float", False)),
    (enigma.Scalar(enigma.u32), ("uint", True)),
    (enigma.Scalar(enigma.UInt32), ("uint", True)),
    (Annotated[enigma.Value, enigma.u32], ("uint", True)),
    (Annotated[enigma.Value, enigma.UInt32], ("uint", True)),
    (Annotated[enigma.Tensor, enigma.f16], ("half", False)),
    (Annotated[enigma.Tensor, enigma.Float16, "of one row"], ("half", False)),
    ("enigma.f32", ("float", False)),
    ("enigma.Scalar(enigma.u32)", ("uint", True)),
    ("Annotated[enigma.Value, enigma.u32]", ("uint", True)),
]


@pytest.mark.parametrize(("annotation", "wanted"), ANNOTATIONS)
def test_annotations(annotation, wanted):
    assert of(annotation) == wanted


@pytest.mark.parametrize(
    "annotation",
    [
        Annotated[int, enigma.u32],
        Annotated[enigma.Value, "u32"],
        Annotated[enigma.Value, enigma.typing.Numeric],
        enigma.typing.Numeric,
        enigma.Value,
        "enigma.nothing",
        "not Python",
        int,
    ],
)
def test_annotations_that_say_nothing(annotation):
    with pytest.raises(TypeError, match="Unsupported kernel parameter annotation") as caught:
        of(annotation)
    assert caught.value.code == "E0108"
