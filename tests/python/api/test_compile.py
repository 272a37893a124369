"""Kernels and `enigma.compile`: what they are, what they keep, what they print."""

from __future__ import annotations

import inspect
import threading
import warnings

import enigma
import numpy as np
import pytest


@enigma.kernel
def scale(A: enigma.f32, factor: enigma.Scalar(enigma.f16), B: enigma.Float32):
    """Scales."""
    tid = enigma.thread_position_in_grid
    B[tid] = A[tid] * factor


def test_the_decorator():
    assert repr(scale) == "<enigma.kernel scale>"
    assert (scale.name, scale.__doc__) == ("scale", "Scales.")
    assert inspect.isfunction(scale.fn)
    assert list(scale._sig.parameters) == ["A", "factor", "B"]
    assert repr(scale(1, 2, 3)) == "<enigma.kernel scale with 3 arguments>"


def test_annotations_in_quotes():
    """This file has `from __future__ import annotations`: all of them are in quotes."""
    assert enigma.compile(scale).scalar_params == [("factor", 1, "half")]


def test_annotations_of_local_names():
    local = enigma.u16

    @enigma.kernel
    def kernel(A: local, B: enigma.Scalar(local)):
        A[0] = B

    assert enigma.compile(kernel)._native.params == [("A", "ushort", False), ("B", "ushort", True)]


@pytest.mark.parametrize(
    ("dtype", "metal", "width"),
    [
        ("f32", "float", 32),
        ("f16", "half", 16),
        ("bf16", "bfloat", 16),
        ("i8", "char", 8),
        ("u8", "uchar", 8),
        ("i16", "short", 16),
        ("u16", "ushort", 16),
        ("i32", "int", 32),
        ("u32", "uint", 32),
        ("i64", "long", 64),
        ("u64", "ulong", 64),
        ("b1", "bool", 1),
    ],
)
def test_every_dtype_annotates(dtype, metal, width):
    instance = getattr(enigma, dtype)
    for annotation in (instance, type(instance)):

        @enigma.kernel
        def kernel(A: annotation, B: enigma.Scalar(annotation)):
            A[0] = B

        params = enigma.compile(kernel)._native.params
        assert params == [("A", metal, False), ("B", metal, True)]
    assert (repr(instance), instance.metal_name, instance.width) == (metal, metal, width)
    assert isinstance(instance, enigma.typing.Numeric)
    assert instance == type(instance)()
    assert hash(instance) == hash(type(instance)())
    scalar = enigma.Scalar(instance)
    assert (repr(scalar), scalar.width) == (f"Scalar({metal})", width)
    assert (scalar.dtype, scalar.metal_name) == (instance, metal)


def test_a_compiled_kernel():
    compiled = enigma.compile(scale)
    assert isinstance(compiled, enigma.CompiledKernel)
    assert compiled.kernel_name == "scale"
    assert compiled.num_params == 3
    assert compiled.param_names == ["A", "factor", "B"]
    assert compiled.scalar_params == [("factor", 1, "half")]
    assert compiled.kernel_source == compiled.metal_source
    assert "kernel void scale(" in compiled.metal_source
    assert compiled.mlir_source.startswith('"enigma.kernel"() ({')
    assert (compiled.metallib_path, compiled.metallib_bytes) == (None, None)
    assert not compiled.has_metallib
    assert (compiled.grid, compiled.block) == (None, None)


def test_there_is_no_target_parameter():
    assert "target" not in inspect.signature(enigma.compile).parameters


def test_more_arguments_change_nothing():
    compiled = enigma.compile(scale, np.zeros(4), 2.0, dump_ir=False)
    assert compiled.mlir_source == enigma.compile(scale).mlir_source


def test_export(tmp_path, monkeypatch):
    compiled = enigma.compile(scale)
    path = compiled.export_metal(tmp_path / "mine.metal")
    assert (tmp_path / "mine.metal").read_text() == compiled.metal_source
    assert path == str(tmp_path / "mine.metal")
    monkeypatch.chdir(tmp_path)
    assert compiled.export_metal() == "scale.metal"
    assert (tmp_path / "scale.metal").exists()


def test_options_of_the_original(tmp_path, capsys):
    compiled = enigma.compile(
        scale, keep_metal_source=True, work_dir=tmp_path / "new", emit_only=True
    )
    assert (tmp_path / "new" / "scale.metal").read_text() == compiled.metal_source
    enigma.compile(scale, dump_mlir=True)
    assert capsys.readouterr().out == compiled.mlir_source + "\n"


def test_each_compilation_traces_again():
    values = [1, 2]

    @enigma.kernel
    def kernel(A: enigma.i32):
        A[0] = values.pop()

    first, second = (enigma.compile(kernel).mlir_source for _ in range(2))
    assert first.replace("2 : si32", "1 : si32") == second


def test_the_ir_is_the_same_each_time():
    assert enigma.compile(scale).mlir_source == enigma.compile(scale).mlir_source


def test_the_metal_text_keeps_names():
    @enigma.kernel
    def kernel(A: enigma.f32):
        tile = enigma.threadgroup_alloc("float", 4)
        tile[0] = A[0]
        enigma.barrier()
        total = tile[0] + A[1]
        A[2] = total
        A[3] = total

    text = enigma.compile(kernel).metal_source
    assert "threadgroup float tile[4];" in text
    assert "float total = " in text


def test_names_without_source():
    scope = {"enigma": enigma}
    source = (
        "@enigma.kernel\ndef k(A: enigma.f32):\n    tile = enigma.threadgroup_alloc('float', 4)\n"
    )
    exec(compile(source + "    tile[0] = A[0]\n    A[1] = tile[0]\n", "<none>", "exec"), scope)
    assert "threadgroup float tile[4];" in enigma.compile(scope["k"]).metal_source


def divergent(A: enigma.i32):
    lid = enigma.thread_position_in_threadgroup()
    with enigma.if_(lid < 2):
        enigma.barrier()  # warned of
    A[lid] = 1


def test_a_barrier_that_may_diverge_warns():
    with pytest.warns(enigma.EnigmaWarning) as caught:
        enigma.compile(enigma.kernel(divergent))
    warning = caught[0].message
    lines, first = inspect.getsourcelines(divergent)
    marked = first + next(k for k, line in enumerate(lines) if "# warned of" in line)
    assert (warning.code, warning.line, warning.file) == ("W0801", marked, __file__)
    assert (caught[0].filename, caught[0].lineno) == (__file__, marked)
    assert str(warning).startswith("[W0801] ")


def test_warnings_can_be_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error", enigma.EnigmaWarning)
        with pytest.raises(enigma.EnigmaWarning):
            enigma.compile(enigma.kernel(divergent))


def test_threads_trace_at_the_same_time():
    """Each thread has its own innermost kernel."""
    meet = threading.Barrier(4)
    texts = {}

    def work(k):
        @enigma.kernel
        def kernel(A: enigma.i32):
            meet.wait()
            for i in range(20):
                A[i] = A[i] + k
            meet.wait()

        texts[k] = enigma.compile(kernel).mlir_source

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for k, text in texts.items():
        assert text.count(f"value = {k} : si32") == 20 + 1 * (k < 0)
        assert text.count('"enigma.store"') == 20


def test_every_public_name_is_there():
    for name in enigma.__all__:
        assert getattr(enigma, name) is not None
    assert len(set(enigma.__all__)) == len(enigma.__all__)


def test_what_the_table_declares_is_exported():
    functions = {name for name, _ in enigma.operations()} & set(enigma.__all__)
    assert {"fma", "simd_sum", "atomic_fetch_add", "barrier", "load_if"} <= functions
    for name in functions - {"metal_cast", "as_type", "async_copy_wait"}:
        assert getattr(enigma, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        enigma.nothing


def test_stubs_name_what_the_native_module_has():
    import ast
    from pathlib import Path

    from enigma import _native

    stub = ast.parse(Path(_native.__file__).with_name("_native.pyi").read_text())
    named = {n.name: n for n in stub.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    real = {name for name in dir(_native) if not name.startswith("__")}
    assert set(named) == real
    for name, node in named.items():
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                # Native classes find attributes of any name without a method of that name.
                if isinstance(member, ast.FunctionDef) and member.name != "__getattr__":
                    assert hasattr(getattr(_native, name), member.name)


def test_numpy_scalars_and_arrays_leave_operators_to_values():
    @enigma.kernel
    def kernel(A: enigma.f32):
        assert (np.float32(2) * A[0]).dtype == "float"
        assert (np.float64(2) < A[0]).dtype == "bool"
        A[0] = np.int32(3) - A[0]

    enigma.compile(kernel)
