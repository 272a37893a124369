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


@pytest.mark.skipif(sys.platform != "linux", reason="counts threads in /proc")
@pytest.mark.parametrize("wanted", ["1", "3", " 2 ", "0", "many", None])
def test_number_of_threads(tmp_path, wanted):
    script = tmp_path / "count.py"
    script.write_text(COUNT)
    environment = {**os.environ, "PYTHONPATH": str(Path(enigma.__file__).parents[1])}
    environment.pop("ENIGMA_NUM_THREADS", None)
    if wanted is not None:
        environment["ENIGMA_NUM_THREADS"] = wanted
    ran = subprocess.run(
        [sys.executable, script], env=environment, capture_output=True, text=True, check=True
    )
    default = len(os.sched_getaffinity(0))
    assert int(ran.stdout) == {"1": 1, "3": 3, " 2 ": 2}.get(wanted, default)
