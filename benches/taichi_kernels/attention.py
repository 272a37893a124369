import taichi as ti


@ti.kernel
def attention(
    q: ti.types.ndarray(ti.f32, 3),
    k: ti.types.ndarray(ti.f32, 3),
    v: ti.types.ndarray(ti.f32, 3),
    out: ti.types.ndarray(ti.f32, 3),
    length: ti.i32,
    heads: ti.i32,
):
    for head, i in ti.ndrange(heads, length):
        for d in range(64):
            out[head, i, d] = 0.0
        largest, total = -1e30, 0.0
        for j in range(length):
            score = 0.0
            for d in range(64):
                score += q[head, i, d] * k[head, j, d]
            score *= 0.125
            now = ti.max(largest, score)
            fade, weight = ti.exp(largest - now), ti.exp(score - now)
            total = total * fade + weight
            for d in range(64):
                out[head, i, d] = out[head, i, d] * fade + weight * v[head, j, d]
            largest = now
        for d in range(64):
            out[head, i, d] /= total
