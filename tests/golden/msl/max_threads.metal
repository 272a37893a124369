// max_threads, from max_threads.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

[[max_total_threads_per_threadgroup(256)]]
kernel void max_threads(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    uint tid [[thread_position_in_grid]],
    uint lid [[thread_position_in_threadgroup]],
    uint bsize [[threads_per_threadgroup]]
) {
    threadgroup float shared[256];  // max_threads.py:7
    shared[lid] = A[tid];  // max_threads.py:8
    threadgroup_barrier(mem_flags::mem_threadgroup);  // max_threads.py:9
    B[tid] = shared[bsize - lid - 1u];  // max_threads.py:10
}
