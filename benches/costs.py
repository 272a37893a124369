"""What a kernel costs besides its run: compilation, launches, and what a second thread gives."""

from __future__ import annotations

import importlib.util
import itertools
import json
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import measure
import workload as workloads
from contenders.enigma_contender import launcher
from workload import Workload

HERE = Path(__file__).parent
LAUNCH_SAMPLES, LAUNCH_CALLS = 300, 100


def fresh_kernels(name: str, renamed: bool) -> Iterator[Callable[[], object]]:
    """Endless definitions of a kernel, each a function to call.

    Each is a copy of the kernel's file, so that nothing that is kept of a Python function knows it,
    and with another name for the kernel, `renamed`, no cache of machine code does either.
    """
    text = (HERE / "kernels" / f"{name}.py").read_text()
    with tempfile.TemporaryDirectory() as folder:
        for index in itertools.count():
            fresh = f"{name}_{secrets.token_hex(4)}_{index}" if renamed else name
            path = Path(folder, f"{fresh}_{index}.py")
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


@dataclass(frozen=True)
class Compile:
    """Seconds from a kernel's definition to its first result, and how much of it is tracing."""

    total: float
    trace: float


def compile_time(name: str, count: int, renamed: bool = True) -> Compile:
    """Medians over fresh definitions, run on a small input."""
    import enigma

    small = workloads.load(name, small=True)
    traces, totals = [], []
    for define in itertools.islice(fresh_kernels(name, renamed), count):
        start = measure.compile_clock()
        compiled = enigma.compile(define())
        traces.append(measure.compile_clock() - start)
        launcher(compiled, small)()
        totals.append(measure.compile_clock() - start)
    return Compile(statistics.median(totals), statistics.median(traces))


def has_disk_cache() -> bool:
    import enigma

    return hasattr(enigma, "cache_info")


def cached_compiles(names: list[str], count: int) -> dict[str, Compile]:
    """The same where the disk cache has the code; in another process, as this one has no cache."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, str(HERE / "cached.py"), str(count), *names],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env={**os.environ, "ENIGMA_CACHE": "1", "ENIGMA_CACHE_DIR": folder},
        )
    return {name: Compile(**times) for name, times in json.loads(done.stdout).items()}


def launch_cost(run: Callable[[], object]) -> float:
    """Seconds of a launch of a kernel that does next to nothing, by the wall clock."""
    run()
    return min(timeit.repeat(run, number=LAUNCH_CALLS, repeat=LAUNCH_SAMPLES)) / LAUNCH_CALLS


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
