"""`Buffer`: device memory that stays between launches, in launches, `execute` and NumPy."""

import copy
import pickle

import enigma
import ml_dtypes
import numpy as np
import pytest


@enigma.kernel
def step(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    B[tid] = B[tid] + A[tid]


@enigma.kernel
def halve(A: enigma.bf16):
    tid = enigma.thread_position_in_grid
    A[tid] = A[tid] * 0.5


A = np.arange(8, dtype=np.float32)


def test_attributes():
    buffer = enigma.Buffer(A.reshape(2, 4))
    assert (buffer.dtype, buffer.shape, buffer.ndim) == (enigma.f32, (2, 4), 2)
    assert (buffer.size, buffer.nbytes, buffer.device, len(buffer)) == (8, 32, "cpu", 2)
    assert repr(buffer) == "<enigma.Buffer of float, shape (2, 4), on the CPU>"
    assert buffer.tobytes() == A.tobytes()


def test_elements_are_copied_unless_asked_not_to():
    data = A.copy()
    own, shared = enigma.Buffer(data), enigma.Buffer(data, copy=False)
    data[0] = 100
    assert own.numpy()[0] == 0
    assert shared.numpy()[0] == 100
    shared.numpy()[1] = 50
    assert data[1] == 50


@pytest.mark.parametrize(
    "data", [A[::2], A.astype(np.float64), [1.0], np.broadcast_to(A, (2, 8)), A.astype(">f4")]
)
def test_what_cannot_be_shared(data):
    with pytest.raises(ValueError, match="cannot be shared") as caught:
        enigma.Buffer(data, "float", copy=False)
    assert caught.value.code == "E0603"


@pytest.mark.parametrize("shape", [3, (3,), (2, 3), (), (0, 2), np.int64(3)])
def test_zeros(shape):
    buffer = enigma.Buffer.zeros(shape, enigma.u16)
    assert buffer.shape == np.zeros(shape).shape
    assert buffer.dtype == enigma.u16
    assert not buffer.numpy().any()


@pytest.mark.parametrize("shape", [-1, (2, -1), 2.0, "ab", None, (2, None)])
def test_wrong_shapes(shape):
    with pytest.raises(enigma.EnigmaError) as caught:
        enigma.Buffer.zeros(shape, "float")
    assert caught.value.code == "E0606"


@pytest.mark.parametrize(
    ("data", "dtype", "expected"),
    [
        (A.astype(np.float64), "float", A),
        ([1, 2], enigma.u8, np.array([1, 2], np.uint8)),
        (A, enigma.i32, A.astype(np.int32)),
        (A[::-2], None, A[::-2]),
        (A.astype(">f4"), "float", A),
        (np.float32(3), None, np.array(3, np.float32)),
        (A, "bf16", A.astype(ml_dtypes.bfloat16)),
        (A.astype(ml_dtypes.bfloat16), None, A.astype(ml_dtypes.bfloat16)),
        (A.astype(ml_dtypes.bfloat16), "float", A),
        ([0.1, 1e9], enigma.bf16, np.array([0.1, 1e9], ml_dtypes.bfloat16)),
    ],
)
def test_conversion(data, dtype, expected):
    found = enigma.Buffer(data, dtype).numpy()
    assert found.dtype == expected.dtype
    assert np.array_equal(found, expected)


@pytest.mark.parametrize(
    ("data", "dtype", "code"),
    [
        ([1.0], None, "E0602"),
        (A.astype(np.float64), None, "E0602"),
        (np.zeros(2, "c8"), None, "E0602"),
        ([300], "uchar", "E0602"),
        ([1.0], "double", "E0101"),
        (A, "double", "E0101"),
        (object(), "float", "E0602"),
    ],
)
def test_wrong_data(data, dtype, code):
    with pytest.raises(TypeError) as caught:
        enigma.Buffer(data, dtype)
    assert caught.value.code == code
    assert caught.value.file == __file__


def test_buffers_in_launches():
    total = enigma.Buffer(np.zeros(8, np.float32))
    source = enigma.Buffer(A)
    for _ in range(3):
        step(source, total).launch(grid=8, threads=4)
    assert np.array_equal(total.numpy(), A * 3)


def test_a_buffer_has_its_dtype():
    ints = enigma.Buffer(np.zeros(8, np.int32))
    with pytest.raises(TypeError, match="argument A is int, the kernel takes float") as caught:
        step(ints, A.copy()).launch(grid=8, threads=4)
    assert caught.value.code == "E0602"

    @enigma.kernel
    def bits(A: enigma.u16):
        A[0] = 1

    with pytest.raises(TypeError, match="argument A is bfloat, the kernel takes ushort"):
        bits(enigma.Buffer.zeros(1, "bfloat")).launch(grid=1, threads=1)


def test_buffers_of_bfloat():
    buffer = enigma.Buffer([1.0, 3.0], "bfloat")
    halve(buffer).launch(grid=2, threads=2)
    assert buffer.numpy().dtype == ml_dtypes.bfloat16
    assert buffer.numpy().tolist() == [0.5, 1.5]


def test_copies():
    buffer = enigma.Buffer.zeros((2, 4), "float")
    assert buffer.copy_from(A) is buffer
    assert np.array_equal(buffer.numpy(), A.reshape(2, 4))
    buffer.copy_from(list(range(8)))
    target = np.zeros(8, np.float64)
    buffer.copy_to(target)
    assert np.array_equal(target, A)
    for call in (lambda: buffer.copy_from(A[:4]), lambda: buffer.copy_to(target[:4])):
        with pytest.raises(enigma.EnigmaError) as caught:
            call()
        assert caught.value.code == "E0606"


def test_numpy_takes_buffers():
    buffer = enigma.Buffer(A)
    assert np.shares_memory(np.asarray(buffer), buffer.numpy())
    assert np.asarray(buffer, np.float64).dtype == np.float64
    assert not np.shares_memory(np.array(buffer, copy=True), buffer.numpy())
    assert np.add(buffer, 1).sum() == A.sum() + 8
    assert np.shares_memory(np.from_dlpack(buffer), buffer.numpy())
    brain = enigma.Buffer.zeros(2, "bfloat")
    assert brain.__array__().dtype == ml_dtypes.bfloat16
    assert brain.__array__(copy=True).dtype == ml_dtypes.bfloat16
    with pytest.raises(ValueError, match="without a copy"):
        brain.__array__(np.dtype(np.float32), copy=False)


def test_execute_in_place():
    """A buffer among the inputs is used itself; an array is not touched."""
    runtime = enigma.Runtime()
    compiled = enigma.compile(step)
    total, source = runtime.buffer(8, "float"), A.copy()
    for _ in range(2):
        assert runtime.execute(compiled, [source, total], grid=8, threads=4) is None
    assert np.array_equal(total.numpy(), A * 2)
    assert np.array_equal(source, A)


def test_execute_in_place_and_with_outputs():
    @enigma.kernel
    def both(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        A[tid] = A[tid] + 1
        B[tid] = A[tid] * 2

    buffer = enigma.Buffer(A)
    launch = {"grid": 8, "threads": 8, "output_shapes": [8]}
    out = enigma.Runtime().execute(enigma.compile(both), [buffer], **launch)
    assert np.array_equal(buffer.numpy(), A + 1)
    assert np.array_equal(out, (A + 1) * 2)


def test_the_runtimes_buffers():
    runtime = enigma.Runtime()
    assert runtime.buffer((2, 3), "half").shape == (2, 3)
    assert runtime.buffer(5, "half").shape == (5,)
    assert runtime.buffer(A).numpy().tolist() == A.tolist()
    assert runtime.buffer([1, 2], "int").numpy().tolist() == [1, 2]
    for data in (5, (2, 3)):
        with pytest.raises(TypeError, match="has no dtype"):
            runtime.buffer(data)


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, lambda b: pickle.loads(pickle.dumps(b))])
@pytest.mark.parametrize("dtype", ["float", "bfloat"])
def test_copies_are_memory_of_their_own(way, dtype):
    @enigma.kernel
    def one(A: enigma.f32 if dtype == "float" else enigma.bf16):
        A[0] = 7.0

    first = enigma.Buffer([[1, 2], [3, 4]], dtype)
    second = way(first)
    assert (second.dtype, second.shape) == (first.dtype, first.shape)
    one(second).launch(1, 1)
    assert first.numpy().astype(np.float32).tolist() == [[1, 2], [3, 4]]
    assert second.numpy().astype(np.float32).tolist() == [[7, 2], [3, 4]]
