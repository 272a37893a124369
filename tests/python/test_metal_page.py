"""The Metal texts on `docs/metal-text.md` are those that are written; all pass the checks.

`BLESS=1` writes them into the page: once more where their length has changed, for the lines in
their comments are the page's.
"""

import os
import re
import runpy

import enigma
import pytest
from test_docs import ROOT, python_lines

PAGE = ROOT / "docs" / "metal-text.md"
BLOCK = re.compile(r"(?<=^```metal\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
EMITTED = re.compile(r"// (\w+), from")


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    """The names of the page's Python."""
    script = tmp_path_factory.mktemp("page") / "metal-text.py"
    script.write_text("\n".join(python_lines(PAGE.read_text(encoding="utf-8"))), encoding="utf-8")
    return runpy.run_path(str(script), run_name="docs")


def test_the_page_shows_what_is_written(kernels):
    page = PAGE.read_text(encoding="utf-8")
    shown = []

    def written(block):
        emitted = EMITTED.match(block.group())
        if emitted is None:
            return block.group()
        shown.append(emitted[1])
        return enigma.compile(kernels[emitted[1]]).metal_source

    now = BLOCK.sub(written, page)
    assert shown == ["rmsnorm", "matmul", "attention"]
    if os.environ.get("BLESS"):
        PAGE.write_text(now, encoding="utf-8")
    assert now == page


def test_texts_of_the_page_pass_the_checks(check_metal):
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(blocks) == 6
    for block in blocks:
        check_metal(block)
