"""Exports to MLX, torch and `.metal` files: texts, arguments, errors.

The texts are put together as MLX and torch do it and checked with all others when the tests end.
What the snippets of Objective-C++ call is declared in `tests/metal/objc`.
"""

import os
import shutil
import subprocess
import sys
import types
from pathlib import Path

import enigma
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "benches"))

from enigma.export.mlx import DTYPES as MLX_DTYPES  # noqa: E402
from kernels import attention, histogram, matmul, rmsnorm  # noqa: E402


@enigma.kernel
def all_positions(out: enigma.u32):
    grid_size = enigma.threads_per_grid("x")
    out_shape = enigma.threadgroups_per_grid("y")
    total = grid_size + out_shape
    total += enigma.thread_position_in_grid_xyz("z") + enigma.thread_position_in_threadgroup("x")
    total += enigma.threadgroup_position_in_grid("x") + enigma.threads_per_threadgroup("x")
    total += enigma.thread_index_in_threadgroup() + enigma.thread_index_in_simdgroup()
    total += enigma.simdgroup_index_in_threadgroup() + enigma.threads_per_simdgroup()
    out[0] = total + enigma.simdgroups_per_threadgroup()


@enigma.kernel
def all_scalars(
    a: enigma.Scalar(enigma.f32),
    b: enigma.Scalar(enigma.f16),
    c: enigma.Scalar(enigma.bf16),
    d: enigma.Scalar(enigma.i8),
    e: enigma.Scalar(enigma.u8),
    f: enigma.Scalar(enigma.i16),
    g: enigma.Scalar(enigma.u16),
    h: enigma.Scalar(enigma.i32),
    i: enigma.Scalar(enigma.u32),
    j: enigma.Scalar(enigma.i64),
    k: enigma.Scalar(enigma.u64),
    id: enigma.Scalar(enigma.b1),
    out: enigma.f32,
):
    total = 0.0
    for x in (a, b, c, d, e, f, g, h, i, j, k):
        total += enigma.metal_cast(x, "float")
    out[0] = enigma.where(0.0, total, id)


@enigma.kernel
def narrow(A: enigma.f16, B: enigma.bf16, C: enigma.u8, out: enigma.f16, last: enigma.i8):
    for k in range(4):
        out[k] = A[k] * 2 + enigma.metal_cast(B[k], "half")
        last[k] = enigma.metal_cast(C[k], "char")


@enigma.kernel
def specialised(A: enigma.f32, out: enigma.f32):
    tid = enigma.thread_position_in_grid
    out[tid] = A[tid] * enigma.function_constant("float", 0) + enigma.function_constant("int", 2)


CONSTANTS = {0: 0.5, 2: ("int", -3)}
KERNELS = [
    attention.attention,
    histogram.histogram,
    matmul.matmul,
    rmsnorm.rmsnorm,
    all_positions,
    all_scalars,
    narrow,
    specialised,
]


def compiled(kernel):
    constants = CONSTANTS if kernel is specialised else None
    return enigma.compile(kernel, constants=constants)


# MLX

MLX_TYPES = {
    "float": "float",
    "half": "float16_t",
    "bfloat": "bfloat16_t",
    "char": "int8_t",
    "uchar": "uint8_t",
    "short": "int16_t",
    "ushort": "uint16_t",
    "int": "int32_t",
    "uint": "uint32_t",
    "long": "int64_t",
    "ulong": "uint64_t",
    "bool": "bool",
}
VECTORS = ("dispatch_threads_per_threadgroup", "grid_origin", "grid_size")
ATTRIBUTES = (
    *VECTORS,
    "simdgroup_index_in_threadgroup",
    "simdgroups_per_threadgroup",
    "thread_index_in_simdgroup",
    "thread_index_in_threadgroup",
    "thread_position_in_grid",
    "thread_position_in_threadgroup",
    "threadgroup_position_in_grid",
    "threadgroups_per_grid",
    "threads_per_grid",
    "threads_per_simdgroup",
    "threads_per_threadgroup",
)


def as_mlx_writes_it(kernel, space):
    """The whole text, with read-only arrays in an address space: that depends on their size."""
    parameters = []
    typedefs = "typedef half float16_t;\n"
    for name, (_, dtype, is_scalar) in zip(kernel.input_names, kernel._inputs, strict=True):
        ty = MLX_TYPES[dtype]
        where = "constant" if is_scalar else space
        parameters.append(f"const {where} {ty}{'&' if is_scalar else '*'} {name}")
        for suffix, kind in (("shape", "int*"), ("strides", "int64_t*"), ("ndim", "int&")):
            if f"{name}_{suffix}" in kernel.source and not is_scalar:
                parameters.append(f"const constant {kind} {name}_{suffix}")
    for name, (_, dtype, _) in zip(kernel.output_names, kernel._outputs, strict=True):
        parameters.append(f"device {MLX_TYPES[dtype]}* {name}")
    if any("bfloat16_t" in parameter for parameter in parameters):
        typedefs += "typedef bfloat bfloat16_t;\n"
    arguments = [f"  {text} [[buffer({n})]]" for n, text in enumerate(parameters)]
    for attribute in ATTRIBUTES:
        if attribute in kernel.source:
            is_vector = attribute in VECTORS or "position" in attribute or "s_per_" in attribute
            is_vector = is_vector and "simdgroup" not in attribute
            arguments.append(f"  {'uint3' if is_vector else 'uint'} {attribute} [[{attribute}]]")
    head = f"kernel void custom_kernel_{kernel.name}(\n" + ",\n".join(arguments) + ") {\n"
    includes = "#include <metal_stdlib>\nusing namespace metal;\n"
    return f"{includes}{typedefs}{kernel.header}{head}{kernel.source}\n}}\n"


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
@pytest.mark.parametrize("space", ["device", "constant"])
def test_what_mlx_makes_of_a_kernel(kernel, space, check_metal):
    exported = compiled(kernel).to_mlx()
    text = as_mlx_writes_it(exported, space)
    assert "[[function_constant" not in text
    check_metal(text)


def test_parts_for_mlx():
    kernel = enigma.compile(rmsnorm.rmsnorm).to_mlx()
    assert kernel.input_names == ["X", "weight", "n", "eps"]
    assert kernel.output_names == ["Y"]
    assert repr(kernel) == "<enigma.MlxKernel rmsnorm(X, weight, n, eps) -> Y>"
    arguments = kernel.arguments()
    assert arguments["ensure_row_contiguous"] and not arguments["atomic_outputs"]
    assert arguments["source"].startswith("    uint lid = thread_position_in_threadgroup.x;\n")
    assert "kernel void" not in arguments["header"] + arguments["source"]


def test_what_mlx_cannot_do():
    @enigma.kernel
    def in_place(A: enigma.f32):
        A[0] = A[0] + 1

    @enigma.kernel
    def nothing(A: enigma.f32):
        enigma.barrier()

    @enigma.kernel
    def ordered(A: enigma.u32):
        enigma.atomic_store(A, 0, 1, order="release")

    for kernel, code, text in (
        (in_place, "E0501", "A is read and written, and arrays of MLX do not change"),
        (nothing, "E0501", "nothing writes no buffer"),
        (ordered, "E0502", "atomic_store orders memory"),
    ):
        with pytest.raises(enigma.EnigmaError, match=text) as caught:
            enigma.compile(kernel).to_mlx()
        assert caught.value.code == code
    with pytest.raises(enigma.EnigmaError, match="E0609"):
        enigma.compile(specialised).to_mlx()


def test_mlx_itself():
    mx = pytest.importorskip("mlx.core", reason="MLX is not installed")
    kernel = enigma.compile(rmsnorm.rmsnorm).to_mlx()
    assert kernel.metal_kernel() is kernel.metal_kernel()
    x, weight = mx.ones((4, 64)), mx.ones((64,))
    given = kernel.inputs(x, weight, 64, 0.0)
    assert [str(array.dtype).rpartition(".")[2] for array in given[2:]] == ["uint32", "float32"]
    assert given[2].ndim == 0 and given[2].item() == 64
    with pytest.raises(enigma.EnigmaError, match=r"\[E0602\] argument X is half"):
        kernel.inputs(x.astype(mx.float16), weight, 64, 0.0)
    with pytest.raises(enigma.EnigmaError, match=r"\[E0601\] rmsnorm takes 4 arguments, got 1"):
        kernel.inputs(x)
    launch = {"grid": 4 * 256, "threads": 256, "output_shapes": [(4, 64)]}
    with pytest.raises(enigma.EnigmaError, match=r"\[E0606\] rmsnorm has 1 outputs: Y"):
        kernel(x, weight, 64, 0.0, grid=256, threads=256, output_shapes=[])
    if not mx.metal.is_available():
        with pytest.raises(RuntimeError, match="No Metal back-end"):
            kernel(x, weight, 64, 0.0, **launch)
        return
    (y,) = kernel(x, weight, 64, 0.0, **launch)
    assert np.allclose(np.array(y), 1.0)


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
@pytest.mark.parametrize("size", [4, 64])
def test_what_mlx_itself_writes(kernel, size, tmp_path, capfd, check_metal):
    """MLX writes the whole text also where it has no GPU: when it exports a function."""
    mx = pytest.importorskip("mlx.core", reason="MLX is not installed")
    exported = compiled(kernel).to_mlx()
    arrays = [
        mx.zeros((size,), dtype=getattr(mx, MLX_DTYPES[dtype]))
        for _, dtype, is_scalar in exported._inputs
        if not is_scalar
    ]

    def launch(*arrays):
        left = list(arrays)
        given = [0 if is_scalar else left.pop(0) for _, _, is_scalar in exported._inputs]
        shapes = [(size,)] * len(exported.output_names)
        return exported(*given, grid=32, threads=32, output_shapes=shapes, verbose=True)

    mx.export_function(str(tmp_path / "kernel.mlxfn"), launch, *arrays)
    printed = capfd.readouterr().out
    text = printed.split("```\n")[1]
    assert f"[[kernel]] void custom_kernel_{exported.name}" in text
    # What the checks do not know: types that MLX declares, and another way to say kernel.
    types = "typedef half float16_t;\n"
    types += "typedef bfloat bfloat16_t;\n" if "bfloat16_t" in text else ""
    includes = "#include <metal_stdlib>\nusing namespace metal;\n"
    check_metal(includes + types + text.replace("[[kernel]] void", "kernel void"))


def test_arrays_of_mlx(run):
    mx = pytest.importorskip("mlx.core", reason="MLX is not installed")

    @enigma.kernel
    def scale(A: enigma.f32, factor: enigma.Scalar(enigma.f32), B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid] * factor

    out = np.zeros(8, np.float32)
    run(scale, mx.arange(8, dtype=mx.float32), mx.array(2.0), out, grid=8, threads=4)
    assert out.tolist() == [0, 2, 4, 6, 8, 10, 12, 14]
    assert mx.array(enigma.Buffer(out)).tolist() == out.tolist()


# torch


class Dtype:
    """Torch's dtypes are objects that print as their names."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"torch.{self.name}"


class Tensor:
    """What the export looks at in a tensor of torch."""

    def __init__(self, dtype, device="mps", contiguous=True):
        self.dtype = Dtype(dtype)
        self.device = types.SimpleNamespace(type=device)
        self.contiguous = contiguous

    def is_contiguous(self):
        return self.contiguous


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_what_torch_makes_of_a_kernel(kernel, check_metal):
    exported = compiled(kernel).to_torch_mps(threads=(32, 8))
    assert f"kernel void {exported.name}(" in exported.source
    assert "[[max_total_threads_per_threadgroup(256)]]\nkernel" in exported.source
    check_metal(exported.source)


def test_a_launch_of_torch(monkeypatch):
    calls = []

    class Library:
        def rmsnorm(self, *args, **options):
            calls.append((args, options))

    def compile_shader(source):
        calls.append(source)
        return Library()

    torch = types.ModuleType("torch")
    torch.mps = types.SimpleNamespace(compile_shader=compile_shader)
    monkeypatch.setitem(sys.modules, "torch", torch)
    kernel = enigma.compile(rmsnorm.rmsnorm).to_torch_mps()
    tensors = [Tensor("float32") for _ in range(3)]
    for _ in range(2):
        kernel(*tensors, 4096, 1e-5, grid=(512, 2), threads=256)
    source, first, second = calls
    assert source == enigma.compile(rmsnorm.rmsnorm).metal_source
    assert first == second
    args, options = first
    assert args == (*tensors, 4096, 1e-5)
    assert options == {
        "threads": [512, 2, 1],
        "group_size": [256, 1, 1],
        "arg_casts": {3: "int32"},
    }


def test_numbers_for_torch():
    kernel = enigma.compile(all_scalars).to_torch_mps()
    numbers = (1.5, 2, 3.0, -4, 250, -6, 65535, -8, 2**32 - 1, -10, 2**64 - 1, np.bool_(True))
    given, casts = kernel.arguments(*numbers, Tensor("float32"))
    assert given[:-1] == [1.5, 2.0, 3.0, -4, 250, -6, -1, -8, -1, -10, -1, 1]
    assert [type(x) for x in given[:3]] == [float] * 3
    names = {1: "fp16", 2: "bf16", 3: "int8", 4: "uint8", 5: "int16", 6: "int16", 7: "int32"}
    assert casts == {**names, 8: "int32", 11: "uint8"}


@pytest.mark.parametrize(
    ("argument", "code", "text"),
    [
        (Tensor("float32", device="cpu"), "E0608", "a tensor on cpu, not a tensor on mps"),
        (np.zeros(4, np.float32), "E0608", "not a tensor on mps"),
        (Tensor("float16"), "E0602", "argument out is half, the kernel takes float"),
        (Tensor("complex64"), "E0602", "argument out is torch.complex64"),
        (Tensor("float32", contiguous=False), "E0603", "not contiguous"),
    ],
)
def test_tensors_that_torch_cannot_pass(argument, code, text):
    kernel = compiled(specialised).to_torch_mps()
    with pytest.raises(enigma.EnigmaError, match=text) as caught:
        kernel.arguments(Tensor("float32"), argument)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        (-1, "E0103", "argument n is uint, which does not hold -1"),
        (2.0, "E0602", "argument n is uint, not the float 2.0"),
        ("2", "E0602", "argument n is one uint, not str"),
    ],
)
def test_numbers_that_do_not_fit(number, code, text):
    kernel = enigma.compile(rmsnorm.rmsnorm).to_torch_mps()
    with pytest.raises(enigma.EnigmaError, match=text) as caught:
        kernel.arguments(*[Tensor("float32")] * 3, number, 0.0)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("grid", "threads", "code"), [(0, 1, "E0404"), (4, (1, 1, 1, 1), "E0403"), (4, 1.5, "E0403")]
)
def test_extents_of_exports(grid, threads, code, monkeypatch):
    kernel = compiled(specialised).to_torch_mps()
    monkeypatch.setattr(kernel, "_library", types.SimpleNamespace(specialised=print))
    with pytest.raises(enigma.EnigmaError) as caught:
        kernel(*[Tensor("float32")] * 2, grid=grid, threads=threads)
    assert caught.value.code == code


# Files


@pytest.mark.parametrize("kernel", [all_scalars, specialised], ids=lambda kernel: kernel.name)
def test_files_are_as_in_the_golden_files(kernel, tmp_path, check_metal):
    golden = ROOT / "tests" / "golden" / "export"
    for path in compiled(kernel).to_metal(tmp_path / "new", threads=64):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".metal":
            check_metal(text)
            assert "[[max_total_threads_per_threadgroup(64)]]" in text
        elif os.environ.get("BLESS"):
            (golden / path.name).write_text(text, encoding="utf-8")
        else:
            assert text == (golden / path.name).read_text(encoding="utf-8")


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_objective_cpp_is_well_formed(kernel, tmp_path):
    clang = shutil.which("clang-22") or shutil.which("/usr/lib/llvm-22/bin/clang")
    if clang is None:
        pytest.skip("checking Objective-C++ needs clang 22")
    *_, path = compiled(kernel).to_metal(tmp_path)
    options = ["-std=c++17", "-fobjc-arc", "--target=arm64-apple-macosx14", "-Wall", "-Werror"]
    includes = ["-I", str(ROOT / "tests" / "metal" / "objc")]
    command = [clang, "-x", "objective-c++", "-fsyntax-only", *options, *includes, str(path)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_constants_of_files(tmp_path):
    with pytest.raises(enigma.EnigmaError, match="E0609"):
        enigma.compile(specialised).to_metal(tmp_path)
    values = {0: float("-inf"), 2: 7}
    paths = enigma.compile(specialised).to_metal(tmp_path, constants=values)
    swift, objective_cpp = (path.read_text() for path in paths[1:])
    assert "var constant0: Float = -.infinity" in swift
    assert "const float constant0 = -INFINITY;" in objective_cpp
    assert "[[function_constant(2)]]" in paths[0].read_text()


# What is known of launches


def test_metal_text_for_launches():
    text = enigma.compile(rmsnorm.rmsnorm).metal_text(threads=(16, 16))
    assert "[[max_total_threads_per_threadgroup(256)]]\nkernel void rmsnorm(" in text
    with pytest.raises(enigma.EnigmaError, match="E0403"):
        enigma.compile(rmsnorm.rmsnorm).metal_text(threads=2048)


def test_metal_text_for_a_version():
    @enigma.kernel
    def publish(flags: enigma.u32):
        enigma.atomic_store(flags, 0, 1, order="release")

    kernel = enigma.compile(publish)
    assert "atomic_thread_fence" in kernel.metal_text(version=(3, 2))
    with pytest.raises(enigma.EnigmaError, match=r"publish needs Metal 3\.2, for") as caught:
        kernel.metal_text(version=(3, 1))
    assert caught.value.code == "E0501"
