// atomic_uint, from atomic_uint.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void atomic_uint_(
    device uint* counts [[buffer(0)]],
    device uint* out [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    atomic_store_explicit((device atomic_uint*)&counts[0], counts[tid], memory_order_relaxed);  // atomic_uint.py:4
    atomic_exchange_explicit((device atomic_uint*)&counts[tid], 1u, memory_order_relaxed);  // atomic_uint.py:5
    atomic_fetch_add_explicit((device atomic_uint*)&counts[tid], 1u, memory_order_relaxed);  // atomic_uint.py:6
    atomic_fetch_sub_explicit((device atomic_uint*)&counts[tid], 1u, memory_order_relaxed);  // atomic_uint.py:7
    atomic_fetch_min_explicit((device atomic_uint*)&counts[tid], 1u, memory_order_relaxed);  // atomic_uint.py:8
    atomic_fetch_max_explicit((device atomic_uint*)&counts[tid], 1u, memory_order_relaxed);  // atomic_uint.py:9
    atomic_fetch_and_explicit((device atomic_uint*)&counts[tid], 1u, memory_order_relaxed);  // atomic_uint.py:10
    atomic_fetch_or_explicit((device atomic_uint*)&counts[tid], 1u, memory_order_relaxed);  // atomic_uint.py:11
    atomic_fetch_xor_explicit((device atomic_uint*)&counts[tid], 1u, memory_order_relaxed);  // atomic_uint.py:12
    uint slot = atomic_fetch_add_explicit((device atomic_uint*)&counts[0], 2u, memory_order_relaxed);  // atomic_uint.py:14
    uint old = atomic_load_explicit((device atomic_uint*)&counts[0], memory_order_relaxed);  // atomic_uint.py:15
    out[slot] = old;
}
