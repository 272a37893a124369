"""The report of `mac/check`, as text: a function of what the steps have left."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSED = "passed"

# What Metal's validation says where it finds something; that it is on is no complaint.
COMPLAINT = re.compile(r"failed assertion|MTLDebug|MTLValidat|Invalid \w+ (?:load|store)")

# Lines of a log, and failures of a step, that the report shows.
MOST_LINES = 60
MOST_FAILURES = 100


@dataclass(frozen=True)
class Outcome:
    """How a step ended."""

    name: str
    title: str
    status: str
    seconds: float
    log: Path | None

    @property
    def passed(self) -> bool:
        """Whether all was well."""
        return self.status == PASSED


@dataclass(frozen=True)
class Tests:
    """What a run of pytest says."""

    passed: int
    skipped: int
    # Name and first line of what went wrong.
    failures: list[tuple[str, str]]


def complaints(log: Path) -> list[str]:
    """What Metal's validation has written into a log, each line once."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return list(dict.fromkeys(line.strip() for line in lines if COMPLAINT.search(line)))


def tests(path: Path) -> Tests | None:
    """The results of pytest's XML; None where there are none."""
    try:
        cases = ET.parse(path).getroot().iter("testcase")
    except (OSError, ET.ParseError):
        return None
    passed, skipped, failures = 0, 0, []
    for case in cases:
        wrong = case.find("failure")
        if wrong is None:
            wrong = case.find("error")
        if wrong is not None:
            name = f"{case.get('classname', '')}::{case.get('name', '')}"
            message = (wrong.get("message") or wrong.text or "").strip()
            failures.append((name, message.splitlines()[0] if message else ""))
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return Tests(passed, skipped, failures)


def summary(
    machine: Sequence[tuple[str, str]],
    outcomes: Sequence[Outcome],
    results: Mapping[str, Path],
    golden: Any,
    bench: Any,
    replay: Any,
    hidden: Mapping[str, str],
) -> str:
    """The whole report.

    Args:
        machine: commands that describe the machine, and what they say.
        outcomes: the steps.
        results: the XML of steps that are runs of pytest, by their names.
        golden: what golden.py has written, or None.
        bench: what compare.py has written, or None.
        replay: what replay.py has written, or None.
        hidden: what is replaced, such as the user's folders.
    """
    parts = [
        "# Enigma on a Mac\n",
        _table(["step", "result", "seconds"], [_row(outcome) for outcome in outcomes]),
        *(_tests(name, tests(path)) for name, path in results.items()),
        *(_complaints(outcome) for outcome in outcomes),
        _golden(golden),
        _bench(bench),
        _replay(replay),
        "## Machine\n",
        *(f"    $ {command}\n{_indented(said)}" for command, said in machine),
        *(_log(outcome) for outcome in outcomes if not outcome.passed),
    ]
    text = "\n".join(part for part in parts if part)
    # The longest first: a repository lies in a home.
    for what, by in sorted(hidden.items(), key=lambda pair: -len(pair[0])):
        text = text.replace(what, by)
    return text


def _row(outcome: Outcome) -> list[str]:
    return [outcome.title, outcome.status, f"{outcome.seconds:.0f}"]


def _table(head: list[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _tests(name: str, found: Tests | None) -> str:
    if found is None:
        return ""
    counts = f"{found.passed} passed, {len(found.failures)} failed, {found.skipped} skipped"
    shown = found.failures[:MOST_FAILURES]
    lines = "".join(f"- `{test}`: {message}\n" for test, message in shown)
    left = len(found.failures) - len(shown)
    more = f"- and {left} more\n" if left else ""
    return f"## Tests: {name}\n\n{counts}\n\n{lines}{more}"


def _complaints(outcome: Outcome) -> str:
    found = complaints(outcome.log) if outcome.log else []
    if not found:
        return ""
    shown = "\n".join(found[:MOST_FAILURES])
    return f"## Metal's validation: {outcome.name}\n\n{_indented(shown)}"


def _golden(golden: Any) -> str:
    if golden is None:
        return ""
    lines = []
    for compiler in golden["compilers"]:
        if compiler["missing"]:
            lines.append(f"{compiler['name']}: not there\n")
            continue
        count = f"{compiler['taken']} taken, {len(compiler['rejected'])} rejected"
        lines.append(f"{compiler['name']}: {count}\n")
        for name, said in compiler["rejected"].items():
            lines.append(f"- `{name}`\n\n{_indented(said)}")
    return "## Golden texts\n\n" + "\n".join(lines)


def _bench(bench: Any) -> str:
    if bench is None:
        return ""
    rows = []
    for entry in bench["kernels"]:
        if entry["problem"]:
            rows.append([entry["name"], "", "", "", entry["problem"]])
            continue
        ours, theirs = entry["enigma_us"], entry["hand_us"]
        ratio = f"{theirs / ours:.2f}" if ours > 0 else ""
        rows.append([entry["name"], f"{ours:.1f}", f"{theirs:.1f}", ratio, ""])
    head = ["kernel", "Enigma, us", "by hand, us", "ahead", "problem"]
    how = f"The shortest of {bench['rounds']} by the GPU's clock, on {bench['device']}.\n"
    return f"## Benchmarks\n\n{how}\n{_table(head, rows)}"


def _replay(replay: Any) -> str:
    if replay is None:
        return ""
    counts = [[how, str(count)] for how, count in sorted(replay["counts"].items())]
    lines = (f"- `{d['from']}`: {d['how']}: {d['what']}\n" for d in replay["details"])
    return f"## Launches replayed\n\n{_table(['outcome', 'launches'], counts)}\n{''.join(lines)}"


def _log(outcome: Outcome) -> str:
    if outcome.log is None:
        return ""
    try:
        lines = outcome.log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return f"## The end of {outcome.name}.log\n\n{_indented(chr(10).join(lines[-MOST_LINES:]))}"


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())
