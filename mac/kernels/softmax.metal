// Softmax of each row of 1,024: 256 threads per row, a float4 per thread.
// Metal Shading Language 2.3 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void softmax(
    device const float4* x [[buffer(0)]],
    device float4* y [[buffer(1)]],
    uint3 tid [[thread_position_in_grid]],
    uint lane [[thread_index_in_simdgroup]],
    uint simdgroup [[simdgroup_index_in_threadgroup]]
) {
    threadgroup float maxima[8];
    threadgroup float sums[8];
    float4 v = x[tid.x];
    float largest = simd_max(max(max(v.x, v.y), max(v.z, v.w)));
    if (lane == 0) {
        maxima[simdgroup] = largest;
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);
    largest = simd_max(maxima[lane & 7]);
    v = v - largest;
    v = float4(exp(v.x), exp(v.y), exp(v.z), exp(v.w));
    float sum = simd_sum(v.x + v.y + v.z + v.w);
    if (lane == 0) {
        sums[simdgroup] = sum;
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);
    sum = simd_sum(lane < 8 ? sums[lane] : 0.0f);
    y[tid.x] = v / sum;
}
