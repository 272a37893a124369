#include <metal_stdlib>
using namespace metal;

kernel void group(
    device const uint* A [[buffer(0)]],
    device uint* bins [[buffer(1)]],
    uint3 thread_position_in_threadgroup [[thread_position_in_threadgroup]]) {
    threadgroup uint shared0[32];
    uint lane = simd_prefix_exclusive_sum(1u);
    uint lanes = simd_sum(1u);
    for (uint n = lane; n < uint(32u); n += lanes) shared0[0u + n] = A[0u + n];
    simdgroup_barrier(mem_flags::mem_device | mem_flags::mem_threadgroup);
    threadgroup_barrier(mem_flags::mem_threadgroup);
    uint value = (thread_position_in_threadgroup.x < 32u) ? shared0[thread_position_in_threadgroup.x] : 0u;
    uint lanes_2 = simd_sum(value);
    atomic_fetch_max_explicit((threadgroup atomic_uint*)&shared0[0u], lanes_2, memory_order_relaxed);
    uint old = atomic_fetch_add_explicit((device atomic_uint*)&bins[lanes_2], 1u, memory_order_relaxed);
    bins[thread_position_in_threadgroup.x] = old;
}
