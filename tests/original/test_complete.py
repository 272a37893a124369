"""Each defect of the original that concerns what exists here has its test."""

import pathlib
import re

# Layouts, tensors with layouts and `@jit` do not exist here yet.
LATER = {21, 22, 24, 25, *range(42, 53)}


def test_every_defect_of_this_surface_has_a_test():
    sources = pathlib.Path(__file__).parent.glob("test_*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    numbers = {int(n) for n in re.findall(r"def test_defect_(\d+)_", text)}
    assert numbers == set(range(1, 71)) - LATER
