// packing, from packing.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

// Truncates; saturates at the limits of int; NaN gives 0.
inline int enigma_to_int(float x) {
    if (x >= 2147483648.0f) {
        return 2147483647;
    }
    if (x > -2147483648.0f) {
        return int(x);
    }
    return x <= -2147483648.0f ? -2147483647 - 1 : 0;
}

kernel void packing(
    device float* data [[buffer(0)]],
    device uint* words [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    float4 data_values = *(device packed_float4*)&data[tid];  // packing.py:4
    float t = data_values.x < -1.0f ? -1.0f : data_values.x;
    float t_1 = data_values.y < -1.0f ? -1.0f : data_values.y;
    uint t_2 = (uint(enigma_to_int(rint((1.0f < t_1 ? 1.0f : t_1) * 127.0f))) & 255u) << 8;
    uint t_3 = (uint(enigma_to_int(rint((1.0f < t ? 1.0f : t) * 127.0f))) & 255u) | t_2;
    float t_4 = data_values.z < -1.0f ? -1.0f : data_values.z;
    uint t_5 = (uint(enigma_to_int(rint((1.0f < t_4 ? 1.0f : t_4) * 127.0f))) & 255u) << 16;
    float t_6 = data_values.w < -1.0f ? -1.0f : data_values.w;
    uint t_7 = (uint(enigma_to_int(rint((1.0f < t_6 ? 1.0f : t_6) * 127.0f))) & 255u) << 24;
    float t_8 = data_values.x < 0.0f ? 0.0f : data_values.x;  // packing.py:5
    float t_9 = data_values.y < 0.0f ? 0.0f : data_values.y;
    uint t_10 = uint(enigma_to_int(rint((1.0f < t_9 ? 1.0f : t_9) * 65535.0f))) << 16;
    uint t_11 = uint(enigma_to_int(rint((1.0f < t_8 ? 1.0f : t_8) * 65535.0f))) | t_10;
    *(device packed_uint2*)&words[tid] = uint2(t_3 | t_5 | t_7, t_11);  // packing.py:4
    uint words_value = words[tid];  // packing.py:6
    float t_12 = float(int(words_value << 24) >> 24) / 127.0f;
    float t_13 = float(int(words_value << 16) >> 24) / 127.0f;
    float t_14 = float(int(words_value << 8) >> 24) / 127.0f;
    float t_15 = float(int(words_value) >> 24) / 127.0f;
    *(device packed_float4*)&data[tid] = float4(t_12 < -1.0f ? -1.0f : t_12, t_13 < -1.0f ? -1.0f : t_13, t_14 < -1.0f ? -1.0f : t_14, t_15 < -1.0f ? -1.0f : t_15);
}
