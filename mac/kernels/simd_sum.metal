// One partial sum per group of 256: simdgroups sum themselves, the first one sums their sums.
// Metal Shading Language 2.3 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void simd_sum_256(
    device const float* a [[buffer(0)]],
    device float* partials [[buffer(1)]],
    uint3 tid [[thread_position_in_grid]],
    uint3 group [[threadgroup_position_in_grid]],
    uint lane [[thread_index_in_simdgroup]],
    uint simdgroup [[simdgroup_index_in_threadgroup]]
) {
    threadgroup float sums[8];
    float sum = simd_sum(a[tid.x]);
    if (lane == 0) {
        sums[simdgroup] = sum;
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);
    if (simdgroup == 0) {
        sum = simd_sum(lane < 8 ? sums[lane] : 0.0f);
        if (lane == 0) {
            partials[group.x] = sum;
        }
    }
}
