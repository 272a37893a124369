"""Which names statements bind and mention, found in their syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterable

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Names:
    """Names that some statements bind in their own scope, and names that they mention anywhere."""

    def __init__(self, nodes: Iterable[ast.AST]) -> None:
        """Walks the nodes."""
        # Dictionaries keep the order of the source.
        self.bound: dict[str, None] = {}
        self.loaded: dict[str, None] = {}
        for node in nodes:
            self._visit(node, True)

    def _visit(self, node: ast.AST, ours: bool) -> None:
        """`ours` is whether names bound here are those of the scope asked about."""
        if isinstance(node, ast.Name):
            self._name(node, ours)
            return
        if isinstance(node, ast.NamedExpr):
            # A := in a comprehension binds outside of it.
            self._bind(node.target.id, ours)
            self._visit(node.value, ours)
            return
        if isinstance(node, _FUNCTIONS):
            self._function(node, ours)
            return
        if isinstance(node, ast.comprehension):
            self._names_of_comprehension(node, ours)
            return
        self._names_of_node(node, ours)
        inner = ours and not isinstance(node, ast.ClassDef)
        for child in ast.iter_child_nodes(node):
            self._visit(child, inner)

    def _names_of_node(self, node: ast.AST, ours: bool) -> None:
        """What a node itself binds or reads, beside the nodes in it."""
        if isinstance(node, ast.ClassDef):
            self._bind(node.name, ours)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            # A container may be changed in place.
            self.loaded[node.target.id] = None
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                self._bind(alias.asname or alias.name.partition(".")[0], ours)
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
            self._bind(node.name, ours)
        elif isinstance(node, ast.MatchMapping):
            self._bind(node.rest, ours)

    def _names_of_comprehension(self, node: ast.comprehension, ours: bool) -> None:
        self._visit(node.target, False)
        for child in (node.iter, *node.ifs):
            self._visit(child, ours)

    def _function(self, node: ast.AST, ours: bool) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._bind(node.name, ours)
        for child in ast.iter_child_nodes(node):
            self._visit(child, False)

    def _name(self, node: ast.Name, ours: bool) -> None:
        if isinstance(node.ctx, ast.Load):
            self.loaded[node.id] = None
        else:
            self._bind(node.id, ours)

    def _augmented(self, target: ast.AST) -> None:
        # A container that is augmented is changed in place.
        if isinstance(target, ast.Name):
            self.loaded[target.id] = None

    def _bind(self, name: str | None, ours: bool) -> None:
        if name is not None and ours:
            self.bound[name] = None


def killed(body: list[ast.stmt], before: Iterable[ast.AST] = ()) -> set[str]:
    """Names that the statements assign, whatever happens, before anything reads them."""
    read = set(Names(before).loaded)
    killed: set[str] = set()
    for statement in body:
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            read |= set(Names([statement.value]).loaded)
            found = Names(targets)
            read |= set(found.loaded)
            killed |= set(found.bound) - read
            continue
        found = Names([statement])
        read |= set(found.loaded)
        # What is augmented or deleted is read, what a branch assigns may not be assigned.
        read |= set(found.bound)
        if _may_leave(statement):
            break
    return killed


def _may_leave(statement: ast.stmt) -> bool:
    jumps = (ast.Break, ast.Continue, ast.Return)
    return any(isinstance(node, jumps) for node in ast.walk(statement))
