"""Launches that the tests made on the CPU, again on the GPU: it has to leave the same.

`tests/metal_launches.py` keeps them in a folder, in files whose form
`tests/metal/src/launches.rs` describes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import enigma
import numpy as np
from enigma import _native
from enigma.arrays import numpy_dtype

FUNCTION = re.compile(r"kernel void (\w+)\(")
CONSTANT = re.compile(r"^constant (\w+) \w+ \[\[function_constant\((\d+)\)\]\];", re.MULTILINE)

# Floats agree within so many times their size, and that of the largest of their buffer.
RELATIVE, ABSOLUTE = 1e-3, 1e-5

# Differences that are reported.
MOST = 100

Arrays = list[np.ndarray]


@dataclass
class Launch:
    """One launch and what it did on the CPU."""

    text: str
    origin: str
    grid: tuple[int, ...]
    threads: tuple[int, ...]
    constants: dict[int, bytes]
    dtypes: list[str]
    before: list[bytes]
    after: list[bytes]


# Runs a launch on copies of its arguments, and gives what it leaves.
Run = Callable[[Launch], Arrays]


def read(path: Path) -> Launch:
    """Reads a file."""
    head, data = path.read_bytes().split(b"\ndata\n", 1)
    words = [line.split(" ") for line in head.decode().splitlines()]
    lines: dict[str, list[list[str]]] = {}
    for word, *rest in words:
        lines.setdefault(word, []).append(rest)
    sizes = [int(size) for _, size in lines.get("arg", [])]
    parts, at = [], 0
    for size in sizes * 2:
        parts.append(data[at : at + size])
        at += size
    return Launch(
        text=(path.parent / lines["text"][0][0]).read_text(encoding="utf-8"),
        origin=" ".join(lines["from"][0]),
        grid=tuple(int(n) for n in lines["grid"][0]),
        threads=tuple(int(n) for n in lines["threads"][0]),
        constants={int(i): bytes.fromhex(raw) for i, raw in lines.get("constant", [])},
        dtypes=[dtype for dtype, _ in lines.get("arg", [])],
        before=parts[: len(sizes)],
        after=parts[len(sizes) :],
    )


def arrays(launch: Launch, contents: list[bytes]) -> Arrays:
    """Arguments as arrays of their own."""
    pairs = zip(launch.dtypes, contents, strict=True)
    return [np.frombuffer(raw, numpy_dtype(dtype)).copy() for dtype, raw in pairs]


def on_gpu(launch: Launch) -> Arrays:
    """Runs the text on the GPU; a scalar is a buffer of one element there."""
    tracer = _native.Tracer("replay", __file__, 1)
    tracer.push()
    for number, dtype in enumerate(launch.dtypes):
        tracer.buffer(f"a{number}", dtype, 1)
    values = {}
    for dtype, index in CONSTANT.findall(launch.text):
        raw = np.frombuffer(launch.constants[int(index)], numpy_dtype(dtype))
        values[int(index)] = raw if dtype == "bfloat" else raw[0]
        _native.function_constant(dtype, int(index))
    tracer.pop()
    compiled = tracer.finish(True, False, False)
    if values:
        compiled = compiled.specialised(values)
    found = FUNCTION.search(launch.text)
    name = found.group(1) if found else ""
    given = arrays(launch, launch.before)
    compiled.launch_metal_text((launch.text, name), tuple(given), launch.grid, launch.threads)
    return given


def difference(launch: Launch, found: Arrays) -> str:
    """Empty if arrays are what the CPU left, else where the first wrong element is."""
    for number, (want, got) in enumerate(zip(arrays(launch, launch.after), found, strict=True)):
        if launch.dtypes[number] == "bfloat":
            want, got = (a.astype(np.uint32) << 16 for a in (want, got))
            want, got = want.view(np.float32), got.view(np.float32)
        if want.dtype.kind == "f" and want.size:
            finite = np.abs(want[np.isfinite(want)]).max(initial=0.0)
            with np.errstate(invalid="ignore"):
                same = np.isclose(want, got, RELATIVE, ABSOLUTE * float(finite), equal_nan=True)
        else:
            same = want == got
        if not same.all():
            at = int(np.flatnonzero(~same)[0])
            return f"argument {number}[{at}] is {got[at]}, not {want[at]}"
    return ""


def replayed(launch: Launch, run: Run) -> tuple[str, str]:
    """How a launch went, in a word or two, and details."""
    try:
        found = run(launch)
    except enigma.EnigmaError as error:
        return "failed", str(error).splitlines()[0]
    wrong = difference(launch, found)
    if not wrong:
        return "the same", ""
    # The order of threads may show in what atomics leave.
    return ("different, with atomics" if "atomic_" in launch.text else "different"), wrong


def main(arguments: list[str] | None = None, run: Run = on_gpu) -> int:
    """Replays all launches of a folder; 1 if one differs or fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the launches are")
    parser.add_argument("--json", type=Path, required=True, help="where the results go")
    asked = parser.parse_args(arguments)
    counts: Counter[str] = Counter()
    details = []
    for path in sorted(asked.folder.rglob("*.launch")):
        launch = read(path)
        how, what = replayed(launch, run)
        counts[how] += 1
        if what:
            details.append({"from": launch.origin, "how": how, "what": what})
    results = {"counts": dict(counts), "details": details[:MOST]}
    asked.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    print(dict(counts))
    return 1 if counts["different"] or counts["failed"] or not counts else 0


if __name__ == "__main__":
    sys.exit(main())
