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
    uint tid [[thread_position_in_grid]]
) {
    uint index = tid * 3u;  // vectors.py:4
    float3 data_values = *(device packed_float3*)&data[index];
    float v_x = data_values.x;
    float v_y = data_values.y;
    float v_z = data_values.z;
    float t = v_x > 0.0f ? v_x * 2.0f : v_x;  // vectors.py:5
    float t_1 = v_y > 0.0f ? v_y * 2.0f : v_y;
    float t_2 = v_z > 0.0f ? v_z * 2.0f : v_z;
    float t_3 = rsqrt(fma(t_2, t_2, fma(t_1, t_1, t * t)));  // vectors.py:6
    float t_4 = t * t_3;
    float t_5 = t_1 * t_3;
    float t_6 = t_2 * t_3;
    float t_7 = fma(t_6, v_z, fma(t_5, v_y, t_4 * v_x));
    float t_8 = -(t_7 + t_7);
    *(device packed_float3*)&data[index] = float3(fma(t_8, t_4, v_x), fma(t_8, t_5, v_y), fma(t_8, t_6, v_z));
    half2 small_values = *(device packed_half2*)&small[tid];  // vectors.py:7
    float t_9 = float(small_values.x);
    float t_10 = float(small_values.y);
    small[tid] = half(precise::sqrt(fma(t_10, t_10, t_9 * t_9)));
}
