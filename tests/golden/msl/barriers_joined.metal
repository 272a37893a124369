// barriers_joined, from barriers_joined.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void barriers_joined(
    device float* out [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    threadgroup float shared[64];  // barriers_joined.py:4
    shared[tid] = 1.0f;  // barriers_joined.py:5
    threadgroup_barrier(mem_flags::mem_device | mem_flags::mem_threadgroup);  // barriers_joined.py:6
    float shared_value = shared[tid + 1u];  // barriers_joined.py:10
    threadgroup_barrier(mem_flags::mem_none);  // barriers_joined.py:11
    simdgroup_barrier(mem_flags::mem_threadgroup);  // barriers_joined.py:12
    out[tid] = shared_value;  // barriers_joined.py:13
}
