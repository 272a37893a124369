"""Rewriting of expressions: calls, `and`, `or`, `not`, chained comparisons, `x if c else y`."""

from __future__ import annotations

import ast
from typing import Any

from enigma.flow.build import FLOW, at, attribute, flow, load, number, store
from enigma.flow.names import Names
from enigma.flow.state import Site

# These look at the frame that calls them, or are not worth a look.
_AS_THEY_ARE = {
    "super", "locals", "globals", "vars", "dir", "eval", "exec", "isinstance", "issubclass", "len",
    "print", "type", "getattr", "setattr", "hasattr", "id", "repr", "str",
}  # fmt: skip


class Expressions(ast.NodeTransformer):
    """Rewrites expressions in place; statements are the subclass's."""

    def __init__(self) -> None:
        """Nothing is rewritten yet."""
        self.sites: list[Site] = []
        self._temporaries = 0
        # Inside the iterable of a comprehension, where := cannot stand.
        self._lazy = 0

    def site(self, names: list[str], nodes: list[Any]) -> tuple[Site, ast.Constant]:
        """A new place, with the number it has in code."""
        site = Site(names, Names(nodes).loaded)
        self.sites.append(site)
        return site, number(len(self.sites) - 1)

    def temporary(self, kind: str) -> str:
        """A name that no user writes."""
        self._temporaries += 1
        return f"@{kind}{self._temporaries}"

    def expr(self, node: Any) -> Any:
        """An expression, rewritten."""
        return self.visit(node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """`f(x)` calls what becomes of `f` when it is rewritten."""
        self.generic_visit(node)
        if not (isinstance(node.func, ast.Name) and node.func.id in _AS_THEY_ARE):
            call = ast.Call(attribute(FLOW, "call"), [node.func], [])
            node.func = at(call, node.func)
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        """`not x`."""
        self.generic_visit(node)
        if isinstance(node.op, ast.Not):
            return at(flow("negate", node.operand), node)
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """`a and b and c` is `a and (b and c)`."""
        first, *rest = node.values
        if len(rest) > 1:
            other: ast.expr = ast.copy_location(ast.BoolOp(node.op, rest), node)
            other.lineno, other.col_offset = rest[0].lineno, rest[0].col_offset
        else:
            other = rest[0]
        return self._logical(isinstance(node.op, ast.And), first, other, node)

    def _logical(self, is_and: bool, first: ast.expr, other: ast.expr, node: ast.AST) -> ast.expr:
        names = list(Names([other]).bound)
        _, place = self.site(names, [other])
        first, other = self.expr(first), self.expr(other)
        if self._lazy:
            thunk = ast.Lambda(_no_arguments(), other)
            return at(flow("lazily", number(is_and), first, thunk), node)
        name = self.temporary("p")
        begin = flow("both" if is_and else "either", place, first)
        parts = ast.NamedExpr(store(name), at(begin, first))
        value = ast.IfExp(attribute(name, "then"), other, number(None))
        return at(flow("end_both" if is_and else "end_either", parts, value), node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        """`x if condition else y`."""
        if self._lazy:
            self.generic_visit(node)
            return node
        names = list(Names([node.body, node.orelse]).bound)
        _, place = self.site(names, [node.body, node.orelse])
        name = self.temporary("p")
        test = self.expr(node.test)
        parts = ast.NamedExpr(store(name), at(flow("choose", place, test), test))
        then = ast.IfExp(attribute(name, "then"), self.expr(node.body), number(None))
        other = ast.Call(attribute(name, "otherwise"), [], [])
        otherwise = ast.IfExp(other, self.expr(node.orelse), number(None))
        return at(flow("chosen", parts, then, otherwise), node)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """`a < b < c` is `a < b and b < c` with `b` evaluated once."""
        if len(node.ops) == 1:
            self.generic_visit(node)
            if isinstance(node.ops[0], (ast.In, ast.NotIn)):
                negated = number(isinstance(node.ops[0], ast.NotIn))
                return at(flow("contains", node.left, node.comparators[0], negated), node)
            return node
        if self._lazy:
            self.generic_visit(node)
            return node
        middle = self.temporary("c")
        right = node.comparators[0]
        kept = at(ast.NamedExpr(store(middle), right), right)
        first = ast.copy_location(ast.Compare(node.left, node.ops[:1], [kept]), node)
        first.end_lineno, first.end_col_offset = right.end_lineno, right.end_col_offset
        again = at(load(middle), right)
        rest = ast.Compare(again, node.ops[1:], node.comparators[1:])
        rest = ast.copy_location(rest, node)
        rest.lineno, rest.col_offset = right.lineno, right.col_offset
        # The temporary is no variable of the user's that the second part assigns.
        return self._logical(True, first, rest, node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        """The iterable is a place where := cannot stand."""
        self._lazy += 1
        node.iter = self.expr(node.iter)
        self._lazy -= 1
        node.ifs = [self.expr(test) for test in node.ifs]
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        """A lambda is a function of its own."""
        self._arguments(node.args)
        lazy, self._lazy = self._lazy, 0
        node.body = self.expr(node.body)
        self._lazy = lazy
        return node

    def _arguments(self, args: ast.arguments) -> None:
        args.defaults = [self.expr(value) for value in args.defaults]
        args.kw_defaults = [value and self.expr(value) for value in args.kw_defaults]

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        """Text is for people: nothing in it runs in the kernel."""
        return node


def _no_arguments() -> ast.arguments:
    return ast.arguments([], [], None, [], [], None, [])
