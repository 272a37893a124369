"""Kernels of these tests run twice: through the interpreter and as CPU code.

Code is kept on disk as for users, so that a key of the cache that misses something shows as wrong
results; but in a folder of the tests.
"""

import os
import shutil
import tempfile

import enigma
import numpy as np
import pytest

os.environ["ENIGMA_CACHE_DIR"] = tempfile.mkdtemp(prefix="enigma-cache-")


def pytest_unconfigure():
    shutil.rmtree(os.environ["ENIGMA_CACHE_DIR"], ignore_errors=True)


def _interpreted(kernel, args, grid, threads, **options):
    enigma.compile(kernel, **options)._native.interpret(args, grid, threads)


def _compiled(kernel, args, grid, threads, **options):
    enigma.compile(kernel, **options)._native.launch(args, grid, threads)


@pytest.fixture(params=[_interpreted, _compiled], ids=["interpreter", "cpu"])
def run(request):
    """`run(kernel, *arrays, grid=..., threads=...)` runs in place and gives the last array."""

    def call(kernel, *args, grid, threads, **options):
        request.param(kernel, args, grid, threads, **options)
        return args[-1]

    return call


@pytest.fixture
def rng():
    return np.random.default_rng(7)
