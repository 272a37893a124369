"""Function constants: values that a kernel is specialised on, given at the launch."""

import enigma
import numpy as np
import pytest


@enigma.kernel
def scale(A: enigma.f32, B: enigma.f32):
    factor = enigma.function_constant("float", 0)
    shift = enigma.function_constant(enigma.b1, 1)
    tid = enigma.thread_position_in_grid
    with enigma.if_(shift) as (yes, no):
        with yes:
            B[tid] = A[tid] * factor + 1.0
        with no:
            B[tid] = A[tid] * factor


def launched(constants):
    a, b = np.arange(4, dtype=np.float32), np.zeros(4, np.float32)
    scale(a, b).launch(grid=4, threads=4, constants=constants)
    return b.tolist()


def test_each_launch_gives_its_own():
    assert launched({0: 2.0, 1: True}) == [1.0, 3.0, 5.0, 7.0]
    assert launched({0: ("float", 3), 1: ("bool", False)}) == [0.0, 3.0, 6.0, 9.0]
    assert launched({0: (np.float32, np.float32(2)), 1: np.bool_(True)}) == [1.0, 3.0, 5.0, 7.0]


def test_the_same_values_are_compiled_once():
    compiled = enigma.compile(scale)
    made = [compiled._native.specialised({0: 2.0, 1: True}) for _ in range(2)]
    assert made[0].mlir_source() == made[1].mlir_source()
    text = made[0].mlir_source()
    assert "function_constant" not in text
    assert "enigma.if" not in text, "the branch not taken is gone"


def test_every_way_to_run_takes_them():
    a = np.arange(4, dtype=np.float32)
    compiled = enigma.compile(scale, constants={0: 2.0, 1: False})
    assert compiled.function_constants == {0: "float", 1: "bool"}
    runtime = enigma.Runtime()
    got = runtime.execute(compiled, [a], 16, 4, 4)
    assert np.frombuffer(got, np.float32).tolist() == [0.0, 2.0, 4.0, 6.0]
    got = runtime.execute(compiled, [a], 16, 4, 4, constants={1: ("bool", True)})
    assert np.frombuffer(got, np.float32).tolist() == [1.0, 3.0, 5.0, 7.0]
    with runtime.prepare(compiled, [a], 16, constants={0: 10}) as prepared:
        prepared.dispatch(4, 4)
        assert prepared.read_output(dtype="float").tolist() == [0.0, 10.0, 20.0, 30.0]


@pytest.mark.parametrize(
    ("dtype", "value"),
    [
        ("half", 1.5),
        ("bfloat", -2.5),
        ("float", 0.1),
        ("char", -128),
        ("uchar", 255),
        ("short", -300),
        ("ushort", 65535),
        ("int", -(2**31)),
        ("uint", 2**32 - 1),
        ("long", -(2**63)),
        ("ulong", 2**64 - 1),
        ("bool", True),
    ],
)
def test_every_dtype(run, dtype, value):
    @enigma.kernel
    def show(out: enigma.f32, same: enigma.b1):
        x = enigma.function_constant(dtype, 3)
        out[0] = enigma.metal_cast(x, "float")
        # Exactly, which a float may not show.
        same[0] = x == value

    compiled = enigma.compile(show)._native.specialised({3: (dtype, value)})
    for launch in (compiled.interpret, compiled.launch):
        out, same = np.zeros(1, np.float32), np.zeros(1, bool)
        launch((out, same), 1, 1)
        assert out[0] == np.float32(value)
        assert same[0] or dtype == "float"


@pytest.mark.parametrize(
    ("constants", "message"),
    [
        (None, "scale has no value for function constant 0, which is float"),
        ({0: 1.0}, "scale has no value for function constant 1, which is bool"),
        ({0: 1.0, 1: True, 2: 1}, "scale has no function constant 2"),
        ({0: ("int", 1), 1: True}, "function constant 0 is float, not int"),
        ({0: ("double", 1), 1: True}, "function constant 0: unknown dtype 'double'"),
        ({0: "one", 1: True}, "function constant 0 is one float, not 'one'"),
        ({0: 1e39, 1: True}, "function constant 0 is float, which does not hold 1e\\+39"),
        ({"0": 1.0, 1: True}, "'0' is no index of a function constant"),
        ([1.0, True], "constants=\\[1.0, True\\]"),
    ],
)
def test_constants_that_do_not_fit(constants, message):
    with pytest.raises(enigma.EnigmaError, match=message) as caught:
        launched(constants)
    assert (caught.value.file, caught.value.code[:2]) == (__file__, "E0")


@pytest.mark.parametrize(
    ("dtype", "value"),
    [("int", 3e9), ("int", 3 * 10**9), ("uint", -1), ("int", float("nan")), ("uchar", 256)],
)
def test_numbers_never_wrap(dtype, value):
    @enigma.kernel
    def show(out: enigma.f32):
        out[0] = enigma.metal_cast(enigma.function_constant(dtype, 0), "float")

    with pytest.raises(enigma.EnigmaError, match="function constant 0 is"):
        show(np.zeros(1, np.float32)).launch(1, 1, constants={0: (dtype, value)})


def test_a_kernel_without_constants_takes_none():
    @enigma.kernel
    def one(out: enigma.f32):
        out[0] = 1.0

    with pytest.raises(enigma.EnigmaValueError, match="one has no function constant 0") as caught:
        one(np.zeros(1, np.float32)).launch(1, 1, constants={0: 1})
    assert caught.value.code == "E0609"


def test_uses_of_one_index_have_one_dtype():
    @enigma.kernel
    def both(out: enigma.f32):
        out[0] = enigma.function_constant("float", 2)
        out[1] = enigma.function_constant("half", 2)

    with pytest.raises(enigma.EnigmaTypeError, match="function constant 2 is float, not half"):
        enigma.compile(both)


@pytest.mark.parametrize("index", [-1, 65536, 1.0, "a"])
def test_an_index_is_a_small_int(index):
    @enigma.kernel
    def wrong(out: enigma.f32):
        out[0] = enigma.function_constant("float", index)

    with pytest.raises(enigma.EnigmaError, match="function_constant with the index"):
        enigma.compile(wrong)


def test_metal_declares_them_outside_of_the_kernel():
    text = enigma.compile(scale).metal_source
    assert "constant float factor [[function_constant(0)]];\n" in text
    assert text.index("constant bool shift") < text.index("kernel void")
