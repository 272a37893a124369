"""`fast_math=True`: arithmetic as Metal's fast math may do it, functions within their bounds."""

from typing import cast

import enigma
import numpy as np
import pytest
from enigma.errors import EnigmaError


@enigma.kernel
def quotients(A: enigma.f32, B: enigma.f32, C: enigma.f32):
    tid = enigma.thread_position_in_grid
    C[tid] = A[tid] / B[tid]


@enigma.kernel
def products(A: enigma.f32, B: enigma.f32, C: enigma.f32):
    tid = enigma.thread_position_in_grid
    C[tid] = A[tid] * B[tid] + C[tid]


@enigma.kernel
def functions(A: enigma.f32, B: enigma.f32, C: enigma.f32):
    tid = enigma.thread_position_in_grid
    C[tid] = enigma.exp(A[tid]) + enigma.log(B[tid]) * enigma.sin(A[tid])


def operands(n=1000):
    rng = np.random.default_rng(3)
    a, b, c = (rng.uniform(0.5, 8, n).astype(np.float32) for _ in range(3))
    return a, b, c


def launched(kernel, **options):
    a, b, c = operands()
    enigma.compile(kernel, **options)(a, b, c).launch(grid=len(a), threads=64)
    return c


def test_quotients_are_within_three_units():
    a, b, _ = operands()
    exact = a.astype(np.float64) / b
    units = np.abs(launched(quotients, fast_math=True) - exact) / np.spacing(
        exact.astype(np.float32)
    )
    assert units.max() <= 3


def test_what_is_not_asked_for_is_ieee():
    a, b, c = operands()
    assert (launched(quotients) == a / b).all()
    assert (launched(products) == a * b + c).all()


def test_products_are_near_the_sum_however_they_are_rounded():
    a, b, c = (x.astype(np.float64) for x in operands())
    assert np.allclose(launched(products, fast_math=True), a * b + c, rtol=3e-7, atol=0)


def test_functions_keep_their_bounds():
    a, b, _ = (x.astype(np.float64) for x in operands())
    wanted = np.exp(a) + np.log(b) * np.sin(a)
    assert np.allclose(launched(functions, fast_math=True), wanted, rtol=2e-6, atol=1e-6)


def test_only_what_the_kernel_says_is_relaxed():
    flags = "reassoc nsz arcp contract afn"
    plain, fast = (enigma.compile(functions, fast_math=f) for f in (False, True))
    assert flags not in plain.cpu_source((64,), "emitted")
    relaxed = [line for line in fast.cpu_source((64,), "emitted").splitlines() if flags in line]
    # One sum and one product for each chunk of threads; the series of the functions are as written.
    assert {line.split(" = ")[1].split()[0] for line in relaxed} == {"fadd", "fmul"}


def test_metal_is_told():
    plain, fast = (enigma.compile(quotients, fast_math=f).metal_source for f in (False, True))
    assert "math_mode(safe)" in plain and "contract(off)" in plain
    assert "math_mode(fast)" in fast and "contract(fast)" in fast
    assert "IEEE" not in fast


def test_it_is_on_or_off():
    with pytest.raises(EnigmaError) as caught:
        enigma.compile(quotients, fast_math=cast(bool, "very"))
    assert caught.value.code == "E0209"
