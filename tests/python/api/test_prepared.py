"""Prepared kernels: several outputs, updates of inputs, reads, buffers, release."""

import enigma
import ml_dtypes
import numpy as np
import pytest


@enigma.kernel
def parts(A: enigma.f32, n: enigma.Scalar(enigma.i32), Q: enigma.f32, R: enigma.i32):
    tid = enigma.thread_position_in_grid
    Q[tid] = A[tid] / 2
    R[tid] = R[tid] + n


A = np.arange(4, dtype=np.float32)
SHAPES = {"output_shapes": [(2, 2), 4]}


def prepared(**options):
    asked = options or SHAPES
    return enigma.Runtime().prepare(enigma.compile(parts), [A], scalars=[3], **asked)


def test_several_outputs():
    with prepared() as kernel:
        kernel.dispatch(4, 4)
        assert np.array_equal(kernel.read_output(), (A / 2).reshape(2, 2))
        assert np.array_equal(kernel.read_output(1), [3] * 4)
        assert np.array_equal(kernel.read_output("R"), [3] * 4)
        assert np.array_equal(kernel.read_output("A"), A)
        assert kernel.read_output(1, enigma.u8).tolist() == [3, 0, 0, 0] * 4


def test_outputs_as_bytes():
    kernel = prepared(output_sizes=[16, 16])
    kernel.dispatch(4, 4)
    assert kernel.read_output(0) == (A / 2).tobytes()
    assert kernel.read_output(1) == np.full(4, 3, np.int32).tobytes()


def test_outputs_stay_between_runs():
    kernel = prepared()
    for _ in range(3):
        kernel.dispatch(4, 4)
    assert np.array_equal(kernel.read_output("R"), [9] * 4)


def test_reads_are_copies():
    kernel = prepared()
    kernel.read_output(0)[:] = 7
    assert not kernel.read_output(0).any()


def test_updates():
    kernel = prepared()
    kernel.update("A", A * 10)
    kernel.update("n", 5)
    kernel.update(3, [1, 1, 1, 1])
    kernel.dispatch(4, 4)
    assert np.array_equal(kernel.read_output(0).ravel(), A * 5)
    assert np.array_equal(kernel.read_output(1), [6] * 4)
    mine = enigma.Buffer(A + 1)
    kernel.update(0, mine)
    assert kernel.buffers["A"] is mine
    mine.copy_from(A + 2)
    kernel.dispatch(4, 4)
    assert np.array_equal(kernel.read_output("Q").ravel(), (A + 2) / 2)


def test_inputs_are_copied_once():
    data = A.copy()
    kernel = enigma.Runtime().prepare(enigma.compile(parts), [data], scalars=[0], **SHAPES)
    data[:] = 100
    kernel.dispatch(4, 4)
    assert np.array_equal(kernel.read_output(0).ravel(), A / 2)


def test_buffers_are_the_memory():
    kernel = prepared()
    assert list(kernel.buffers) == ["A", "Q", "R"]
    kernel.buffers["A"].numpy()[:] = 8
    kernel.dispatch(4, 4)
    assert kernel.buffers["Q"].numpy().tolist() == [[4, 4], [4, 4]]


def test_all_parameters_may_be_inputs():
    result = enigma.Buffer.zeros(4, "float")
    inputs = [A, 1, result, np.zeros(4, np.int32)]
    kernel = enigma.Runtime().prepare(enigma.compile(parts), inputs)
    kernel.dispatch(4, 4)
    assert np.array_equal(result.numpy(), A / 2)
    with pytest.raises(IndexError, match="its outputs are none"):
        kernel.read_output()


def test_function_constants():
    @enigma.kernel
    def scaled(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid] * enigma.metal_cast(enigma.function_constant("uint", 0), "float")

    runtime, compiled = enigma.Runtime(), enigma.compile(scaled)
    for factor in (2, 3):
        ready = runtime.prepare(compiled, [A], output_shapes=[4], constants={0: factor})
        ready.dispatch(4, 4)
        assert np.array_equal(ready.read_output(), A * factor)


def test_bfloat():
    @enigma.kernel
    def double(A: enigma.bf16, B: enigma.bf16):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid] * 2

    brain = A.astype(ml_dtypes.bfloat16)
    kernel = enigma.Runtime().prepare(enigma.compile(double), [brain], output_shapes=[4])
    kernel.dispatch(4, 4)
    assert kernel.read_output().dtype == ml_dtypes.bfloat16
    assert kernel.read_output().tolist() == [0, 2, 4, 6]
    assert kernel.read_output(dtype=np.uint16).tolist() == [0, 0x4000, 0x4080, 0x40C0]


WRONG = [
    ("E0206", IndexError, lambda k: k.update("Z", A)),
    ("E0206", IndexError, lambda k: k.update(4, A)),
    ("E0206", IndexError, lambda k: k.read_output(2)),
    ("E0206", IndexError, lambda k: k.read_output("n")),
    ("E0606", TypeError, lambda k: k.update("A", A[:2])),
    ("E0602", TypeError, lambda k: k.update("A", enigma.Buffer(A, "half"))),
    ("E0602", TypeError, lambda k: k.update("A", [None] * 4)),
    ("E0101", TypeError, lambda k: k.read_output(0, "double")),
]


@pytest.mark.parametrize(("code", "kind", "call"), WRONG)
def test_wrong_calls(code, kind, call):
    with pytest.raises(kind) as caught:
        call(prepared())
    assert caught.value.code == code
    assert caught.value.file == __file__


def test_inputs_of_another_dtype():
    with pytest.raises(TypeError, match="input A is float64, the kernel takes float") as caught:
        enigma.Runtime().prepare(
            enigma.compile(parts), [A.astype(np.float64)], scalars=[3], **SHAPES
        )
    assert caught.value.code == "E0602"


@pytest.mark.parametrize(
    "asked",
    [
        {"output_size": 16, "output_sizes": [16, 16]},
        {"output_sizes": [16, 16], "output_shapes": [4, 4]},
        {"output_sizes": [16, 16], "output_dtypes": ["float", "int"]},
        {"output_shapes": [4, "four"]},
        {},
    ],
)
def test_outputs_described_wrongly(asked):
    with pytest.raises(enigma.EnigmaError) as caught:
        enigma.Runtime().prepare(enigma.compile(parts), [A], scalars=[3], **asked)
    assert caught.value.code == "E0606"


def test_release_twice():
    kernel = prepared()
    kernel.release()
    kernel.release()
    uses = [
        lambda: kernel.update("A", A),
        lambda: kernel.buffers,
        lambda: kernel.read_output("A"),
        lambda: kernel.dispatch(4, 4),
    ]
    for use in uses:
        with pytest.raises(RuntimeError, match="used after release") as caught:
            use()
        assert caught.value.code == "E0607"
