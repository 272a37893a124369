"""Environment variables: docs/runtime.md names all that the package reads, and each is tested."""

import os
import re
import subprocess
import sys
from pathlib import Path

import enigma
import pytest

ROOT = Path(__file__).resolve().parents[3]

# Where each variable is tested.
TESTED = {
    "ENIGMA_NUM_THREADS": "test_environment.py",
    "ENIGMA_CACHE": "test_cache.py",
    "ENIGMA_CACHE_DIR": "test_cache.py",
    "ENIGMA_CACHE_SIZE": "test_cache.py",
    "ENIGMA_DEVICE": "test_metal_runtime.py",
    "ENIGMA_EMIT_ONLY": "test_compiled_kernel.py",
    "ENIGMA_FORCE_NO_METAL": "test_testing.py",
    "ENIGMA_NO_CANONICALIZE": "test_compiled_kernel.py",
}


def test_the_table_is_complete():
    page = (ROOT / "docs" / "runtime.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(ENIGMA_\w+)` \|", page, re.MULTILINE)
    assert named == list(TESTED)
    sources = [*(ROOT / "python" / "enigma").rglob("*.py"), *(ROOT / "crates").rglob("src/**/*.rs")]
    read = set()
    for source in sources:
        read |= set(re.findall(r'"(ENIGMA_\w+)"', source.read_text(encoding="utf-8")))
    assert read <= set(named)
    for name, file in TESTED.items():
        assert name in Path(__file__).with_name(file).read_text(encoding="utf-8")


COUNT = """
import os, enigma, numpy as np
@enigma.kernel
def k(A: enigma.f32):
    A[enigma.thread_position_in_grid] = 1.0
before = len(os.listdir("/proc/self/task"))
k(np.zeros(2**16, np.float32)).launch(2**16, 64)
print(1 + len(os.listdir("/proc/self/task")) - before)
"""


def python(script, **variables):
    """Runs a script in a process of its own, with those environment variables only."""
    environment = {**os.environ, "PYTHONPATH": str(Path(enigma.__file__).parents[1])}
    environment.pop("ENIGMA_NUM_THREADS", None)
    environment.update(variables)
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=120
    )


def number_of_threads(script=COUNT, **variables):
    ran = python(script, **variables)
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


linux = pytest.mark.skipif(sys.platform != "linux", reason="counts threads in /proc")


@linux
@pytest.mark.parametrize(("asked", "threads"), [("1", 1), ("3", 3), (" 2 ", 2)])
def test_number_of_threads(asked, threads):
    assert number_of_threads(ENIGMA_NUM_THREADS=asked) == threads


@linux
@pytest.mark.parametrize("variables", [{}, {"ENIGMA_NUM_THREADS": ""}])
def test_a_thread_for_each_cpu_of_the_process(variables):
    assert number_of_threads(**variables) == len(os.sched_getaffinity(0))
    cpu = min(os.sched_getaffinity(0))
    one = f"import os\nos.sched_setaffinity(0, [{cpu}])\n"
    assert number_of_threads(one + COUNT, **variables) == 1


BAD_COUNT = """
import enigma, numpy as np
@enigma.kernel
def k(A: enigma.f32):
    A[enigma.thread_position_in_grid] = 1.0
for grid in (1, 1, 4096):
    try:
        k(np.zeros(4096, np.float32)).launch(grid, 64)
    except ValueError as error:
        print(error.code, str(error).splitlines()[0])
        print(next(line for line in str(error).splitlines() if "expected" in line))
"""


@pytest.mark.parametrize("asked", ["0", "-1", "many", "2.0", "1025", "100000000000000000000"])
def test_a_number_of_threads_that_is_none(asked):
    ran = python(BAD_COUNT, ENIGMA_NUM_THREADS=asked)
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert len(lines) == 6
    for message, note in zip(lines[::2], lines[1::2], strict=True):
        assert message.startswith("E0209")
        assert f'ENIGMA_NUM_THREADS is "{asked}"' in message
        assert "expected a number of threads from 1 to 1024" in note
