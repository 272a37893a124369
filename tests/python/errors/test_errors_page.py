"""docs/errors.md against the package: classes, what they are also, codes."""

import builtins
from pathlib import Path

import enigma
import pytest
from enigma import _native, errors

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "errors.md").read_text(encoding="utf-8")


def rows(start):
    lines = [line for line in PAGE.splitlines() if line.startswith(f"| {start}")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


CLASSES = {row[0].strip("`"): row[1].split(", ") for row in rows("`")}


def test_every_class_of_a_code_is_there():
    raised = {kind.__name__ for kind in errors._CLASSES.values()}
    assert raised == set(CLASSES)


@pytest.mark.parametrize("name", CLASSES)
def test_classes(name):
    kind = getattr(enigma, name)
    assert issubclass(kind, enigma.EnigmaError)
    own = {base for base in kind.__mro__ if base.__module__ == "builtins"}
    stated = {getattr(builtins, base) for base in CLASSES[name]}
    assert stated <= own
    # What is not stated is what the stated ones are themselves.
    implied = {base for kind in stated for base in kind.__mro__}
    assert own <= implied
    error = kind("text", code="E0101", file="k.py", line=3, notes=["fix"])
    assert (str(error), error.code, error.file, error.line) == ("text", "E0101", "k.py", 3)
    assert error.notes == ["fix"]


def test_codes():
    assert [tuple(row) for row in [*rows("E0"), *rows("W0")]] == [tuple(c) for c in _native.codes()]
