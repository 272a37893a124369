"""Tile helpers: copies that threads share, pipelines whose phase turns at run time."""

import enigma
import numpy as np
import pytest

N = 100


@pytest.mark.parametrize("threads", [32, 48, 256, (8, 4, 2)])
def test_a_copy_is_shared_by_the_threadgroup(run, threads):
    @enigma.kernel
    def stage(A: enigma.f32, B: enigma.f32):
        group = enigma.threadgroup_position_in_grid()
        lid = enigma.thread_index_in_threadgroup()
        tile = enigma.threadgroup_alloc("float", N)
        enigma.copy(A, tile, N, src_offset=group * N)
        # The barrier is part of the copy: other threads' elements may be read at once.
        with enigma.for_range(lid, N, 8) as i:
            B[group * N + i] = tile[N - 1 - i]

    groups = 3
    a = np.arange(groups * N, dtype=np.float32)
    x = threads if isinstance(threads, int) else threads[0]
    rest = (1, 1) if isinstance(threads, int) else threads[1:]
    got = run(stage, a, np.zeros_like(a), grid=(groups * x, *rest), threads=threads)
    assert np.array_equal(got, a.reshape(groups, N)[:, ::-1].ravel())


def test_each_element_of_a_shared_copy_is_written_once(run):
    @enigma.kernel
    def count(A: enigma.u32, B: enigma.u32, C: enigma.u32):
        enigma.copy(A, B, 10)
        enigma.atomic_fetch_add(C, 0, B[9])

    c = np.zeros(1, np.uint32)
    a = np.arange(10, dtype=np.uint32)
    run(count, a, np.zeros_like(a), c, grid=40, threads=40)
    assert c[0] == 9 * 40


def test_a_copy_with_offsets_of_its_own_is_each_threads_own(run):
    @enigma.kernel
    def own(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        enigma.copy(A, B, 4, src_offset=tid * 4, dst_offset=(15 - tid) * 4, coalesced_width=4)

    a = np.arange(64, dtype=np.float32)
    got = run(own, a, np.zeros_like(a), grid=16, threads=16)
    assert np.array_equal(got, a.reshape(16, 4)[::-1].ravel())


def test_a_copy_under_a_condition_on_the_simdgroup_is_shared_by_its_lanes(run):
    @enigma.kernel
    def second(A: enigma.f32, B: enigma.f32):
        with enigma.if_(enigma.simdgroup_index_in_threadgroup() == 1):
            enigma.copy(A, B, 50)

    a = np.arange(50, dtype=np.float32)
    # Here the second simdgroup has eight lanes.
    assert np.array_equal(run(second, a, np.zeros_like(a), grid=40, threads=40), a)


def test_a_copy_under_a_condition_on_the_thread_is_its_own(run):
    @enigma.kernel
    def one(A: enigma.f32, B: enigma.f32):
        with enigma.if_(enigma.thread_position_in_grid == 3):
            enigma.copy(A, B, 50)

    a = np.arange(50, dtype=np.float32)
    assert np.array_equal(run(one, a, np.zeros_like(a), grid=40, threads=40), a)


def test_a_mask_keeps_a_copy_from_reading_and_writing(run):
    @enigma.kernel
    def guarded(A: enigma.f32, n: enigma.Scalar(enigma.u32), B: enigma.f32):
        group = enigma.threadgroup_position_in_grid()
        first = group * 64
        enigma.copy(A, B, 64, first, first, mask_fn=lambda i: first + i < n)

    a = np.arange(100, dtype=np.float32)
    b = np.full(100, -1, np.float32)
    assert np.array_equal(run(guarded, a, np.uint32(100), b, grid=64, threads=32), a)


def test_a_mask_of_each_thread_makes_the_copy_its_own(run):
    @enigma.kernel
    def scattered(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        enigma.copy(A, B, 8, mask_fn=lambda i: i == tid)

    a = np.arange(8, dtype=np.float32)
    assert np.array_equal(run(scattered, a, np.zeros_like(a), grid=8, threads=8), a)


def test_a_copy_converts_as_a_store_does(run):
    @enigma.kernel
    def narrow(A: enigma.f32, B: enigma.f16):
        enigma.copy(A, B, 33)

    a = np.linspace(0, 1, 33, dtype=np.float32)
    got = run(narrow, a, np.zeros(33, np.float16), grid=32, threads=32)
    assert np.array_equal(got, a.astype(np.float16))


@pytest.mark.parametrize("count", [0, 1])
def test_small_copies(run, count):
    @enigma.kernel
    def small(A: enigma.f32, B: enigma.f32):
        enigma.copy(A, B, count)

    got = run(small, np.ones(2, np.float32), np.zeros(2, np.float32), grid=64, threads=64)
    assert got.tolist() == [float(count), 0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"coalesced_width": 3}, "coalesced_width=3"),
        ({"scope": "warp"}, "scope='warp'"),
        ({"count": -1}, "copy of -1 elements"),
    ],
)
def test_copies_that_make_no_sense(options, message):
    @enigma.kernel
    def wrong(A: enigma.f32, B: enigma.f32):
        enigma.copy(A, B, **{"count": 4, **options})

    with pytest.raises(enigma.EnigmaError, match=message):
        enigma.compile(wrong)


@pytest.mark.parametrize("stages", [2, 3])
def test_a_pipeline_turns_in_a_loop_that_the_kernel_runs(run, stages):
    tile, rounds = 32, 7

    @enigma.kernel
    def sums(A: enigma.f32, B: enigma.f32):
        lid = enigma.thread_position_in_threadgroup()
        pipe = enigma.pipeline("float", tile, stages)
        total = enigma.register_tensor(1)
        for k in range(stages - 1):
            enigma.copy(A, pipe.stage(k), tile, src_offset=k * tile)
        with enigma.for_range(0, rounds, dtype="uint") as k:
            with enigma.if_(k + (stages - 1) < rounds):
                enigma.copy(A, pipe.back(), tile, src_offset=(k + (stages - 1)) * tile)
            total[0] = total[0] + pipe.front()[tile - 1 - lid] * enigma.metal_cast(k + 1, "float")
            enigma.barrier()
            pipe.advance()
        B[lid] = total[0]

    a = np.arange(tile * rounds, dtype=np.float32)
    got = run(sums, a, np.zeros(tile, np.float32), grid=tile, threads=tile)
    weights = np.arange(1, rounds + 1, dtype=np.float32)
    assert np.array_equal(got, weights @ a.reshape(rounds, tile)[:, ::-1])


def test_a_pipeline_turns_while_tracing_too(run):
    @enigma.kernel
    def turn(A: enigma.f32):
        pipe = enigma.pipeline("float", 4)
        pipe.front()[0] = 1.0
        pipe.back()[0] = 2.0
        pipe.swap()
        A[0] = pipe.front()[0]
        pipe.rotate()
        A[1] = pipe.front()[0]
        A[2] = enigma.load_if(pipe.back(), 0, True)
        enigma.store_if(pipe.back(), 0, 7.0, True)
        A[3] = pipe.stage(1)[0]

    assert run(turn, np.zeros(4, np.float32), grid=1, threads=1).tolist() == [2, 1, 2, 7]


def test_atomics_and_async_copies_reach_a_stage(run):
    @enigma.kernel
    def reach(A: enigma.u32, B: enigma.u32):
        pipe = enigma.pipeline("uint", 8)
        pipe.advance()
        event = enigma.async_copy_1d_d2t(pipe.front(), 2, A, 0, 4)
        enigma.async_copy_wait(event)
        B[0] = enigma.atomic_fetch_add(pipe.front(), 3, 5)
        B[1] = pipe.front()[3]
        B[2] = pipe.front()[5]

    a = np.array([10, 20, 30, 40], np.uint32)
    got = run(reach, a, np.zeros(3, np.uint32), grid=1, threads=1)
    assert got.tolist() == [20, 25, 40]


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda p: p.stage(2), r"no stage\(2\)"),
        (lambda p: p.front()[8], "index 8 is out of range"),
        (lambda p: p.front()[0, 0], "indexed with 2 indices"),
        (lambda p: enigma.pipeline("float", 4, 3).swap(), "swap on 3 stages"),
        (lambda p: enigma.pipeline("float", 4, 1), "stages=1"),
        (lambda p: enigma.pipeline("float", 0), "size=0"),
    ],
)
def test_pipelines_that_make_no_sense(use, message):
    @enigma.kernel
    def wrong(A: enigma.f32):
        use(enigma.pipeline("float", 8))

    with pytest.raises(enigma.EnigmaError, match=message):
        enigma.compile(wrong)
