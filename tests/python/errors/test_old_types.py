"""What scripts written for Metal catch: each misuse, its code, its old type and ours."""

import enigma
import numpy as np
import pytest

A = np.zeros(4, np.float32)


def traced(body):
    """A call that compiles a kernel whose body is `body`, which gets its two buffers."""

    def call():
        @enigma.kernel
        def kernel(A: enigma.f32, B: enigma.i32):
            body(A, B)

        return enigma.compile(kernel)

    return call


def fill(n: enigma.Scalar(enigma.f32), A: enigma.f32):
    A[enigma.thread_position_in_grid] = n


def execute(*inputs, **options):
    launch = {"grid": 4, "threads": 4, "scalars": [1.0], "output_size": 16}
    return enigma.Runtime().execute(
        enigma.compile(enigma.kernel(fill)), inputs, **{**launch, **options}
    )


def without_annotation(A):
    pass


def with_another(A: list):
    pass


def late(A, B):
    with enigma.for_range(0, 4, init=[A[0]]) as (_, carry):
        carry[0] = carry[0] + 1.0
    carry[0] = A[1]


OUTSIDE = [
    lambda: enigma.cmp_lt(1, 2),
    lambda: enigma.thread_position_in_grid_xyz("x"),
    lambda: enigma.for_range(0, 4).__enter__(),
    lambda: enigma.if_(True).__enter__(),
    lambda: enigma.while_(lambda: True).__enter__(),
    lambda: enigma.load_if(A, 0, True),
    lambda: enigma.async_copy_wait(),
    lambda: enigma.sqrt(1.0),
    lambda: enigma.where(0, 1, True),
    lambda: enigma.metal_cast(1, "float"),
    lambda: enigma.barrier(),
    lambda: enigma.atomic_load(A, 0),
    lambda: enigma.register_tensor(4, "float"),
    lambda: enigma.threadgroup_alloc("float", 4),
    lambda: enigma.arch.thread_idx(),
    lambda: enigma.thread_position_in_grid,
]

TABLE = [
    ("dim", "E0201", ValueError, traced(lambda A, B: enigma.threads_per_grid("w"))),
    ("register index", "E0206", IndexError, traced(lambda A, B: enigma.register_tensor(4)[4])),
    ("carry after its loop", "E0304", RuntimeError, traced(late)),
    (
        "no annotation",
        "E0108",
        TypeError,
        lambda: enigma.compile(enigma.kernel(without_annotation)),
    ),
    ("annotation", "E0108", TypeError, lambda: enigma.compile(enigma.kernel(with_another))),
    ("compile target", "E0113", TypeError, lambda: enigma.compile(fill)),
    ("no value", "E0104", TypeError, traced(lambda A, B: A[0] + "x")),
    ("coordinates without layout", "E0207", TypeError, traced(lambda A, B: A[0, 1])),
    ("mem flag", "E0202", KeyError, traced(lambda A, B: enigma.barrier("mem_all"))),
    ("order", "E0203", KeyError, traced(lambda A, B: enigma.atomic_load(B, 0, order="any"))),
    ("threadgroup of a launch", "E0403", RuntimeError, lambda: execute(threads=2048)),
    ("grid of a launch", "E0404", RuntimeError, lambda: execute(grid=-1)),
    ("number of inputs", "E0601", RuntimeError, lambda: execute(A)),
    ("number of scalars", "E0601", RuntimeError, lambda: execute(scalars=[])),
    ("scalars", "E0602", RuntimeError, lambda: execute(scalars=["one"])),
    ("no outputs", "E0606", RuntimeError, lambda: execute(output_size=None)),
    ("benchmark", "E0209", ValueError, lambda: enigma.benchmark.bench(len, "", repeat=0)),
]


@pytest.mark.parametrize("call", OUTSIDE)
@pytest.mark.parametrize("old", [AssertionError, RuntimeError, enigma.EnigmaError])
def test_outside_a_kernel(call, old):
    with pytest.raises(old) as caught:
        call()
    assert caught.value.code == "E0301"


@pytest.mark.parametrize(
    ("code", "old", "call"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_misuse(code, old, call):
    with pytest.raises(old) as caught:
        call()
    assert isinstance(caught.value, enigma.EnigmaError)
    assert caught.value.code == code


def test_what_was_an_error_and_works(run):
    """Stores of Python numbers, and kernels that have texts alone, on machines that are no Macs."""

    @enigma.kernel
    def zero(A: enigma.f32):
        A[enigma.thread_position_in_grid] = 0.5

    assert run(zero, A.copy(), grid=4, threads=4).tolist() == [0.5] * 4
    compiled = enigma.compile(zero, emit_only=True)
    out = enigma.MetalRuntime().execute(compiled, [], output_shapes=[4], grid=4, threads=4)
    assert out.tolist() == [0.5] * 4
