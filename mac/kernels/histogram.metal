// How often each byte occurs: counted per group in threadgroup memory, then added to the result.
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void histogram(
    device const uchar* a [[buffer(0)]],
    device uint* bins [[buffer(1)]],
    constant uint& n [[buffer(2)]],
    uint3 tid [[thread_position_in_grid]],
    uint3 total [[threads_per_grid]],
    uint3 lid [[thread_position_in_threadgroup]]
) {
    threadgroup atomic_uint counts[256];
    atomic_store_explicit(&counts[lid.x], 0u, memory_order_relaxed);
    threadgroup_barrier(mem_flags::mem_threadgroup);
    for (uint i = tid.x; i < n; i += total.x) {
        atomic_fetch_add_explicit(&counts[a[i]], 1u, memory_order_relaxed);
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);
    uint count = atomic_load_explicit(&counts[lid.x], memory_order_relaxed);
    atomic_fetch_add_explicit((device atomic_uint*)&bins[lid.x], count, memory_order_relaxed);
}
