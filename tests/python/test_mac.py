"""`mac/` without a Mac: the steps with tools that do nothing, the report, the kernels by hand."""

import importlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import enigma
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
MAC = ROOT / "mac"
sys.path.insert(0, str(MAC))
compare, golden, replay, steps, summary = map(
    importlib.import_module, ["compare", "golden", "replay", "steps", "summary"]
)
workloads = compare.workloads

JUNIT = """<testsuites><testsuite>
<testcase classname="tests.a" name="right[metal]"/>
<testcase classname="tests.a" name="left"><skipped message="not for the GPU"/></testcase>
<testcase classname="tests.a" name="wrong[metal]">
<failure message="assert 1 == 2&#10;more"/></testcase>
<testcase classname="tests.b" name="broken"><error message="no fixture"/></testcase>
</testsuite></testsuites>
"""

# Stands for every program: it logs how it was called, and does what the step would leave behind.
PROGRAM = f"""#!{sys.executable}
import os, sys
here = os.environ["HERE"]
with open(f"{{here}}/calls", "a") as calls:
    mode = os.environ.get("MTL_DEBUG_LAYER")
    print(os.path.basename(sys.argv[0]), *sys.argv[1:], mode, file=calls)
for argument in sys.argv:
    if argument.startswith("--junitxml="):
        with open(argument.split("=", 1)[1], "w") as file:
            file.write(open(f"{{here}}/junit.xml").read())
    if argument.endswith(".json"):
        argument = argument.removeprefix("--json=")
        with open(argument, "w") as file:
            file.write(open(f"{{here}}/{{os.path.basename(argument)}}").read())
name = os.path.basename(sys.argv[0])
print(f"{{name}} ran in {{os.getcwd()}}")
says = os.environ.get("SAYS", "")
if says and "-k" in sys.argv:
    print(says, file=sys.stderr)
sys.exit(int(os.environ.get("FAIL_" + name, "0")))
"""

GOLDEN = {
    "compilers": [
        {"name": "the system's", "missing": False, "taken": 68, "rejected": {"k.metal": "k:1: no"}},
        {"name": "Xcode's", "missing": True, "taken": 0, "rejected": {}},
    ]
}
BENCH = {
    "device": "Apple M9",
    "rounds": 20,
    "kernels": [
        {"name": "reverse", "enigma_us": 10.0, "hand_us": 12.5, "problem": ""},
        {"name": "matmul", "enigma_us": 0.0, "hand_us": 0.0, "problem": "by hand: WRONG: 3"},
    ],
}


REPLAY = {
    "counts": {"the same": 7, "different": 1},
    "details": [{"from": "tests/t.py::x", "how": "different", "what": "argument 0[3] is 1, not 2"}],
}


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder like the repository, on a machine where every program is there and does nothing."""
    programs = tmp_path / "bin"
    for program in (
        *("bin/make", "bin/cargo", "bin/sw_vers", "bin/sysctl", "bin/xcrun", "bin/xcode-select"),
        *("bin/system_profiler", "bin/rustc", ".venv/bin/python"),
    ):
        path = tmp_path / program
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PROGRAM, encoding="utf-8")
        path.chmod(0o755)
    (tmp_path / "junit.xml").write_text(JUNIT, encoding="utf-8")
    (tmp_path / "golden.json").write_text(json.dumps(GOLDEN), encoding="utf-8")
    (tmp_path / "replay.json").write_text(json.dumps(REPLAY), encoding="utf-8")
    (tmp_path / "bench.json").write_text(json.dumps(BENCH), encoding="utf-8")
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("HERE", str(tmp_path))
    return tmp_path


def ran(place, *arguments):
    """The exit code and the report."""
    code = steps.main([*arguments, "--root", str(place)])
    return code, (place / "target/mac/report.md").read_text(encoding="utf-8")


def test_all_steps_are_run_and_reported(place):
    code, text = ran(place)
    assert code == 0
    calls = (place / "calls").read_text().splitlines()
    every = steps.steps(place / "target/mac", quick=False)
    assert calls[0] == "make module None" and len(calls) >= len(every)
    # The GPU is tested with validation on, and timed without.
    gpu = next(call for call in calls if "-k metal" in call)
    assert gpu.startswith("python -m pytest --capture=no -k metal --junitxml=")
    assert gpu.endswith(" 1")
    assert next(call for call in calls if "compare.py" in call).endswith(" None")
    for step in every:
        assert f"| {step.title} | passed | 0 |" in text
        assert (place / f"target/mac/{step.name}.log").exists()
    assert "## Tests: gpu\n\n1 passed, 2 failed, 1 skipped" in text
    assert "- `tests.a::wrong[metal]`: assert 1 == 2\n- `tests.b::broken`: no fixture\n" in text
    assert "the system's: 68 taken, 1 rejected" in text and "Xcode's: not there" in text
    assert "- `k.metal`\n\n    k:1: no\n" in text
    assert "| reverse | 10.0 | 12.5 | 1.25 |  |" in text
    assert "| matmul |  |  |  | by hand: WRONG: 3 |" in text
    assert "| different | 1 |\n| the same | 7 |\n" in text
    assert "- `tests/t.py::x`: different: argument 0[3] is 1, not 2\n" in text
    assert "    $ sw_vers\n    sw_vers ran in .\n" in text
    assert str(place) not in text


def test_a_step_that_fails_does_not_stop_the_others(place, monkeypatch):
    monkeypatch.setenv("FAIL_cargo", "3")
    code, text = ran(place, "--quick")
    assert code == 1
    assert "| the Metal runtime's own tests | failed (3) | 0 |" in text
    assert "| kernels of the tests on the GPU, validation on | passed | 0 |" in text
    assert "## The end of runtime.log\n\n    cargo ran in ." in text
    assert "the tests on the CPU" not in text


def test_without_a_build_nothing_is_run(place, monkeypatch):
    monkeypatch.setenv("FAIL_make", "2")
    code, text = ran(place)
    assert code == 1
    assert "| the package is built | failed (2) | 0 |" in text
    assert "| the Metal runtime's own tests | not run | 0 |" in text


def test_what_validation_says_is_a_failure(place, monkeypatch):
    said = 'Invalid device store at offset 4096, executing kernel function: "k"'
    monkeypatch.setenv("SAYS", said)
    code, text = ran(place)
    assert code == 1
    row = "| kernels of the tests on the GPU, validation on | Metal's validation has 1 complaints |"
    assert row in text
    assert f"## Metal's validation: gpu\n\n    {said}\n" in text
    assert "| the tests on the CPU | passed |" in text


def test_what_is_no_complaint(tmp_path):
    log = tmp_path / "log"
    log.write_text("python[1:2] Metal API Validation Enabled\n3 passed\n", encoding="utf-8")
    assert summary.complaints(log) == []
    said = "-[MTLDebugComputeCommandEncoder setBytes:]:3: failed assertion `length(0)'"
    log.write_text(f"{said}\n{said}\nok\n", encoding="utf-8")
    assert summary.complaints(log) == [said]
    assert summary.complaints(tmp_path / "none") == []


def test_a_program_that_is_not_there_and_one_that_does_not_end(tmp_path):
    missing = steps.Step("a", "a", ["no such program"])
    assert steps.run(missing, tmp_path, tmp_path).status == "could not be started"
    endless = steps.Step("b", "b", [sys.executable, "-c", "input()"], minutes=0)
    assert steps.run(endless, tmp_path, tmp_path).status == "not over after 0 minutes"


def test_the_script_is_one_command_for_macos():
    script = MAC / "check"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
    if sys.platform != "darwin":
        ended = subprocess.run([str(script)], capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stdout) == (1, "")
        assert "this is for macOS" in ended.stderr


def test_golden_texts_through_compilers(tmp_path, monkeypatch):
    paths = golden.texts()
    assert len(paths) > 50
    assert golden.dialect("// Metal Shading Language 3.1 or newer.") == "metal3.1"
    assert golden.dialect("// Metal Shading Language 2.3 or newer.") == "macos-metal2.3"
    found = golden.tried("c", True, lambda path, text: "no" if "atomic" in text else None, paths)
    assert found["taken"] + len(found["rejected"]) == len(paths)
    assert found["rejected"] and set(found["rejected"].values()) == {"no"}
    assert golden.tried("c", False, golden.system, paths)["missing"]
    xcrun = tmp_path / "xcrun"
    xcrun.write_text('#!/bin/sh\n[ "$4" = --version ] || { echo "$@" >&2; exit 1; }\n')
    xcrun.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(golden, "texts", lambda: paths[:2])
    results = tmp_path / "golden.json"
    assert golden.main(["--json", str(results)]) == 1
    xcode = json.loads(results.read_text(encoding="utf-8"))["compilers"][1]
    said = xcode["rejected"][paths[0].name]
    assert said.startswith("-sdk macosx metal -std=") and said.endswith("-o /dev/null")


def test_the_comparison_of_times():
    workload = workloads.load("vector_add", small=True)

    def launch(time, wrong=0.0):
        def run():
            np.add(*workload.inputs, out=workload.outputs[0])
            workload.outputs[0][3] += wrong
            return next(time)

        return run

    both = launch(iter([9, 3, 5, 4.0])), launch(iter([9, 7, 6, 8.0]))
    found = compare.compared(workload, both, 3)
    assert found == {"name": "vector_add", "enigma_us": 3, "hand_us": 6, "problem": ""}
    wrong = compare.compared(workload, (launch(iter([1])), launch(iter([1]), wrong=1.0)), 3)
    assert wrong["problem"].startswith("by hand: WRONG: 1 of")


@pytest.mark.skipif("metal" in enigma.devices(), reason="there is a GPU")
def test_benchmarks_need_a_gpu(tmp_path):
    workload = workloads.load("reverse", small=True)
    found = compare.compared(workload, compare.launches(workload), 1)
    assert found["problem"].startswith("Enigma: [E0505] there is no Metal device here")
    with pytest.raises(enigma.UnsupportedError):
        compare.main(["--json", str(tmp_path / "bench.json")])


needs_cargo = pytest.mark.skipif(shutil.which("cargo") is None, reason="cargo checks Metal text")


@needs_cargo
def test_kernels_by_hand_pass_the_checks():
    command = ["cargo", "xtask", "metal", str(MAC / "kernels")]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@needs_cargo
def test_kernels_by_hand_give_what_the_benchmarks_expect(tmp_path):
    every = [workloads.load(name, small=True) for name in compare.names()]
    for workload in every:
        folder = tmp_path / workload.name
        folder.mkdir()
        text, function = compare.by_hand(workload.name)
        assert f"kernel void {function}(" in text
        (folder / "text.metal").write_text(text, encoding="utf-8")
        sizes = [*workload.grid, *workload.threads]
        (folder / "launch").write_text(" ".join(map(str, sizes)), encoding="utf-8")
        for number, argument in enumerate((*workload.arrays, *workload.scalars)):
            (folder / f"{number}.bin").write_bytes(argument.tobytes())
    command = ["cargo", "xtask", "run-metal", str(tmp_path)]
    executed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert executed.returncode == 0, executed.stdout + executed.stderr
    for workload in every:
        first = len(workload.inputs)
        for number, output in enumerate(workload.outputs, first):
            raw = (tmp_path / workload.name / f"{number}.bin").read_bytes()
            output[...] = np.frombuffer(raw, output.dtype).reshape(output.shape)
        assert workload.difference() == "", workload.name


def test_the_signatures_by_hand_are_those_of_the_kernels():
    for name in compare.names():
        workload = workloads.load(name, small=True)
        params = enigma.compile(compare.kernel_of(workload))._native.params
        text, _ = compare.by_hand(name)
        assert text.count("[[buffer(") == len(params), name
        for number, (_, _, is_scalar) in enumerate(params):
            declared = next(line for line in text.splitlines() if f"[[buffer({number})]]" in line)
            assert declared.strip().startswith("constant" if is_scalar else "device"), name


TEXT = """#include <metal_stdlib>
kernel void twice(device float* a [[buffer(0)]], constant uint& n [[buffer(1)]]) {}
"""


def kept(folder, name, after, text=TEXT, extra=""):
    """A launch as the tests keep them: A = [1, 2, 4], n = 3."""
    (folder / "k.metal").write_text(text, encoding="utf-8")
    before = np.array([1, 2, 4], np.float32)
    head = f"text k.metal\nfrom tests/t.py::{name}\ngrid 3 1 1\nthreads 2 1 1\n{extra}"
    head += "arg float 12\narg uint 4\ndata\n"
    n = np.uint32(3).tobytes()
    data = before.tobytes() + n + np.array(after, np.float32).tobytes() + n
    path = folder / f"{name}.launch"
    path.write_bytes(head.encode() + data)
    return path


def test_launches_are_replayed(tmp_path):
    def run(launch):
        assert (launch.grid, launch.threads) == ((3, 1, 1), (2, 1, 1))
        a, n = replay.arrays(launch, launch.before)
        assert n.tolist() == [3] and n.dtype == np.uint32
        return [a * 2, n]

    def outcome(folder):
        results = tmp_path / "results.json"
        code = replay.main([str(folder), f"--json={results}"], run)
        return code, json.loads(results.read_text(encoding="utf-8"))

    kept(tmp_path, "right", [2, 4, 8])
    kept(tmp_path, "near", [2.00001, 4, 8])
    code, results = outcome(tmp_path)
    assert (code, results["details"]) == (0, [])
    assert results["counts"] == {"the same": 2}
    kept(tmp_path, "wrong", [2, 4, 9])
    code, results = outcome(tmp_path)
    what = "argument 0[2] is 8.0, not 9.0"
    assert code == 1
    assert results["details"] == [{"from": "tests/t.py::wrong", "how": "different", "what": what}]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert outcome(empty)[0] == 1


def test_what_atomics_leave_may_differ(tmp_path):
    path = kept(tmp_path, "atomics", [0, 0, 0], text=TEXT + "// atomic_fetch_add_explicit")
    how, what = replay.replayed(
        replay.read(path), lambda launch: replay.arrays(launch, launch.before)
    )
    assert (how, what) == ("different, with atomics", "argument 0[0] is 1.0, not 0.0")


@pytest.mark.skipif("metal" in enigma.devices(), reason="there is a GPU")
@pytest.mark.parametrize("dtype", ["", "uint", "half", "bfloat"])
def test_to_replay_takes_a_gpu(tmp_path, dtype):
    """A launch with function constants comes as far as the others."""
    text, extra = TEXT, ""
    if dtype:
        text = f"constant {dtype} n [[function_constant(4)]];\n{TEXT}"
        extra = f"constant 4 {'07000000' if dtype == 'uint' else '0040'}\n"
    launch = replay.read(kept(tmp_path, "x", [2, 4, 8], text, extra))
    how, what = replay.replayed(launch, replay.on_gpu)
    assert how == "failed"
    assert what.startswith("[E0505] there is no Metal device here")
