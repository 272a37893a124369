"""Times contenders side by side and prints the result.

Contenders take turns (A, B, C, A, B, C, ...), so that a disturbance on the machine, or its clock
speed, meets all of them alike. A round's time is the mean over a batch of calls; reported are the
median and the minimum over the rounds. A wrong result is reported and never timed.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from peers import Entry, Missing, Peer
from workloads import Workload

BATCH_SECONDS = 0.03
BATCH_CALLS_LIMIT = 2000


@dataclass
class Row:
    """One line of a table: an entry with its rounds, or why there are none."""

    peer: str
    label: str
    entry: Entry | None = None
    calls: int = 1
    problem: str = ""
    wrong: bool = False
    rounds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    @property
    def rate(self) -> float:
        """Giga-units per second."""
        return self.entry.amount / self.median * 1e-9 if self.entry else 0.0


def measure(workload: Workload, peers: Iterable[Peer], rounds: int) -> list[Row]:
    """Verifies every contender, then times those that are right."""
    rows = [row for peer in peers for row in prepare(peer, workload)]
    timed = [row for row in rows if not row.problem]
    for _ in range(rounds):
        for row in timed:
            row.rounds.append(time_batch(row.entry, row.calls))
    return rows


def prepare(peer: Peer, workload: Workload) -> list[Row]:
    """Rows of one contender, verified; a failure of any kind becomes the row's text."""
    try:
        entries = peer.entries(workload)
    except Missing as missing:
        return [Row(peer.name, peer.name, problem=f"missing: {missing}")]
    except Exception as error:  # a contender's defect must not lose the others' results
        return [Row(peer.name, peer.name, problem=failure(error), wrong=True)]
    return [verified(peer.name, entry, workload) for entry in entries]


def verified(peer: str, entry: Entry, workload: Workload) -> Row:
    """Runs once for the result (and any compilation), once more to choose the batch."""
    try:
        workload.output.fill(0)
        entry.run()
        problem = difference(workload) if entry.checked else ""
        seconds = time_batch(entry, 1)
    except Exception as error:  # as in `prepare`
        return Row(peer, entry.label, problem=failure(error), wrong=True)
    calls = min(max(round(BATCH_SECONDS / seconds), 1), BATCH_CALLS_LIMIT)
    return Row(peer, entry.label, entry, calls, problem, wrong=bool(problem))


def failure(error: Exception) -> str:
    return f"failed: {type(error).__name__}: {error}"


def difference(workload: Workload) -> str:
    """Empty if the output is right, else where it is not."""
    got, expected = workload.output.reshape(-1), workload.expected.reshape(-1)
    wrong = np.flatnonzero(got != expected)
    if wrong.size == 0:
        return ""
    at = wrong[0]
    return f"WRONG: {wrong.size} of {got.size}, first [{at}] is {got[at]}, not {expected[at]}"


def time_batch(entry: Entry, calls: int) -> float:
    """Mean seconds per call, after one call that brings the caches back to this contender."""
    run = entry.run
    run()
    start = time.perf_counter()
    for _ in range(calls):
        run()
    return (time.perf_counter() - start) / calls


def table(workload: Workload, rows: list[Row]) -> str:
    """The report of one workload; ratios are speeds, by medians: above 1 is faster."""
    scale, unit = (1e3, "ms") if workload.amount else (1e6, "us")
    roof = limit(rows)
    native, pocl = fastest(rows, "native"), fastest(rows, "pocl")
    head = ("", f"median {unit}", f"min {unit}", workload.unit, "of machine", "x native", "x pocl")
    lines = [workload.name, columns(head)]
    for row in rows:
        if not row.rounds:
            lines.append(f"  {row.label:<26}{row.problem}")
            continue
        compared = row.peer != "machine"
        cells = (
            row.label,
            f"{row.median * scale:.3f}",
            f"{min(row.rounds) * scale:.3f}",
            f"{row.rate:.1f}" if workload.amount else "",
            f"{row.rate / roof:.2f}" if roof else "",
            f"{native / row.median:.2f}" if native and compared else "",
            f"{pocl / row.median:.2f}" if pocl and compared else "",
        )
        lines.append(columns(cells))
    return "\n".join(lines)


def limit(rows: list[Row]) -> float:
    """The machine's best round, in giga-units per second: a limit is not a typical value."""
    measured = [row for row in rows if row.peer == "machine" and row.rounds]
    return max((row.entry.amount / min(row.rounds) * 1e-9 for row in measured), default=0.0)


def fastest(rows: list[Row], peer: str) -> float | None:
    """The median of a contender's best variant."""
    return min((row.median for row in rows if row.peer == peer and row.rounds), default=None)


def columns(cells: Iterable[str]) -> str:
    label, *numbers = cells
    return f"  {label:<26}" + "".join(f"{number:>12}" for number in numbers).rstrip()
