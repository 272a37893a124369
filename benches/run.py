"""`make bench`: the same algorithms on Enigma, PoCL, hand-written C++ and NumPy, in one process.

    python benches/run.py [--only native,pocl] [--workloads reverse,matmul] [--rounds 9]

Exits with 1 if a contender gave a wrong result or failed; a contender that is not installed is only
reported. Every contender gets as many threads as this process may use cores.
"""

from __future__ import annotations

import argparse
import functools
import os
import sys

PEERS = ("enigma", "pocl", "native", "numpy")


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
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "POCL_CPU_MAX_CU_COUNT",
        "POCL_MAX_PTHREAD_COUNT",
    ):
        os.environ[name] = str(threads)
    os.environ.update(OMP_DYNAMIC="false", KMP_BLOCKTIME="0", OPENBLAS_THREAD_TIMEOUT="4")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default=",".join(PEERS), help=f"contenders: {','.join(PEERS)}")
    parser.add_argument("--workloads", default="", help="default: all")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--compiles", type=int, default=15, help="cold compiles to take")
    return parser.parse_args()


def chosen(text: str, known: tuple[str, ...]) -> list[str]:
    """Names of a comma-separated list, or an exit that says which are known."""
    names = [name for name in text.split(",") if name] or list(known)
    unknown = sorted(set(names) - set(known))
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
    return names


def load_peers(names: list[str], threads: int) -> list:
    """The machine's limits and the contenders that exist here; prints a line for each."""
    import peers

    native = functools.cache(peers.NativeFunctions)
    makers = {
        "machine": lambda: peers.Machine(native(), threads),
        "enigma": peers.Enigma,
        "pocl": peers.Pocl,
        "native": lambda: peers.Native(native()),
        "numpy": peers.NumPy,
    }
    loaded = []
    for name in ("machine", *names):
        try:
            loaded.append(makers[name]())
            print(f"  {name:<9}{loaded[-1].version}")
        except peers.Missing as missing:
            print(f"  {name:<9}missing: {missing}")
    return loaded


def main() -> int:
    options = arguments()
    threads = core_count()
    limit_threads(threads)
    from harness import measure, table
    from peers import Enigma, cold_compile_line
    from workloads import WORKLOADS

    names = chosen(options.only, PEERS)
    workload_names = chosen(options.workloads, tuple(WORKLOADS))
    print(f"load average {os.getloadavg()[0]:.1f} (0 is a quiet machine)")
    peers = load_peers(names, threads)
    for peer in peers:
        if isinstance(peer, Enigma):
            print("\n" + cold_compile_line(peer, options.compiles), flush=True)
    wrong = False
    for name in workload_names:
        workload = WORKLOADS[name]()
        rows = measure(workload, peers, options.rounds)
        print("\n" + table(workload, rows), flush=True)
        wrong |= any(row.wrong for row in rows)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
