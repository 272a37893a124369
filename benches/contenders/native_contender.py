"""Hand-written C++, with a streaming-store variant where there is one.

A form is a function `name(arrays..., extents...)` of `native/<name>.cpp`, extents as int64 and
float; `name_stream` beside it is the variant. The faster one is what others are compared with.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable

import numpy as np
from workload import Workload

from contenders import Entry, Missing, library


def bind(
    lib: ctypes.CDLL, name: str, arrays: Iterable[np.ndarray], extents: Iterable[int | float]
) -> Callable[[], None] | None:
    """The library's function with its arguments, or None if there is no such function."""
    function = getattr(lib, name, None)
    if function is None:
        return None
    function.restype = None
    values = [ctypes.c_void_p(array.ctypes.data) for array in arrays]
    values += [(ctypes.c_int64 if isinstance(e, int) else ctypes.c_float)(e) for e in extents]
    return lambda: function(*values)


class Native:
    name = "native"

    def __init__(self, lib: ctypes.CDLL):
        self.lib = lib
        self.version = library.version()

    def entries(self, workload: Workload) -> list[Entry]:
        for form in workload.forms:
            variants = {"native": form, "native, streaming": f"{form}_stream"}
            entries = [
                Entry(label, run, workload.amount)
                for label, name in variants.items()
                if (run := bind(self.lib, name, workload.arrays, workload.extents))
            ]
            if entries:
                return entries
        raise Missing("no form")


def load_library() -> ctypes.CDLL:
    try:
        return library.load()
    except (library.BuildError, OSError) as error:
        raise Missing(str(error)) from error


def make(threads: int) -> Native:
    return Native(load_library())
