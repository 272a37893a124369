"""A transformer layer's decode step as one kernel, run by one threadgroup of 256 threads.

Each phase reads what the threads of the phase before wrote, so a barrier stands between them; what
only the threadgroup needs stays in threadgroup memory. Prints the error against NumPy, the compile
time and the run time.
"""

import time

import enigma
import numpy as np
from transformer import (
    CONTEXT,
    FFN,
    GROUP,
    HALF,
    HEADS,
    HIDDEN,
    KV,
    KV_HEADS,
    LANES,
    SIMDGROUPS,
    attend,
    dot,
    random_layer,
    reference,
    report,
    rms_norm,
    rotated,
    swiglu,
)

POSITION = 300
ROUNDS = 5


@enigma.kernel
def decode(
    x: enigma.f32,
    norm1: enigma.f32,
    wq: enigma.f32,
    wk: enigma.f32,
    wv: enigma.f32,
    wo: enigma.f32,
    norm2: enigma.f32,
    gate: enigma.f32,
    up: enigma.f32,
    down: enigma.f32,
    keys: enigma.f32,
    values: enigma.f32,
    position: enigma.Scalar(enigma.u32),
    out: enigma.f32,
):
    """`out` is the layer's output for `x`; the position's key and value enter the cache."""
    lane = enigma.thread_index_in_simdgroup()
    simdgroup = enigma.simdgroup_index_in_threadgroup()
    normed = enigma.threadgroup_alloc("float", HIDDEN)
    q = enigma.threadgroup_alloc("float", HIDDEN)
    hidden = enigma.threadgroup_alloc("float", HIDDEN)
    ffn = enigma.threadgroup_alloc("float", FFN)
    partial = enigma.threadgroup_alloc("float", SIMDGROUPS)

    rms_norm(x, norm1, normed, partial)

    for pair in enigma.range(simdgroup, HEADS * HALF, SIMDGROUPS):
        at, a, b = rotated(wq, pair, normed, position)
        if lane == 0:
            q[at] = a
            q[at + HALF] = b
    for pair in enigma.range(simdgroup, KV_HEADS * HALF, SIMDGROUPS):
        at, a, b = rotated(wk, pair, normed, position)
        if lane == 0:
            keys[position * KV + at] = a
            keys[position * KV + at + HALF] = b
    for row in enigma.range(simdgroup, KV, SIMDGROUPS):
        v = dot(wv, row, normed, HIDDEN)
        if lane == 0:
            values[position * KV + row] = v
    enigma.barrier("mem_device_and_threadgroup")

    # Each head is one simdgroup's, which may replace its query by the result.
    for head in enigma.range(simdgroup, HEADS, SIMDGROUPS):
        a, b = attend(q, keys, values, head, position)
        q[head * 2 * HALF + lane] = a
        q[head * 2 * HALF + lane + LANES] = b
    enigma.barrier()

    for row in enigma.range(simdgroup, HIDDEN, SIMDGROUPS):
        o = dot(wo, row, q, HIDDEN)
        if lane == 0:
            hidden[row] = x[row] + o
    enigma.barrier()

    rms_norm(hidden, norm2, normed, partial)

    for row in enigma.range(simdgroup, FFN, SIMDGROUPS):
        activated = swiglu(dot(gate, row, normed, HIDDEN), dot(up, row, normed, HIDDEN))
        if lane == 0:
            ffn[row] = activated
    enigma.barrier()

    for row in enigma.range(simdgroup, HIDDEN, SIMDGROUPS):
        o = dot(down, row, ffn, FFN)
        if lane == 0:
            out[row] = hidden[row] + o


def main() -> None:
    """Compiles and runs the kernel, checks the result, prints the times."""
    rng = np.random.default_rng(0)
    layer = random_layer(rng)
    x = rng.standard_normal(HIDDEN).astype(np.float32)
    want = reference(layer, x, POSITION)
    out = np.zeros(HIDDEN, np.float32)
    arguments = (x, *vars(layer).values(), np.uint32(POSITION), out)

    start = time.perf_counter()
    # The first launch makes the machine code; a grid of nothing runs nothing.
    decode(*arguments).launch(grid=GROUP, threads=GROUP)
    first = time.perf_counter() - start
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        decode(*arguments).launch(grid=GROUP, threads=GROUP)
        times.append(time.perf_counter() - start)

    report(f"one kernel, {GROUP} threads, context {POSITION + 1} of {CONTEXT}", out, want)
    print(f"compiled, trace to machine code, in {(first - min(times)) * 1e3:.0f} ms")
    print(f"best of {ROUNDS} runs: {min(times) * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
