// access_order, from access_order.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void access_order(
    device float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    float A_value = A[tid];  // access_order.py:4
    A[tid] = 0.0f;  // access_order.py:5
    B[tid] = A_value;  // access_order.py:6
    B[1] = A[0] * 2.0f;  // access_order.py:8
}
