"""Metal by name, submissions, the default device, Metal libraries: also without a GPU."""

import os
import stat
import subprocess
import sys
import textwrap
import weakref

import enigma
import numpy as np
import pytest
from enigma import _native

HAS_METAL = "metal" in enigma.devices()
without_metal = pytest.mark.skipif(HAS_METAL, reason="there is a GPU")


@enigma.kernel
def double(A: enigma.f32):
    tid = enigma.thread_position_in_grid
    A[tid] = A[tid] * 2


@enigma.kernel
def scaled(A: enigma.f32):
    factor = enigma.function_constant("float", 2)
    tid = enigma.thread_position_in_grid
    A[tid] = A[tid] * factor


USES = {
    "launch": lambda a: double(a).launch(4, 4, device="metal"),
    "submit": lambda a: double(a).submit(4, 4, device="metal"),
    "compiled": lambda a: enigma.compile(double)(a).launch(4, 4, device="metal"),
    "runtime": lambda a: enigma.Runtime("metal"),
    "capabilities": lambda a: enigma.device_capabilities("metal"),
    "synchronize": lambda a: enigma.synchronize("metal"),
    "gpu": lambda a: _native.gpu(),
    "pages": lambda a: _native.Pages(64),
    "complaint": lambda a: _native.metal_complaint("kernel void k() {}"),
    "text": lambda a: enigma.compile(double)._native.launch_metal_text(("", "k"), (a,), 4, 4),
}


@without_metal
@pytest.mark.parametrize("use", USES)
def test_metal_needs_macos(use):
    a = np.ones(4, np.float32)
    with pytest.raises(enigma.UnsupportedError) as caught:
        USES[use](a)
    assert caught.value.code == "E0505"
    text = str(caught.value)
    assert text.startswith("[E0505] there is no Metal device here: Metal needs macOS\n")
    assert text.endswith("= the devices here are cpu")
    if use in ("launch", "submit", "compiled"):
        assert caught.value.file == __file__
    assert np.array_equal(a, np.ones(4))


@pytest.mark.parametrize("name", enigma.devices())
def test_every_device(name):
    a = np.arange(100, dtype=np.float32)
    double(a).launch(100, 32, device=name)
    assert np.array_equal(a, np.arange(100) * 2)
    enigma.compile(scaled)(a).launch(100, 32, constants={2: 0.5}, device=name)
    scaled(a).launch(100, 32, {2: 3.0}, name)
    assert np.array_equal(a, np.arange(100) * 3)
    runtime = enigma.Runtime(name)
    out = runtime.execute(enigma.compile(double), [], output_shapes=[4], grid=4, threads=4)
    assert np.array_equal(out, np.zeros(4))
    assert name in repr(runtime).lower() and runtime.device == name


@pytest.mark.parametrize("name", enigma.devices())
def test_submissions_follow_each_other(name):
    a = enigma.Buffer(np.ones(64, np.float32))
    b = np.ones(5, np.float32)
    all_of_them = [double(a).submit(64, 32, device=name) for _ in range(3)]
    other = double(b).submit(5, 4, device=name)
    assert all_of_them[-1].wait() >= 0
    assert all(one.done for one in all_of_them)
    enigma.synchronize(name)
    assert other.done
    assert np.array_equal(a.numpy(), np.full(64, 8)) and np.array_equal(b, np.full(5, 2))
    assert all_of_them[0].wait() == all_of_them[0].wait()
    assert repr(other) == "<enigma.Submission of double, done>"


def test_a_submission_keeps_what_it_works_on():
    a = np.ones(1 << 16, np.float32)
    submission = double(a).submit(a.size, 256)
    count = sys.getrefcount(a)
    submission.wait()
    del submission
    assert sys.getrefcount(a) == count - 1


def test_a_submission_says_at_once_what_is_wrong_with_its_call():
    with pytest.raises(enigma.LaunchSizeError) as caught:
        double(np.ones(4, np.float32)).submit(4, 2000)
    assert caught.value.code == "E0403"
    with pytest.raises(enigma.LaunchArgumentError):
        double(np.ones(4, np.float64)).submit(4, 4)


PROGRAM = """
import enigma, numpy as np
@enigma.kernel
def one(A: enigma.f32):
    A[enigma.thread_position_in_grid] = 1.0
a = np.zeros(4, np.float32)
one(a).launch(4, 4)
assert a.sum() == 4
print(enigma.Runtime().device)
"""


def told(tmp_path, device):
    script = tmp_path / "program.py"
    script.write_text(PROGRAM, encoding="utf-8")
    environment = {**os.environ, "ENIGMA_DEVICE": device}
    command = [sys.executable, str(script)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_the_environment_chooses_the_device(tmp_path):
    assert told(tmp_path, "cpu").stdout == "cpu\n"
    assert told(tmp_path, "").stdout == f"{enigma.devices()[0]}\n"
    wrong = told(tmp_path, "tpu")
    assert 'there is no device "tpu"' in wrong.stderr
    assert "ENIGMA_DEVICE says so" in wrong.stderr


@without_metal
def test_the_environment_chooses_metal(tmp_path):
    chosen = told(tmp_path, "metal")
    assert chosen.returncode == 1
    assert "Metal needs macOS" in chosen.stderr and "ENIGMA_DEVICE says so" in chosen.stderr


def test_capabilities_of_a_gpu(monkeypatch):
    facts = ("Apple M3", "apple9", 1009, 32768, 1024, True)
    monkeypatch.setattr(_native, "device", lambda name: name)
    monkeypatch.setattr(_native, "gpu", lambda: facts)
    enigma.capabilities.capabilities.cache_clear()
    found = enigma.device_capabilities("metal")
    wanted = enigma.DeviceCapabilities("apple9", 1009, True, True, 32, 32768, 1024, "Apple M3")
    assert found == wanted and found.is_m3_or_newer
    enigma.capabilities.capabilities.cache_clear()


class Pages:
    """Memory of a GPU that is not there."""

    def __init__(self, size):
        self.memory = np.zeros(size, np.uint8)
        self.__array_interface__ = self.memory.__array_interface__
        MADE.append(weakref.ref(self))


MADE = []


def test_buffers_are_memory_of_a_gpu(monkeypatch):
    monkeypatch.setattr(_native, "devices", lambda: ["metal", "cpu"])
    monkeypatch.setattr(_native, "Pages", Pages)
    MADE.clear()
    made = enigma.Buffer.zeros((3, 5), enigma.f16)
    copied = enigma.Buffer([[1, 2], [3, 4]], enigma.f32)
    empty = enigma.Buffer.zeros(0, enigma.f32)
    assert [one().memory.size for one in MADE] == [30, 16]
    for buffer, one in zip((made, copied), MADE, strict=True):
        assert buffer.__array_interface__["data"][0] == one().memory.ctypes.data
    assert (made.shape, made.numpy().any(), empty.size) == ((3, 5), False, 0)
    double(copied).launch(4, 4, device="cpu")
    assert copied.numpy().tolist() == [[2, 4], [6, 8]]
    runtime = enigma.Runtime("cpu")
    out = runtime.execute(enigma.compile(double), [], output_shapes=[4], grid=4, threads=4)
    assert len(MADE) == 3 and MADE[2]() is not None
    del made, copied, out, buffer, one
    assert [one() for one in MADE] == [None] * 3


def tools(tmp_path, monkeypatch, script):
    """Puts a program called `xcrun` on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "xcrun"
    program.write_text("#!/bin/sh\n" + textwrap.dedent(script), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


FAKE = """
    # -sdk macosx TOOL FLAGS... -o OUTPUT
    echo "$@" >> "$LOG"
    for last; do :; done
    echo "made by $3" > "$last"
"""


def test_a_metal_library(tmp_path, monkeypatch):
    tools(tmp_path, monkeypatch, FAKE)
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    compiled = enigma.compile(double)
    assert compiled.build_metallib() == b"made by metallib\n"
    assert compiled.has_metallib and compiled.metallib_path is None
    assert compiled.build_metallib(tmp_path / "kept") == compiled.metallib_bytes
    with open(compiled.metallib_path, "rb") as kept:
        assert kept.read() == compiled.metallib_bytes
    assert (tmp_path / "kept" / "double_.metal").read_text() == compiled.metal_source
    metal, metallib = (tmp_path / "log").read_text().splitlines()[:2]
    assert metal.startswith("-sdk macosx metal -std=macos-metal2.0 -fno-fast-math -c ")
    assert metallib.startswith("-sdk macosx metallib ")


def test_the_offline_compiler_is_heard_in_the_users_lines(tmp_path, monkeypatch):
    compiled = enigma.compile(double)
    lines = compiled.metal_source.splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.strip().startswith("A["))
    script = f"""
        echo "k.metal:{number}:9: error: no such thing" >&2
        exit 1
    """
    tools(tmp_path, monkeypatch, script)
    with pytest.raises(enigma.UnsupportedError, match="rejects the text: no such thing") as caught:
        compiled.build_metallib()
    place = double.fn.__code__.co_firstlineno + 3
    assert (caught.value.code, caught.value.file, caught.value.line) == ("E0506", __file__, place)
    assert "\n   | ^^" in str(caught.value) or "| A[tid] = A[tid] * 2" in str(caught.value)


@pytest.mark.parametrize("missing", [True, False])
def test_without_the_tools(tmp_path, monkeypatch, missing):
    if missing:
        monkeypatch.setenv("PATH", str(tmp_path))
    else:
        said = "xcrun: error: unable to find utility metal, not a developer tool or in PATH"
        tools(tmp_path, monkeypatch, f'echo "{said}" >&2; exit 72')
    with pytest.raises(enigma.UnsupportedError, match="no Metal library of double") as caught:
        enigma.compile(double).build_metallib()
    assert caught.value.code == "E0505"
    assert "kernels run without them" in caught.value.notes[-1]
