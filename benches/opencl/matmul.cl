// C = A B, a 16x16 group per tile of C, tiles of A and B in local memory, two barriers per step.
// No unroll hint: PoCL makes twice slower code of it.
kernel void matmul(global const float *a, global const float *b, global float *c, uint n) {
    local float tile_a[16][16], tile_b[16][16];
    const uint x = get_local_id(0), y = get_local_id(1);
    const uint col = get_global_id(0), row = get_global_id(1);
    float sum = 0.0f;
    for (uint step = 0; step < n / 16; ++step) {
        tile_a[y][x] = a[row * n + step * 16 + x];
        tile_b[y][x] = b[(step * 16 + y) * n + col];
        barrier(CLK_LOCAL_MEM_FENCE);
        for (uint k = 0; k < 16; ++k) sum = fma(tile_a[y][k], tile_b[k][x], sum);
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    c[row * n + col] = sum;
}
