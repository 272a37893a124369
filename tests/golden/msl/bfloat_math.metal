// bfloat_math, from bfloat_math.py:2
// Metal Shading Language 3.1 or newer (bfloat).
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void bfloat_math(
    device bfloat* data [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    bfloat a = data[tid];  // bfloat_math.py:4
    bfloat b = data[tid + 1u];  // bfloat_math.py:5
    data[tid] = (a + b) * bfloat(0.5f);  // bfloat_math.py:6
    data[tid] = bfloat(precise::sqrt(float(bfloat(fma(float(a), float(b), 0.100097656f)))));  // bfloat_math.py:7
    data[tid] = bfloat(fabs(float(bfloat(fmax(float(a), float(b))))));  // bfloat_math.py:8
    data[tid] = bfloat(exp(float(a)));  // bfloat_math.py:9
    data[tid] = a < bfloat(0.0f) ? b : a;  // bfloat_math.py:10
}
