"""`@enigma.kernel`: a Python function as a kernel, its parameters, and launches."""

from __future__ import annotations

import inspect
import os
import sys
import threading
import typing
import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from enigma._native import Launchable, Value
from enigma.errors import fail
from enigma.memory import Tensor
from enigma.tracing import Parameter, trace
from enigma.typing import Numeric, Scalar

if TYPE_CHECKING:
    from enigma._native import Tracer
    from enigma.compiler import CompiledKernel

# Extents along x, y, z; missing ones are 1.
Extent = int | Sequence[int]


# All kernels, so that a process that is forked off does not wait for threads that it does not have.
_kernels: weakref.WeakSet[KernelDef] = weakref.WeakSet()


def _renew_locks() -> None:
    for kernel_def in list(_kernels):
        kernel_def._lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_locks)


class KernelDef(Launchable):
    """A kernel: called with arguments it gives a handle to launch; `enigma.compile` compiles it."""

    def __init__(self, fn: Callable[..., Any], scope: dict[str, Any]) -> None:
        """Wraps a function; `scope` is where the decorator was used, for annotations in quotes."""
        self.fn = fn
        self.name = fn.__name__
        self.__name__ = fn.__name__
        self.__qualname__ = fn.__qualname__
        self.__doc__ = fn.__doc__
        self.__module__ = fn.__module__
        self.__wrapped__ = fn
        self._place = (fn.__code__.co_filename, fn.__code__.co_firstlineno)
        self._sig = _signature(fn, scope)
        self._lock = threading.RLock()
        self._compiled: CompiledKernel | None = None
        _kernels.add(self)

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        try:
            return self._sig.bind(*args, **kwargs).args
        except TypeError as error:
            names = ", ".join(self._sig.parameters)
            fail("E0601", f"{self.name}: {error}", f"its parameters are {names}")

    def __reduce__(self) -> str:
        """Pickles by name, as functions do."""
        if "<locals>" in self.__qualname__:
            message = f"{self.name} is local to a function: pickle would not find it by its name"
            fail("E0113", message, "define it at the top level of a module")
        return self.__qualname__

    def __repr__(self) -> str:
        """`<enigma.kernel NAME>`."""
        return f"<enigma.kernel {self.name}>"

    def _parameters(self) -> list[Parameter]:
        return [
            (parameter.name, self._kind(parameter)) for parameter in self._sig.parameters.values()
        ]

    def _kind(self, parameter: inspect.Parameter) -> Numeric | Scalar:
        name, annotation = parameter.name, parameter.annotation
        if parameter.kind not in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            what = parameter.kind.description
            self._reject(f"Kernel parameter '{name}' is {what}", "arguments are bound by position")
        if typing.get_origin(annotation) is typing.Annotated:
            annotation = _annotated(annotation)
        if isinstance(annotation, (Numeric, Scalar)):
            return annotation
        if isinstance(annotation, type) and annotation in Numeric.__subclasses__():
            return annotation()
        if annotation is parameter.empty:
            message = f"Kernel parameter '{name}' needs a type annotation"
        else:
            message = f"Unsupported kernel parameter annotation: '{name}' has {annotation!r}"
        self._reject(message, "annotate it with enigma.f32, or with enigma.Scalar(enigma.u32)")

    def _reject(self, message: str, fix: str) -> NoReturn:
        fail("E0108", message, fix, place=self._place)

    def _trace(self, vec_width: int = 1) -> Tracer:
        return trace(self.fn, self.name, self._place, self._parameters(), vec_width)

    def _launchable(self) -> CompiledKernel:
        """The kernel with the default options, compiled by the first launch of any thread."""
        compiled = self._compiled
        if compiled is None:
            with self._lock:
                if self._compiled is None:
                    from enigma.compiler import compile

                    self._compiled = compile(self)
                compiled = self._compiled
        return compiled


def kernel(fn: Callable[..., Any]) -> KernelDef:
    """Makes a kernel of a function.

    Every parameter is annotated: a buffer with its dtype (`A: enigma.f32`), one value with
    `n: enigma.Scalar(enigma.u32)`. The body runs once, with symbolic values, when the kernel is
    compiled; what it returns is ignored.
    """
    if not inspect.isfunction(fn):
        fail("E0113", f"enigma.kernel decorates a function, not {type(fn).__name__}")
    if inspect.isgeneratorfunction(fn) or inspect.iscoroutinefunction(fn):
        fail("E0113", f"{fn.__name__} is a generator or coroutine, whose body would never run")
    return KernelDef(fn, sys._getframe(1).f_locals)


def _annotated(annotation: Any) -> Any:
    """What `Annotated[enigma.Value, dtype]` stands for: a scalar; of a Tensor, a buffer."""
    base, stated = annotation.__origin__, annotation.__metadata__[0]
    known = isinstance(stated, Numeric) or (
        isinstance(stated, type) and issubclass(stated, Numeric) and stated is not Numeric
    )
    if base is Value and known:
        return Scalar(stated)
    return stated if base is Tensor and known else annotation


def _signature(fn: Callable[..., Any], scope: dict[str, Any]) -> inspect.Signature:
    """The signature, with annotations in quotes evaluated where that is possible."""
    signature = inspect.signature(fn)
    parameters = [
        p.replace(annotation=_evaluated(fn, p.annotation, scope))
        for p in signature.parameters.values()
    ]
    return signature.replace(parameters=parameters)


def _evaluated(fn: Callable[..., Any], annotation: Any, scope: dict[str, Any]) -> Any:
    """An annotation in quotes sees what the function sees, and what is local around it."""
    if not isinstance(annotation, str):
        return annotation
    try:
        closure = inspect.getclosurevars(fn).nonlocals
    except ValueError:
        # A variable of the enclosing function that has no value yet.
        closure = {}
    try:
        return eval(annotation, fn.__globals__, {**scope, **closure})
    except Exception:
        # Reported with the parameter's name when the kernel is compiled.
        return annotation
