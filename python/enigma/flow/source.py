"""From a code object to the syntax tree of the function it was compiled from."""

from __future__ import annotations

import ast
import linecache
import os
import sysconfig
from collections.abc import Iterator
from types import CodeType
from typing import Any

Function = ast.FunctionDef | ast.Lambda

# Trees of files, with the lines they were made of. A tree that was handed out in part is not handed
# out again: who gets it rewrites it.
_trees: dict[str, tuple[list[str], ast.Module]] = {}

# Each cell of a notebook is a file of its own.
_TREES = 64

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_LIBRARIES = tuple(
    os.path.abspath(sysconfig.get_path(name)) + os.sep for name in ("stdlib", "platstdlib")
)
_SITES = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")


def is_library(file: str) -> bool:
    """Whether code of that file is no user's: it runs as it is."""
    if file.startswith(_PACKAGE) or file.startswith("<frozen"):
        return True
    if any(site in file for site in _SITES):
        return f"{os.sep}numpy{os.sep}" in file
    return file.startswith(_LIBRARIES)


def function_of(code: CodeType, scope: dict[str, Any]) -> Function | None:
    """The function's own tree, to be rewritten in place; None where the source is not there."""
    lines = _lines(code.co_filename, scope)
    if not lines:
        return None
    known = _trees.get(code.co_filename)
    for fresh in (False, True):
        if fresh or known is None or known[0] is not lines:
            known = _parsed(lines)
            if known is None:
                return None
            if len(_trees) >= _TREES:
                del _trees[next(iter(_trees))]
            _trees[code.co_filename] = known
        path = _path(known[1], code)
        if path is None:
            return None
        if not any(getattr(node, "_enigma_taken", False) for node in path):
            _take(path)
            return path[-1]  # type: ignore[return-value]
    return None


def _lines(file: str, scope: dict[str, Any]) -> list[str]:
    linecache.checkcache(file)
    return linecache.getlines(file, scope)


def _parsed(lines: list[str]) -> tuple[list[str], ast.Module] | None:
    try:
        return lines, ast.parse("".join(lines))
    except (SyntaxError, ValueError):
        return None


def _take(path: list[ast.AST]) -> None:
    # Who asks for a function around this one must not get what was rewritten inside.
    for node in path:
        node._enigma_taken = True  # type: ignore[attr-defined]


def _path(tree: ast.Module, code: CodeType) -> list[ast.AST] | None:
    """The functions around the one asked for, and it."""
    found = list(_candidates(tree, code, []))
    if len(found) > 1:
        found = [path for path in found if _has_positions(path[-1], code)]
    return found[0] if len(found) == 1 else None


def _candidates(node: ast.AST, code: CodeType, above: list[ast.AST]) -> Iterator[list[ast.AST]]:
    line = code.co_firstlineno
    for child in ast.iter_child_nodes(node):
        first, last = _extent(child)
        if first is not None and not first <= line <= last:
            continue
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            path = [*above, child]
            if first == line and _fits(child, code):
                yield path
            yield from _candidates(child, code, path)
        else:
            yield from _candidates(child, code, above)


def _extent(node: ast.AST) -> tuple[int | None, int]:
    first = getattr(node, "lineno", None)
    if first is None:
        return None, 0
    decorators = getattr(node, "decorator_list", None)
    if decorators:
        first = min(first, decorators[0].lineno)
    return first, getattr(node, "end_lineno", None) or first


def _fits(node: ast.AST, code: CodeType) -> bool:
    if isinstance(node, ast.AsyncFunctionDef):
        return False
    name = "<lambda>" if isinstance(node, ast.Lambda) else node.name  # type: ignore[attr-defined]
    args = node.args  # type: ignore[attr-defined]
    names = [a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    names += [a.arg for a in (args.vararg, args.kwarg) if a is not None]
    own = [_unmangled(n, code) for n in code.co_varnames[: len(names)]]
    return name == code.co_name and [_unmangled(n, code) for n in names] == own


def _unmangled(name: str, code: CodeType) -> str:
    """A private name without the class that Python puts before it."""
    at = name.find("__", 1)
    return name[at:] if name.startswith("_") and not name.startswith("__") and at > 0 else name


def _has_positions(node: ast.AST, code: CodeType) -> bool:
    """Whether the code's instructions lie within the node: tells lambdas of one line apart."""
    if not hasattr(code, "co_positions"):
        return False
    body = node.body if isinstance(node, ast.Lambda) else node
    low = (body.lineno, body.col_offset)  # type: ignore[union-attr]
    high = (body.end_lineno, body.end_col_offset)  # type: ignore[union-attr]
    positions: Any = code.co_positions  # type: ignore[attr-defined]
    spans = [(a, b, c, d) for a, b, c, d in positions() if None not in (a, b, c, d)]
    spans = [s for s in spans if (s[0], s[2]) != (s[1], s[3])]
    if not spans:
        return False
    first = min((a, c) for a, _, c, _ in spans)
    last = max((b, d) for _, b, _, d in spans)
    return low <= first and last <= high and (first, last) == (low, high)
