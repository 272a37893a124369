"""`help(enigma.NAME)` reads like a reference: every function, its parameters, its example."""

import inspect
import textwrap

import enigma
import pytest
from enigma import _ops

FUNCTIONS = [name for name in _ops.__all__ if inspect.isfunction(getattr(_ops, name))]


def section(doc, title):
    """The lines of a section of a docstring, with their indentation removed."""
    lines = inspect.cleandoc(doc).splitlines()
    if f"{title}:" not in lines:
        return ""
    body = []
    for line in lines[lines.index(f"{title}:") + 1 :]:
        if line and not line.startswith(" "):
            break
        body.append(line)
    return textwrap.dedent("\n".join(body)).strip()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_docstrings(name):
    function = getattr(enigma, name)
    doc = function.__doc__
    first = inspect.cleandoc(doc).split("\n\n")[0]
    assert first.endswith(".")
    for parameter in inspect.signature(function).parameters:
        assert f"{parameter}: " in section(doc, "Args")
    returns = str(inspect.signature(function).return_annotation)
    assert (section(doc, "Returns") != "") == (returns != "None")
    for line in section(doc, "Raises").splitlines():
        exception, _, when = line.partition(": ")
        assert issubclass(getattr(enigma, exception), enigma.EnigmaError)
        assert when.endswith(".")
    assert "OutsideKernelError" in section(doc, "Raises")


def test_dtypes_bounds_and_rules_are_there():
    assert "buffer or threadgroup memory of int, uint, long, ulong, float." in section(
        enigma.atomic_fetch_add.__doc__, "Args"
    )
    assert "a number: char, uchar, short" in section(enigma.simd_sum.__doc__, "Args")
    assert "from 0 to 3" in section(enigma.quad_shuffle.__doc__, "Args")
    assert "mem_device_and_threadgroup" in section(enigma.barrier.__doc__, "Args")
    assert "ULP of the exact value." in enigma.exp.__doc__
    assert "NaN" in enigma.fmin.__doc__


EXAMPLES = [name for name in FUNCTIONS if section(getattr(_ops, name).__doc__, "Example")]


def test_the_commonest_have_examples():
    assert {"simd_sum", "atomic_fetch_add", "barrier", "load_if", "fma"} <= set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_compile(name):
    """An example is a part of a kernel with buffers A and C of float and B of uint."""
    body = textwrap.indent(section(getattr(_ops, name).__doc__, "Example"), "    ")
    source = (
        "def kernel(A: enigma.f32, B: enigma.u32, C: enigma.f32):\n"
        f"    tid = enigma.thread_position_in_grid\n{body}\n    C[tid + 1] = 0.0\n"
    )
    scope = {"enigma": enigma}
    exec(source, scope)
    compiled = enigma.compile(enigma.kernel(scope["kernel"]), emit_only=True)
    operation = {"thread_position_in_threadgroup": 'dim = "y"'}.get(name, f"enigma.{name}")
    assert operation in compiled.mlir_source
