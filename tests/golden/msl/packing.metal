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
    uint3 tid [[thread_position_in_grid]]
) {
    uint t = tid.x + 1u;  // packing.py:4
    uint t_1 = tid.x + 2u;
    uint t_2 = tid.x + 3u;
    float data_value = data[tid.x];
    float data_value_1 = data[t];
    float data_value_2 = data[t_1];
    float data_value_3 = data[t_2];
    float t_3 = data_value < -1.0f ? -1.0f : data_value;
    float t_4 = data_value_1 < -1.0f ? -1.0f : data_value_1;
    uint t_5 = (uint(enigma_to_int(rint((1.0f < t_4 ? 1.0f : t_4) * 127.0f))) & 255u) << 8;
    uint t_6 = (uint(enigma_to_int(rint((1.0f < t_3 ? 1.0f : t_3) * 127.0f))) & 255u) | t_5;
    float t_7 = data_value_2 < -1.0f ? -1.0f : data_value_2;
    uint t_8 = (uint(enigma_to_int(rint((1.0f < t_7 ? 1.0f : t_7) * 127.0f))) & 255u) << 16;
    float t_9 = data_value_3 < -1.0f ? -1.0f : data_value_3;
    uint t_10 = (uint(enigma_to_int(rint((1.0f < t_9 ? 1.0f : t_9) * 127.0f))) & 255u) << 24;
    words[tid.x] = t_6 | t_8 | t_10;
    float t_11 = data_value < 0.0f ? 0.0f : data_value;  // packing.py:5
    float t_12 = data_value_1 < 0.0f ? 0.0f : data_value_1;
    uint t_13 = uint(enigma_to_int(rint((1.0f < t_12 ? 1.0f : t_12) * 65535.0f))) << 16;
    words[t] = uint(enigma_to_int(rint((1.0f < t_11 ? 1.0f : t_11) * 65535.0f))) | t_13;
    uint words_value = words[tid.x];  // packing.py:6
    float t_14 = float(int(words_value << 24) >> 24) / 127.0f;
    float t_15 = float(int(words_value << 16) >> 24) / 127.0f;
    float t_16 = float(int(words_value << 8) >> 24) / 127.0f;
    float t_17 = float(int(words_value) >> 24) / 127.0f;
    data[tid.x] = t_14 < -1.0f ? -1.0f : t_14;
    data[t] = t_15 < -1.0f ? -1.0f : t_15;
    data[t_1] = t_16 < -1.0f ? -1.0f : t_16;
    data[t_2] = t_17 < -1.0f ? -1.0f : t_17;
}
