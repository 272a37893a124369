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
    uint3 tid [[thread_position_in_grid]]
) {
    bfloat a = data[tid.x];  // bfloat_math.py:4
    bfloat b = data[tid.x + 1u];  // bfloat_math.py:5
    data[tid.x] = (a + b) * bfloat(0.5f);  // bfloat_math.py:6
    data[tid.x] = bfloat(precise::sqrt(float(bfloat(fma(float(a), float(b), 0.100097656f)))));  // bfloat_math.py:7
    data[tid.x] = bfloat(fabs(float(bfloat(fmax(float(a), float(b))))));  // bfloat_math.py:8
    data[tid.x] = bfloat(exp(float(a)));  // bfloat_math.py:9
    data[tid.x] = a < bfloat(0.0f) ? b : a;  // bfloat_math.py:10
}
