"""Runtimes: `execute` and `prepare`, their binding rules, forms of output, release."""

import enigma
import numpy as np
import pytest


@enigma.kernel
def add(A: enigma.f32, B: enigma.f32, C: enigma.f32):
    tid = enigma.thread_position_in_grid
    C[tid] = A[tid] + B[tid]


@enigma.kernel
def affine(
    slope: enigma.Scalar(enigma.f32),
    A: enigma.f32,
    offset: enigma.Scalar(enigma.i32),
    B: enigma.f32,
    C: enigma.i32,
):
    tid = enigma.thread_position_in_grid
    B[tid] = A[tid] * slope + offset
    C[tid] = offset


@pytest.fixture(params=[enigma.Runtime, enigma.MetalRuntime])
def runtime(request):
    return request.param()


A = np.arange(8, dtype=np.float32)
LAUNCH = {"grid": (8, 1, 1), "threads": (4, 1, 1)}


def test_reprs():
    assert repr(enigma.Runtime()) == "<enigma.Runtime on the CPU>"
    assert "CPU" in repr(enigma.MetalRuntime("some.dylib"))
    assert enigma.Runtime("cpu").device == "cpu"
    with pytest.raises(ValueError, match="the devices here are") as caught:
        enigma.Runtime("cuda:0")
    assert caught.value.code == "E0209"


def test_output_size(runtime):
    raw = runtime.execute(enigma.compile(add), [A, A], 32, **LAUNCH)
    assert isinstance(raw, bytes)
    assert np.array_equal(np.frombuffer(raw, np.float32), A + A)


def test_output_sizes(runtime):
    compiled = enigma.compile(affine)
    raws = runtime.execute(compiled, inputs=[A], scalars=[2.0, 3], output_sizes=[32, 32], **LAUNCH)
    assert [type(raw) for raw in raws] == [bytes, bytes]
    assert np.array_equal(np.frombuffer(raws[0], np.float32), A * 2 + 3)
    assert np.array_equal(np.frombuffer(raws[1], np.int32), [3] * 8)
    assert isinstance(
        runtime.execute(enigma.compile(add), [A, A], output_sizes=[32], **LAUNCH), list
    )


def test_output_shapes(runtime):
    out = runtime.execute(
        enigma.compile(add), [A, A], output_shapes=[(2, 4)], output_dtypes=["float"], **LAUNCH
    )
    assert out.shape == (2, 4)
    assert np.array_equal(out.ravel(), A + A)
    outs = runtime.execute(
        enigma.compile(affine), [A], scalars=[1, 0], output_shapes=[8, (8,)], **LAUNCH
    )
    assert [o.dtype for o in outs] == [np.float32, np.int32]


def test_scalars_among_the_inputs(runtime):
    inputs = [np.array([2.0], np.float32), A, np.int64(3)]
    outs = runtime.execute(enigma.compile(affine), inputs, output_sizes=[32, 32], **LAUNCH)
    assert np.array_equal(np.frombuffer(outs[0], np.float32), A * 2 + 3)


def test_inputs_are_copied(runtime):
    @enigma.kernel
    def clobber(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid]
        A[tid] = -1

    a = np.arange(8, dtype=np.float32)[::-1]
    raw = runtime.execute(enigma.compile(clobber), [a], 32, **LAUNCH)
    assert np.array_equal(np.frombuffer(raw, np.float32), a)
    assert np.array_equal(a, np.arange(8)[::-1])


def test_outputs_start_zeroed(runtime):
    @enigma.kernel
    def first(A: enigma.f32):
        A[0] = 1

    raw = runtime.execute(enigma.compile(first), [], 16, grid=1, threads=1)
    assert np.frombuffer(raw, np.float32).tolist() == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("dtype", "values", "expected"),
    [
        ("float", [1, 2.5], np.array([1, 2.5], np.float32)),
        ("uchar", [0, 255], np.array([0, 255], np.uint8)),
        ("bool", [True, False], np.array([True, False])),
        ("half", (0.5, -1), np.array([0.5, -1], np.float16)),
        ("bfloat", [1.0, -2.5], np.array([0x3F80, 0xC020], np.uint16)),
        ("long", [[-1], [2**40]], np.array([-1, 2**40])),
    ],
)
def test_lists_take_the_parameters_dtype(runtime, dtype, values, expected):
    annotation = enigma.typing.dtype_of(dtype)

    @enigma.kernel
    def copy(A: annotation, B: annotation):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid]

    raw = runtime.execute(enigma.compile(copy), [values], expected.nbytes, grid=2, threads=2)
    assert raw == expected.tobytes()


@pytest.mark.parametrize("values", [[1.5], [300], ["a"], [None], [[1], [2, 3]], object()])
def test_lists_that_do_not_fit(runtime, values):
    @enigma.kernel
    def copy(A: enigma.u8, B: enigma.u8):
        B[0] = A[0]

    with pytest.raises(TypeError) as caught:
        runtime.execute(enigma.compile(copy), [values], 1, grid=1, threads=1)
    assert caught.value.code == "E0602"


def test_arrays_are_not_converted(runtime):
    with pytest.raises(TypeError) as caught:
        runtime.execute(enigma.compile(add), [A, A.astype(np.float64)], 32, **LAUNCH)
    assert caught.value.code == "E0602"
    assert "argument B is float64" in str(caught.value)


WRONG = [
    ("E0601", {"inputs": [A], "output_size": 32}),
    ("E0601", {"inputs": [A, A, A], "output_size": 32}),
    ("E0601", {"inputs": [A, A], "output_size": 32, "scalars": [1]}),
    ("E0601", {"inputs": [], "output_sizes": [32] * 4}),
    ("E0606", {"inputs": [A, A]}),
    ("E0606", {"inputs": [A, A], "output_size": 31}),
    ("E0606", {"inputs": [A, A], "output_size": -4}),
    ("E0606", {"inputs": [A, A], "output_size": 4.0}),
    ("E0606", {"inputs": [A, A], "output_shapes": [(-1,)]}),
    ("E0606", {"inputs": [A, A], "output_shapes": [8], "output_dtypes": ["float", "float"]}),
    ("E0602", {"inputs": [A, A], "output_shapes": [8], "output_dtypes": ["int"]}),
    ("E0101", {"inputs": [A, A], "output_shapes": [8], "output_dtypes": ["double"]}),
    ("E0609", {"inputs": [A, A], "output_size": 32, "constants": {0: ("int", 1)}}),
    ("E0403", {"inputs": [A, A], "output_size": 32, "threads": 0}),
    ("E0404", {"inputs": [A, A], "output_size": 32, "grid": -8}),
]


@pytest.mark.parametrize(("code", "arguments"), WRONG)
def test_wrong_calls(runtime, code, arguments):
    with pytest.raises(enigma.EnigmaError) as caught:
        runtime.execute(enigma.compile(add), **{**LAUNCH, **arguments})
    assert caught.value.code == code
    assert caught.value.file == __file__


@enigma.kernel
def scattered(
    first: enigma.Scalar(enigma.bf16),
    A: enigma.f32,
    out: enigma.f32,
    second: enigma.Scalar(enigma.i8),
    last: enigma.Scalar(enigma.f32),
):
    tid = enigma.thread_position_in_grid
    out[tid] = A[tid] * first + second + last


# The same three scalars, among the inputs or beside them, in every form that holds one number.
SCATTERED = [
    {"inputs": [0.5, A, -3, 100.0]},
    {"inputs": [np.float32(0.5), A, np.int64(-3), np.float16(100)]},
    {"inputs": [np.array([0.5], np.float32), A, np.array(-3), np.array([[100.0]])]},
    # The bits of a bfloat, as its arrays have them.
    {"inputs": [np.array([0x3F00], np.uint16), A, np.array([-3], np.int8), np.array(100)]},
    {"inputs": [A], "scalars": [0.5, -3, 100]},
    {"inputs": [A], "scalars": [np.array(0.5), np.array([-3]), np.float64(100)]},
]


@pytest.mark.parametrize("arguments", SCATTERED)
def test_scalars_may_stand_anywhere(runtime, arguments):
    """Before the inputs, between the buffers and after the output."""
    compiled = enigma.compile(scattered)
    want = (A * 0.5 + 97).tobytes()
    assert runtime.execute(compiled, **arguments, output_size=32, grid=8, threads=8) == want
    with runtime.prepare(compiled, **arguments, output_size=32) as prepared:
        prepared.dispatch(8, 8)
        assert prepared.read_output() == want


def test_scalars_that_do_not_fit(runtime):
    compiled = enigma.compile(scattered)
    for scalars, message in (
        ([1.0, 300, 0.0], "second is char, which does not hold 300"),
        ([1.0, 0.5, 0.0], "second is char, not the float 0.5"),
        ([1e39, 0, 0.0], "first is bfloat, which does not hold"),
        ([np.zeros(2), 0, 0.0], "first is one bfloat"),
        ([1.0, 0], "takes 3 scalars, not 2"),
    ):
        with pytest.raises(enigma.EnigmaError, match=message):
            runtime.execute(compiled, [A], 32, 8, 8, scalars=scalars)


@pytest.mark.parametrize("what", [None, add, "add"])
def test_what_is_not_compiled(runtime, what):
    with pytest.raises(TypeError, match="expected a compiled kernel") as caught:
        runtime.execute(what, [A, A], 32, **LAUNCH)
    assert caught.value.code == "E0112"
    with pytest.raises(TypeError):
        runtime.prepare(what, [A, A], 32)


def test_prepare(runtime):
    prepared = runtime.prepare(enigma.compile(add), inputs=[A, A * 2], output_size=32)
    assert isinstance(prepared, enigma.PreparedKernel)
    assert prepared._kernel_name == "add"
    prepared.dispatch((8, 1, 1), (8, 1, 1))
    assert prepared.read_output() == (A * 3).tobytes()
    microseconds = prepared.dispatch_timed(grid=8, threads=8)
    assert isinstance(microseconds, float)
    assert microseconds >= 0
    out = prepared.read_output(dtype=enigma.f32)
    assert np.array_equal(out, A * 3)
    out[0] = 100
    assert prepared.read_output(dtype="float")[0] == 0
    assert prepared.read_output(dtype=np.uint8).size == 32


def test_release():
    prepared = enigma.Runtime().prepare(enigma.compile(add), [A, A], 32)
    prepared.release()
    prepared.release()
    assert "released" in repr(prepared)
    for use in (
        lambda: prepared.dispatch(8, 8),
        lambda: prepared.dispatch_timed(8, 8),
        lambda: prepared.read_output(),
        lambda: prepared.__enter__(),
    ):
        with pytest.raises(enigma.EnigmaUsageError) as caught:
            use()
        assert caught.value.code == "E0607"
    with enigma.Runtime().prepare(enigma.compile(add), [A, A], 32) as inside:
        assert inside.read_output(dtype="float").sum() == 0
    with pytest.raises(enigma.EnigmaUsageError):
        inside.read_output()
