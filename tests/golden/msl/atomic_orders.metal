// atomic_orders, from atomic_orders.py:2
// Metal Shading Language 3.2 or newer (atomic_thread_fence and coherent buffers).

#include <metal_stdlib>

using namespace metal;

kernel void atomic_orders(
    device coherent(device) float* data [[buffer(0)]],
    device coherent(device) uint* flags [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    threadgroup uint ready[1];  // atomic_orders.py:3
    data[tid] = 1.0f;  // atomic_orders.py:5
    atomic_thread_fence(mem_flags::mem_device | mem_flags::mem_threadgroup, memory_order_seq_cst, thread_scope_device);  // atomic_orders.py:6
    atomic_store_explicit((device atomic_uint*)&flags[tid], 1u, memory_order_relaxed);
    uint seen = atomic_load_explicit((device atomic_uint*)&flags[0], memory_order_relaxed);  // atomic_orders.py:7
    atomic_thread_fence(mem_flags::mem_device | mem_flags::mem_threadgroup, memory_order_seq_cst, thread_scope_device);
    atomic_thread_fence(mem_flags::mem_device | mem_flags::mem_threadgroup, memory_order_seq_cst, thread_scope_threadgroup);  // atomic_orders.py:8
    uint old = atomic_fetch_add_explicit((threadgroup atomic_uint*)&ready[0], seen, memory_order_relaxed);
    atomic_thread_fence(mem_flags::mem_device | mem_flags::mem_threadgroup, memory_order_seq_cst, thread_scope_threadgroup);
    data[tid] = data[old];  // atomic_orders.py:9
}
