"""Every ```python block of README.md and docs/ runs, in order, in one namespace per page.

The blocks of a page are written to one file, each at the lines it has on the page: tracebacks
then point at the page's lines, and `inspect.getsource`, which kernels rely on, finds a real file.
"""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def python_lines(page: str) -> list[str]:
    """The page's lines with everything blank that is not inside a ```python block."""
    lines = []
    inside = False
    for line in page.splitlines():
        if inside and line == "```":
            inside = False
        lines.append(line if inside else "")
        if line == "```python":
            inside = True
    assert not inside, "a ```python block is never closed"
    return lines


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_python_blocks_run(page, tmp_path):
    lines = python_lines(page.read_text(encoding="utf-8"))
    if not any(lines):
        pytest.skip("no Python on this page")
    script = tmp_path / f"{page.stem}.py"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    runpy.run_path(str(script), run_name="docs")


def test_blocks_keep_their_lines():
    page = "# Title\n```python\nx = 1\n```\n```\ny\n```\n```python\nassert x\n```\n"
    assert python_lines(page) == ["", "", "x = 1", "", "", "", "", "", "assert x", ""]


def test_an_open_block_is_an_error():
    with pytest.raises(AssertionError, match="never closed"):
        python_lines("```python\nx = 1\n")
