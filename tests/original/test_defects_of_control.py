"""Defects 29 to 41: control flow and tracing that the original dropped, unrolled or mistyped."""

import enigma
import enigma as e
import numpy as np
import pytest
from enigma import range as enigma_range


def test_defect_29_only_an_else_arm(run):
    @enigma.kernel
    def kernel(A: enigma.f32):
        tid = enigma.thread_position_in_grid
        with enigma.if_(tid > 1) as (_, otherwise), otherwise:
            A[tid] = 1.0

    a = np.zeros(4, np.float32)
    run(kernel, a, grid=4, threads=4)
    assert a.tolist() == [1, 1, 0, 0]


def test_defect_30_registers_are_carried_by_loops(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        acc = enigma.register_tensor((2,), "float", 0)
        with enigma.for_range(0, 4) as i:
            acc[0] = enigma.fma(A[i], A[i], acc[0])
        for i in enigma.range(4):
            acc[1] = acc[1] + A[i]
        B[0], B[1] = acc[0], acc[1]

    b = np.zeros(2, np.float32)
    run(kernel, np.array([1, 2, 3, 4], np.float32), b, grid=1, threads=1)
    assert b.tolist() == [30, 10]


def test_defect_31_a_pipeline_turns_in_each_round(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        pipe = enigma.pipeline("float", 1, stages=2)
        pipe.stage(0)[0], pipe.stage(1)[0] = -1.0, -1.0
        for i in enigma.range(5):
            pipe.front()[0] = A[i]
            pipe.advance()
        B[0], B[1] = pipe.stage(1)[0], pipe.stage(0)[0]

    b = np.zeros(2, np.float32)
    run(kernel, np.arange(5, dtype=np.float32), b, grid=1, threads=1)
    assert b.tolist() == [4, 3]


def test_defect_32_carried_values_swap(run):
    @enigma.kernel
    def kernel(A: enigma.u32):
        with enigma.for_range(0, 7, init=[A[0], A[1]]) as (_, carry):
            a, b = carry[0], carry[1]
            carry[0], carry[1] = b, a
        A[0], A[1] = carry[0], carry[1]
        a, b = A[2], A[3]
        for _ in enigma.range(10):
            a, b = b, a + b
        A[2], A[3] = a, b

    a = np.array([3, 8, 0, 1], np.uint32)
    run(kernel, a, grid=1, threads=1)
    assert a.tolist() == [8, 3, 55, 89]


def test_defect_33_a_carried_value_keeps_its_type(run):
    @enigma.kernel
    def kernel(A: enigma.f32, N: enigma.i64):
        with enigma.for_range(0, 3, init=[A[0], N[0]]) as (i, carry):
            carry[0] = carry[0] + i
            carry[1] = carry[1] + i
            assert carry[0].dtype == "float" and carry[1].dtype == "long"
        A[0], N[0] = carry[0], carry[1]

    a, n = np.array([0.5], np.float32), np.array([2**40], np.int64)
    run(kernel, a, n, grid=1, threads=1)
    assert (a[0], n[0]) == (3.5, 2**40 + 3)


def test_defect_33_a_carried_value_of_another_type_is_an_error():
    @enigma.kernel
    def kernel(A: enigma.f32, N: enigma.i32):
        with enigma.for_range(0, 3, init=[N[0]]) as (_, carry):
            carry[0] = A[0]

    with pytest.raises(enigma.EnigmaError):
        enigma.compile(kernel)


def test_defect_34_temporaries_of_a_nested_loop(run):
    @enigma.kernel
    def kernel(A: enigma.u32):
        total = 0
        for i in enigma.range(3):
            for j in enigma.range(4):
                product = i * j
                total = total + product
        A[0] = total

    a = np.zeros(1, np.uint32)
    run(kernel, a, grid=1, threads=1)
    assert a[0] == sum(i * j for i in range(3) for j in range(4))


def made_with(offset):
    @enigma.kernel
    def kernel(A: enigma.u32):
        total = A[0]
        for i in e.range(3):
            total += i + offset
        for i in enigma_range(2):
            total += helper(i)
        A[0] = total

    return kernel


def helper(n):
    total = 0
    for k in enigma.range(n + 1):
        if k == 1:
            continue
        total += k + 1
    return total


def test_defect_35_closures_aliases_and_helpers(run):
    a = np.zeros(1, np.uint32)
    run(made_with(10), a, grid=1, threads=1)
    assert a[0] == 33 + 2


def test_defect_35_break_return_else_and_names_first_bound_in_a_loop(run):
    @enigma.kernel
    def kernel(A: enigma.u32):
        tid = enigma.thread_position_in_grid
        for i in enigma.range(10):
            last = i * 2
            if i == tid:
                break
        else:
            last = 100
        pair = (last, i)
        if tid == 3:
            return
        A[tid] = pair[0] + pair[1]

    a = np.zeros(12, np.uint32)
    run(kernel, a, grid=12, threads=4)
    assert a.tolist() == [0, 3, 6, 0, 12, 15, 18, 21, 24, 27, 109, 109]


def test_defect_36_while_has_carried_values(run):
    @enigma.kernel
    def kernel(A: enigma.u32):
        with enigma.while_(lambda carry: carry[0] < 20, init=[A[0]]) as carry:
            carry[0] = carry[0] * 2
        A[0] = carry[0]
        x = A[1]
        while x < 20:
            x = x * 3
        A[1] = x

    a = np.array([3, 1], np.uint32)
    run(kernel, a, grid=1, threads=1)
    assert a.tolist() == [24, 27]


@pytest.mark.parametrize("step", [0, -1])
def test_defect_37_a_step_is_positive(step):
    @enigma.kernel
    def kernel(A: enigma.u32):
        with enigma.for_range(0, 8, step) as i:
            A[i] = 1

    with pytest.raises(ValueError, match="positive step"):
        enigma.compile(kernel)


def test_defect_37_one_bare_carried_value(run):
    @enigma.kernel
    def kernel(A: enigma.f32):
        with enigma.for_range(0, 3, init=0.5) as (_, carry):
            carry[0] = carry[0] + 1.0
        A[0] = carry[0]

    a = np.zeros(1, np.float32)
    run(kernel, a, grid=1, threads=1)
    assert a[0] == 3.5


def test_defect_38_one_kind_of_error_outside_a_kernel():
    calls = [
        lambda: enigma.sqrt(1.0),
        lambda: enigma.cmp_lt(1, 2),
        lambda: enigma.thread_position_in_grid,
        lambda: enigma.barrier(),
        lambda: enigma.register_tensor(2),
        lambda: enigma.threadgroup_alloc("float", 1),
        lambda: enigma.arch.thread_idx(),
        lambda: enigma.if_(True).__enter__(),
        lambda: enigma.simd_sum(1),
    ]
    for call in calls:
        with pytest.raises(enigma.OutsideKernelError):
            call()
    assert issubclass(enigma.OutsideKernelError, (RuntimeError, AssertionError))


def test_defect_39_elif_values_of_branches_and_early_return(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        if tid == 0:
            x = 10
        elif tid < 3:
            x = 20 if tid == 1 else 21
        else:
            return
        A[tid] = x

    a = np.zeros(4, np.int32)
    run(kernel, a, grid=4, threads=4)
    assert a.tolist() == [10, 20, 21, 0]


def test_defect_40_the_same_kernel_gives_the_same_text():
    def traced():
        @enigma.kernel
        def kernel(A: enigma.f32):
            shared = enigma.threadgroup_alloc("float", 4)
            shared[0] = A[0]
            enigma.barrier()
            A[0] = shared[0]

        compiled = enigma.compile(kernel)
        return compiled.mlir_source, compiled.metal_source

    assert traced() == traced()


def test_defect_41_a_scalar_has_no_components():
    seen = []

    @enigma.kernel
    def kernel(A: enigma.f32):
        value = A[0]
        seen.append(hasattr(value, "x"))
        A[0] = value

    text = enigma.compile(kernel).mlir_source
    assert seen == [False]
    assert text.count("enigma.load") == 1
