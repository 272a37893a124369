"""Rewriting of a function's statements, in place, into ones that can be traced.

A branch becomes tests of an object that says which arms to trace, and gives the variables their
values between and after the arms. A loop becomes a Python loop whose rounds are traces of the body.
Jumps become flags, and what follows a jump stands under a test of its flag; where it can, it moves
into the arm that does not jump instead.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from enigma.flow.build import assign, at, attribute, flow, load, method, number, store, unpack, when
from enigma.flow.expressions import Expressions
from enigma.flow.jumps import ends, inside, is_plain_function, may_jump
from enigma.flow.names import Names, killed
from enigma.flow.state import Site

RETURNED = "@ret"
VALUE = "@val"

Block = list[ast.stmt]


class _Function:
    """What is known of the function being rewritten."""

    def __init__(self, body: Sequence[ast.stmt]) -> None:
        self.is_plain = is_plain_function(body)
        self.globals = {name for s in inside(body) if isinstance(s, ast.Global) for name in s.names}
        # Variables that inner functions mention: those read them at other times.
        self.captured = _captured(body)
        # The flags of the loops around the statement being rewritten, the innermost last.
        self.loops: list[tuple[str, str]] = []
        # Flags that something reads, the assignments of flags, and who else names them.
        self.read: set[str] = set()
        self.settings: list[tuple[str, ast.If]] = []
        self.lists: list[tuple[Site, list[ast.Tuple]]] = []


class Rewriter(Expressions):
    """Rewrites one function, with the functions inside it."""

    def __init__(self) -> None:
        """Nothing is rewritten yet."""
        super().__init__()
        self._function = _Function([])

    def function(self, node: ast.FunctionDef | ast.Lambda) -> None:
        """Rewrites the body of a function or lambda."""
        if isinstance(node, ast.Lambda):
            node.body = self.expr(node.body)
            return
        outer, self._function = self._function, _Function(node.body)
        lazy, self._lazy = self._lazy, 0
        function = self._function
        doc = ast.get_docstring(node, clean=False) is not None
        head, body = node.body[: int(doc)], node.body[int(doc) :]
        # `global` and `nonlocal` stand before anything that assigns.
        scopes = [s for s in body if isinstance(s, (ast.Global, ast.Nonlocal))]
        body = [s for s in body if not isinstance(s, (ast.Global, ast.Nonlocal))]
        new, _ = self._block(body)
        if not function.is_plain:
            new = [
                *self._lowered([RETURNED], node),
                at(assign(VALUE, attribute("@flow", "unset")), node),
                *new,
                at(ast.Return(flow("returned", load(RETURNED), load(VALUE))), body[-1]),
            ]
            function.read.add(RETURNED)
        node.body = [*head, *scopes, *new] or [at(ast.Pass(), node)]
        self._forget_unread(function)
        self._function, self._lazy = outer, lazy

    def _forget_unread(self, function: _Function) -> None:
        """Flags that nothing reads are not set, and not handed from arm to arm."""
        for flag, setting in function.settings:
            if flag not in function.read:
                setting.test = at(number(False), setting.test)
        keep = function.read | {VALUE}
        for site, targets in function.lists:
            for target in targets:
                target.elts = [
                    name
                    for name in target.elts
                    if not (isinstance(name, ast.Name) and name.id.startswith("@"))
                    or name.id in keep
                ]
            site.names = [n for n in site.names if not n.startswith("@") or n in keep]

    # Blocks and jumps.

    def _block(self, statements: Sequence[ast.stmt]) -> tuple[Block, set[str]]:
        """Statements rewritten, and the flags that may be set when control comes to their end."""
        new: Block = []
        exits: set[str] = set()
        for at_, statement in enumerate(statements):
            rest = list(statements[at_ + 1 :])
            if isinstance(statement, ast.If) and rest and may_jump([statement]):
                moved = _moved_in(statement, rest)
                if moved is not None:
                    statement, rest = moved, []
            done, set_here = self._statement(statement)
            new += done
            exits |= set_here
            if set_here and rest:
                if ends([statement]):
                    # It is never reached, but says which names are local.
                    return [*new, at(when(number(False), rest), rest[0])], exits
                after, set_after = self._guarded(sorted(set_here), rest)
                return new + after, exits | set_after
            if not rest:
                break
        return new, exits

    def _guarded(self, flags: list[str], rest: Block) -> tuple[Block, set[str]]:
        """Statements that run where no flag is set."""
        self._function.read |= set(flags)
        head = self._lowered(flags, rest[0])
        names = _bound(rest)
        inner, exits = self._block(rest)
        test = at(flow("clear", *[load(flag) for flag in flags]), rest[0])
        return self._branch(
            test, names, (rest, head + inner), ([], []), exits | set(flags), set(flags)
        ), exits

    def _lowered(self, flags: Sequence[str], place: ast.AST) -> Block:
        return [self._setting(flag, False, place) for flag in flags]

    def _setting(self, flag: str, value: bool, place: ast.AST) -> ast.If:
        setting = at(when(number(True), [assign(flag, number(value))]), place)
        self._function.settings.append((flag, setting))
        return setting

    def _statement(self, node: ast.stmt) -> tuple[Block, set[str]]:
        """One statement."""
        kind = type(node).__name__
        special = getattr(self, f"_on_{kind.lower()}", None)
        if special is not None:
            return special(node)
        self.generic_visit(node)
        return [node], set()

    def _on_return(self, node: ast.Return) -> tuple[Block, set[str]]:
        if node.value is not None:
            node.value = self.expr(node.value)
        if self._function.is_plain:
            return [node], set()
        value = node.value if node.value is not None else at(number(None), node)
        return [at(assign(VALUE, value), node), self._setting(RETURNED, True, node)], {RETURNED}

    def _on_break(self, node: ast.Break) -> tuple[Block, set[str]]:
        flag = self._function.loops[-1][0]
        return [self._setting(flag, True, node)], {flag}

    def _on_continue(self, node: ast.Continue) -> tuple[Block, set[str]]:
        flag = self._function.loops[-1][1]
        return [self._setting(flag, True, node)], {flag}

    # Branches.

    def _on_if(self, node: ast.If) -> tuple[Block, set[str]]:
        names = _bound([*node.body, *node.orelse])
        sources = (list(node.body), list(node.orelse))
        then, exits = self._block(node.body)
        otherwise, more = self._block(node.orelse)
        exits |= more
        test = self.expr(node.test)
        arms = ((sources[0], then), (sources[1], otherwise))
        return self._branch(test, names, *arms, exits, set()), exits

    def _branch(
        self,
        test: ast.expr,
        names: list[str],
        first: tuple[Block, Block],
        second: tuple[Block, Block],
        exits: set[str],
        guarded: set[str],
    ) -> Block:
        """A branch; each arm is given as it was, for the names in it, and as it is now."""
        flags = sorted(exits)
        if RETURNED in exits:
            flags.append(VALUE)
        names = [*names, *flags]
        site, place = self.site(names, [*first[0], *second[0]])
        site.globals = frozenset(self._function.globals)
        site.guard, site.exits = bool(guarded), tuple(sorted(guarded))
        name = self.temporary("b")
        targets: list[ast.Tuple] = []

        def update(attr: str) -> Block:
            if not names:
                return []
            value = unpack(names, attribute(name, attr))
            targets.append(value.targets[0])  # type: ignore[arg-type]
            return [when(attribute(name, "traced"), [value])]

        new: Block = [assign(name, flow("branch", place, test))]
        new.append(when(attribute(name, "then"), first[1] or [ast.Pass()]))
        if second[1]:
            new.append(when(method(name, "otherwise"), [*update("before"), *second[1]]))
        end: Block = update("end")
        new += end or [when(attribute(name, "traced"), [ast.Expr(attribute(name, "end"))])]
        self._function.lists.append((site, targets))
        return [at(statement, test) for statement in new]

    # Loops.

    def _on_for(self, node: ast.For) -> tuple[Block, set[str]]:
        things = self.expr(node.iter)
        body = list(node.body)
        target = node.target
        names = _bound([target, *body])
        kills = killed([ast.Assign([target], number(None)), *body]) - self._function.captured
        new, exits = self._loop_body(node, body)
        site, place = self.site(names, [target, *body])
        site.kills = frozenset(kills)
        site.target = target.id if isinstance(target, ast.Name) else None
        name, item = self.temporary("l"), self.temporary("i")
        given = at(ast.Assign([target], load(item)), target)
        round_ = self._round(exits, [given, *new], node.iter)
        update, flags = self._updates(site, name, exits)
        loop = ast.For(store(item), load(name), [*update("entry"), *round_], [])
        if flags:
            leave = when(method(name, "ended", *[load(f) for f in flags]), [ast.Break()])
            loop.body.append(leave)
        begin = assign(name, flow("loop", place, things))
        done = [begin, loop, *update("result")]
        return self._after_loop(node, [at(s, node.iter) for s in done], exits)

    def _on_while(self, node: ast.While) -> tuple[Block, set[str]]:
        body = list(node.body)
        names = _bound([node.test, *body])
        tested = frozenset(_bound([node.test]))
        kills = frozenset(killed(body, [node.test])) - self._function.captured
        constant = isinstance(node.test, ast.Constant) and bool(node.test.value)
        new, exits = self._loop_body(node, body)
        site, place = self.site(names, [node.test, *body])
        site.tested, site.kills = tested, kills - tested
        name = self.temporary("l")
        update, flags = self._updates(site, name, exits)
        test = node.test
        if flags:
            clear = at(flow("clear", *[load(f) for f in flags]), test)
            test = at(ast.BoolOp(ast.And(), [clear, test]), test) if not constant else clear
        test = self.expr(test)
        tried = when(method(name, "test", test), [*update("entry"), *new])
        loop = ast.While(method(name, "round"), [*update("entry"), tried], [])
        begin = assign(name, flow("conditional", place))
        done = [begin, loop, *update("result")]
        return self._after_loop(node, [at(s, node.test) for s in done], exits)

    def _loop_body(self, node: ast.For | ast.While, body: Block) -> tuple[Block, set[str]]:
        number_ = len(self.sites) + 1
        self._temporaries += 1
        flags = (f"@brk{self._temporaries}_{number_}", f"@cont{self._temporaries}_{number_}")
        self._function.loops.append(flags)
        new, exits = self._block(body)
        self._function.loops.pop()
        if flags[1] in exits:
            new = [*self._lowered([flags[1]], node), *new]
        node._enigma_break = flags[0]  # type: ignore[attr-defined]
        return new, exits - {flags[1]}

    def _round(self, exits: set[str], body: Block, place: ast.AST) -> Block:
        """A round, which does nothing once the loop was left."""
        if not exits:
            return body
        flags = sorted(exits)
        test = at(flow("clear", *[load(flag) for flag in flags]), place)
        head = self._lowered(flags, place)
        return self._branch(test, _bound(body), (body, head + body), ([], []), exits, set(flags))

    def _updates(self, site: Site, name: str, exits: set[str]):
        flags = sorted(exits)
        self._function.read |= exits
        site.exits = tuple(flags)
        site.names = [*site.names, *flags, *([VALUE] if RETURNED in exits else [])]
        site.globals = frozenset(self._function.globals)

        def update(attr: str) -> Block:
            if not site.names:
                return []
            value = unpack(site.names, attribute(name, attr))
            return [when(attribute(name, "traced"), [value])]

        return update, flags

    def _after_loop(
        self, node: ast.For | ast.While, done: Block, exits: set[str]
    ) -> tuple[Block, set[str]]:
        left: str = node._enigma_break  # type: ignore[attr-defined]
        if left in exits:
            done = [*self._lowered([left], node), *done]
        outer = exits - {left}
        if not node.orelse:
            return done, outer
        if not exits:
            after, more = self._block(node.orelse)
            return done + after, outer | more
        after, more = self._guarded(sorted(exits), list(node.orelse))
        return done + after, outer | more

    # Other statements that have blocks.

    def _on_with(self, node: ast.With) -> tuple[Block, set[str]]:
        crosses = may_jump(node.body)
        for item in node.items:
            manager = self.expr(item.context_expr)
            item.context_expr = at(flow("crossed", manager), manager) if crosses else manager
        node.body, exits = self._block(node.body)
        return [node], exits

    def _on_try(self, node: ast.Try) -> tuple[Block, set[str]]:
        node.body, exits = self._block(node.body)
        for handler in node.handlers:
            handler.body, more = self._block(handler.body)
            exits |= more
        if node.orelse:
            if exits:
                node.orelse, more = self._guarded(sorted(exits), node.orelse)
            else:
                node.orelse, more = self._block(node.orelse)
            exits |= more
        node.finalbody, more = self._block(node.finalbody)
        return [node], exits | more

    _on_trystar = _on_try

    def _on_match(self, node: ast.Match) -> tuple[Block, set[str]]:
        node.subject = self.expr(node.subject)
        exits: set[str] = set()
        for case in node.cases:
            if case.guard is not None:
                case.guard = self.expr(case.guard)
            case.body, more = self._block(case.body)
            exits |= more
        return [node], exits

    def _on_functiondef(self, node: ast.FunctionDef) -> tuple[Block, set[str]]:
        node.decorator_list = [self.expr(d) for d in node.decorator_list]
        self._arguments(node.args)
        if not _is_generator(node):
            self.function(node)
        return [node], set()

    def _on_asyncfunctiondef(self, node: ast.AsyncFunctionDef) -> tuple[Block, set[str]]:
        return [node], set()

    def _on_classdef(self, node: ast.ClassDef) -> tuple[Block, set[str]]:
        # The body of a class runs as ordinary Python; its methods are functions.
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef) and not _is_generator(statement):
                self.function(statement)
        return [node], set()

    def _on_assert(self, node: ast.Assert) -> tuple[Block, set[str]]:
        failed = at(flow("failed", self.expr(node.test)), node.test)
        arguments = [node.msg] if node.msg is not None else []
        error = ast.Call(load("AssertionError"), arguments, [])
        return [at(when(failed, [ast.Raise(error, None)]), node)], set()


def _moved_in(node: ast.If, rest: Block) -> ast.If | None:
    """The branch with what follows it in the arm that does not jump, if the other surely does."""
    if ends(node.body) and not may_jump(node.orelse):
        body, orelse = node.body, [*node.orelse, *rest]
    elif node.orelse and ends(node.orelse) and not may_jump(node.body):
        body, orelse = [*node.body, *rest], node.orelse
    else:
        return None
    return ast.copy_location(ast.If(node.test, body, orelse), node)


def _bound(nodes: Sequence[ast.AST]) -> list[str]:
    """The user's names that are bound."""
    return [name for name in Names(nodes).bound if not name.startswith("@")]


def _captured(body: Sequence[ast.stmt]) -> set[str]:
    found: set[str] = set()
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, (ast.FunctionDef, ast.Lambda)):
                found |= set(Names([node]).loaded)
    return found


def _is_generator(node: ast.FunctionDef) -> bool:
    todo: list[ast.AST] = list(node.body)
    while todo:
        this = todo.pop()
        if isinstance(this, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(this, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            todo.extend(ast.iter_child_nodes(this))
    return False
