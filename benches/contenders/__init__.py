"""The contenders. Each says, for a workload, what to call; what is absent raises `Missing`."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

from workload import Workload

NAMES = ("enigma", "native", "pocl", "numba", "taichi", "numpy")


class Missing(Exception):
    """This contender, or its form of this workload, does not exist here."""


@dataclass(frozen=True)
class Entry:
    """Something to time: a call without arguments that blocks until its result is in memory."""

    label: str
    run: Callable[[], object]
    amount: float
    checked: bool = True
    """Whether the outputs must be the workload's; the machine's limits compute something else."""
    finish: Callable[[], object] | None = None
    """Brings the result into the workload's outputs, where `run` leaves it elsewhere."""


class Contender(Protocol):
    """A contender."""

    name: str
    version: str

    def entries(self, workload: Workload) -> list[Entry]:
        """What to time; more than one if a contender has variants."""
        ...


def form(folder: str, workload: Workload) -> ModuleType:
    """The module of a contender's folder that has this workload's form."""
    for name in workload.forms:
        if importlib.util.find_spec(f"{folder}.{name}") is not None:
            return importlib.import_module(f"{folder}.{name}")
    raise Missing("no form")


def make(name: str, threads: int) -> Contender:
    """The contender of that name, or `Missing` with the reason."""
    if name not in ("machine", *NAMES):
        raise ValueError(name)
    return importlib.import_module(f"contenders.{name}_contender").make(threads)
