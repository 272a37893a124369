"""Every kernel of benches/ against its workload's expected result, at the workload's small size."""

import sys
from pathlib import Path

import pytest

BENCHES = Path(__file__).parents[2] / "benches"
sys.path.insert(0, str(BENCHES))

import workload as workloads  # noqa: E402
from contenders.enigma_contender import kernel_of  # noqa: E402

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


def test_each_workload_has_a_kernel():
    assert set(NAMES) <= {path.stem for path in (BENCHES / "kernels").glob("*.py")}


def test_a_wrong_result_is_told_from_a_right_one():
    workload = workloads.load("tree_sum", small=True)
    workload.outputs[0][:] = workload.expected[0]
    assert workload.difference() == ""
    workload.outputs[0][3] += 1
    assert workload.difference().startswith("WRONG: 1 of 8, [3]")
