// while_plain, from while_plain.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void while_plain(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    float x = A[tid];  // while_plain.py:4
    float state = x;  // while_plain.py:5
    while (x < state * state) {
        state *= 0.5f;  // while_plain.py:6
    }
    B[tid] = state;  // while_plain.py:7
}
