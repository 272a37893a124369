import taichi as ti


@ti.kernel
def conv1d(
    signal: ti.types.ndarray(ti.f32, 1),
    taps: ti.types.ndarray(ti.f32, 1),
    out: ti.types.ndarray(ti.f32, 1),
    n: ti.i32,
):
    ti.loop_config(block_dim=4096)
    for i in range(n):
        total = 0.0
        if i >= 15 and i < n - 15:
            for tap in ti.static(range(31)):
                total += taps[tap] * signal[i - 15 + tap]
        else:
            for tap in range(31):
                at = i - 15 + tap
                if at >= 0 and at < n:
                    total += taps[tap] * signal[at]
        out[i] = total
