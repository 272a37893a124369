// group
// Metal Shading Language 2.3 or newer (simdgroup functions on every Apple GPU).

#include <metal_stdlib>

using namespace metal;

// Copies count elements; the active lanes of the simdgroup share the work.
template <typename To, typename From>
inline void enigma_copy(To to, From from, uint count) {
    uint lane = simd_prefix_exclusive_sum(1u);
    uint lanes = simd_sum(1u);
    for (uint i = lane; i < count; i += lanes) {
        to[i] = from[i];
    }
}

kernel void group(
    device const uint* A [[buffer(0)]],
    device uint* bins [[buffer(1)]],
    uint lid [[thread_position_in_threadgroup]]
) {
    threadgroup uint shared0[32];
    enigma_copy(shared0, A, 32u);
    simdgroup_barrier(mem_flags::mem_device | mem_flags::mem_threadgroup);
    threadgroup_barrier(mem_flags::mem_threadgroup);
    bool cond = lid < 32u;
    uint sum = simd_sum(select(0u, shared0[cond ? lid : 0u], cond));
    atomic_fetch_max_explicit((threadgroup atomic_uint*)&shared0[0], sum, memory_order_relaxed);
    uint old = atomic_fetch_add_explicit((device atomic_uint*)&bins[sum], 1u, memory_order_relaxed);
    bins[lid] = old;
}
