"""Kernels of these tests run twice: through the interpreter and as CPU code."""

import enigma
import numpy as np
import pytest


def _interpreted(kernel, args, grid, threads, **options):
    enigma.compile(kernel, **options)._native.interpret(args, grid, threads)


def _compiled(kernel, args, grid, threads, **options):
    compiled = enigma.compile(kernel, **options)
    try:
        compiled._native.launch(args, grid, threads)
    except enigma.UnsupportedError as error:
        if error.code == "E0504":
            pytest.skip("this build has no code generator for the CPU")
        raise


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


@enigma.kernel
def _nothing(A: enigma.f32):
    pass


@pytest.fixture
def cpu():
    """For tests of launches themselves: skipped where there is no CPU code generator."""
    _compiled(_nothing, (np.zeros(1, np.float32),), 1, 1)
