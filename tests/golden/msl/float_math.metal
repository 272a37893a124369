// float_math, from float_math.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void float_math(
    device float* data [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    float2 data_values = *(device packed_float2*)&data[tid];  // float_math.py:4
    float a = data_values.x;
    float b = data_values.y;  // float_math.py:5
    data[tid] = rsqrt(precise::sqrt(fma(a, b, 1.5f)));  // float_math.py:6
    data[tid] = fmin(fmax(log(exp(a)), 0.0f), 1.0f);  // float_math.py:7
    data[tid] = -fabs(fmod(a, b));  // float_math.py:8
    data[tid] = floor(a / b) != rint(a) ? b : a;  // float_math.py:9
}
