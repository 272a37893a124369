// atomic_int_threadgroup, from atomic_int_threadgroup.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void atomic_int_threadgroup(
    device int* out [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    threadgroup int bins[16];  // atomic_int_threadgroup.py:3
    uint index = tid & 15u;  // atomic_int_threadgroup.py:5
    atomic_fetch_add_explicit((threadgroup atomic_int*)&bins[index], 1, memory_order_relaxed);
    int old = atomic_fetch_min_explicit((threadgroup atomic_int*)&bins[index], -5, memory_order_relaxed);  // atomic_int_threadgroup.py:6
    out[tid] = old;
}
