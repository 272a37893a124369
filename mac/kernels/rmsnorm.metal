// Y = X / sqrt(mean(X^2) + eps) * weight for each row of n: a group of 256 threads per row, four elements at a time.
// Metal Shading Language 2.3 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void rmsnorm(
    device const float4* x [[buffer(0)]],
    device const float4* weight [[buffer(1)]],
    device float4* y [[buffer(2)]],
    constant uint& n [[buffer(3)]],
    constant float& eps [[buffer(4)]],
    uint3 group [[threadgroup_position_in_grid]],
    uint3 lid [[thread_position_in_threadgroup]],
    uint lane [[thread_index_in_simdgroup]],
    uint simdgroup [[simdgroup_index_in_threadgroup]]
) {
    threadgroup float sums[8];
    uint count = n / 4;
    uint start = group.x * count;
    float squares = 0.0f;
    for (uint i = lid.x; i < count; i += 256) {
        float4 v = x[start + i];
        squares += dot(v, v);
    }
    squares = simd_sum(squares);
    if (lane == 0) {
        sums[simdgroup] = squares;
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);
    float total = simd_sum(lane < 8 ? sums[lane] : 0.0f);
    float scale = rsqrt(total / float(n) + eps);
    for (uint i = lid.x; i < count; i += 256) {
        y[start + i] = x[start + i] * scale * weight[i];
    }
}
