"""Kernels of these tests run twice: through the interpreter and as CPU code; on a Mac thrice.

There they run on the GPU, too; launches that name no device run on the CPU everywhere.

What they launch is kept (`metal_launches`), and when all tests have ended its Metal text is checked
and executed: it has to leave what the CPU left. That was compared with NumPy, and so Metal is.

Code is kept on disk as for users, so that a key of the cache that misses something shows as wrong
results; but in a folder of the tests.
"""

import copy
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile

import enigma
import metal_launches
import numpy as np
import pytest

os.environ["ENIGMA_DEVICE"] = "cpu"
os.environ["ENIGMA_CACHE_DIR"] = tempfile.mkdtemp(prefix="enigma-cache-")


# What tests launch, to be checked and executed as Metal text when all have ended.
_LAUNCHES = pathlib.Path(os.environ.get("ENIGMA_METAL_LAUNCHES") or tempfile.mkdtemp())
_KEEPER = metal_launches.install(_LAUNCHES)


@pytest.fixture(autouse=True)
def _pause(request):
    """Launches of tests marked with `no_metal` are not kept, for the reason that the mark gives."""
    mark = request.node.get_closest_marker("no_metal")
    _KEEPER.pause = mark.args[0] if mark else None


def _keep(text):
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    (_LAUNCHES / f"{digest}.metal").write_text(text, encoding="utf-8")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    if exitstatus != 0 or "ENIGMA_METAL_LAUNCHES" in os.environ or not any(_LAUNCHES.iterdir()):
        return
    cargo = shutil.which("cargo")
    if cargo is None:
        print("\nskipped: checking Metal texts needs cargo")
        return
    root = pathlib.Path(__file__).parent.parent
    command = [cargo, "xtask", "metal", "--execute", str(_LAUNCHES)]
    checked = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    print(f"\n{checked.stdout}{checked.stderr if checked.returncode else ''}", end="")
    if checked.returncode != 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure():
    if "ENIGMA_METAL_LAUNCHES" not in os.environ:
        shutil.rmtree(_LAUNCHES, ignore_errors=True)
    shutil.rmtree(os.environ["ENIGMA_CACHE_DIR"], ignore_errors=True)


def _interpreted(kernel, args, grid, threads, **options):
    enigma.compile(kernel, **options)._native.interpret(args, grid, threads)


def _compiled(kernel, args, grid, threads, **options):
    compiled = enigma.compile(kernel, **options)
    compiled._native.launch(args, grid, threads)


def _on_metal(kernel, args, grid, threads, **options):
    """The GPU checks nothing: only kernels that are right run there."""
    compiled = enigma.compile(kernel, **options)
    try:
        compiled._native.interpret(copy.deepcopy(args), grid, threads)
        compiled._native.metal_source()
    except enigma.EnigmaError as error:
        pytest.skip(f"not for the GPU: {error}")
    compiled._native.launch(args, grid, threads, "metal")


_DEVICES = {"interpreter": _interpreted, "cpu": _compiled}
if "metal" in enigma.devices():
    _DEVICES["metal"] = _on_metal


@pytest.fixture(params=_DEVICES.values(), ids=_DEVICES.keys())
def run(request):
    """`run(kernel, *arrays, grid=..., threads=...)` runs in place and gives the last array."""

    def call(kernel, *args, grid, threads, **options):
        request.param(kernel, args, grid, threads, **options)
        return args[-1]

    return call


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture
def check_metal():
    """`check_metal(text)` has a Metal text checked with those of all kernels, at the end."""
    return _keep
