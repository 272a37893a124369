"""What statements do to the order of things: which may jump, and which surely do."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_LOOPS = (ast.For, ast.While, ast.AsyncFor)


def inside(statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements and those inside them, but for nested functions."""
    for statement in statements:
        yield statement
        if not isinstance(statement, _SCOPES):
            for block in blocks(statement):
                yield from inside(block)


def blocks(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of a statement."""
    found = [getattr(statement, name, None) for name in ("body", "orelse", "finalbody")]
    for handler in getattr(statement, "handlers", []):
        found.append(handler.body)
    for case in getattr(statement, "cases", []):
        found.append(case.body)
    return [block for block in found if block]


def may_jump(statements: Sequence[ast.stmt]) -> bool:
    """Whether control may leave the statements other than at their end."""
    for statement in statements:
        if isinstance(statement, (ast.Break, ast.Continue, ast.Return)):
            return True
        if isinstance(statement, _LOOPS):
            if any(isinstance(s, ast.Return) for s in inside([statement])):
                return True
            if may_jump(statement.orelse):
                return True
        elif not isinstance(statement, _SCOPES) and any(may_jump(b) for b in blocks(statement)):
            return True
    return False


def ends(statements: Sequence[ast.stmt]) -> bool:
    """Whether control never reaches the end of the statements."""
    for statement in statements:
        if isinstance(statement, (ast.Break, ast.Continue, ast.Return, ast.Raise)):
            return True
        if isinstance(statement, ast.If) and statement.orelse:
            if ends(statement.body) and ends(statement.orelse):
                return True
        elif isinstance(statement, ast.With) and ends(statement.body):
            return True
    return False


def is_plain_function(body: Sequence[ast.stmt]) -> bool:
    """Whether the only return, if any, is the last statement."""
    returns = [s for s in inside(body) if isinstance(s, ast.Return)]
    return not returns or (len(returns) == 1 and body[-1] is returns[0])
