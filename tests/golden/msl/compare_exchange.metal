// compare_exchange, from compare_exchange.py:2
// Metal Shading Language 3.2 or newer (atomic_thread_fence and coherent buffers).
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

// Replaces the element if it is as expected; whether it did. May fail without a reason.
inline bool enigma_compare_exchange_weak(device atomic_int* p, int expected, int desired) {
    return atomic_compare_exchange_weak_explicit(
        p, &expected, desired, memory_order_relaxed, memory_order_relaxed);
}

// Replaces the element if it is as expected; whether it did. May fail without a reason.
inline bool enigma_compare_exchange_weak(device atomic_uint* p, uint expected, uint desired) {
    return atomic_compare_exchange_weak_explicit(
        p, &expected, desired, memory_order_relaxed, memory_order_relaxed);
}

// Replaces the element if it is as expected; its old value.
inline uint enigma_compare_exchange(device atomic_uint* p, uint expected, uint desired) {
    uint old = expected;
    while (!atomic_compare_exchange_weak_explicit(
        p, &old, desired, memory_order_relaxed, memory_order_relaxed) && old == expected) {
    }
    return old;
}

kernel void compare_exchange(
    device coherent(device) int* locks [[buffer(0)]],
    device coherent(device) float* sums [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    bool swapped = enigma_compare_exchange_weak((device atomic_int*)&locks[tid], 0, 1);  // compare_exchange.py:4
    bool swapped_1 = enigma_compare_exchange_weak((device atomic_int*)&locks[0], 1, 2);  // compare_exchange.py:5
    atomic_thread_fence(mem_flags::mem_device | mem_flags::mem_threadgroup, memory_order_seq_cst, thread_scope_device);
    bool swapped_2 = enigma_compare_exchange_weak((device atomic_uint*)&sums[tid], as_type<uint>(0.0f), as_type<uint>(1.0f));  // compare_exchange.py:6
    if (swapped && swapped_1 && swapped_2) {  // compare_exchange.py:7
        sums[0] = 2.0f;  // compare_exchange.py:8
    }
    float old = as_type<float>(enigma_compare_exchange((device atomic_uint*)&sums[tid], as_type<uint>(0.0f), as_type<uint>(1.0f)));  // compare_exchange.py:9
    sums[tid] = old;
}
