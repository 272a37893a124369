"""Small pieces of syntax, each at the place in the source that it stands for."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, TypeVar

Node = TypeVar("Node", bound=ast.AST)

# The helper's name in rewritten code, and the start of all names there that are not the user's.
FLOW = "@flow"


def at(node: Node, place: ast.AST) -> Node:
    """The node, with all inside that has no place yet, at a place of the source."""
    todo: list[ast.AST] = [node]
    while todo:
        new = todo.pop()
        if "lineno" in new._attributes:
            if getattr(new, "lineno", None) is not None:
                continue
            ast.copy_location(new, place)
        todo.extend(ast.iter_child_nodes(new))
    return node


def load(name: str) -> ast.Name:
    """A variable's value."""
    return ast.Name(name, ast.Load())


def store(name: str) -> ast.Name:
    """A variable that is assigned."""
    return ast.Name(name, ast.Store())


def attribute(name: str, attr: str) -> ast.Attribute:
    """An attribute of a variable."""
    return ast.Attribute(load(name), attr, ast.Load())


def method(name: str, attr: str, *args: ast.expr) -> ast.Call:
    """A call of a method of a variable."""
    return ast.Call(attribute(name, attr), list(args), [])


def flow(attr: str, *args: ast.expr) -> ast.Call:
    """A call of the helper."""
    return method(FLOW, attr, *args)


def number(value: Any) -> ast.Constant:
    """A constant."""
    return ast.Constant(value)


def assign(name: str, value: ast.expr) -> ast.Assign:
    """An assignment to one variable."""
    return ast.Assign([store(name)], value)


def unpack(names: Sequence[str], value: ast.expr) -> ast.Assign:
    """An assignment to some variables at once."""
    return ast.Assign([ast.Tuple([store(name) for name in names], ast.Store())], value)


def when(test: ast.expr, body: Sequence[ast.stmt]) -> ast.If:
    """Statements under a test that Python decides."""
    return ast.If(test, list(body), [])
