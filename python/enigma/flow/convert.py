"""From a user's function to its rewritten twin: made once per code object, with the same variables.

The twin has the function's own globals, the same cells, defaults and name, and its code has the
file, lines and columns of the source, so that errors and tracebacks point at what the user wrote.
"""

from __future__ import annotations
import __future__

import ast
import functools
import inspect
import itertools
import os
import threading
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from enigma._native import Value
from enigma.errors import fail
from enigma.flow import explain
from enigma.flow.build import FLOW, at
from enigma.flow.builtin import STAND_INS, of_numpy
from enigma.flow.rewrite import Rewriter
from enigma.flow.run import Flow
from enigma.flow.source import Function, function_of, is_library

_FUTURE = functools.reduce(
    lambda mask, name: mask | getattr(__future__, name).compiler_flag,
    __future__.all_feature_names,
    0,
)
_UNTOUCHED = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR

# The method behind the call of an object.
_CALL = "__call__"


class Template:
    """The rewritten code of a function, without the variables around it."""

    def __init__(self, code: types.CodeType, flow: Flow) -> None:
        """Keeps code and helper."""
        self._code = code
        self._cell = types.CellType(flow)

    def function(self, original: types.FunctionType) -> types.FunctionType:
        """The twin of a function that has the code this was made from."""
        cells = dict(zip(original.__code__.co_freevars, original.__closure__ or (), strict=True))
        cells[FLOW] = self._cell
        closure = tuple(cells[name] for name in self._code.co_freevars)
        twin = types.FunctionType(
            self._code, original.__globals__, original.__name__, original.__defaults__, closure
        )
        twin.__kwdefaults__ = original.__kwdefaults__
        twin.__qualname__ = original.__qualname__
        twin.__doc__ = original.__doc__
        twin.__module__ = original.__module__
        twin.__dict__.update(original.__dict__)
        return twin


# By identity of the code object, which the entry keeps alive.
_templates: dict[int, tuple[types.CodeType, Template | None]] = {}
_lock = threading.RLock()

# No other thread rewrites while a process forks: the child would wait for it for ever.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release
    )


def converted(function: types.FunctionType) -> types.FunctionType:
    """The twin of a function; the function itself where there is nothing to rewrite it from."""
    code = function.__code__
    if id(code) in explain.rewritten:
        return function
    known = _templates.get(id(code))
    if known is None:
        with _lock:
            known = _templates.get(id(code)) or (code, _template(function))
            _templates[id(code)] = known
    template = known[1]
    return function if template is None else template.function(function)


def _template(function: types.FunctionType) -> Template | None:
    code = function.__code__
    if is_library(code.co_filename):
        return None
    if code.co_flags & _UNTOUCHED:
        _give_reason(code, f"{code.co_name} is a generator or coroutine")
        return None
    node = function_of(code, function.__globals__)
    if node is None:
        _give_reason(code, f"the source of {code.co_name} is not available")
        return None
    rewriter = Rewriter()
    rewriter.function(node)
    compiled = _compiled(node, code, function.__qualname__)
    if not _names_all(compiled, code):
        _give_reason(code, f"the source of {code.co_name} has changed since it was loaded")
        return None
    _remember(compiled)
    return Template(compiled, Flow(rewriter.sites, call))


def _compiled(node: Function, code: types.CodeType, qualname: str) -> types.CodeType:
    """The code of the rewritten tree, its free variables declared around it."""
    if isinstance(node, ast.Lambda):
        _strip(node.args)
        inner: ast.stmt = at(ast.Expr(node), node)
    else:
        node.decorator_list, node.returns = [], None
        if hasattr(node, "type_params"):
            setattr(node, "type_params", [])  # noqa: B010 - unknown to older Pythons
        _strip(node.args)
        inner = node
    owner = _class_of(qualname)
    if owner is not None or "__class__" in code.co_freevars:
        inner = ast.ClassDef(owner or "C", [], [], [inner], [])
    free = [name for name in code.co_freevars if name != "__class__"]
    arguments = [ast.arg(name) for name in (*free, FLOW)]
    given = ast.arguments([], arguments, None, [], [], None, [])
    # What is defined here must not hide a global of that name from the function.
    made_here = {code.co_name, owner or "C"} - {*free, "<lambda>"}
    outside: list[ast.stmt] = [ast.Global(sorted(made_here))]
    around = ast.FunctionDef("around", given, [*outside, inner], [])
    for made in (inner, around):
        if hasattr(ast, "TypeVar"):
            setattr(made, "type_params", [])  # noqa: B010 - unknown to older Pythons
    module = ast.Module([at(around, node)], [])
    flags = code.co_flags & _FUTURE
    whole = compile(module, code.co_filename, "exec", flags, dont_inherit=True)
    found = _inner(whole, code.co_name)
    assert found is not None, "the function is in what was compiled of it"
    return found


def _strip(args: ast.arguments) -> None:
    """Defaults and annotations are those of the original: nothing of them is evaluated again."""
    args.defaults, args.kw_defaults = [], [None] * len(args.kwonlyargs)
    every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
    for arg in every:
        if arg is not None:
            arg.annotation = None


def _class_of(qualname: str) -> str | None:
    """The class that a function stands in: what private names are mangled with."""
    parts = qualname.split(".")
    for part, after in reversed(list(itertools.pairwise(parts))):
        if part != "<locals>" and after != "<locals>":
            return part
    return None


def _inner(code: types.CodeType, name: str) -> types.CodeType | None:
    around = next((c for c in code.co_consts if isinstance(c, types.CodeType)), None)
    while around is not None:
        inside = [c for c in around.co_consts if isinstance(c, types.CodeType)]
        for found in inside:
            if found.co_name == name:
                return found
        around = inside[0] if inside else None
    return None


def _names_all(new: types.CodeType, old: types.CodeType) -> bool:
    """Whether the new code has all variables of the old: a sign that the source is its own."""
    wanted = {n for n in (*old.co_varnames, *old.co_cellvars) if not n.startswith("@")}
    return wanted <= {*new.co_varnames, *new.co_cellvars, *new.co_freevars}


def _give_reason(code: types.CodeType, why: str) -> None:
    explain.reasons[id(code)] = (code, why)


def _remember(code: types.CodeType) -> None:
    if code.co_flags & _UNTOUCHED:
        _give_reason(code, f"{code.co_name} is a generator or coroutine")
    else:
        explain.rewritten[id(code)] = code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            _remember(constant)


def _class(cls: type) -> Callable[..., Any]:
    """A class, whose `__init__` is rewritten where it is plain Python."""
    init: Any = cls.__init__
    if cls.__new__ is not object.__new__ or type(init) is not types.FunctionType:
        return cls
    twin = converted(init)
    if twin is init:
        return cls

    def make(*args: Any, **kwargs: Any) -> Any:
        made = object.__new__(cls)
        twin(made, *args, **kwargs)
        return made

    return make


def call(target: Any) -> Callable[..., Any]:
    """What to call instead of something that rewritten code calls."""
    kind = type(target)
    if kind is types.FunctionType:
        return converted(target)
    if kind is types.MethodType:
        function = target.__func__
        if type(function) is types.FunctionType:
            return types.MethodType(converted(function), target.__self__)
        return target
    if kind is functools.partial:
        return functools.partial(call(target.func), *target.args, **target.keywords)
    if kind is types.BuiltinFunctionType or isinstance(target, type):
        stand_in = STAND_INS.get(target) if kind in (type, types.BuiltinFunctionType) else None
        return stand_in or (_class(target) if kind is type else target)
    if kind is Value:
        fail(
            "E0112",
            "a traced value is not a function",
            "enigma.thread_position_in_grid is read without a call; "
            "enigma.thread_position_in_grid_xyz(dim) gives y and z",
        )
    if kind is np.ufunc:
        return of_numpy(target)
    method = getattr(kind, _CALL, None)
    if type(method) is types.FunctionType and not is_library(method.__code__.co_filename):
        return types.MethodType(converted(method), target)
    return target
