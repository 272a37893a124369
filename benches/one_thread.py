"""Runs kernels of Enigma when asked to, for `costs.OneThread`: `load NAME`, then `run`."""

import sys

import measure
import workload as workloads
from contenders.enigma_contender import kernel_of, launcher


def main() -> None:
    run, calls = None, 0
    for line in sys.stdin:
        command, _, name = line.strip().partition(" ")
        if command == "load":
            workload = workloads.load(name)
            run = launcher(kernel_of(workload), workload)
            run()
            calls = measure.batch(run)
            print(calls, flush=True)
        else:
            print(measure.time_batch(run, calls), flush=True)


main()
