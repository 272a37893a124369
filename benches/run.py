"""`make bench`: the same problems on Enigma, C++, PoCL, Numba, Taichi and NumPy, in one process.

    python benches/run.py [--only native,pocl] [--workloads reverse,matmul] [--rounds 9] [--quick]
                          [--details] [--json FILE] [--cpu-time]

Exits with 1 if a contender gave a wrong result or failed; a contender that is not installed is only
reported. Every contender gets as many threads as this process may use cores.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path


def core_count() -> int:
    """Cores that this process may run on."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        return os.cpu_count() or 1


def limit_threads(threads: int) -> None:
    """Sets what each contender reads when it is loaded, so call this before any import of them.

    A pool that spins after its work would slow the contender that is next; all of them sleep.
    """
    for name in (
        "ENIGMA_NUM_THREADS",
        "NUMBA_NUM_THREADS",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "POCL_CPU_MAX_CU_COUNT",
        "POCL_MAX_PTHREAD_COUNT",
    ):
        os.environ[name] = str(threads)
    os.environ.update(
        OMP_DYNAMIC="false",
        OMP_WAIT_POLICY="passive",
        KMP_BLOCKTIME="0",
        OPENBLAS_THREAD_TIMEOUT="4",
        POCL_KERNEL_CACHE="0",
        ENIGMA_CACHE="0",
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="contenders, by commas; default: all")
    parser.add_argument("--workloads", default="", help="by commas; default: all")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--compiles", type=int, default=9, help="cold compiles of each kernel")
    parser.add_argument("--quick", action="store_true", help="3 rounds, 3 compiles")
    parser.add_argument(
        "--cpu-time", action="store_true", help="processor time over threads: for a busy machine"
    )
    parser.add_argument("--details", action="store_true", help="every entry of every workload")
    parser.add_argument("--json", type=Path, help="writes all rounds there")
    options = parser.parse_args()
    if options.quick:
        options.rounds = options.compiles = 3
    return options


def chosen(text: str, known: tuple[str, ...]) -> list[str]:
    """Names of a comma-separated list, or an exit that says which are known."""
    names = [name for name in text.split(",") if name] or list(known)
    unknown = sorted(set(names) - set(known))
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
    return names


def load_contenders(names: list[str], threads: int) -> list:
    """The machine's limits and the contenders that exist here; prints a line for each."""
    import contenders

    loaded = []
    for name in ("machine", *names):
        try:
            loaded.append(contenders.make(name, threads))
            print(f"  {name:<9}{loaded[-1].version}")
        except contenders.Missing as missing:
            print(f"  {name:<9}missing: {missing}")
    return loaded


def measured(name: str, peers: list, options: argparse.Namespace, one_thread):
    """One workload, its rounds and what its kernel costs."""
    import costs
    import measure
    import report
    import workload as workloads

    workload = workloads.load(name)
    result = report.result(workload, measure.measure(workload, peers, options.rounds))
    if result.enigma:
        result.cold = costs.compile_time(name, options.compiles)
        if one_thread and workload.roof == "fma":
            result.scaling = costs.scaling(one_thread, workload, result.enigma, options.rounds)
    return result


def main() -> int:
    options = arguments()
    threads = core_count()
    limit_threads(threads)
    import contenders
    import costs
    import measure
    import workload as workloads
    from report import Report, details

    if options.cpu_time:
        measure.use_cpu_time(threads)
    names = chosen(options.only, contenders.NAMES)
    workload_names = chosen(options.workloads, workloads.names())
    load = os.getloadavg()[0]
    print(f"load average {load:.1f} (0 is a quiet machine)")
    loaded = load_contenders(names, threads)
    has_enigma = any(contender.name == "enigma" for contender in loaded)
    one_thread = costs.OneThread() if has_enigma and threads > 1 and not options.cpu_time else None
    report = Report()
    for name in workload_names:
        result = measured(name, loaded, options, one_thread)
        report.results.append(result)
        print("\n" + details(result) if options.details else f"  {name}", flush=True)
    if one_thread:
        one_thread.close()
    if has_enigma:
        report.launches = costs.launch_costs()
        if costs.has_disk_cache():
            report.cached = costs.cached_compiles(workload_names, options.compiles)
    print("\n" + report.text())
    if options.json:
        conditions = {
            "contenders": {contender.name: contender.version for contender in loaded},
            "load_average": load,
            "clock": "processor" if options.cpu_time else "wall",
        }
        options.json.write_text(json.dumps(conditions | report.json(), indent=1) + "\n")
    return int(report.wrong())


if __name__ == "__main__":
    sys.exit(main())
