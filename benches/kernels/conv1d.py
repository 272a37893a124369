"""A filter of 31 taps over a signal with zeros beyond its ends, through a threadgroup tile."""

import enigma

GROUP = 256
TAPS = 31
REACH = TAPS // 2


@enigma.kernel
def conv1d(Signal: enigma.f32, Taps: enigma.f32, Out: enigma.f32, n: enigma.Scalar(enigma.i32)):
    i = enigma.metal_cast(enigma.thread_position_in_grid, "int")
    lid = enigma.metal_cast(enigma.thread_position_in_threadgroup(), "int")
    tile = enigma.threadgroup_alloc("float", GROUP + 2 * REACH)
    tile[lid + REACH] = Signal[i]
    if lid < REACH:
        tile[lid] = Signal[i - REACH] if i >= REACH else 0.0
    if lid >= GROUP - REACH:
        tile[lid + 2 * REACH] = Signal[i + REACH] if i + REACH < n else 0.0
    enigma.barrier()
    total = 0.0
    for tap in range(TAPS):
        total = enigma.fma(Taps[tap], tile[lid + tap], total)
    Out[i] = total
