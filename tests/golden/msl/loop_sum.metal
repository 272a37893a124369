// loop_sum, from loop_sum.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void loop_sum(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    constant uint& n [[buffer(2)]],
    uint tid [[thread_position_in_grid]]
) {
    float acc = 0.0f;  // loop_sum.py:5
    for (uint i = 0; i < n; ++i) {
        acc += A[tid + i];  // loop_sum.py:6
    }
    B[tid] = acc;  // loop_sum.py:7
}
