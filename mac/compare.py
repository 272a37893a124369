"""Kernels of the benchmarks against the same problems in Metal written by hand (`mac/kernels`).

Both run on the same arrays, over the same grid; both have to give the expected result before they
are timed, by the GPU's own clock.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KERNELS = ROOT / "mac/kernels"
sys.path.insert(0, str(ROOT / "benches"))

import enigma  # noqa: E402
import workload as workloads  # noqa: E402
from contenders.enigma_contender import kernel_of  # noqa: E402

FUNCTION = re.compile(r"^kernel void (\w+)\(", re.MULTILINE)

# Runs a kernel once and gives its time in microseconds.
Launch = Callable[[], float]


def names() -> list[str]:
    """The kernels that are written by hand, too."""
    return sorted(path.stem for path in KERNELS.glob("*.metal"))


def by_hand(name: str) -> tuple[str, str]:
    """The text of a kernel that is written by hand, and the name of its function."""
    text = (KERNELS / f"{name}.metal").read_text(encoding="utf-8")
    found = FUNCTION.search(text)
    if found is None:
        raise ValueError(f"{name}.metal has no kernel")
    return text, found.group(1)


def launches(workload: workloads.Workload) -> tuple[Launch, Launch]:
    """Enigma's kernel and the one written by hand, on the GPU."""
    compiled = enigma.compile(kernel_of(workload))._native
    arguments = (*(array.reshape(-1) for array in workload.arrays), *workload.scalars)
    grid, threads, text = workload.grid, workload.threads, by_hand(workload.name)
    return (
        lambda: compiled.launch(arguments, grid, threads, "metal"),
        lambda: compiled.launch_metal_text(text, arguments, grid, threads),
    )


def compared(workload: workloads.Workload, both: tuple[Launch, Launch], rounds: int) -> Any:
    """The shortest times of both, taken by turns; or what is wrong with one of them."""
    entry = {"name": workload.name, "enigma_us": 0.0, "hand_us": 0.0, "problem": ""}
    for who, launch in zip(("Enigma", "by hand"), both, strict=True):
        workload.clear()
        try:
            launch()
        except enigma.EnigmaError as error:
            return {**entry, "problem": f"{who}: {str(error).splitlines()[0]}"}
        wrong = workload.difference()
        if wrong:
            return {**entry, "problem": f"{who}: {wrong}"}
    times = [(both[0](), both[1]()) for _ in range(rounds)]
    ours, theirs = (min(column) for column in zip(*times, strict=True))
    return {**entry, "enigma_us": ours, "hand_us": theirs}


def main(arguments: list[str] | None = None) -> int:
    """Compares all; 1 if one gives a wrong result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, required=True, help="where the results go")
    parser.add_argument("--small", action="store_true", help="the sizes of the tests")
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args(arguments)
    device = enigma.device_capabilities("metal").device_name
    kernels = []
    for name in names():
        workload = workloads.load(name, small=asked.small)
        kernels.append(compared(workload, launches(workload), asked.rounds))
        print(kernels[-1], flush=True)
    results = {"device": device, "rounds": asked.rounds, "kernels": kernels}
    asked.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    return 1 if any(entry["problem"] for entry in kernels) else 0


if __name__ == "__main__":
    sys.exit(main())
