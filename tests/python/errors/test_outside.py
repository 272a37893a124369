"""Operations outside a kernel, values of another kernel, annotations, and what is no kernel."""

import pickle

import enigma
import numpy as np
import pytest


@enigma.kernel
def plain(A: enigma.f32):
    A[enigma.thread_position_in_grid] = 1.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: enigma.barrier(),
        lambda: enigma.simd_barrier(),
        lambda: enigma.threadgroup_alloc("float", 4),
        lambda: enigma.register_tensor(4),
        lambda: enigma.thread_position_in_threadgroup(),
        lambda: enigma.thread_position_in_grid,
        lambda: enigma.thread_position_in_grid_xyz("y"),
        lambda: enigma.arch.thread_idx(),
        lambda: enigma.cmp_lt(1, 2),
        lambda: enigma.where(1, 2, True),
        lambda: enigma.metal_cast(1, "float"),
        lambda: enigma.f32(1.0),
        lambda: enigma.sqrt(2.0),
        lambda: enigma.simd_sum(1.0),
        lambda: enigma.load_if(None, 0, True),
        lambda: enigma.store_if(None, 0, 1, True),
        lambda: enigma.atomic_load(None, 0),
        lambda: enigma.async_copy_1d_d2t(None, 0, None, 0, 1),
        lambda: enigma.async_copy_wait(),
        lambda: enigma.if_(True).__enter__(),
        lambda: enigma.for_range(0, 1).__enter__(),
        lambda: enigma.while_(lambda: True).__enter__(),
    ],
)
def test_operations_outside_a_kernel(call):
    with pytest.raises(enigma.OutsideKernelError, match="can only be used inside") as e:
        call()
    assert e.value.code == "E0301"
    assert e.value.file == __file__
    assert isinstance(e.value, (RuntimeError, AssertionError))


def escaped():
    """A value and a buffer of a kernel that is finished."""
    kept = []

    @enigma.kernel
    def leak(A: enigma.f32):
        kept.extend([A[0] + 1, A])
        A[0] = 1.0

    enigma.compile(leak)
    return kept


def test_a_value_outlives_its_kernel_but_not_its_use():
    value, buffer = escaped()
    with pytest.raises(enigma.OutsideKernelError):
        value + 1
    with pytest.raises(enigma.OutsideKernelError):
        buffer[0]
    assert repr(value).startswith("<enigma.Value")


@pytest.mark.parametrize("use", [lambda v, b: v + 1, lambda v, b: 1 + v, lambda v, b: b[0]])
def test_values_of_another_kernel(use):
    value, buffer = escaped()

    @enigma.kernel
    def other(A: enigma.f32):
        A[0] = use(value, buffer)

    with pytest.raises(enigma.EnigmaUsageError) as caught:
        enigma.compile(other)
    assert caught.value.code == "E0302"


def test_a_kernel_compiled_while_another_is_traced():
    @enigma.kernel
    def outer(A: enigma.f32):
        x = A[0]
        inner = enigma.compile(plain)
        assert '"reverse"' not in inner.mlir_source
        A[1] = x

    text = enigma.compile(outer).mlir_source
    assert text.count("enigma.store") == 1
    assert 'sym_name = "outer"' in text


def test_an_exception_in_a_body_is_the_users_and_ends_the_trace():
    @enigma.kernel
    def broken(A: enigma.f32):
        with enigma.if_(A[0] > 0):
            raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        enigma.compile(broken)
    with pytest.raises(enigma.OutsideKernelError):
        enigma.barrier()


def missing(A):
    A[0] = 1


def unsupported(A: "list"):
    A[0] = 1


def a_number(A: 3):
    A[0] = 1


def the_base_class(A: enigma.typing.Numeric):
    A[0] = 1


def unresolved(A: "enigma.f33"):
    A[0] = 1


def starred(*A: enigma.f32):
    A[0] = 1


def by_keyword(*, A: enigma.f32):
    A[0] = 1


@pytest.mark.parametrize(
    "fn", [missing, unsupported, a_number, the_base_class, unresolved, starred, by_keyword]
)
def test_annotations(fn):
    kernel = enigma.kernel(fn)
    with pytest.raises(TypeError, match="A'") as caught:
        enigma.compile(kernel)
    assert caught.value.code == "E0108"
    assert caught.value.line == fn.__code__.co_firstlineno


@pytest.mark.parametrize("what", [None, "reverse", lambda: 0, 3, plain.fn])
def test_what_does_not_compile(what):
    with pytest.raises(TypeError, match="Expected @enigma") as caught:
        enigma.compile(what)
    assert caught.value.code == "E0113"


def test_what_is_no_kernel():
    def generator(A: enigma.f32):
        yield A

    async def coroutine(A: enigma.f32):
        A[0] = 1

    for what in (3, len, generator, coroutine, enigma.KernelDef):
        with pytest.raises(TypeError) as caught:
            enigma.kernel(what)
        assert caught.value.code == "E0113"


@pytest.mark.parametrize("option", [{"bounds": "maybe"}, {"async_copy": "fast"}, {"bounds": True}])
def test_unknown_options(option):
    with pytest.raises(ValueError, match="expected one of") as caught:
        enigma.compile(plain, **option)
    assert caught.value.code == "E0209"


@pytest.mark.parametrize(
    "dtype", ["double", "", "Float", None, 3, float, np.complex64, [], "vec<2,float>"]
)
def test_scalars_of_unknown_dtypes(dtype):
    with pytest.raises(TypeError, match="unknown dtype") as caught:
        enigma.Scalar(dtype)
    assert caught.value.code == "E0101"


def test_a_block_that_is_never_closed():
    @enigma.kernel
    def open_ended(A: enigma.f32):
        enigma.if_(A[0] > 0).__enter__()

    with pytest.raises(enigma.EnigmaUsageError) as caught:
        enigma.compile(open_ended)
    assert caught.value.code == "E0305"


def test_blocks_that_are_entered_twice():
    @enigma.kernel
    def twice(A: enigma.f32):
        for make in (
            lambda: enigma.if_(True),
            lambda: enigma.for_range(0, 1),
            lambda: enigma.while_(lambda: False),
        ):
            block = make()
            with block:
                pass
            with pytest.raises(enigma.EnigmaUsageError, match="entered twice"), block:
                pass
        A[0] = 1

    enigma.compile(twice)


def test_more_buffers_than_metal_has():
    scope = {"enigma": enigma}
    names = ", ".join(f"A{k}: enigma.f32" for k in range(32))
    exec(f"def many({names}):\n    A0[0] = 1", scope)
    compiled = enigma.compile(enigma.kernel(scope["many"]))
    with pytest.raises(ValueError) as caught:
        _ = compiled.metal_source
    assert caught.value.code == "E0402"


def test_errors_pickle():
    with pytest.raises(enigma.EnigmaError) as caught:
        enigma.barrier()
    copy = pickle.loads(pickle.dumps(caught.value))
    assert type(copy) is type(caught.value)
    assert (str(copy), copy.code, copy.line) == (
        str(caught.value),
        caught.value.code,
        caught.value.line,
    )


def test_every_code_has_a_class():
    from enigma import _native

    for code, title in _native.codes():
        assert title
        if code.startswith("E"):
            assert enigma.errors.class_of(code) is not enigma.EnigmaError
