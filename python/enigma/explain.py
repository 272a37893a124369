"""`CompiledKernel.explain`: what the CPU's compiler made of a kernel, line by line.

The compiler takes down what it does while it makes code; here it is put into words and sorted.
"""

from __future__ import annotations

import linecache
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Record:
    """What became of one access, loop, branch or barrier."""

    file: str
    line: int
    column: int
    """The first column, from 1; 0 where it is not known."""
    end_column: int
    """One past the last column."""
    what: str
    """`load`, `store`, `atomic`, `matrix`, `copy`, `loop`, `branch` or `barrier`."""
    memory: str | None
    """The name of the buffer or of the threadgroup memory."""
    kind: str
    """One or two words: `vector`, `broadcast`, `gather`, `uniform`, `masked`, `cut`, ..."""
    text: str
    """A sentence."""
    check: str
    """Of an access: `tested`, `proven` (it cannot be out of bounds), `launch` (each launch
    shows whether it can, and takes other code if so), `off`; else `none`."""
    masked: bool
    """Whether there is code for it under a mask."""
    hint: str | None
    """How it could be faster, if there is a way."""

    @property
    def checked(self) -> bool:
        """Whether the code tests the index."""
        return self.check == "tested"

    @property
    def source(self) -> str:
        """What stands there, or the line if the columns are not known; empty without the file."""
        line = linecache.getline(self.file, self.line)
        part = line[self.column - 1 : self.end_column - 1] if self.column else line
        return part.strip()

    def __str__(self) -> str:
        """The record as a line of the report, without its place."""
        subject = f"{self.what} of {self.memory}" if self.memory else self.what
        masked = " (masked)" if self.masked and self.memory else ""
        check = _CHECKS[self.check]
        if self.checked and self.kind in _ALONE:
            check = ", one check"
        if self.checked and self.what == "atomic":
            check = ", one check for each lane"
        return f"{subject}: {self.text}{masked}{check}"


_CHECKS = {
    "none": "",
    "tested": ", one check of all lanes",
    "proven": ", no check: in bounds",
    "launch": ", checked by the launch",
    "off": ", not checked",
}

# Where there is one element, or a matrix, for all lanes.
_ALONE = ("once", "broadcast", "last lane", "rows", "copy")

# Runs and values of a report that are told apart.
_MOST = 8


@dataclass(frozen=True)
class Run:
    """A loop over the chunks of a threadgroup, from one cut to the next."""

    file: str
    line: int
    chunks: int
    """Chunks that are executed side by side in one round."""
    narrowed: bool
    """Whether it is executed for some threads only."""


@dataclass(frozen=True)
class Slot:
    """A value that is kept in memory from one run to another."""

    name: str | None
    file: str
    line: int
    bytes: int
    """Bytes for each thread."""


@dataclass(frozen=True)
class Explanation:
    """What the compiler made of a kernel; `str` is the report."""

    kernel: str
    threads: tuple[int, int, int]
    lanes: int
    """Threads of a chunk: they are executed together, as the lanes of vectors."""
    register_lanes: int
    """Floats of a vector register."""
    threadgroup_bytes: int
    slot_bytes: int
    """Bytes that a threadgroup keeps across cuts, masks included."""
    order: str
    """How threadgroups follow one another: `"rows"`; `"strips"` a few columns wide, which share
    what they load; or `"lines"`: a row of threads is taken through many threadgroups before the
    next."""
    multiples: tuple[str, ...]
    """Scalars that are taken to be multiples of `multiple`; for others there is other code."""
    multiple: int
    runs: tuple[Run, ...] = field(repr=False)
    slots: tuple[Slot, ...] = field(repr=False)
    records: tuple[Record, ...] = field(repr=False)

    def at(self, line: int) -> tuple[Record, ...]:
        """The records of a line."""
        return tuple(r for r in self.records if r.line == line)

    @property
    def hints(self) -> tuple[Record, ...]:
        """The records that have a hint."""
        return tuple(r for r in self.records if r.hint)

    @property
    def checks(self) -> dict[str, int]:
        """The number of accesses that are `tested`, `proven`, `launch` and `off`."""
        known = [r.check for r in self.records]
        return {name: known.count(name) for name in _CHECKS if name != "none"}

    def __str__(self) -> str:
        """The report: a summary, then a line for each access, loop, branch and barrier."""
        return "\n".join([*self._summary(), "", *self._lines()]) + "\n"

    def _summary(self) -> Iterator[str]:
        total = math.prod(self.threads)
        chunks = -(-total // self.lanes)
        size = " x ".join(map(str, self.threads))
        yield f"{self.kernel}, threadgroups of {size} threads"
        rest = "" if total % self.lanes == 0 else "; the last one is not whole: all under masks"
        yield f"  chunks: {chunks} of {self.lanes} lanes{rest}"
        sides = _listed([_side(run) for run in self.runs])
        yield f"  runs: {len(self.runs)}{sides}"
        names = [f"{slot.name or f'line {slot.line}'} {slot.bytes} B" for slot in self.slots]
        yield f"  kept across cuts: {self.slot_bytes} bytes{_listed(names, ' per thread')}"
        yield f"  threadgroup memory: {self.threadgroup_bytes} bytes"
        checks = self.checks
        names = {"tested": "checked", "launch": "by the launch", "proven": "proven in bounds"}
        counted = [f"{checks[check]} {name}" for check, name in names.items()]
        yield "  checks: " + ("off" if checks["off"] else ", ".join(counted))
        if self.order == "strips":
            yield "  threadgroups are taken in strips: neighbours share what they load"
        if self.order == "lines":
            yield "  a row of threads is taken through many threadgroups before the next"
        if self.multiples:
            names = ", ".join(self.multiples)
            yield f"  taken to be multiples of {self.multiple}: {names}"

    def _lines(self) -> Iterator[str]:
        # Components of a vector, and rounds of an unrolled loop, say the same of one place.
        alike: dict[Record, int] = {}
        for record in self.records:
            alike[record] = alike.get(record, 0) + 1
        places = {r: f"{Path(r.file).name}:{r.line}" for r in alike}
        width = max(map(len, places.values()), default=0)
        code = min(max((len(r.source) for r in alike), default=0), 40)
        for record, times in alike.items():
            source = record.source
            if len(source) > code:
                source = source[: code - 3] + "..."
            count = f" ({times} times)" if times > 1 else ""
            yield f"{places[record]:{width}}  {source:{code}}  {record}{count}"
            if record.hint:
                yield f"{'':{width}}  {'':{code}}    -> {record.hint}"


def _listed(parts: list[str], unit: str = "") -> str:
    """Parts in brackets; of many, how many more there are."""
    more = [f"{len(parts) - _MOST} more"] if len(parts) > _MOST else []
    return f" ({', '.join([*parts[:_MOST], *more])}{unit})" if parts else ""


def _side(run: Run) -> str:
    if run.narrowed:
        return f"line {run.line}: some threads only"
    side = "1 chunk" if run.chunks == 1 else f"{run.chunks} chunks side by side"
    return f"line {run.line}: {side}"


def of(kernel: str, parts: dict[str, Any]) -> Explanation:
    """An explanation from what the native half gives."""
    runs = [
        Run(file, line, chunks, narrowed)
        for (file, line, _, _), chunks, narrowed in parts.pop("runs")
    ]
    slots = [Slot(name, file, line, size) for name, (file, line, _, _), size in parts.pop("slots")]
    records = [
        Record(file, line, column, end, what, memory, kind, text, check, masked, hint)
        for place, words, check, masked, hint in parts.pop("records")
        for (file, line, column, end), (what, memory, kind, text) in [(place, words)]
    ]
    parts["threads"] = tuple(parts["threads"])
    parts["multiples"] = tuple(parts["multiples"])
    return Explanation(
        kernel, runs=tuple(runs), slots=tuple(slots), records=tuple(records), **parts
    )
