"""`kernel(...).launch(...)`: compiled once, from many threads, interrupted by Ctrl-C."""

import os
import signal
import threading
import time

import enigma
import numpy as np
import pytest


@enigma.kernel
def add(A: enigma.i32, B: enigma.i32, n: enigma.Scalar(enigma.i32)):
    tid = enigma.thread_position_in_grid
    B[tid] = A[tid] + n


def test_in_place():
    a, b = np.arange(100, dtype=np.int32), np.zeros(100, np.int32)
    assert add(a, b, 3).launch(grid=100, threads=32) is None
    assert np.array_equal(b, a + 3)


def test_by_keyword():
    a, b = np.arange(8, dtype=np.int32), np.zeros(8, np.int32)
    add(a, n=1, B=b).launch(8, 8)
    assert np.array_equal(b, a + 1)
    with pytest.raises(TypeError, match="missing") as caught:
        add(a, B=b)
    assert caught.value.code == "E0601"


def test_the_launching_line_is_blamed():
    with pytest.raises(enigma.LaunchArgumentError) as caught:
        add(None, None, 3).launch(1, 1)  # here
    with open(__file__, encoding="utf-8") as file:
        assert "# here" in file.readlines()[caught.value.line - 1]


def test_many_threads_compile_once_and_run():
    traced = []

    @enigma.kernel
    def square(A: enigma.i32):
        traced.append(threading.get_ident())
        tid = enigma.thread_position_in_grid
        A[tid] = A[tid] * A[tid]

    arrays = [np.arange(k, k + 500, dtype=np.int32) for k in range(16)]
    start = threading.Barrier(16)

    def work(a):
        start.wait()
        for _ in range(2):
            square(a).launch(grid=a.size, threads=64)

    threads = [threading.Thread(target=work, args=(a,)) for a in arrays]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(traced) == 1
    for k, a in enumerate(arrays):
        assert np.array_equal(a, np.arange(k, k + 500, dtype=np.int32) ** 4)


@enigma.kernel
def forever(A: enigma.i32):
    with enigma.while_(lambda: A.atomic_load(0) == 0):
        A.atomic_fetch_add(1, 1)


def test_python_runs_while_a_kernel_does():
    a = np.zeros(2, np.int32)

    def stop():
        time.sleep(0.2)
        a[0] = 1

    thread = threading.Thread(target=stop)
    thread.start()
    forever(a).launch(1, 1)
    thread.join()
    assert a[1] > 0


def test_ctrl_c_ends_a_launch():
    a = np.zeros(2, np.int32)
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        forever(a).launch(4, 4)
    timer.join()
    b = np.zeros(4, np.int32)
    add(b, b, 1).launch(4, 4)
    assert (b == 1).all()


def test_a_kernel_that_does_not_compile_says_so_each_time():
    @enigma.kernel
    def broken(A: enigma.i32):
        A[0] = 0.5

    for _ in range(2):
        with pytest.raises(enigma.EnigmaTypeError):
            broken(np.zeros(1, np.int32)).launch(1, 1)


def test_results_do_not_depend_on_the_bounds_option():
    a = np.arange(100, dtype=np.int32)
    for bounds in ("on", "off"):
        b = np.zeros_like(a)
        enigma.compile(add, bounds=bounds)._native.launch((a, b, 5), 100, 64)
        assert np.array_equal(b, a + 5)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_process_launches():
    n = 1 << 16
    a, b = np.arange(n, dtype=np.int32), np.zeros(n, np.int32)
    add(a, b, 1).launch(n, 64)
    child = os.fork()
    if child == 0:
        add(a, b, 2).launch(n, 64)
        os._exit(0 if np.array_equal(b, a + 2) else 1)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        time.sleep(0.01)
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        pytest.fail("the child hangs")
    assert os.waitstatus_to_exitcode(status) == 0
