// Y = X / sqrt(mean(X^2) + eps) * weight for each row of n: a group of 256 per row. PoCL 3.1 has no
// sub-groups, so the sum is a tree in local memory; the unroll hint makes its code faster.
kernel void rmsnorm(global const float *x, global const float *weight, global float *y, uint n, float eps) {
    local float shared[256];
    const uint lid = get_local_id(0), start = get_group_id(0) * n;
    float squares = 0.0f;
    for (uint i = lid; i < n; i += 256) squares = fma(x[start + i], x[start + i], squares);
    shared[lid] = squares;
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
    for (uint stride = 128; stride > 0; stride /= 2) {
        if (lid < stride) shared[lid] += shared[lid + stride];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    const float scale = rsqrt(shared[0] / (float)n + eps);
    for (uint i = lid; i < n; i += 256) y[start + i] = x[start + i] * scale * weight[i];
}
