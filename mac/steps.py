"""The steps of `mac/check`: each is run, logged and timed, whatever the others do.

Then the report is written.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from summary import PASSED, Outcome, complaints, summary

ROOT = Path(__file__).resolve().parents[1]

# What Metal checks when it is asked to: calls of its functions, and what shaders do to memory. It
# writes what it finds to the log, and goes on (`man MetalValidation`).
VALIDATION = {
    "MTL_DEBUG_LAYER": "1",
    "MTL_DEBUG_LAYER_ERROR_MODE": "nslog",
    "MTL_SHADER_VALIDATION": "1",
    "MTL_SHADER_VALIDATION_REPORT_TO_STDERR": "1",
}

PYTHON = ".venv/bin/python"


@dataclass(frozen=True)
class Step:
    """One thing that is run."""

    name: str
    title: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    # Without it, what follows cannot run.
    needed: bool = False
    # Left out by --quick.
    is_long: bool = False
    minutes: int = 30


# What the report says of the machine; a command that is not there is left out.
MACHINE = [
    ["sw_vers"],
    ["uname", "-m"],
    ["sysctl", "-n", "machdep.cpu.brand_string", "hw.memsize", "hw.pagesize"],
    ["system_profiler", "SPDisplaysDataType"],
    ["xcode-select", "-p"],
    ["xcrun", "-sdk", "macosx", "metal", "--version"],
    ["rustc", "--version"],
    [PYTHON, "--version"],
    ["git", "rev-parse", "HEAD"],
    ["git", "status", "--short"],
]


def steps(folder: Path, quick: bool) -> list[Step]:
    """All steps, in order; what they write goes into the folder."""
    source = {"PYTHONPATH": "python"}
    # What the tests launch stays there, to be repeated.
    kept = {"ENIGMA_METAL_LAUNCHES": str(folder / "launches")}
    pytest = [PYTHON, "-m", "pytest"]
    cargo = ["cargo", "test", "--quiet", "--package", "enigma"]
    every = [
        Step("build", "the package is built", ["make", "module"], needed=True),
        Step(
            "runtime",
            "the Metal runtime's own tests",
            [*cargo, "--lib", "metal", "--", "--nocapture"],
            VALIDATION,
        ),
        Step(
            "devices",
            "launches from Rust on every device",
            [*cargo, "--test", "kernels", "devices", "--", "--nocapture"],
            VALIDATION,
        ),
        Step(
            "gpu",
            "kernels of the tests on the GPU, validation on",
            [*pytest, "--capture=no", "-k", "metal", f"--junitxml={folder / 'gpu.xml'}"],
            {**source, **VALIDATION},
            minutes=90,
        ),
        Step(
            "golden",
            "Apple's compilers take the golden texts",
            [PYTHON, "mac/golden.py", "--json", str(folder / "golden.json")],
            source,
        ),
        Step(
            "bench",
            "kernels of the benchmarks against Metal written by hand",
            [PYTHON, "mac/compare.py", "--json", str(folder / "bench.json")]
            + (["--small"] if quick else []),
            source,
        ),
        Step(
            "cpu",
            "the tests on the CPU",
            [*pytest, "-k", "not metal", f"--junitxml={folder / 'cpu.xml'}"],
            {**source, **kept},
            is_long=True,
            minutes=90,
        ),
        Step(
            "rust",
            "the Rust tests on the CPU",
            ["make", "test-rust"],
            kept,
            is_long=True,
            minutes=90,
        ),
        Step(
            "replay",
            "what the tests launched on the CPU, again on the GPU",
            [PYTHON, "mac/replay.py", str(folder / "launches"), f"--json={folder / 'replay.json'}"],
            {**source, **VALIDATION},
            is_long=True,
            minutes=90,
        ),
    ]
    return [step for step in every if not (quick and step.is_long)]


def run(step: Step, root: Path, folder: Path) -> Outcome:
    """Runs a step; what it says is in its log."""
    log = folder / f"{step.name}.log"
    start = time.monotonic()
    with log.open("w", encoding="utf-8") as output:
        try:
            ended = subprocess.run(
                step.command,
                cwd=root,
                env={**os.environ, **step.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=step.minutes * 60,
                check=False,
            )
            status = PASSED if ended.returncode == 0 else f"failed ({ended.returncode})"
        except subprocess.TimeoutExpired:
            status = f"not over after {step.minutes} minutes"
        except OSError as error:
            output.write(f"{error}\n")
            status = "could not be started"
    seconds = time.monotonic() - start
    found = complaints(log) if step.environment.items() >= VALIDATION.items() else []
    if status == PASSED and found:
        status = f"Metal's validation has {len(found)} complaints"
    return Outcome(step.name, step.title, status, seconds, log)


def run_all(every: list[Step], root: Path, folder: Path) -> list[Outcome]:
    """Runs the steps in their order; without one that is needed, the rest is not run."""
    outcomes: list[Outcome] = []
    for number, step in enumerate(every, 1):
        print(f"[{number}/{len(every)}] {step.title} ...", flush=True)
        outcome = run(step, root, folder)
        print(f"    {outcome.status}, {outcome.seconds:.0f} s", flush=True)
        outcomes.append(outcome)
        if step.needed and not outcome.passed:
            rest = every[number:]
            outcomes += [Outcome(s.name, s.title, "not run", 0.0, None) for s in rest]
            break
    return outcomes


def machine(root: Path) -> list[tuple[str, str]]:
    """Commands that describe the machine, and what they say."""
    said = []
    for command in MACHINE:
        try:
            ended = subprocess.run(
                command, cwd=root, capture_output=True, text=True, timeout=120, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        said.append((" ".join(command), (ended.stdout + ended.stderr).strip()))
    return said


def loaded(path: Path) -> object:
    """A file of JSON, or None where a step has not written it."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def main(arguments: list[str] | None = None) -> int:
    """Runs all steps and writes the report; 1 if a step did not pass."""
    parser = argparse.ArgumentParser(prog="mac/check", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="leave out what takes long")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    root = asked.root.resolve()
    folder = root / "target" / "mac"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "launches").mkdir(parents=True)
    outcomes = run_all(steps(folder, asked.quick), root, folder)
    text = summary(
        machine(root),
        outcomes,
        {name: folder / f"{name}.xml" for name in ("gpu", "cpu")},
        loaded(folder / "golden.json"),
        loaded(folder / "bench.json"),
        loaded(folder / "replay.json"),
        hidden={str(root): ".", str(Path.home()): "~"},
    )
    path = folder / "report.md"
    path.write_text(text, encoding="utf-8")
    print(f"\nThe report is {path}: please attach it to an issue.")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
