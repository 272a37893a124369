"""`enigma.threadgroup_alloc`: every dtype under every name, sizes, tuples, atomics, placement."""

import enigma
import numpy as np
import pytest

# Metal's name, the short name, NumPy's name, and the dtype of an array for it.
DTYPES = [
    ("float", "f32", "float32", np.float32),
    ("half", "f16", "float16", np.float16),
    ("char", "i8", "int8", np.int8),
    ("uchar", "u8", "uint8", np.uint8),
    ("short", "i16", "int16", np.int16),
    ("ushort", "u16", "uint16", np.uint16),
    ("int", "i32", "int32", np.int32),
    ("uint", "u32", "uint32", np.uint32),
    ("long", "i64", "int64", np.int64),
    ("ulong", "u64", "uint64", np.uint64),
]


def values(dtype, n):
    if np.issubdtype(dtype, np.floating):
        return np.linspace(-3, 3, n).astype(dtype)
    limits = np.iinfo(dtype)
    return np.array([limits.min, limits.max, *range(1, n - 1)], dtype)


def mirror(annotation, alloc_dtype):
    @enigma.kernel
    def through(A: annotation, B: annotation):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc(alloc_dtype, 32)
        shared[lid] = A[tid]
        enigma.barrier()
        B[tid] = shared[enigma.threads_per_threadgroup() - 1 - lid]

    return through


@pytest.mark.parametrize("spelling", range(5))
@pytest.mark.parametrize(("metal", "short", "numpy", "dtype"), DTYPES)
def test_every_dtype_under_every_name(run, metal, short, numpy, dtype, spelling):
    named = [metal, short, numpy, getattr(enigma, short), np.dtype(numpy)][spelling]
    a = values(dtype, 20)
    b = run(mirror(getattr(enigma, short), named), a, np.zeros_like(a), grid=20, threads=20)
    assert np.array_equal(b, a[::-1])


@pytest.mark.parametrize("name", ["bfloat", "bf16", "bfloat16", enigma.bf16, enigma.BFloat16])
def test_bfloat_moves_its_bits(run, name):
    a = np.array([0x3F80, 0x0001, 0x7F80, 0xFF80, 0xC049], np.uint16)
    b = run(mirror(enigma.bf16, name), a, np.zeros_like(a), grid=5, threads=5)
    assert np.array_equal(b, a[::-1])


@pytest.mark.parametrize("name", ["bool", "i1", "b1", enigma.b1, enigma.Bool, np.bool_])
def test_bool(run, name):
    a = np.array([True, False, False], bool)
    b = run(mirror(enigma.b1, name), a, np.zeros_like(a), grid=3, threads=3)
    assert np.array_equal(b, a[::-1])


def test_what_it_returns():
    seen = {}

    @enigma.kernel
    def look(A: enigma.f32):
        shared = enigma.threadgroup_alloc("float", 256)
        tile = enigma.threadgroup_alloc(enigma.f16, (4, 8))
        seen.update(shared=shared, tile=tile)
        seen["sizes"] = shared.size(), tile.size()
        seen["dtypes"] = shared.dtype, tile.dtype
        A[0] = shared[0]

    enigma.compile(look)
    assert isinstance(seen["shared"], enigma.Tensor)
    assert seen["sizes"] == (256, 32)
    assert seen["dtypes"] == ("float", "half")
    assert seen["shared"].address_space == "threadgroup"
    assert seen["shared"].buffer_index == -1
    assert seen["tile"].shape == (4, 8)


def test_tuple_sizes_are_row_major(run):
    @enigma.kernel
    def tile(A: enigma.f32, B: enigma.f32):
        x, y = enigma.thread_position_in_threadgroup(), enigma.thread_position_in_threadgroup("y")
        width = enigma.threads_per_threadgroup()
        shared = enigma.threadgroup_alloc("float", (4, 8))
        shared[y, x] = A[y * width + x]
        enigma.barrier()
        B[y * width + x] = shared[y * 8 + x]
        B[32 + x * 4 + y] = shared[y, x]

    a = np.arange(32, dtype=np.float32)
    b = run(tile, a, np.zeros(64, np.float32), grid=(8, 4), threads=(8, 4))
    assert np.array_equal(b[:32], a)
    assert np.array_equal(b[32:].reshape(8, 4), a.reshape(4, 8).T)


def test_one_element(run):
    @enigma.kernel
    def one(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        shared = enigma.threadgroup_alloc("int", 1)
        with enigma.if_(enigma.thread_position_in_threadgroup() == 0):
            shared[0] = enigma.metal_cast(tid, "int") + 5
        enigma.barrier()
        A[tid] = shared[0]

    a = run(one, np.zeros(10, np.int32), grid=10, threads=4)
    assert np.array_equal(a, [5, 5, 5, 5, 9, 9, 9, 9, 13, 13])


def test_all_of_the_memory_there_is(run):
    @enigma.kernel
    def full(A: enigma.f32):
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("float", 8192)
        shared[8191 - lid] = enigma.metal_cast(lid, "float")
        enigma.barrier()
        A[lid] = shared[8184 + lid]

    a = run(full, np.zeros(8, np.float32), grid=8, threads=8)
    assert np.array_equal(a, np.arange(8)[::-1])


def test_several_allocations_do_not_overlap(run):
    @enigma.kernel
    def several(A: enigma.i32, B: enigma.i32):
        lid = enigma.thread_position_in_threadgroup()
        first = enigma.threadgroup_alloc("char", 3)
        second = enigma.threadgroup_alloc("long", 16)
        third = enigma.threadgroup_alloc("short", 16)
        second[lid] = A[lid]
        third[lid] = A[lid] * 2
        with enigma.if_(lid < 3):
            first[lid] = -1
        enigma.barrier()
        B[lid] = second[lid] + third[lid]

    a = np.arange(16, dtype=np.int32)
    assert np.array_equal(run(several, a, np.zeros_like(a), grid=16, threads=16), 3 * a)


def test_inside_a_branch_it_belongs_to_the_kernel(run):
    @enigma.kernel
    def inside(A: enigma.i32):
        lid = enigma.thread_position_in_threadgroup()
        with enigma.if_(enigma.threadgroup_position_in_grid() == 0):
            shared = enigma.threadgroup_alloc("int", 4)
            shared[lid] = enigma.metal_cast(lid, "int")
            enigma.barrier()
            A[lid] = shared[3 - lid]

    assert np.array_equal(run(inside, np.zeros(4, np.int32), grid=8, threads=4), [3, 2, 1, 0])
    assert enigma.compile(inside).metal_source.index("threadgroup int") < enigma.compile(
        inside
    ).metal_source.index("if (")


def test_atomic_methods(run):
    @enigma.kernel
    def histogram(A: enigma.u32, B: enigma.u32):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        bins = enigma.threadgroup_alloc("uint", 8)
        with enigma.if_(lid < 8):
            bins.atomic_store(lid, 0)
        enigma.barrier()
        bins.atomic_fetch_add(A[tid] % 8, 1)
        enigma.barrier()
        with enigma.if_(lid < 8):
            B.atomic_fetch_add(lid, bins.atomic_load(lid))

    a = np.arange(104, dtype=np.uint32) ** 2
    b = run(histogram, a, np.zeros(8, np.uint32), grid=104, threads=32)
    assert np.array_equal(b, np.bincount(a % 8, minlength=8))
