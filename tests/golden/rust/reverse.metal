// reverse
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void reverse(
    device const int* A [[buffer(0)]],
    device int* B [[buffer(1)]],
    uint tid [[thread_position_in_grid]],
    uint lid [[thread_position_in_threadgroup]],
    uint group_size [[threads_per_threadgroup]]
) {
    threadgroup int shared0[256];
    shared0[lid] = A[tid];
    threadgroup_barrier(mem_flags::mem_threadgroup);
    B[tid] = shared0[group_size - lid - 1u];
}
