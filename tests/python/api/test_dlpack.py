"""Tensors of other libraries: DLPack capsules of every kind, made by NumPy and by hand."""

import ctypes

import enigma
import ml_dtypes
import numpy as np
import pytest


class Tensor:
    """What NumPy exports, without NumPy's own protocol."""

    def __init__(self, array, takes_version=True):
        self.array = array
        self.takes_version = takes_version

    def __dlpack__(self, **options):
        if options and not self.takes_version:
            raise TypeError("unexpected keyword argument 'max_version'")
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


class DlTensor(ctypes.Structure):
    _fields_ = [
        ("data", ctypes.c_void_p),
        ("device_type", ctypes.c_int32),
        ("device_id", ctypes.c_int32),
        ("ndim", ctypes.c_int32),
        ("code", ctypes.c_uint8),
        ("bits", ctypes.c_uint8),
        ("lanes", ctypes.c_uint16),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("strides", ctypes.c_void_p),
        ("byte_offset", ctypes.c_uint64),
        ("manager", ctypes.c_void_p),
        ("deleter", ctypes.c_void_p),
    ]


class ByHand:
    """A tensor of any dtype on any device; the bytes are those of an array."""

    def __init__(self, array, code, bits, lanes=1, device=1, name=b"dltensor", offset=0):
        self.array = array
        self.name = name
        self.device = device
        self.shape = (ctypes.c_int64 * 1)(array.size)
        self.tensor = DlTensor(
            array.ctypes.data - offset, device, 0, 1, code, bits, lanes, self.shape, None, offset
        )

    def __dlpack__(self):
        new = ctypes.pythonapi.PyCapsule_New
        new.restype, new.argtypes = (
            ctypes.py_object,
            [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p],
        )
        return new(ctypes.addressof(self.tensor), self.name, None)

    def __dlpack_device__(self):
        return (self.device, 0)


@enigma.kernel
def double(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    B[tid] = A[tid] * 2


@enigma.kernel
def halve(A: enigma.bf16):
    tid = enigma.thread_position_in_grid
    A[tid] = A[tid] * 0.5


A = np.arange(4, dtype=np.float32)


@pytest.mark.parametrize("takes_version", [True, False])
def test_launches_in_place(run, takes_version):
    out = np.zeros(4, np.float32)
    run(double, Tensor(A, takes_version), Tensor(out, takes_version), grid=4, threads=4)
    assert np.array_equal(out, A * 2)


@pytest.mark.parametrize("dtype", ["f2", "f4", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "?"])
def test_dtypes(run, dtype):
    array = np.ones(2, dtype)
    annotation = enigma.typing.dtype_of(array.dtype)

    @enigma.kernel
    def move(A: annotation):
        A[1] = A[0]

    array[1] = 0
    run(move, Tensor(array), grid=1, threads=1)
    assert array[1] == 1


def test_bfloat(run):
    brain = np.array([1, 3], ml_dtypes.bfloat16)
    run(halve, ByHand(brain, 4, 16), grid=2, threads=2)
    assert brain.tolist() == [0.5, 1.5]


def test_offsets(run):
    brain = np.array([8, 8, 1, 3], ml_dtypes.bfloat16)
    run(halve, ByHand(brain[2:], 4, 16, offset=4), grid=2, threads=2)
    assert brain.tolist() == [8, 8, 0.5, 1.5]


REFUSED = [
    ("E0603", Tensor(np.zeros(8, np.float32)[::2]), "not C-contiguous"),
    ("E0602", Tensor(np.zeros(4, np.float64)), "argument A is"),
    ("E0602", ByHand(A, 2, 32, lanes=2), "argument A is"),
    ("E0608", ByHand(A, 2, 32, device=2), "its memory is on another device"),
    ("E0608", ByHand(A, 2, 32, name=b"other"), "a capsule of another kind"),
]


@pytest.mark.parametrize(("code", "tensor", "text"), REFUSED)
def test_what_is_refused(run, code, tensor, text):
    with pytest.raises(enigma.EnigmaError, match=text) as caught:
        run(double, tensor, np.zeros(4, np.float32), grid=4, threads=4)
    assert caught.value.code == code


def test_tensors_that_may_not_be_written(run):
    out = np.zeros(4, np.float32)
    out.flags.writeable = False
    with pytest.raises(ValueError, match="writes B, which is read-only") as caught:
        run(double, A, Tensor(out), grid=4, threads=4)
    assert caught.value.code == "E0604"


def test_capsules_that_cannot_say_that_they_may_not_be_written(run):
    """JAX exports its arrays without a version; what NumPy makes of them is read-only."""

    class Frozen(ByHand):
        def __array__(self, dtype=None, copy=None):
            view = self.array.view()
            view.flags.writeable = False
            return view

    out = np.zeros(4, np.float32)
    run(double, Frozen(A, 2, 32), out, grid=4, threads=4)
    assert np.array_equal(out, A * 2)
    with pytest.raises(ValueError, match="writes B, which is read-only") as caught:
        run(double, A, Frozen(out, 2, 32), grid=4, threads=4)
    assert caught.value.code == "E0604"


def test_arrays_of_jax(run):
    jnp = pytest.importorskip("jax.numpy")
    frozen = jnp.arange(4, dtype=jnp.float32)
    out = np.zeros(4, np.float32)
    run(double, frozen, out, grid=4, threads=4)
    assert np.array_equal(out, A * 2)
    for kernel, args in ((double, (A, frozen)), (halve, (jnp.ones(4, jnp.bfloat16),))):
        with pytest.raises(ValueError, match="read-only"):
            run(kernel, *args, grid=4, threads=4)
    assert frozen.tolist() == [0, 1, 2, 3]


def test_views_of_torch(run):
    torch = pytest.importorskip("torch")
    whole = torch.zeros(12)
    run(double, torch.arange(12.0)[4:8], whole[6:10], grid=4, threads=4)
    assert whole.tolist() == [0] * 6 + [8, 10, 12, 14] + [0] * 2
    brain = torch.ones(4, dtype=torch.bfloat16)
    run(halve, brain[2:], grid=2, threads=2)
    assert brain.tolist() == [1, 1, 0.5, 0.5]
    with pytest.raises(enigma.EnigmaError, match="not C-contiguous"):
        run(double, whole[::2], torch.zeros(6), grid=6, threads=6)


def test_exports_that_fail(run):
    class Strict:
        def __dlpack__(self, **options):
            raise BufferError("cannot export a tensor that requires a gradient")

    with pytest.raises(TypeError, match="requires a gradient") as caught:
        run(double, Strict(), np.zeros(4, np.float32), grid=4, threads=4)
    assert caught.value.code == "E0608"
    with pytest.raises(TypeError, match="requires a gradient") as caught:
        enigma.Buffer(Strict())
    assert caught.value.code == "E0608"


def test_no_capsule(run):
    class Wrong:
        def __dlpack__(self, **options):
            return 5

    with pytest.raises(TypeError, match="gives no capsule"):
        run(double, Wrong(), np.zeros(4, np.float32), grid=4, threads=4)


def test_what_keeps_the_memory_lives_as_long_as_the_launch():
    """A tensor that exports a copy has nothing but the capsule to keep it."""

    class Copying(Tensor):
        def __dlpack__(self, **options):
            return self.array.copy().__dlpack__(**options)

    big = np.arange(2**16, dtype=np.float32)
    out = np.zeros_like(big)
    double(Copying(big), out).launch(grid=big.size, threads=256)
    assert np.array_equal(out, big * 2)


def test_execute_and_buffers():
    runtime = enigma.Runtime()
    launch = {"grid": 4, "threads": 4}
    out = runtime.execute(enigma.compile(double), [Tensor(A)], output_shapes=[4], **launch)
    assert np.array_equal(out, A * 2)
    strided = Tensor(np.arange(8, dtype=np.float32)[::2])
    out = runtime.execute(enigma.compile(double), [strided], output_shapes=[4], **launch)
    assert np.array_equal(out, A * 4)
    assert np.array_equal(enigma.Buffer(Tensor(A)).numpy(), A)
    brain = np.array([1, 3], ml_dtypes.bfloat16)
    assert enigma.Buffer(ByHand(brain, 4, 16)).numpy().tolist() == [1, 3]
    assert enigma.Buffer(ByHand(brain, 4, 16), "float").numpy().tolist() == [1, 3]
    with pytest.raises(TypeError, match="kernels have no dtype like its"):
        enigma.Buffer(Tensor(np.zeros(2)))
