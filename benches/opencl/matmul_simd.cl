// C = A B in the blocks of the kernel with simdgroup matrices, which OpenCL does not have: 32 work-items
// have a 32x32 block of C, 4 rows of two vectors of 4 each, in registers.
kernel void matmul_simd(global const float *a, global const float *b, global float *c, uint n) {
    const uint lane = get_local_id(0) % 32, part = get_local_id(0) / 32;
    const uint row = (get_group_id(1) * 2 + part / 2) * 32 + lane / 4 * 4;
    const uint col = (get_group_id(0) * 2 + part % 2) * 32 + lane % 4 * 8;
    float4 left[4], right[4];
    for (uint i = 0; i < 4; ++i) left[i] = right[i] = (float4)(0.0f);
    for (uint k = 0; k < n; ++k) {
        const float4 b0 = vload4(0, b + k * n + col), b1 = vload4(1, b + k * n + col);
        for (uint i = 0; i < 4; ++i) {
            const float4 factor = (float4)(a[(row + i) * n + k]);
            left[i] = fma(factor, b0, left[i]);
            right[i] = fma(factor, b1, right[i]);
        }
    }
    for (uint i = 0; i < 4; ++i) {
        vstore4(left[i], 0, c + (row + i) * n + col);
        vstore4(right[i], 1, c + (row + i) * n + col);
    }
}
