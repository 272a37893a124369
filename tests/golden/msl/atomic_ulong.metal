// atomic_ulong, from atomic_ulong.py:2
// Metal Shading Language 2.4 or newer (64-bit atomics).
// 64-bit atomics: GPUs of family Apple9, and of Apple8 in a Mac.

#include <metal_stdlib>

using namespace metal;

kernel void atomic_ulong_(
    device ulong* bounds [[buffer(0)]],
    device const ulong* keys [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    ulong keys_value = keys[tid];  // atomic_ulong.py:4
    atomic_min_explicit((device atomic_ulong*)&bounds[0], keys_value, memory_order_relaxed);  // atomic_ulong.py:5
    atomic_max_explicit((device atomic_ulong*)&bounds[1], keys_value, memory_order_relaxed);  // atomic_ulong.py:6
}
