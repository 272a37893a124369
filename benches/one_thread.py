"""Runs kernels of Enigma when asked to, for `costs.OneThread`: `load NAME`, then `run`."""

import sys

import measure
import workload as workloads
from contenders.enigma_contender import kernel_of, launcher


def main() -> None:
    run, batch = None, None
    for line in sys.stdin:
        command, _, name = line.strip().partition(" ")
        if command == "load":
            workload = workloads.load(name)
            run = launcher(kernel_of(workload), workload)
            run()
            batch = measure.choose_batch(run)
            print(0, flush=True)
        else:
            print(measure.time_batch(run, batch), flush=True)


main()
