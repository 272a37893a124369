// functions, from functions.py:2
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

kernel void functions(
    device float* data [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    float2 data_values = *(device packed_float2*)&data[tid];  // functions.py:4
    float a = data_values.x;
    float b = data_values.y;  // functions.py:5
    data[tid] = atan2(pow(a, b), b);  // functions.py:6
    data[tid] = ldexp(sinpi(a), -3);  // functions.py:7
    data[tid] = float(half(tanh(float(half(a)))));  // functions.py:8
    float t = fabs(a);  // functions.py:9
    float t_1 = t * t;
    float t_2 = fma(t, fma(fma(fma(fma(fma(fma(7.853627e-5f, t_1, -0.00080120115f), t_1, 0.005188813f), t_1, -0.026854273f), t_1, 0.11283604f), t_1, -0.3761263f), t_1, 0.12837917f), t);
    float t_3 = 3.93f < t ? 3.93f : t;
    float t_4 = fma(fma(fma(fma(fma(fma(fma(-3.1300926e-5f, t_3, 0.00063688715f), t_3, -0.00606684f), t_3, 0.036370598f), t_3, -0.15641974f), t_3, -0.91353834f), t_3, -1.6296399f), t_3, 0.000271899f);
    float t_5 = rint(t_4);
    float t_6 = t_4 - t_5;
    float t_7 = fma(fma(fma(fma(fma(fma(0.00015326463f, t_6, 0.0013390806f), t_6, 0.009618506f), t_6, 0.0555036f), t_6, 0.24022648f), t_6, 0.6931472f), t_6, 1.0f);
    int t_8 = int(uint(as_type<int>(t_5 + 12582912.0f)) - 1262485504u);
    int t_9 = t_8 >> 1;
    float t_10 = as_type<float>(int((uint(t_8) - uint(t_9) + 127u) << 23));
    float t_11 = t < 1.0f ? t_2 : 1.0f - t_7 * as_type<float>(int((uint(t_9) + 127u) << 23)) * t_10;
    data[tid] = as_type<float>(as_type<uint>(t_11) ^ (as_type<uint>(a) & 2147483648u));
    int t_12 = enigma_to_int(b);  // functions.py:10
    uint t_13 = (uint(t_12) & 4278255615u) | ((uint(int(uint(t_12) << 20) >> 24) << 16) & 16711680u);
    data[tid] = float(int(t_13));
}
