"""`CompiledKernel`: put together by hand, pickled, listed, emitted; the environment's say."""

import multiprocessing
import pickle
import sys
import types

import enigma
import numpy as np
import pytest


@enigma.kernel
def triple(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    B[tid] = A[tid] * 3


@enigma.kernel
def nested(A: enigma.f32, n: enigma.Scalar(enigma.u32)):
    tid = enigma.thread_position_in_grid
    with enigma.if_(tid < n) as (then, otherwise):
        with then:
            x = A[tid] * 2
            A[tid] = x + x
        with otherwise:
            enigma.barrier("mem_none")
    with enigma.for_range(0, 4, 1, init=[A[0]]) as (_, carry):
        carry[0] = carry[0] + 1.0
    A[0] = carry[0]


A = np.arange(4, dtype=np.float32)
LAUNCH = {"grid": 4, "threads": 4}


def test_by_hand():
    compiled = enigma.CompiledKernel(
        "k",
        "k.metallib",
        b"lib",
        "kernel void k() {}",
        "ir",
        (8, 1, 1),
        (4, 1, 1),
        [],
        2,
        ["A", "B"],
    )
    assert (compiled.kernel_name, compiled.metallib_path) == ("k", "k.metallib")
    assert (compiled.metallib_bytes, compiled.has_metallib) == (b"lib", True)
    assert compiled.metal_source == compiled.kernel_source == "kernel void k() {}"
    assert (compiled.mlir_source, compiled.grid, compiled.block) == ("ir", (8, 1, 1), (4, 1, 1))
    assert (compiled.scalar_params, compiled.num_params) == ([], 2)
    assert compiled.param_names == ["A", "B"]
    assert repr(compiled) == "<enigma.CompiledKernel k(A, B)>"


def test_by_hand_from_texts_alone(tmp_path):
    compiled = enigma.CompiledKernel("k", None, None, "text")
    assert (compiled.mlir_source, compiled.grid, compiled.num_params) == (None, None, None)
    assert not compiled.has_metallib
    with open(compiled.export_metal(tmp_path / "k.metal")) as file:
        assert file.read() == "text"


def test_what_is_put_together_by_hand_does_not_run():
    compiled = enigma.CompiledKernel("k", None, None, "kernel void k() {}")
    runtime = enigma.MetalRuntime()
    for call in (
        lambda: runtime.execute(compiled, [A], 16, **LAUNCH),
        lambda: runtime.prepare(compiled, [A], 16),
    ):
        with pytest.raises(TypeError, match="k is put together from texts") as caught:
            call()
        assert caught.value.code == "E0112"
        assert caught.value.file == __file__


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickles(protocol):
    compiled = enigma.compile(triple, bounds="off")
    copy = pickle.loads(pickle.dumps(compiled, protocol))
    assert copy.mlir_source == compiled.mlir_source
    assert copy._origin[0] is triple
    assert copy._origin[1]["bounds"] == "off"
    out = enigma.Runtime().execute(copy, [A], output_shapes=[4], **LAUNCH)
    assert np.array_equal(out, A * 3)
    assert pickle.loads(pickle.dumps(triple, protocol)) is triple


@enigma.kernel
def by_constant(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    B[tid] = A[tid] * enigma.metal_cast(enigma.function_constant("uint", 0), "float")


def test_function_constants_pickle():
    compiled = enigma.compile(by_constant, constants={0: 5})
    copy = pickle.loads(pickle.dumps(compiled))
    assert np.array_equal(work(copy), A * 5)


def test_by_hand_pickles():
    compiled = enigma.CompiledKernel("k", None, None, "text", param_names=["A"])
    copy = pickle.loads(pickle.dumps(compiled))
    assert (copy.kernel_name, copy.metal_source, copy.param_names) == ("k", "text", ["A"])


def work(compiled):
    return enigma.Runtime().execute(compiled, [A], output_shapes=[4], **LAUNCH)


def test_travels_to_another_process():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        out = pool.apply(work, (enigma.compile(triple),))
    assert np.array_equal(out, A * 3)


def test_what_does_not_pickle():
    @enigma.kernel
    def local(A: enigma.f32):
        A[0] = 1.0

    for what in (local, enigma.compile(local)):
        with pytest.raises(TypeError, match="local is local to a function") as caught:
            pickle.dumps(what)
        assert caught.value.code == "E0113"


def test_another_kernel_under_the_name():
    """The kernel that the name stands for where the pickle is read has to be the same one."""
    module = types.ModuleType("kernels_of_a_test")
    sys.modules[module.__name__] = module
    try:
        module.__dict__.update(enigma=enigma, factor=2)
        source = "@enigma.kernel\ndef k(A: enigma.f32):\n    A[0] = A[0] * factor\n"
        exec(source, module.__dict__)
        pickled = pickle.dumps(enigma.compile(module.k))
        assert pickle.loads(pickled).kernel_name == "k"
        module.factor = 3
        with pytest.raises(RuntimeError, match="not the same kernel here") as caught:
            pickle.loads(pickled)
        assert caught.value.code == "E0302"
    finally:
        del sys.modules[module.__name__]


LISTING = """\
=== IR: nested (20 ops) ===
  n = scalar_param(n)
  tid = thread_position_in_grid_xyz() {dim = "x"}
  %1 = cmp_lt(tid, n)
  if(%1) {
    %2 = load(A, tid)
    %3 = const() {value = 2.000000e0 : f32}
    x = mul(%2, %3)
    %4 = add(x, x)
    store(A, tid, %4)
  } {
    barrier() {mem_flags = "mem_none"}
  }
  %5 = const() {value = 0 : ui32}
  %6 = load(A, %5)
  %7 = const() {value = 0 : si32}
  %8 = const() {value = 4 : si32}
  %9 = const() {value = 1 : si32}
  %10 = for(%7, %8, %9, %6) { |%11, %12|
    %13 = const() {value = 1.000000e0 : f32}
    %14 = add(%12, %13)
    yield(%14)
  }
  %15 = const() {value = 0 : ui32}
  store(A, %15, %10)
=== Metal ===
"""


def test_listing_with_nested_operations(capsys):
    with pytest.warns(enigma.EnigmaWarning):
        compiled = enigma.compile(nested, dump_ir=True)
    assert capsys.readouterr().out == LISTING + compiled.metal_source + "\n"


@enigma.kernel
def only_here(A: enigma.i64):
    """Metal's atomics have 32 bits."""
    A.atomic_fetch_add(0, 1)


def test_dumps_say_why_there_is_no_metal(capsys):
    enigma.compile(only_here, dump_ir=True)
    assert "=== Metal ===\n[E0503]" in capsys.readouterr().out


@pytest.mark.parametrize("value", ["", "0", "false", "False", "no", "off", " 0 ", None])
def test_emit_only_is_off(monkeypatch, value):
    if value is None:
        monkeypatch.delenv("ENIGMA_EMIT_ONLY", raising=False)
    else:
        monkeypatch.setenv("ENIGMA_EMIT_ONLY", value)
    enigma.compile(only_here)


@pytest.mark.parametrize("value", ["1", "true", "yes"])
def test_emit_only_wants_metal(monkeypatch, value):
    """Metal is asked for what it cannot do; a keyword has more to say than the environment."""
    monkeypatch.setenv("ENIGMA_EMIT_ONLY", value)
    with pytest.raises(NotImplementedError) as caught:
        enigma.compile(only_here)
    assert caught.value.code == "E0503"
    enigma.compile(only_here, emit_only=False)
    monkeypatch.delenv("ENIGMA_EMIT_ONLY")
    with pytest.raises(NotImplementedError):
        enigma.compile(only_here, emit_only=True)


def test_emit_only_kernels_run():
    compiled = enigma.compile(triple, emit_only=True)
    out = enigma.Runtime().execute(compiled, [A], output_shapes=[4], **LAUNCH)
    assert np.array_equal(out, A * 3)


@pytest.mark.parametrize("value", ["", "1"])
def test_no_canonicalize_changes_nothing(monkeypatch, value):
    monkeypatch.delenv("ENIGMA_NO_CANONICALIZE", raising=False)
    texts = [(c.mlir_source, c.metal_source) for c in [enigma.compile(triple)]]
    monkeypatch.setenv("ENIGMA_NO_CANONICALIZE", value)
    texts += [(c.mlir_source, c.metal_source) for c in [enigma.compile(triple)]]
    assert texts[0] == texts[1]


NAMES = [
    "main",
    "half",
    "kernel",
    "device",
    "float4",
    "void",
    "größe",
    "名前",
    "_x",
    "__y__",
    "M_PI_F",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_metal_has_for_itself(run, name):
    """As the kernel's name, a parameter's and a variable's: the text has another, and it runs."""
    source = (
        f"def {name}({name}: enigma.f32):\n"
        "    tid = enigma.thread_position_in_grid\n"
        f"    value = {name}[tid]\n"
        f"    {name}_memory = {name}\n"
        f"    {name} = value + 1\n"
        f"    {name}_memory[tid] = {name} * {name}\n"
    )
    scope = {"enigma": enigma}
    exec(source, scope)
    kernel = enigma.kernel(scope[name])
    array = np.arange(4, dtype=np.float32)
    run(kernel, array, grid=4, threads=4)
    assert array.tolist() == [1, 4, 9, 16]
    compiled = enigma.compile(kernel)
    assert compiled.kernel_name == name
    assert compiled.param_names == [name]
    text = compiled.metal_source
    assert f"kernel void {name}(" not in text
    assert f"float* {name} " not in text
    assert text[text.index("kernel void") :].isascii()


def test_launches_in_place_as_it_was_compiled():
    @enigma.kernel
    def doubled(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid] * 2

    compiled = enigma.compile(doubled, vec_width=4)
    a, b = np.arange(8, dtype=np.float32), np.zeros(8, np.float32)
    compiled(a, b).launch(grid=2, threads=2)
    assert b.tolist() == (a * 2).tolist()
    assert repr(compiled(a, b)) == "<enigma.kernel doubled with 2 arguments>"
    with pytest.raises(RuntimeError, match="takes 2 arguments"):
        compiled(a).launch(grid=2, threads=2)
