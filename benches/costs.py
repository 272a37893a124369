"""What a kernel costs besides its run: compilation, launches, and what a second thread gives."""

from __future__ import annotations

import importlib.util
import itertools
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import measure
import workload as workloads
from contenders.enigma_contender import launcher
from workload import Workload

HERE = Path(__file__).parent
LAUNCHES = measure.Batch(samples=300, calls=100, warm=True)


def fresh_kernels(name: str) -> Iterator[Callable[[], object]]:
    """Endless definitions of a kernel, each a function to call.

    Each is a copy of the kernel's file with another name for the kernel, so that neither what is
    kept of a Python function nor a cache in memory or on disk knows it.
    """
    text = (HERE / "kernels" / f"{name}.py").read_text()
    with tempfile.TemporaryDirectory() as folder:
        for index in itertools.count():
            fresh = f"{name}_{secrets.token_hex(4)}_{index}"
            path = Path(folder, f"{fresh}.py")
            path.write_text(re.sub(rf"^def {name}\(", f"def {fresh}(", text, flags=re.M))
            yield definition(path, fresh)


def definition(path: Path, name: str) -> Callable[[], object]:
    spec = importlib.util.spec_from_file_location(name, path)
    code = spec.loader.get_code(name)
    module = importlib.util.module_from_spec(spec)

    def define() -> object:
        exec(code, module.__dict__)
        return module.__dict__[name]

    return define


def cold_compile(name: str, count: int) -> float:
    """Median seconds from the definition to the first result, on a small input."""
    small, seconds = workloads.load(name, small=True), []
    for define in itertools.islice(fresh_kernels(name), count):
        start = time.perf_counter()
        launcher(define(), small)()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def launch_cost(run: Callable[[], object]) -> float:
    """Seconds of a launch of a kernel that does next to nothing."""
    return measure.time_batch(run, LAUNCHES)


def launch_costs() -> dict[str, float]:
    """Seconds of an empty launch, by number of arguments."""
    import empty_kernels

    return {str(count): launch_cost(empty_kernels.launch(count)) for count in (1, 20)}


class OneThread:
    """Another process of this program, in which launches have one thread; it takes its turns."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "one_thread.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "ENIGMA_NUM_THREADS": "1"},
        )

    def ask(self, command: str) -> float:
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def scaling(one_thread: OneThread, workload: Workload, row: measure.Row, rounds: int) -> float:
    """How many times faster all threads are than one."""
    one_thread.ask(f"load {workload.name}")
    pairs = [
        (one_thread.ask("run"), measure.time_batch(row.entry.run, row.batch)) for _ in range(rounds)
    ]
    return min(alone for alone, _ in pairs) / min(together for _, together in pairs)
