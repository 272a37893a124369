"""Arguments of a launch: what is accepted, what is refused, and that a refusal touches nothing."""

import ctypes
import mmap
from array import array as typed

import enigma
import numpy as np
import pytest


@enigma.kernel
def double(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    B[tid] = A[tid] * 2


@enigma.kernel
def fill(A: enigma.i32, value: enigma.Scalar(enigma.i32)):
    A[enigma.thread_position_in_grid] = value


def f32(n=4):
    return np.zeros(n, np.float32)


def refused(run, kernel, *args, grid=4, threads=4):
    before = [np.array(a) for a in args]
    with pytest.raises(enigma.EnigmaError) as caught:
        run(kernel, *args, grid=grid, threads=threads)
    for array, copy in zip(args, before, strict=True):
        assert not isinstance(array, np.ndarray) or np.array_equal(array, copy)
    assert caught.value.file.endswith(".py")
    return caught.value


@pytest.mark.parametrize("args", [(), (f32(),), (f32(), f32(), f32())])
def test_wrong_number(run, args):
    error = refused(run, double, *args) if args else None
    with pytest.raises(TypeError, match=f"double takes 2 arguments, not {len(args)}") as caught:
        enigma.compile(double)._native.interpret(args, 4, 4)
    assert caught.value.code == "E0601"
    assert error is None or error.notes == ["its parameters are A, B"]


@pytest.mark.parametrize("dtype", ["f8", "f2", "i4", "u4", "?", "c8", "S4", "O", "M8[s]"])
def test_wrong_dtype(run, dtype):
    error = refused(run, double, np.zeros(4, dtype), f32())
    assert error.code == "E0602"
    assert isinstance(error, TypeError)
    assert "argument A is" in str(error)
    assert 'A.astype("float32")' in str(error)


def test_wrong_signedness(run):
    assert refused(run, fill, np.zeros(4, np.uint32), 1).code == "E0602"


def test_foreign_byte_order(run):
    foreign = np.dtype(np.float32).newbyteorder("S")
    error = refused(run, double, np.zeros(4, foreign), f32())
    assert error.code == "E0605"


@pytest.mark.parametrize(
    "array",
    [
        f32(8)[::2],
        f32(8)[::-1],
        np.zeros((4, 4), np.float32).T,
        np.zeros((4, 4), np.float32)[:, :2],
    ],
)
def test_strides(run, array):
    error = refused(run, double, array, f32(16))
    assert error.code == "E0603"
    assert isinstance(error, ValueError)


def test_shapes_that_are_contiguous_after_all(run):
    a = np.arange(8, dtype=np.float32).reshape(2, 4)[1:]
    b = np.zeros((4, 1), np.float32, order="F")
    run(double, a, b, grid=4, threads=4)
    assert b.ravel().tolist() == [8, 10, 12, 14]


def test_read_only(run):
    read_only = f32()
    read_only.flags.writeable = False
    error = refused(run, double, f32(), read_only)
    assert error.code == "E0604"
    run(double, read_only, f32(), grid=4, threads=4)


def test_misaligned(run):
    raw = np.zeros(17, np.uint8)
    misaligned = raw[1:].view(np.float32)
    if misaligned.ctypes.data % 4 == 0:
        misaligned = np.zeros(18, np.uint8)[2:].view(np.float32)
    assert refused(run, double, misaligned, f32()).code == "E0603"


@pytest.mark.parametrize("what", [None, [1.0, 2.0], 3.0, "abcd", f32])
def test_no_array(run, what):
    error = refused(run, double, what, f32())
    assert error.code == "E0608"
    assert isinstance(error, TypeError)


@pytest.mark.parametrize("grid", [-1, (4, -1), (), (1, 1, 1, 1), 2.0, "4", None, (4, None), True])
def test_grids(run, grid):
    error = refused(run, double, f32(), f32(), grid=grid)
    assert error.code == "E0404"
    assert isinstance(error, ValueError)


@pytest.mark.parametrize(
    "threads", [0, -1, 1025, (32, 33), (1024, 1, 2), (0, 1, 1), (), 2.0, None, (2**32, 2**32)]
)
def test_threadgroups(run, threads):
    error = refused(run, double, f32(), f32(), threads=threads)
    assert error.code == "E0403"
    assert isinstance(error, ValueError)


@pytest.mark.parametrize(
    "grid", [4, (4,), [4, 1], (4, 1, 1), np.int32(4), (np.uint8(2), 2), (1, 1, 4)]
)
def test_accepted_grids(run, grid):
    @enigma.kernel
    def count(A: enigma.i32):
        A.atomic_fetch_add(0, 1)

    assert run(count, np.zeros(1, np.int32), grid=grid, threads=(1, 1, 2))[0] == 4


@pytest.mark.parametrize("grid", [0, (0, 4), (4, 0, 1), (4, 4, 0)])
def test_an_empty_grid_is_no_launch(run, grid):
    a = np.arange(4, dtype=np.int32)
    run(fill, a, 9, grid=grid, threads=4)
    assert a.tolist() == [0, 1, 2, 3]


def test_the_largest_threadgroup(run):
    a = run(double, np.ones(1024, np.float32), f32(1024), grid=1024, threads=(32, 32))
    assert a[0] == 2


@pytest.mark.parametrize(
    "value",
    [
        7,
        np.int32(7),
        np.uint8(7),
        True,
        np.bool_(True),
        np.array([7]),
        np.array(7),
        np.array([[7]], "i8"),
    ],
)
def test_scalars(run, value):
    a = np.zeros(2, np.int32)
    run(fill, a, value, grid=2, threads=2)
    assert (a == int(np.array(value).item())).all()


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 2**200, np.uint32(2**31)])
def test_scalars_that_do_not_fit(run, value):
    assert refused(run, fill, np.zeros(4, np.int32), value).code == "E0103"


@pytest.mark.parametrize("value", [1.5, np.float32(1), None, "1", [1], np.array([1, 2]), 1j])
def test_scalars_of_a_wrong_type(run, value):
    error = refused(run, fill, np.zeros(4, np.int32), value)
    assert error.code == "E0602"


@pytest.mark.parametrize(
    ("dtype", "values"),
    [
        ("float", [0.1, 3, float("inf"), np.float64(1e-3), True]),
        ("half", [0.1, -7, np.float16(2)]),
        ("bool", [True, False, 1, 0]),
        ("ulong", [2**64 - 1, 0]),
        ("long", [-(2**63)]),
        ("uchar", [255]),
    ],
)
def test_scalars_of_every_kind(run, dtype, values):
    annotation = enigma.typing.dtype_of(dtype)

    @enigma.kernel
    def put(value: enigma.Scalar(annotation), A: annotation):
        A[0] = value

    names = {"float": "f4", "half": "f2", "bool": "?", "ulong": "u8", "long": "i8", "uchar": "u1"}
    for value in values:
        a = run(put, value, np.zeros(1, names[dtype]), grid=1, threads=1)
        assert a[0] == np.array(value).astype(names[dtype])


def test_bfloat_scalars_and_arrays(run):
    @enigma.kernel
    def put(value: enigma.Scalar(enigma.bf16), A: enigma.bf16):
        A[0] = value

    assert run(put, 1.0, np.zeros(1, np.uint16), grid=1, threads=1)[0] == 0x3F80
    ml_dtypes = pytest.importorskip("ml_dtypes")
    assert run(put, -2.5, np.zeros(1, ml_dtypes.bfloat16), grid=1, threads=1)[0] == -2.5
    assert refused(run, put, 1.0, np.zeros(4, np.int16)).code == "E0602"


def test_one_array_twice(run):
    a = np.arange(4, dtype=np.float32)
    run(double, a, a, grid=4, threads=4)
    assert a.tolist() == [0, 2, 4, 6]


def test_other_owners_of_arrays(run):
    """Whatever describes itself as NumPy arrays do is an array."""

    class Owner:
        def __init__(self, array):
            self.array = array
            self.__array_interface__ = {**array.__array_interface__, "strides": (4,)}

    a, b = np.arange(4, dtype=np.float32), f32()
    run(double, Owner(a), Owner(b), grid=4, threads=4)
    assert b.tolist() == [0, 2, 4, 6]


def test_out_of_bounds(run):
    b = f32(4)
    with pytest.raises(enigma.OutOfBoundsError) as caught:
        run(double, np.ones(8, np.float32), b, grid=6, threads=6)
    error = caught.value
    assert isinstance(error, IndexError)
    assert (error.code, error.file) == ("E0701", __file__)
    assert "B" in str(error)
    assert "B[tid] = A[tid] * 2" in str(error)
    assert b.tolist() == [2, 2, 2, 2]


def test_an_empty_array_is_out_of_bounds(run):
    with pytest.raises(enigma.OutOfBoundsError):
        run(double, f32(0), f32(4), grid=4, threads=4)


def test_a_divergent_barrier(run):
    @enigma.kernel
    def divergent(A: enigma.i32):
        lid = enigma.thread_position_in_threadgroup()
        with enigma.if_(A[lid] > 0):
            enigma.barrier()
        A[lid] = 1

    with pytest.warns(enigma.EnigmaWarning):
        run(divergent, np.ones(4, np.int32), grid=4, threads=4)
    with (
        pytest.warns(enigma.EnigmaWarning),
        pytest.raises(enigma.BarrierDivergenceError) as caught,
    ):
        run(divergent, np.array([1, 0, 1, 1], np.int32), grid=4, threads=4)
    assert caught.value.code == "E0702"
    assert caught.value.line


@pytest.mark.parametrize("kind", [memoryview, bytearray, lambda a: (ctypes.c_uint8 * 4)(*a)])
def test_the_buffer_protocol(run, kind):
    @enigma.kernel
    def invert(A: enigma.u8):
        tid = enigma.thread_position_in_grid
        A[tid] = 255 - A[tid]

    memory = kind(bytearray([0, 1, 2, 255]))
    run(invert, memory, grid=4, threads=4)
    assert list(memory) == [255, 254, 253, 0]


def test_the_buffer_protocol_of_typed_arrays(run):
    a, b = typed("f", [1, 2]), typed("f", [0, 0])
    run(double, a, b, grid=2, threads=2)
    assert b.tolist() == [2, 4]
    a.append(3)  # nothing holds on to the memory after the launch


def test_what_the_buffer_protocol_does_not_give(run):
    assert refused(run, double, b"abcd", f32()).code == "E0602"
    assert refused(run, double, f32(), memoryview(f32().tobytes()).cast("f")).code == "E0604"
    assert refused(run, double, memoryview(f32(8))[::2], f32()).code == "E0603"


def test_subclasses_of_arrays(run, tmp_path):
    """Those of NumPy are its arrays; one that describes itself in another way is what it says."""

    class Second(np.ndarray):
        @property
        def __array_interface__(self):
            return np.asarray(self)[1:].__array_interface__

    a, b = f32(8).view(Second), f32(8)
    a[:] = np.arange(8)
    run(double, a, b, grid=7, threads=7)
    assert b.tolist() == [2, 4, 6, 8, 10, 12, 14, 0]
    mapped = np.memmap(tmp_path / "file", np.float32, "w+", shape=8)
    run(double, b, mapped, grid=8, threads=8)
    mapped.flush()
    assert np.array_equal(np.fromfile(tmp_path / "file", np.float32), b * 2)
    run(double, f32(8).view(np.recarray), b, grid=8, threads=8)
    assert not b.any()


@pytest.mark.parametrize("of", [np.asarray, memoryview, enigma.Buffer])
def test_views_with_an_offset(run, of):
    memory, out = np.arange(16, dtype=np.float32), f32(4)
    run(double, of(memory[3:]), out, grid=4, threads=4)
    assert out.tolist() == [6, 8, 10, 12]
    shared = np.zeros(16, np.float32)
    view = enigma.Buffer(shared[5:9], copy=False) if of is enigma.Buffer else of(shared[5:9])
    run(double, out, view, grid=4, threads=4)
    assert np.flatnonzero(shared).tolist() == [5, 6, 7, 8]
    whole = memory.reshape(4, 4)
    run(double, of(whole[2]), out, grid=4, threads=4)
    assert out.tolist() == [16, 18, 20, 22]
    if of is not enigma.Buffer:
        assert refused(run, double, of(whole[:, 2]), out).code == "E0603"
        assert refused(run, double, of(whole[1][::-1]), out).code == "E0603"


def test_mapped_memory(run, tmp_path):
    (tmp_path / "file").write_bytes(bytes(range(32)))
    with open(tmp_path / "file", "r+b") as file, mmap.mmap(file.fileno(), 0) as memory:

        @enigma.kernel
        def invert(A: enigma.u8):
            tid = enigma.thread_position_in_grid
            A[tid] = 255 - A[tid]

        run(invert, memory, grid=32, threads=32)
        run(invert, memoryview(memory)[8:16], grid=8, threads=8)
    inverted = [255 - n for n in range(32)]
    inverted[8:16] = range(8, 16)
    assert list((tmp_path / "file").read_bytes()) == inverted


@pytest.mark.parametrize("name", ["longlong", "ulonglong", "intc", "uintc", "int_", "uint", "byte"])
def test_other_names_of_dtypes(run, name):
    """NumPy has dtypes of equal size that are different objects."""
    array = np.ones(4, name)
    annotation = enigma.typing.dtype_of(np.dtype(f"{array.dtype.kind}{array.dtype.itemsize}"))

    @enigma.kernel
    def triple(A: annotation):
        tid = enigma.thread_position_in_grid
        A[tid] = A[tid] * 3

    run(triple, array, grid=4, threads=4)
    assert (array == 3).all()


def test_buffers_of_bfloat_are_no_integers(run):
    @enigma.kernel
    def bits(A: enigma.u16):
        A[0] = 1

    @enigma.kernel
    def brain(A: enigma.bf16):
        A[0] = 1.0

    integers = enigma.Buffer([5, 6], enigma.u16)
    floats = enigma.Buffer([5, 6], enigma.bf16)
    run(bits, integers, grid=1, threads=1)
    run(brain, floats, grid=1, threads=1)
    assert integers.numpy().tolist() == [1, 6]
    assert floats.numpy().astype(np.float32).tolist() == [1, 6]
    with pytest.raises(enigma.EnigmaError, match="argument A is") as caught:
        run(bits, floats, grid=1, threads=1)
    assert caught.value.code == "E0602"


@pytest.mark.parametrize("count", [1, 2, 23, 24, 25, 40])
def test_many_arguments(run, count):
    names = [f"a{n}" for n in range(count)]

    def sum_up(*arrays):
        tid = enigma.thread_position_in_grid
        for array in arrays[1:]:
            arrays[0][tid] = arrays[0][tid] + array[tid]

    scope = {"enigma": enigma, "sum_up": sum_up}
    parameters = ", ".join(f"{name}: enigma.i32" for name in names)
    exec(f"def kernel({parameters}):\n    sum_up({', '.join(names)})", scope)
    arrays = [np.full(8, n, np.int32) for n in range(count)]
    run(enigma.kernel(scope["kernel"]), *arrays, grid=8, threads=8)
    assert (arrays[0] == sum(range(count))).all()
