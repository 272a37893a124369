"""What people write who know NumPy, Metal or Triton: the error says what to write here."""

import enigma
import numpy as np
import pytest


def error_of(fn):
    with pytest.raises(enigma.EnigmaTypeError) as caught:
        enigma.compile(enigma.kernel(fn))
    return caught.value


def test_a_function_of_numpy_names_enigmas():
    def sine(A: enigma.f32):
        A[0] = np.sin(A[1])

    def larger(A: enigma.f32):
        A[0] = np.maximum(0, A[1])

    def spaced(A: enigma.f32):
        A[0] = np.spacing(A[1])

    found = [(e.code, e.notes) for e in map(error_of, (sine, larger, spaced))]
    assert found == [
        ("E0106", ["write enigma.sin"]),
        ("E0106", ["write enigma.fmax"]),
        ("E0106", ["compute it with enigma's operations"]),
    ]


def test_a_function_of_numpy_still_takes_what_python_knows():
    @enigma.kernel
    def constant(A: enigma.f32):
        A[0] = np.sqrt(16.0) + np.add(1, 2, dtype=np.float32)

    a = np.zeros(1, np.float32)
    constant(a).launch(grid=1, threads=1)
    assert a[0] == 7


def test_a_query_that_is_called_says_that_it_is_none():
    def called(A: enigma.f32):
        A[enigma.thread_position_in_grid()] = 1.0  # pyright: ignore[reportCallIssue]

    error = error_of(called)
    assert error.code == "E0112"
    assert "without a call" in error.notes[0]


@pytest.mark.parametrize("extent", [len, lambda A: A.shape[0], lambda A: A.shape[-1]])
def test_a_buffer_has_no_length(extent):
    def kernel(A: enigma.f32):
        for i in range(extent(A)):
            A[i] = 1.0

    error = error_of(kernel)
    assert str(error).startswith("[E0307] the length of a buffer is not known while tracing")
    assert error.notes == ["give it to the kernel as a parameter: `n: enigma.Scalar(enigma.u32)`"]


def test_threadgroup_memory_has_one(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        tile = enigma.threadgroup_alloc("int", (3, 5))
        assert tile and A
        A[0], A[1] = len(tile), tile.shape[1]

    assert run(kernel, np.zeros(2, np.int32), grid=1, threads=1).tolist() == [3, 5]
