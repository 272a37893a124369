"""`kernel(...).launch(...)`: compiled once, from many threads, interrupted by Ctrl-C."""

import gc
import os
import signal
import sys
import threading
import time
import weakref

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


@pytest.mark.no_metal("the kernel waits for the host")
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


@pytest.fixture
def hears_ctrl_c():
    """A shell without job control has its background jobs ignore the signal, this process too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hears_ctrl_c")
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


def in_child(work):
    """Whether a function is true in a process that is forked off."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if work() else 1)
        finally:
            os._exit(2)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    pytest.fail("the child hangs")


forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")


@forks
def test_a_forked_process_launches():
    n = 1 << 16
    a, b = np.arange(n, dtype=np.int32), np.zeros(n, np.int32)
    add(a, b, 1).launch(n, 64)

    def launches():
        add(a, b, 2).launch(n, 64)
        return np.array_equal(b, a + 2)

    assert in_child(launches)
    assert in_child(lambda: in_child(launches))
    assert np.array_equal(b, a + 1)


@forks
@pytest.mark.skipif(sys.platform != "linux", reason="counts threads in /proc")
@pytest.mark.no_metal("threadgroups wait for each other")
def test_a_forked_process_has_threads_of_its_own():
    @enigma.kernel
    def meet(A: enigma.i32):
        """Each threadgroup waits until both have begun: that takes two threads of the host."""
        A.atomic_fetch_add(0, 1)
        with enigma.while_(lambda: A.atomic_load(0) < 2):
            A.atomic_fetch_add(1, 1)

    if len(os.sched_getaffinity(0)) < 2 or os.environ.get("ENIGMA_NUM_THREADS") == "1":
        pytest.skip("one thread")
    for _ in range(3):
        # The first shares its work at once, others when they turn out to take long.
        meet(np.zeros(2, np.int32)).launch(2, 1)

    def meets():
        a = np.zeros(2, np.int32)
        meet(a).launch(2, 1)
        return a[0] == 2 and len(os.listdir("/proc/self/task")) > 1

    assert in_child(meets)


@forks
def test_forks_while_other_threads_compile_and_launch():
    """No lock of ours is held in the child, whatever other threads did at that moment."""
    done = threading.Event()

    def fresh():
        @enigma.kernel
        def new(A: enigma.i32):
            tid = enigma.thread_position_in_grid
            A[tid] = A[tid] + 7

        a = np.zeros(1000, np.int32)
        new(a).launch(1000, 64)
        return (a == 7).all()

    def launches():
        b = np.zeros(1 << 14, np.int32)
        while not done.is_set():
            add(b, b, 1).launch(b.size, 64)

    def compiles():
        while not done.is_set():
            fresh()

    threads = [threading.Thread(target=work) for work in (launches, compiles)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(10):
            b = np.zeros(1 << 14, np.int32)

            def both(b=b):
                add(b, b, 1).launch(b.size, 64)
                return (b == 1).all() and fresh()

            assert in_child(both)
    finally:
        done.set()
        for thread in threads:
            thread.join()


@forks
def test_forks_while_another_thread_traces_the_kernel():
    started, go = threading.Event(), threading.Event()
    parent = os.getpid()

    def hold():
        if os.getpid() == parent:
            started.set()
            go.wait()

    @enigma.kernel
    def held(A: enigma.i32):
        hold()
        A[0] = 1

    def launches():
        a = np.zeros(1, np.int32)
        held(a).launch(1, 1)
        return a[0] == 1

    thread = threading.Thread(target=launches)
    thread.start()
    started.wait()
    try:
        assert in_child(launches)
    finally:
        go.set()
        thread.join()
    assert launches()


def during_a_launch(act):
    """Launches a kernel without an end, and calls a function from the question whether to go on."""
    a = np.zeros(2, np.int32)
    before = signal.signal(signal.SIGUSR1, lambda *_: act(a))
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGUSR1))
    timer.start()
    try:
        forever(a).launch(8, 1)
    finally:
        timer.join()
        signal.signal(signal.SIGUSR1, before)


needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="no such signals")


@needs_signals
@pytest.mark.no_metal("the kernel waits for the host")
def test_a_signal_handler_launches_meanwhile():
    b = np.zeros(1 << 14, np.int32)

    def act(a):
        for _ in range(3):
            add(b, b, 1).launch(b.size, 64)
        a[0] = 1

    during_a_launch(act)
    assert (b == 3).all()


@needs_signals
def test_what_a_signal_handler_raises_ends_the_launch():
    def act(a):
        raise KeyError("from the handler")

    with pytest.raises(KeyError, match="from the handler"):
        during_a_launch(act)


@forks
@needs_signals
@pytest.mark.no_metal("the kernel waits for the host")
def test_a_signal_handler_forks_meanwhile():
    """In the child the launch ends, since the threads that took part are not there."""
    parent, children = os.getpid(), []

    def act(a):
        child = os.fork()
        children.append(child)
        if child:
            a[0] = 1

    try:
        during_a_launch(act)
        outcome = "ended"
    except enigma.LaunchError as error:
        outcome = error.code
    if os.getpid() != parent:
        b = np.zeros(4, np.int32)
        add(b, b, 1).launch(4, 4)
        os._exit(0 if outcome == "E0703" and (b == 1).all() else 1)
    assert outcome == "ended"
    assert os.waitstatus_to_exitcode(os.waitpid(children[0], 0)[1]) == 0


def test_python_runs_while_a_kernel_that_used_to_be_short_does():
    a = np.ones(2, np.int32)
    for _ in range(100):
        forever(a).launch(1, 1)
    a[0] = 0
    timer = threading.Timer(0.2, a.__setitem__, (0, 1))
    timer.start()
    forever(a).launch(1, 1)
    timer.join()
    assert a[1] > 0


def test_handles():
    a, b = np.arange(8, dtype=np.int32), np.zeros(8, np.int32)
    handle = add(a, b, 1)
    assert isinstance(handle, enigma.KernelHandle)
    assert handle.kernel_def is add
    assert handle.args[0] is a and handle.args[1] is b and handle.args[2] == 1
    assert repr(handle) == "<enigma.kernel add with 3 arguments>"
    for _ in range(3):
        handle.launch(8, threads=8)
        assert np.array_equal(b, a + 1)
    compiled = enigma.compile(add)
    compiled(n=5, A=a, B=b).launch(grid=[8], threads=(8, 1))
    assert np.array_equal(b, a + 5)
    assert compiled(a, b, 1).kernel_def is compiled
    with pytest.raises(TypeError, match="missing"):
        compiled(a, n=1)
    texts = enigma.CompiledKernel("texts", metal_source="kernel void texts() {}")
    for launch in (lambda: texts(a).launch(1, 1), lambda: texts(A=a)):
        with pytest.raises(TypeError, match="put together from texts"):
            launch()
    for wrong in (lambda: handle.launch(8), lambda: handle.launch(8, 8, blocks=1)):
        with pytest.raises(TypeError, match="launch"):
            wrong()


def test_handles_and_arguments_are_let_go():
    class Array(np.ndarray):
        handle = None

    a = np.zeros(4, np.int32).view(Array)
    a.handle = add(a, a, 1)
    a.handle.launch(4, 4)
    alive = weakref.ref(a)
    references = sys.getrefcount(add)
    del a
    gc.collect()
    assert alive() is None
    assert sys.getrefcount(add) < references


def test_launches_from_many_threads():
    def work(results, k):
        a, b = np.arange(5000, dtype=np.int32), np.zeros(5000, np.int32)
        good = True
        for n in range(50):
            size = (1, 50, 5000)[n % 3]
            add(a, b, k).launch(size, 64)
            good = good and np.array_equal(b[:size], a[:size] + k)
        results[k] = good

    results = {}
    threads = [threading.Thread(target=work, args=(results, k)) for k in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == dict.fromkeys(range(12), True)
