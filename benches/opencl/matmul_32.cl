// C = A B, a 32x32 group per tile of C, tiles of A and B in local memory, two barriers per step.
kernel void matmul_32(global const float *a, global const float *b, global float *c, uint n) {
    local float tile_a[32][32], tile_b[32][32];
    const uint x = get_local_id(0), y = get_local_id(1);
    const uint col = get_global_id(0), row = get_global_id(1);
    float sum = 0.0f;
    for (uint step = 0; step < n / 32; ++step) {
        tile_a[y][x] = a[row * n + step * 32 + x];
        tile_b[y][x] = b[(step * 32 + y) * n + col];
        barrier(CLK_LOCAL_MEM_FENCE);
        for (uint k = 0; k < 32; ++k) sum = fma(tile_a[y][k], tile_b[k][x], sum);
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    c[row * n + col] = sum;
}
