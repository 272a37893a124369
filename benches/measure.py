"""Times contenders side by side.

Contenders take turns (A, B, C, A, B, C, ...), so that a disturbance on the machine, or its clock
speed, meets all of them alike. A round is a batch of calls; its time is that of the best call, or
of the best few where one is too short to time. Reported is the best round: a disturbance only ever
adds time. A wrong result is reported and never timed.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from contenders import Contender, Entry, Missing
from workload import Workload

ROUND_SECONDS = 0.03
SAMPLE_SECONDS = 0.0005
clock = time.perf_counter
compile_clock = time.perf_counter
"""The wall clock, unless `use_cpu_time` was called."""
SLOW_SECONDS = 0.2
"""A call longer than this leaves no cache worth warming, and gets half the rounds."""


def use_cpu_time(threads: int) -> None:
    """Counts the processor time of all threads, over their number: for a machine that has other
    work, where the wall clock says who was in the way. Contenders of one thread look better."""
    global clock, compile_clock
    compile_clock = time.process_time
    clock = lambda: time.process_time() / threads  # noqa: E731


@dataclass(frozen=True)
class Batch:
    """What a round does: samples of some calls each, after a call that warms the caches."""

    samples: int
    calls: int
    warm: bool


@dataclass
class Row:
    """One entry with its rounds, or why there are none."""

    contender: str
    label: str
    entry: Entry | None = None
    batch: Batch | None = None
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
    for index in range(rounds):
        for row in timed:
            if row.batch.warm or index % 2 == 0:
                row.rounds.append(time_batch(row.entry.run, row.batch))
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
        batch = choose_batch(entry.run)
    except Exception as error:  # as in `prepare`
        return Row(name, entry.label, problem=failure(error), wrong=True)
    return Row(name, entry.label, entry, batch, first, problem, wrong=bool(problem))


def failure(error: Exception) -> str:
    return f"failed: {type(error).__name__}: {error}"


def choose_batch(run: Callable[[], object]) -> Batch:
    """As much as fits into a round."""
    start = time.perf_counter()
    run()
    seconds = time.perf_counter() - start
    if seconds > SLOW_SECONDS:
        return Batch(samples=1, calls=1, warm=False)
    seconds = max(time_batch(run, Batch(samples=2, calls=1, warm=False)), 1e-7)
    calls = max(round(SAMPLE_SECONDS / seconds), 1)
    return Batch(max(round(ROUND_SECONDS / (seconds * calls)), 1), calls, warm=True)


def time_batch(run: Callable[[], object], batch: Batch) -> float:
    """Seconds per call in the best sample."""
    if batch.warm:
        run()
    best = float("inf")
    for _ in range(batch.samples):
        start = clock()
        for _ in range(batch.calls):
            run()
        best = min(best, clock() - start)
    return best / batch.calls
