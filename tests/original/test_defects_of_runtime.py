"""Defects 53 to 62, 65 and 68 to 70: compiling, launching and installing."""

import pathlib

import enigma
import numpy as np
import pytest


@enigma.kernel
def scaled(A: enigma.f32, s: enigma.Scalar(enigma.f32), B: enigma.f32):
    tid = enigma.thread_position_in_grid
    B[tid] = A[tid] * s


@enigma.kernel
def both(A: enigma.f32, B: enigma.f32, C: enigma.f32):
    tid = enigma.thread_position_in_grid
    B[tid] = A[tid] + 1.0
    C[tid] = A[tid] * 2.0


A4 = np.arange(4, dtype=np.float32)
LAUNCH = {"grid": (4, 1, 1), "threads": (4, 1, 1)}


def test_defect_53_texts_and_results_on_any_host():
    compiled = enigma.compile(scaled, emit_only=True)
    assert "kernel void scaled" in compiled.metal_source
    out = enigma.MetalRuntime().execute(compiled, [A4], 16, scalars=[3.0], **LAUNCH)
    assert np.frombuffer(out, np.float32).tolist() == [0, 3, 6, 9]


def test_defect_54_a_kernel_is_compiled_once():
    handle = scaled(A4, 2.0, np.zeros(4, np.float32))
    handle.launch(**LAUNCH)
    first = scaled._launchable()
    handle.launch(**LAUNCH)
    assert scaled._launchable() is first


def test_defect_55_prepare_binds_scalars():
    with enigma.MetalRuntime().prepare(enigma.compile(scaled), [A4], 16, scalars=[3.0]) as ready:
        ready.dispatch(**LAUNCH)
        assert ready.read_output(dtype="float").tolist() == [0, 3, 6, 9]


def test_defect_56_several_outputs_and_scalars_anywhere():
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32, s: enigma.Scalar(enigma.f32)):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid] * s

    runtime = enigma.MetalRuntime()
    out = runtime.execute(enigma.compile(kernel), [A4], 16, scalars=[2.0], **LAUNCH)
    assert np.frombuffer(out, np.float32).tolist() == [0, 2, 4, 6]
    outs = runtime.execute(enigma.compile(both), [A4], output_sizes=[16, 16], **LAUNCH)
    assert [np.frombuffer(o, np.float32).tolist() for o in outs] == [[1, 2, 3, 4], [0, 2, 4, 6]]


@pytest.mark.parametrize(
    "bad", [np.zeros(4, np.float64), "text", None, np.zeros(4, np.int32), [[1], [2, 3]], object()]
)
def test_defect_57_inputs_are_checked(bad):
    with pytest.raises(enigma.EnigmaError):
        enigma.MetalRuntime().execute(enigma.compile(scaled), [bad], 16, scalars=[1.0], **LAUNCH)
    with pytest.raises(enigma.EnigmaError):
        scaled(bad, 1.0, np.zeros(4, np.float32)).launch(**LAUNCH)


def test_defect_57_empty_arrays_are_arrays():
    out = enigma.MetalRuntime().execute(
        enigma.compile(scaled), [A4[:0]], 0, scalars=[1.0], grid=0, threads=1
    )
    assert out == b""


def test_defect_58_release_twice_and_use_after_release():
    ready = enigma.MetalRuntime().prepare(enigma.compile(scaled), [A4], 16, scalars=[1.0])
    ready.release()
    ready.release()
    with pytest.raises(RuntimeError, match="release"):
        ready.dispatch(**LAUNCH)
    with pytest.raises(RuntimeError, match="release"):
        ready.read_output()


@enigma.kernel
def with_constant(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    B[tid] = A[tid] * enigma.metal_cast(enigma.function_constant("uint", 0), "float")


def test_defect_59_constants_that_do_not_fit_are_errors():
    runtime, compiled = enigma.MetalRuntime(), enigma.compile(with_constant)
    out = runtime.execute(compiled, [A4], 16, constants={0: ("uint", 3)}, **LAUNCH)
    assert np.frombuffer(out, np.float32).tolist() == [0, 3, 6, 9]
    for bad in [("uint", -1), ("uint", 2**32), ("uint", float("nan")), ("int", 1), ("uint", "x")]:
        with pytest.raises(enigma.EnigmaError):
            runtime.execute(compiled, [A4], 16, constants={0: bad}, **LAUNCH)
    lines = compiled.metal_source.splitlines()
    declared = [n for n, line in enumerate(lines) if "[[function_constant(0)]]" in line]
    body = next(n for n, line in enumerate(lines) if "kernel void" in line)
    assert declared and declared[0] < body


def test_defect_60_a_kernel_that_only_emits_text_runs_all_the_same():
    compiled = enigma.compile(scaled, emit_only=True)
    assert compiled.metallib_path is None and not compiled.has_metallib
    out = enigma.MetalRuntime().execute(compiled, [A4], 16, scalars=[1.0], **LAUNCH)
    assert np.frombuffer(out, np.float32).tolist() == A4.tolist()


def test_defect_61_arrays_are_used_in_place():
    whole = np.arange(12, dtype=np.float32)
    part, out = whole[4:8], np.zeros(4, np.float32)
    scaled(part, 2.0, out).launch(**LAUNCH)
    assert out.tolist() == [8, 10, 12, 14]
    scaled(out, 0.5, part).launch(**LAUNCH)
    assert whole.tolist() == list(range(12))


def test_defect_62_async_copies_trace_anywhere_and_check_their_spaces():
    @enigma.kernel
    def good(A: enigma.f32, B: enigma.f32):
        shared = enigma.threadgroup_alloc("float", 32)
        enigma.async_copy_wait(enigma.async_copy_1d_d2t(shared, 0, A, 0, 32))
        enigma.barrier()
        B[enigma.thread_position_in_grid] = shared[31 - enigma.thread_position_in_grid]

    @enigma.kernel
    def device_to_device(A: enigma.f32, B: enigma.f32):
        enigma.async_copy_wait(enigma.async_copy_1d_d2t(B, 0, A, 0, 32))

    @enigma.kernel
    def registers(A: enigma.f32):
        own = enigma.register_tensor(4)
        enigma.async_copy_wait(enigma.async_copy_1d_d2t(own, 0, A, 0, 4))

    a, b = np.arange(32, dtype=np.float32), np.zeros(32, np.float32)
    good(a, b).launch(grid=32, threads=32)
    assert b.tolist() == a[::-1].tolist()
    for kernel in (device_to_device, registers):
        with pytest.raises(enigma.EnigmaError):
            enigma.compile(kernel)


@pytest.mark.parametrize("value", ["0", "1", ""])
def test_defect_65_the_environment_does_not_change_what_a_kernel_is(monkeypatch, value):
    monkeypatch.setenv("ENIGMA_EMIT_ONLY", value)
    compiled = enigma.compile(scaled)
    out = enigma.MetalRuntime().execute(compiled, [A4], 16, scalars=[1.0], **LAUNCH)
    assert np.frombuffer(out, np.float32).tolist() == A4.tolist()


def test_defect_65_a_dump_shows_nested_regions(capsys):
    @enigma.kernel
    def kernel(A: enigma.f32):
        with enigma.for_range(0, 4) as i:
            A[i] = enigma.sqrt(A[i])

    enigma.compile(kernel, dump_ir=True)
    text = capsys.readouterr().out
    assert "sqrt" in text and "for" in text and "store" in text


def named(name):
    scope = {"enigma": enigma}
    exec(f"def {name}(A: enigma.f32):\n    A[0] = 1.0\n", scope)
    return enigma.kernel(scope[name])


@pytest.mark.parametrize("name", ["main", "half", "device", "kernel", "sampler", "grösse"])
def test_defect_68_reserved_names_are_renamed(name):
    text = enigma.compile(named(name)).metal_source
    line = next(line for line in text.splitlines() if "kernel void" in line)
    spelled = line.split("kernel void")[1].split("(")[0].strip()
    assert spelled != name and spelled.isascii() and spelled.isidentifier()


def test_defect_69_what_the_documentation_of_the_original_writes(capsys):
    @enigma.kernel
    def kernel(A: enigma.u32, s: enigma.Scalar(enigma.u32), B: enigma.f32):
        enigma.atomic_fetch_add(A, 0, s, memory_order="relaxed")
        enigma.atomic_compare_exchange_weak(
            A, 1, 0, 1, success_memory_order="relaxed", failure_memory_order="relaxed"
        )
        pipe = enigma.pipeline("float", 1)
        pipe.rotate()
        B[0] = enigma.f32(0.5)

    one = np.array([7], np.uint32)
    outs = enigma.MetalRuntime().execute(
        enigma.compile(kernel), [np.zeros(2, np.uint32), one], 4, grid=(1, 1, 1), threads=(1, 1, 1)
    )
    assert np.frombuffer(outs, np.float32)[0] == 0.5


def test_defect_70_one_package_owns_one_name():
    root = pathlib.Path(enigma.__file__).parent
    assert enigma.__version__ != "unknown"
    assert root.name == "enigma"
    config = (root.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert 'module-name = "enigma._native"' in config
