"""Every kernel of benches/ against its workload's expected result, at the workload's small size."""

import sys
from pathlib import Path

import pytest

BENCHES = Path(__file__).parents[2] / "benches"
sys.path.insert(0, str(BENCHES))

import workload as workloads  # noqa: E402
from contenders import Entry  # noqa: E402
from contenders.enigma_contender import kernel_of, launcher  # noqa: E402
from measure import measure  # noqa: E402
from report import Report, result  # noqa: E402

NAMES = workloads.names()


@pytest.mark.parametrize("name", NAMES)
def test_kernel_gives_the_expected_result(name, run):
    workload = workloads.load(name, small=True)
    arguments = [array.reshape(-1) for array in workload.arrays]
    run(
        kernel_of(workload),
        *arguments,
        *workload.scalars,
        grid=workload.grid,
        threads=workload.threads,
    )
    assert workload.difference() == ""


def test_each_workload_has_a_kernel_and_each_kernel_a_workload():
    assert {path.stem for path in (BENCHES / "kernels").glob("*.py")} == set(NAMES)


@pytest.mark.parametrize("folder", ["opencl", "numba_kernels", "taichi_kernels"])
def test_forms_are_named_after_workloads(folder):
    forms = {path.stem for path in (BENCHES / folder).iterdir() if path.suffix in (".cl", ".py")}
    assert forms <= set(NAMES)


def test_a_wrong_result_is_told_from_a_right_one():
    workload = workloads.load("tree_sum", small=True)
    workload.outputs[0][:] = workload.expected[0]
    assert workload.difference() == ""
    workload.outputs[0][3] += 1
    assert workload.difference().startswith("WRONG: 1 of 8, [3]")


class Contender:
    """Runs a workload's kernel, or what it is given instead."""

    version = ""

    def __init__(self, name, run=None):
        self.name, self.run = name, run

    def entries(self, workload):
        run = self.run or launcher(kernel_of(workload), workload)
        return [Entry(self.name, run, workload.amount)]


def test_a_wrong_contender_is_not_timed_and_fails_the_run():
    workload = workloads.load("reverse", small=True)
    idle = Contender("native", run=lambda: None)
    report = Report([result(workload, measure(workload, [Contender("enigma"), idle], 3))])
    right, wrong = report.results[0].rows
    assert len(right.rounds) == 3 and not right.wrong
    assert wrong.rounds == [] and wrong.problem.startswith("WRONG")
    assert report.wrong()
    assert report.results[0].ahead_of("native") is None
    assert "reverse: native: WRONG" in report.text()


def test_ratios_are_above_one_where_enigma_is_faster():
    workload = workloads.load("vector_add", small=True)
    rows = measure(workload, [Contender("enigma"), Contender("native")], 1)
    rows[0].rounds, rows[1].rounds = [0.5, 1.0], [2.0, 3.0]
    found = result(workload, rows)
    assert found.ahead_of("native") == 4.0
    assert Report([found]).json()["workloads"]["vector_add"]["ahead_of"]["native"] == 4.0
    assert "ahead of native: geometric mean 4.00" in Report([found]).text()
