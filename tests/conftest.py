"""Kernels of these tests run twice: through the interpreter and as CPU code."""

import enigma
import numpy as np
import pytest


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
