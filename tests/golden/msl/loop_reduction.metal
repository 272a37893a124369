// loop_reduction, from loop_reduction.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void loop_reduction(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    uint tid [[thread_position_in_grid]],
    uint lid [[thread_position_in_threadgroup]],
    uint group_id [[threadgroup_position_in_grid]]
) {
    threadgroup float partial[256];  // loop_reduction.py:4
    partial[lid] = A[tid];  // loop_reduction.py:5
    uint stride = 128;  // loop_reduction.py:7
    while (stride > 0u) {
        threadgroup_barrier(mem_flags::mem_threadgroup);  // loop_reduction.py:8
        if (lid < stride) {  // loop_reduction.py:9
            partial[lid] += partial[lid + stride];  // loop_reduction.py:10
        }
        stride >>= 1;  // loop_reduction.py:11
    }
    if (lid == 0u) {  // loop_reduction.py:12
        B[group_id] = partial[0];  // loop_reduction.py:13
    }
}
