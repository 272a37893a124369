// reverse, from reverse.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void reverse(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    uint tid [[thread_position_in_grid]],
    uint lid [[thread_position_in_threadgroup]],
    uint bsize [[threads_per_threadgroup]]
) {
    threadgroup float shared[256];  // reverse.py:7
    shared[lid] = A[tid];  // reverse.py:8
    threadgroup_barrier(mem_flags::mem_threadgroup);  // reverse.py:9
    B[tid] = shared[bsize - lid - 1u];  // reverse.py:10
}
