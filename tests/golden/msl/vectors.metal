// vectors, from vectors.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void vectors(
    device float* data [[buffer(0)]],
    device half* small [[buffer(1)]],
    uint3 tid [[thread_position_in_grid]]
) {
    uint t = tid.x * 3u;  // vectors.py:4
    uint t_1 = t + 1u;
    uint t_2 = t + 2u;
    float v_x = data[t];
    float v_y = data[t_1];
    float v_z = data[t_2];
    float t_3 = v_x > 0.0f ? v_x * 2.0f : v_x;  // vectors.py:5
    float t_4 = v_y > 0.0f ? v_y * 2.0f : v_y;
    float t_5 = v_z > 0.0f ? v_z * 2.0f : v_z;
    float t_6 = rsqrt(fma(t_5, t_5, fma(t_4, t_4, t_3 * t_3)));  // vectors.py:6
    float t_7 = t_3 * t_6;
    float t_8 = t_4 * t_6;
    float t_9 = t_5 * t_6;
    float t_10 = fma(t_9, v_z, fma(t_8, v_y, t_7 * v_x));
    float t_11 = -(t_10 + t_10);
    data[t] = fma(t_11, t_7, v_x);
    data[t_1] = fma(t_11, t_8, v_y);
    data[t_2] = fma(t_11, t_9, v_z);
    float t_12 = float(small[tid.x]);  // vectors.py:7
    float t_13 = float(small[tid.x + 1u]);
    small[tid.x] = half(precise::sqrt(fma(t_13, t_13, t_12 * t_12)));
}
