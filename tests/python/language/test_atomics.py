"""Atomics: every one as function and method, in device and threadgroup memory, every order."""

import enigma
import numpy as np
import pytest

DTYPES = {"int": np.int32, "uint": np.uint32, "long": np.int64, "ulong": np.uint64}
ORDERS = ["relaxed", "acquire", "release", "acq_rel"]


def call(form, buf, name, *args, **options):
    if form == "function":
        return getattr(enigma, name)(buf, *args, **options)
    return getattr(buf, name)(*args, **options)


FETCH = {
    "atomic_fetch_add": np.add,
    "atomic_fetch_sub": np.subtract,
    "atomic_fetch_min": np.minimum,
    "atomic_fetch_max": np.maximum,
    "atomic_fetch_and": np.bitwise_and,
    "atomic_fetch_or": np.bitwise_or,
    "atomic_fetch_xor": np.bitwise_xor,
}


@pytest.mark.parametrize("form", ["function", "method"])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", FETCH)
def test_fetch_on_device_memory(run, name, dtype, form):
    annotation = enigma.typing.dtype_of(dtype)

    @enigma.kernel
    def kernel(A: annotation, B: annotation):
        tid = enigma.thread_position_in_grid
        call(form, B, name, tid % 4, A[tid])

    array = DTYPES[dtype]
    rng = np.random.default_rng(5)
    limits = np.iinfo(array)
    a = rng.integers(limits.min, limits.max, 100, array)
    b = np.array([1, 0, limits.max, limits.min], array)
    expected = b.copy()
    for tid, value in enumerate(a):
        with np.errstate(over="ignore"):
            expected[tid % 4] = FETCH[name](expected[tid % 4], value)
    assert np.array_equal(run(kernel, a, b, grid=100, threads=32), expected)


@pytest.mark.parametrize(
    "name", ["atomic_fetch_add", "atomic_fetch_sub", "atomic_fetch_min", "atomic_fetch_max"]
)
def test_fetch_on_floats(run, name):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        getattr(B, name)(0, A[tid])

    a = np.arange(-20, 21, dtype=np.float32)
    b = run(kernel, a, np.zeros(1, np.float32), grid=41, threads=16)
    expected = np.float32(0)
    for value in a:
        expected = FETCH[name](expected, value)
    assert b[0] == expected


@pytest.mark.parametrize("form", ["function", "method"])
def test_on_threadgroup_memory(run, form):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("int", (2, 2))
        with enigma.if_(lid < 4):
            call(form, shared, "atomic_store", (lid / 2, lid % 2), 0)
        enigma.barrier()
        call(form, shared, "atomic_fetch_add", (lid / 2 % 2, lid % 2), A[tid])
        call(form, shared, "atomic_fetch_max", (0, 0), -1)
        enigma.barrier()
        with enigma.if_(lid < 4):
            B[lid] = call(form, shared, "atomic_load", (lid / 2, lid % 2))

    a = np.arange(32, dtype=np.int32)
    b = run(kernel, a, np.zeros(4, np.int32), grid=32, threads=32)
    assert np.array_equal(b, a.reshape(8, 4).sum(axis=0))


@pytest.mark.parametrize("size", [256, 300, 4096])
@pytest.mark.parametrize("threads", [256, 32, 8])
def test_counts_in_threadgroup_memory(run, size, threads):
    @enigma.kernel
    def counts(A: enigma.u32, B: enigma.u32):
        lid = enigma.thread_position_in_threadgroup()
        bins = enigma.threadgroup_alloc(enigma.u32, size)
        for i in enigma.range(lid, size, threads):
            bins[i] = 0
        enigma.barrier()
        enigma.atomic_fetch_add(bins, A[lid] % size, lid + 1)
        enigma.barrier()
        for i in enigma.range(lid, size, threads):
            B[i] = bins[i]

    values = np.random.default_rng(size).integers(0, 2**32, threads, np.uint32)
    values[:3] = 0, size - 1, 2**32 - 1
    out = np.zeros(size, np.uint32)
    run(counts, values, out, grid=threads, threads=threads)
    weights = np.arange(1, threads + 1)
    np.testing.assert_array_equal(out, np.bincount(values % size, weights, size))


def test_the_old_value_is_given(run):
    """Every thread draws a ticket of its own."""

    @enigma.kernel
    def kernel(counter: enigma.u32, tickets: enigma.u32):
        tid = enigma.thread_position_in_grid
        tickets[tid] = enigma.atomic_fetch_add(counter, 0, 1)

    counter = np.zeros(1, np.uint32)
    tickets = run(kernel, counter, np.zeros(100, np.uint32), grid=100, threads=32)
    assert counter[0] == 100
    assert np.array_equal(np.sort(tickets), np.arange(100))


def test_exchange_load_and_store(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = A.atomic_exchange(tid, 7.0)
        enigma.atomic_store(B, tid + 4, enigma.atomic_load(A, tid) + 1)

    a = np.arange(4, dtype=np.float32)
    b = run(kernel, a, np.zeros(8, np.float32), grid=4, threads=4)
    assert a.tolist() == [7] * 4
    assert b.tolist() == [0, 1, 2, 3, 8, 8, 8, 8]


def test_compare_exchange_in_a_loop(run):
    """Adds by compare-exchange; a weak one may fail without reason, so it is repeated."""

    @enigma.kernel
    def kernel(A: enigma.u32):
        done = enigma.register_tensor(1, "bool", False)
        with enigma.while_(lambda: ~done[0]):
            old = A.atomic_load(0)
            done[0] = A.atomic_compare_exchange_weak(0, old, old + 2)

    assert run(kernel, np.zeros(1, np.uint32), grid=100, threads=32)[0] == 200


def test_a_loop_of_compare_exchange_needs_no_other_load(run):
    @enigma.kernel
    def kernel(A: enigma.f32):
        seen, tried = (enigma.register_tensor(1, "float", fill) for fill in (0.0, 1.0))
        with enigma.while_(lambda: seen[0] != tried[0]):
            tried[0] = seen[0]
            seen[0] = A.atomic_compare_exchange(0, tried[0], tried[0] + 2.0)

    assert run(kernel, np.zeros(1, np.float32), grid=100, threads=32)[0] == 200


def test_compare_exchange_that_does_not_match(run):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.b1):
        B[0] = enigma.atomic_compare_exchange_weak(A, 0, 3, 4)

    a = np.array([5], np.int32)
    assert not run(kernel, a, np.ones(1, bool), grid=1, threads=1)[0]
    assert a[0] == 5


@pytest.mark.parametrize("spelling", ["order", "memory_order", "memory_order_"])
@pytest.mark.parametrize("order", ORDERS)
def test_orders(run, order, spelling):
    @enigma.kernel
    def kernel(A: enigma.i32):
        prefix = "memory_order_" if spelling == "memory_order_" else ""
        keyword = {spelling.rstrip("_"): prefix + order}
        A.atomic_fetch_add(0, 1, **keyword)
        enigma.atomic_exchange(A, 1, 9, **keyword)
        if order != "release" and order != "acq_rel":
            A[2] = A.atomic_load(0, **keyword)
        if order != "acquire" and order != "acq_rel":
            A.atomic_store(3, 4, **keyword)

    a = run(kernel, np.zeros(4, np.int32), grid=1, threads=1)
    assert a[:2].tolist() == [1, 9]
    assert f'order = "{order}"' in enigma.compile(kernel).mlir_source


@pytest.mark.parametrize(
    "keywords",
    [
        {"success_order": "acq_rel", "failure_order": "acquire"},
        {"success_memory_order": "acq_rel", "failure_memory_order": "acquire"},
        {"order": "acq_rel", "failure_order": "acquire"},
        {"memory_order": "acq_rel", "failure_memory_order": "acquire"},
    ],
)
def test_orders_of_compare_exchange(keywords):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.b1):
        B[0] = A.atomic_compare_exchange_weak(0, 1, 2, **keywords)

    text = enigma.compile(kernel).mlir_source
    assert '"acq_rel"' in text
    assert '"acquire"' in text


def test_metal_keeps_stronger_orders_with_fences():
    """Metal's atomics are relaxed; an order is never dropped silently."""

    @enigma.kernel
    def kernel(A: enigma.i32):
        A.atomic_fetch_add(0, 1, order="acq_rel")

    text = enigma.compile(kernel).metal_source
    assert "memory_order_relaxed" in text
    assert text.count("atomic_thread_fence(") == 2


def test_literals_of_the_element_dtype(run):
    @enigma.kernel
    def kernel(A: enigma.u64):
        A.atomic_fetch_add(0, 2**63)

    assert run(kernel, np.zeros(1, np.uint64), grid=1, threads=1)[0] == 2**63
