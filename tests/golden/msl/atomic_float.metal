// atomic_float, from atomic_float.py:2
// Metal Shading Language 3.0 or newer (atomic_float).
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

// Metal has no such atomic on float: tries to exchange the bits until no other thread was faster.
inline float enigma_atomic_min(device atomic_uint* bits, float value) {
    uint old = atomic_load_explicit(bits, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(
        bits, &old, as_type<uint>(fmin(as_type<float>(old), value)), memory_order_relaxed, memory_order_relaxed)) {
    }
    return as_type<float>(old);
}

// Metal has no such atomic on float: tries to exchange the bits until no other thread was faster.
inline float enigma_atomic_max(device atomic_uint* bits, float value) {
    uint old = atomic_load_explicit(bits, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(
        bits, &old, as_type<uint>(fmax(as_type<float>(old), value)), memory_order_relaxed, memory_order_relaxed)) {
    }
    return as_type<float>(old);
}

kernel void atomic_float_(
    device float* sums [[buffer(0)]],
    device float* out [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    atomic_store_explicit((device atomic_float*)&sums[0], 1.5f, memory_order_relaxed);  // atomic_float.py:5
    atomic_exchange_explicit((device atomic_float*)&sums[tid], 0.5f, memory_order_relaxed);  // atomic_float.py:6
    atomic_fetch_add_explicit((device atomic_float*)&sums[tid], 0.5f, memory_order_relaxed);  // atomic_float.py:7
    atomic_fetch_sub_explicit((device atomic_float*)&sums[tid], 0.5f, memory_order_relaxed);  // atomic_float.py:8
    enigma_atomic_min((device atomic_uint*)&sums[tid], 0.5f);  // atomic_float.py:9
    enigma_atomic_max((device atomic_uint*)&sums[tid], 0.5f);  // atomic_float.py:10
    float old = atomic_load_explicit((device atomic_float*)&sums[0], memory_order_relaxed);  // atomic_float.py:12
    out[tid] = old;
}
