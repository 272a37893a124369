"""Whole texts of errors, as a user reads them."""

import sys

import enigma
import numpy as np
import pytest

needs_columns = pytest.mark.skipif(
    sys.version_info < (3, 11), reason="Python 3.10 knows lines, not columns"
)


def text_of(fn):
    with pytest.raises(enigma.EnigmaError) as caught:
        enigma.compile(enigma.kernel(fn))
    error = caught.value
    return (
        str(error)
        .replace(f"{error.file}:{error.line}", "FILE:LINE")
        .replace(f"\n {error.line} |", "\n N |")
        .replace("\n " + " " * len(str(error.line)) + " |", "\n   |")
    )


@needs_columns
def test_truth_of_a_value():
    def kernel(A: enigma.f32):
        A[0] = bool(A[0] > 0.5)

    assert text_of(kernel) == (
        "[E0106] a traced value is not known while tracing, so it is neither true nor false\n"
        "  --> FILE:LINE\n"
        " N | A[0] = bool(A[0] > 0.5)\n"
        "   |        ^^^^^^^^^^^^^^^^\n"
        "  = `if`, `while`, `and`, `or`, `not`, `assert` and conditional expressions of a kernel "
        "take traced values; other places where Python needs to know the value do not"
    )


@needs_columns
def test_store_of_another_type():
    def kernel(A: enigma.u32):
        A[0] = enigma.metal_cast(A[0], "float") * 2

    assert text_of(kernel) == (
        "[E0105] cannot store float into A, which is uint\n"
        "  --> FILE:LINE\n"
        ' N | A[0] = enigma.metal_cast(A[0], "float") * 2\n'
        "   | ^^^^\n"
        '  = cast it: enigma.metal_cast(value, "uint")'
    )


@needs_columns
def test_a_literal_that_does_not_fit():
    def kernel(A: enigma.u8):
        A[0] = A[0] + 300

    assert text_of(kernel) == (
        "[E0103] literal 300 does not fit uchar in add\n"
        "  --> FILE:LINE\n"
        " N | A[0] = A[0] + 300\n"
        "   |        ^^^^^^^^^^\n"
        "  = uchar holds 0 to 255; cast the uchar operand to a wider type first"
    )


@needs_columns
def test_a_field_beyond_the_width():
    def kernel(A: enigma.u8):
        A[0] = enigma.extract_bits(A[0], 4, 5)

    assert text_of(kernel) == (
        "[E0103] extract_bits: uchar has no 5 bits from bit 4 on\n"
        "  --> FILE:LINE\n"
        " N | A[0] = enigma.extract_bits(A[0], 4, 5)\n"
        "   |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  = offset and bits are not negative, and their sum is at most 8"
    )


@needs_columns
def test_bad_dim():
    def kernel(A: enigma.f32):
        A[0] = enigma.threads_per_grid("w")

    assert text_of(kernel) == (
        "[E0201] threads_per_grid: dim must be 'x'/'y'/'z', got 'w'\n"
        "  --> FILE:LINE\n"
        ' N | A[0] = enigma.threads_per_grid("w")\n'
        "   |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^"
    )


def test_bad_flag():
    def kernel(A: enigma.f32):
        enigma.barrier("device")

    assert text_of(kernel) == (
        "[E0202] barrier: unknown memory flag 'device'\n"
        "  --> FILE:LINE\n"
        ' N | enigma.barrier("device")\n'
        "   | ^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  = expected one of mem_none, mem_device, mem_threadgroup, "
        "mem_device_and_threadgroup, mem_texture"
    )


@needs_columns
def test_columns_count_characters():
    def kernel(A: enigma.f32):
        A[len("größe")] = A[0] + None

    assert text_of(kernel) == (
        "[E0104] add does not take None\n"
        "  --> FILE:LINE\n"
        ' N | A[len("größe")] = A[0] + None\n'
        "   |                   ^^^^^^^^^^^\n"
        "  = expected a traced value, or a Python or NumPy number"
    )


@needs_columns
def test_an_expression_of_several_lines_is_marked_on_its_first():
    def kernel(A: enigma.f32):
        A[0] = enigma.fma(
            A[0],
            1.0,
            "two",
        )

    assert text_of(kernel) == (
        "[E0104] fma does not take 'two'\n"
        "  --> FILE:LINE\n"
        " N | A[0] = enigma.fma(\n"
        "   |        ^^^^^^^^^^^\n"
        "  = expected a traced value, or a Python or NumPy number"
    )


def test_source_that_is_not_there():
    scope = {"enigma": enigma}
    exec(
        compile(
            "@enigma.kernel\ndef kernel(A: enigma.f32):\n    A[0] = None\n", "<made up>", "exec"
        ),
        scope,
    )
    with pytest.raises(enigma.EnigmaTypeError) as caught:
        enigma.compile(scope["kernel"])
    assert str(caught.value) == (
        "[E0104] a store does not take None\n"
        "  --> <made up>:3\n"
        "  = expected a traced value, or a Python or NumPy number"
    )


def test_several_findings_are_told_at_once():
    @enigma.kernel
    def kernel(A: enigma.f32, n: enigma.Scalar(enigma.i32)):
        A[0] = n

    with pytest.raises(enigma.LaunchArgumentError) as caught:
        kernel([1.0], 2.5).launch(1, 1)
    text = str(caught.value)
    assert text.count("  --> ") == 2
    assert "[E0608] argument A is a buffer of float, not an object of type list" in text
    assert "[E0602] argument n is int, not the float 2.5" in text


def test_arguments_of_a_launch():
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        B[0] = A[0]

    a = np.zeros(4)
    with pytest.raises(enigma.LaunchArgumentError) as caught:
        kernel(a, a).launch(1, 1)
    error = caught.value
    assert "kernel(a, a).launch(1, 1)" in str(error)
    assert str(error).startswith("[E0602] argument A is float64, the kernel takes float\n")
    assert '= convert it: A.astype("float32")' in str(error)


@needs_columns
def test_vectors_of_two_sizes():
    def kernel(A: enigma.f32):
        A.store_vec(0, A.load_vec(0, 2) * A.load_vec(0, 4))

    assert text_of(kernel) == (
        "[E0102] mul of vectors with 2 and 4 components\n"
        "  --> FILE:LINE\n"
        " N | A.store_vec(0, A.load_vec(0, 2) * A.load_vec(0, 4))\n"
        "   |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  = found vec<2,float> and vec<4,float>; sizes must be equal\n"
        "  = take components of the larger one: v.xy"
    )


@needs_columns
def test_dot_of_a_scalar():
    def kernel(A: enigma.f32):
        A[0] = enigma.dot(A[0], A[1])

    assert text_of(kernel) == (
        "[E0102] dot does not take float\n"
        "  --> FILE:LINE\n"
        " N | A[0] = enigma.dot(A[0], A[1])\n"
        "   |        ^^^^^^^^^^^^^^^^^^^^^^\n"
        "  = found float, expected a vector of 2 to 4 components\n"
        "  = make a vector: enigma.make_vec(x, y)"
    )


def test_an_unknown_name_says_what_is_written_here():
    with pytest.raises(AttributeError, match=r"write enigma\.barrier$"):
        enigma.threadgroup_barrier()  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(AttributeError, match=r"no attribute 'simd_summ'$") as raised:
        enigma.simd_summ(1)  # pyright: ignore[reportAttributeAccessIssue]
    assert (raised.value.name, raised.value.obj) == ("simd_summ", enigma)
