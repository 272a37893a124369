// atomic_float_threadgroup, from atomic_float_threadgroup.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

// Metal has no such atomic on float: tries to exchange the bits until no other thread was faster.
inline float enigma_atomic_add(threadgroup atomic_uint* bits, float value) {
    uint old = atomic_load_explicit(bits, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(
        bits, &old, as_type<uint>(as_type<float>(old) + value), memory_order_relaxed, memory_order_relaxed)) {
    }
    return as_type<float>(old);
}

// Metal has no such atomic on float: tries to exchange the bits until no other thread was faster.
inline float enigma_atomic_sub(threadgroup atomic_uint* bits, float value) {
    uint old = atomic_load_explicit(bits, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(
        bits, &old, as_type<uint>(as_type<float>(old) - value), memory_order_relaxed, memory_order_relaxed)) {
    }
    return as_type<float>(old);
}

// Metal has no such atomic on float: tries to exchange the bits until no other thread was faster.
inline float enigma_atomic_min(threadgroup atomic_uint* bits, float value) {
    uint old = atomic_load_explicit(bits, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(
        bits, &old, as_type<uint>(fmin(as_type<float>(old), value)), memory_order_relaxed, memory_order_relaxed)) {
    }
    return as_type<float>(old);
}

// Metal has no such atomic on float: tries to exchange the bits until no other thread was faster.
inline float enigma_atomic_max(threadgroup atomic_uint* bits, float value) {
    uint old = atomic_load_explicit(bits, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(
        bits, &old, as_type<uint>(fmax(as_type<float>(old), value)), memory_order_relaxed, memory_order_relaxed)) {
    }
    return as_type<float>(old);
}

kernel void atomic_float_threadgroup(
    device float* out [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    threadgroup float sums[64];  // atomic_float_threadgroup.py:3
    atomic_store_explicit((threadgroup atomic_uint*)&sums[0], as_type<uint>(1.5f), memory_order_relaxed);  // atomic_float_threadgroup.py:5
    atomic_exchange_explicit((threadgroup atomic_uint*)&sums[tid], as_type<uint>(0.5f), memory_order_relaxed);  // atomic_float_threadgroup.py:6
    enigma_atomic_add((threadgroup atomic_uint*)&sums[tid], 0.5f);  // atomic_float_threadgroup.py:7
    enigma_atomic_sub((threadgroup atomic_uint*)&sums[tid], 0.5f);  // atomic_float_threadgroup.py:8
    enigma_atomic_min((threadgroup atomic_uint*)&sums[tid], 0.5f);  // atomic_float_threadgroup.py:9
    enigma_atomic_max((threadgroup atomic_uint*)&sums[tid], 0.5f);  // atomic_float_threadgroup.py:10
    float old = as_type<float>(atomic_load_explicit((threadgroup atomic_uint*)&sums[0], memory_order_relaxed));  // atomic_float_threadgroup.py:12
    out[tid] = old;
}
