"""The page's example: reversal of each threadgroup's part through threadgroup memory."""

import enigma
import numpy as np
import pytest


@enigma.kernel
def reverse(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    lid = enigma.thread_position_in_threadgroup()
    bsize = enigma.threads_per_threadgroup()

    shared = enigma.threadgroup_alloc("float", 256)
    shared[lid] = A[tid]
    enigma.barrier()
    B[tid] = shared[bsize - lid - 1]


def reversed_by_group(a, group):
    return np.concatenate([a[at : at + group][::-1] for at in range(0, a.size, group)] or [a])


@pytest.mark.parametrize(
    ("n", "group"),
    [
        (1024, 256),
        (1000, 256),
        (1, 256),
        (255, 256),
        (257, 256),
        (77, 33),
        (64, 1),
        (5, 32),
        (90, 96),
    ],
)
def test_each_group_is_reversed(run, rng, n, group):
    a = rng.standard_normal(n).astype(np.float32)
    b = run(reverse, a, np.zeros_like(a), grid=(n, 1, 1), threads=(group, 1, 1))
    assert np.array_equal(b, reversed_by_group(a, group))


def test_an_empty_grid_changes_nothing(run):
    b = np.full(4, 7, np.float32)
    run(reverse, np.zeros(4, np.float32), b, grid=0, threads=4)
    assert (b == 7).all()


def test_the_metal_text_has_the_users_names():
    text = enigma.compile(reverse).metal_source
    assert "kernel void reverse(" in text
    assert "threadgroup float shared[256];" in text
    assert "threadgroup_barrier(mem_flags::mem_threadgroup);" in text


def test_a_launch_runs_in_place_and_compiles_once():
    a = np.arange(512, dtype=np.float32)
    b = np.zeros_like(a)
    for _ in range(2):
        reverse(a, b).launch(grid=(512, 1, 1), threads=(256, 1, 1))
        assert np.array_equal(b, reversed_by_group(a, 256))
        a += 1
    assert reverse._launchable() is reverse._launchable()


def test_execute_gives_bytes():
    a = np.arange(512, dtype=np.float32)
    runtime = enigma.MetalRuntime()
    raw = runtime.execute(
        enigma.compile(reverse),
        inputs=[a],
        output_size=4 * a.size,
        grid=(a.size, 1, 1),
        threads=(256, 1, 1),
    )
    assert isinstance(raw, bytes)
    assert np.array_equal(np.frombuffer(raw, np.float32), reversed_by_group(a, 256))
