// neighbours_of_one_name, from neighbours_of_one_name.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void neighbours_of_one_name(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    float x = A[tid];  // neighbours_of_one_name.py:4
    float x_1 = x * 2.0f;  // neighbours_of_one_name.py:6
    *(device packed_float2*)&B[tid] = float2(x, x_1);  // neighbours_of_one_name.py:5
}
