// half_math, from half_math.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void half_math(
    device half* data [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    half2 data_values = *(device packed_half2*)&data[tid];  // half_math.py:4
    half a = data_values.x;
    half b = data_values.y;  // half_math.py:5
    data[tid] = (a + b) * 0.5h;  // half_math.py:6
    data[tid] = half(precise::sqrt(float(half(fma(float(a), float(b), 0.099975586f)))));  // half_math.py:7
    data[tid] = fabs(fmax(a, b));  // half_math.py:8
    data[tid] = half(exp(float(a)));  // half_math.py:9
    data[tid] = a < 0.0h ? b : a;  // half_math.py:10
}
