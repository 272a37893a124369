"""Times contenders side by side.

Contenders take turns (A, B, C, A, B, C, ...), so that a disturbance on the machine, or its clock
speed, meets all of them alike. A round's time is the mean over a batch of calls. Reported is the
best round: a disturbance only ever adds time. A wrong result is reported and never timed.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from contenders import Contender, Entry, Missing
from workload import Workload

BATCH_SECONDS = 0.03
BATCH_CALLS_LIMIT = 2000


@dataclass
class Row:
    """One entry with its rounds, or why there are none."""

    contender: str
    label: str
    entry: Entry | None = None
    calls: int = 1
    first: float = 0.0
    """Seconds until the first result was there: preparation, compilation and one run."""
    problem: str = ""
    wrong: bool = False
    rounds: list[float] = field(default_factory=list)

    @property
    def best(self) -> float:
        return min(self.rounds)

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    @property
    def rate(self) -> float:
        """Giga-units per second."""
        return self.entry.amount / self.best * 1e-9 if self.entry else 0.0


def measure(workload: Workload, contenders: Iterable[Contender], rounds: int) -> list[Row]:
    """Verifies every contender, then times those that are right."""
    rows = [row for contender in contenders for row in prepare(contender, workload)]
    timed = [row for row in rows if not row.problem]
    for _ in range(rounds):
        for row in timed:
            row.rounds.append(time_batch(row.entry.run, row.calls))
    return rows


def prepare(contender: Contender, workload: Workload) -> list[Row]:
    """Rows of one contender, verified; a failure of any kind becomes the row's text."""
    name, start = contender.name, time.perf_counter()
    try:
        entries = contender.entries(workload)
    except Missing as missing:
        return [Row(name, name, problem=f"missing: {missing}")]
    except Exception as error:  # a contender's defect must not lose the others' results
        return [Row(name, name, problem=failure(error), wrong=True)]
    prepared = time.perf_counter() - start
    return [verified(name, entry, workload, prepared) for entry in entries]


def verified(name: str, entry: Entry, workload: Workload, prepared: float) -> Row:
    """Runs once for the result (and any compilation), once more to choose the batch."""
    try:
        workload.clear()
        start = time.perf_counter()
        entry.run()
        first = prepared + time.perf_counter() - start
        if entry.finish:
            entry.finish()
        problem = workload.difference() if entry.checked else ""
        calls = batch(entry.run)
    except Exception as error:  # as in `prepare`
        return Row(name, entry.label, problem=failure(error), wrong=True)
    return Row(name, entry.label, entry, calls, first, problem, wrong=bool(problem))


def failure(error: Exception) -> str:
    return f"failed: {type(error).__name__}: {error}"


def batch(run: Callable[[], object]) -> int:
    """How many calls make a batch."""
    return min(max(round(BATCH_SECONDS / time_batch(run, 1)), 1), BATCH_CALLS_LIMIT)


def time_batch(run: Callable[[], object], calls: int) -> float:
    """Mean seconds per call, after one call that brings the caches back to this contender."""
    run()
    start = time.perf_counter()
    for _ in range(calls):
        run()
    return (time.perf_counter() - start) / calls
