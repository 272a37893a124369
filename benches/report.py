"""The results of a run: one table over all workloads, figures under it, and the same as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from contenders.enigma_contender import CHECKED, UNCHECKED
from costs import Compile
from measure import Row
from workload import Workload

PEERS = ("native", "pocl", "numba", "taichi", "numpy")


@dataclass
class Result:
    """What was measured of one workload. Seconds throughout."""

    workload: str
    unit: str
    has_amount: bool
    rows: list[Row]
    cold: Compile | None = None
    scaling: float | None = None

    @property
    def enigma(self) -> Row | None:
        return self.row(CHECKED)

    def row(self, label: str) -> Row | None:
        return next((row for row in self.rows if row.label == label and row.rounds), None)

    def seconds(self, contender: str) -> float | None:
        """The best of a contender's variants."""
        rows = [row for row in self.rows if row.contender == contender and row.rounds]
        return min((row.best for row in rows), default=None)

    def ahead_of(self, contender: str) -> float | None:
        """How many times faster Enigma is than a contender: above 1 is ahead."""
        theirs = self.seconds(contender)
        return theirs / self.enigma.best if theirs and self.enigma else None

    @property
    def of_machine(self) -> float | None:
        """Enigma's part of the limit of the machine that applies."""
        limit = max((r.rate for r in self.rows if r.contender == "machine" and r.rounds), default=0)
        return self.enigma.rate / limit if limit and self.enigma else None

    @property
    def checks(self) -> float | None:
        """The time with bounds checks over the time without."""
        without = self.row(UNCHECKED)
        return self.enigma.best / without.best if without and self.enigma else None


def result(workload: Workload, rows: list[Row]) -> Result:
    return Result(workload.name, workload.unit, bool(workload.amount), rows)


@dataclass
class Report:
    """All results of a run."""

    results: list[Result] = field(default_factory=list)
    launches: dict[str, float] = field(default_factory=dict)
    cached: dict[str, Compile] = field(default_factory=dict)

    def text(self) -> str:
        problems = [
            f"  {r.workload}: {row.label}: {row.problem}"
            for r in self.results
            for row in r.rows
            if row.problem and not row.problem.startswith("missing")
        ]
        return "\n".join([*table(self.results), "", *self.figures(), *problems])

    def figures(self) -> list[str]:
        """The lines under the table; what was not measured has none."""
        named = [(f"ahead of {peer}", self.ratios(peer)) for peer in PEERS]
        named.append(("time with bounds checks over time without", self.checks()))
        lines = [spread(name, values) for name, values in named if values]
        lines += compiles("cold compile", {r.workload: r.cold for r in self.results if r.cold})
        lines += compiles("compile with a hit in the disk cache", self.cached)
        if self.launches:
            costs = (f"{t * 1e6:.1f} us with {n}" for n, t in self.launches.items())
            lines.append(f"empty launch from Python: {', '.join(costs)} argument(s)")
        scalings = {r.workload: r.scaling for r in self.results if r.scaling is not None}
        if scalings:
            lines.append(spread("all threads over one, compute-bound", scalings))
        return lines

    def ratios(self, peer: str) -> dict[str, float]:
        pairs = ((r.workload, r.ahead_of(peer)) for r in self.results if r.has_amount)
        return {name: value for name, value in pairs if value is not None}

    def checks(self) -> dict[str, float]:
        return {r.workload: r.checks for r in self.results if r.checks is not None}

    def wrong(self) -> bool:
        return any(row.wrong for r in self.results for row in r.rows)

    def json(self) -> dict:
        return {
            "workloads": {r.workload: as_json(r) for r in self.results},
            "launch_seconds": self.launches,
            "cached_seconds": {name: asdict(times) for name, times in self.cached.items()},
        }


def compiles(name: str, times: dict[str, Compile]) -> list[str]:
    """Median and worst, without tracing too: what is left is making or loading machine code."""
    if not times:
        return []
    worst = max(times, key=lambda key: times[key].total)
    median = statistics.median(t.total for t in times.values()) * 1e3
    code = statistics.median(t.total - t.trace for t in times.values()) * 1e3
    return [
        f"{name}: median {median:.1f} ms ({code:.1f} without tracing), "
        f"worst {times[worst].total * 1e3:.1f} ms ({worst})"
    ]


def spread(name: str, values: dict[str, float]) -> str:
    """Geometric mean, least and greatest of ratios."""
    least, greatest = min(values, key=values.get), max(values, key=values.get)
    return (
        f"{name}: geometric mean {statistics.geometric_mean(values.values()):.2f}, "
        f"least {values[least]:.2f} ({least}), greatest {values[greatest]:.2f} ({greatest})"
    )


def table(results: Iterable[Result]) -> list[str]:
    """A line per workload. Ratios are speeds, best rounds: above 1 Enigma is faster."""
    head = ("", "enigma", "native", *(f"x {p}" for p in PEERS), "rate", "", "of mach.", "cold ms")
    return [columns(head), *(columns(cells(r)) for r in results)]


def cells(r: Result) -> list[str]:
    enigma, native = r.enigma, r.seconds("native")
    return [
        r.workload,
        duration(enigma.best if enigma else None),
        duration(native),
        *(number(r.ahead_of(peer), 2) for peer in PEERS),
        number(enigma.rate if enigma and r.has_amount else None, 1),
        r.unit,
        number(r.of_machine, 2),
        number(r.cold and r.cold.total * 1e3, 1),
    ]


def number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def duration(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    return f"{seconds * 1e6:.1f} us" if seconds < 1e-4 else f"{seconds * 1e3:.2f} ms"


def columns(cells: Iterable[str]) -> str:
    name, *numbers = cells
    return f"{name:<18}" + "".join(f"{text:>11}" for text in numbers).rstrip()


def details(r: Result) -> str:
    """A line per contender's entry of one workload."""
    lines = [r.workload]
    for row in r.rows:
        if row.rounds:
            rate = f"{row.rate:8.1f} {r.unit}" if r.has_amount else ""
            text = f"{duration(row.best):>12}{duration(row.median):>12}  {rate}"
        else:
            text = f"  {row.problem}"
        lines.append(f"  {row.label:<26}{text}")
    return "\n".join(lines)


def as_json(r: Result) -> dict:
    return {
        "unit": r.unit,
        "of_machine": r.of_machine,
        "cold_seconds": r.cold and asdict(r.cold),
        "scaling": r.scaling,
        "checks": r.checks,
        "ahead_of": {peer: r.ahead_of(peer) for peer in PEERS},
        "entries": {
            row.label: {"problem": row.problem}
            if not row.rounds
            else {
                "best": row.best,
                "median": row.median,
                "rate": row.rate,
                "first": row.first,
                "rounds": row.rounds,
            }
            for row in r.rows
        },
    }
