// long_expression, from long_expression.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void long_expression(
    device float* data [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    float2 data_values = *(device packed_float2*)&data[tid];  // long_expression.py:4
    float a = data_values.x;
    float b = data_values.y;  // long_expression.py:5
    float t = a + b * 0.5f + b * 1.5f + b * 2.5f + b * 3.5f;  // long_expression.py:6
    float t_1 = t + b * 4.5f + b * 5.5f + b * 6.5f + b * 7.5f;
    float t_2 = t_1 + b * 8.5f + b * 9.5f + b * 10.5f + b * 11.5f;
    data[tid] = t_2;
}
