// casts, from casts.py:2
// Metal Shading Language 3.1 or newer (bfloat).
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

// Truncates; saturates at the limits of char; NaN gives 0.
inline char enigma_to_char(float x) {
    if (x >= 128.0f) {
        return char(127);
    }
    if (x > -128.0f) {
        return char(x);
    }
    return x <= -128.0f ? char(-128) : char(0);
}

// Truncates; saturates at the limits of ushort; NaN gives 0.
inline ushort enigma_to_ushort(float x) {
    if (x >= 65536.0f) {
        return ushort(65535);
    }
    if (x > 0.0f) {
        return ushort(x);
    }
    return ushort(0);
}

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

// Truncates; saturates at the limits of ulong; NaN gives 0.
inline ulong enigma_to_ulong(float x) {
    if (x >= 18446744073709551616.0f) {
        return 18446744073709551615UL;
    }
    if (x > 0.0f) {
        return ulong(x);
    }
    return 0UL;
}

kernel void casts(
    device float* data [[buffer(0)]],
    device bool* bools [[buffer(1)]],
    device char* chars [[buffer(2)]],
    device ushort* ushorts [[buffer(3)]],
    device int* ints [[buffer(4)]],
    device ulong* ulongs [[buffer(5)]],
    device half* halfs [[buffer(6)]],
    device bfloat* bfloats [[buffer(7)]],
    uint tid [[thread_position_in_grid]]
) {
    float a = data[tid];  // casts.py:4
    bools[tid] = a != 0.0f;  // casts.py:7
    data[tid] = float(bools[tid]);
    chars[tid] = enigma_to_char(a);  // casts.py:8
    data[tid] = float(chars[tid]);
    ushorts[tid] = enigma_to_ushort(a);  // casts.py:9
    data[tid] = float(ushorts[tid]);
    int t = enigma_to_int(a);  // casts.py:10
    ints[tid] = t;
    data[tid] = float(ints[tid]);
    ulongs[tid] = enigma_to_ulong(a);  // casts.py:11
    data[tid] = float(ulongs[tid]);
    halfs[tid] = half(a);  // casts.py:12
    data[tid] = float(halfs[tid]);
    bfloats[tid] = bfloat(a);  // casts.py:13
    data[tid] = float(bfloats[tid]);
    data[tid] = float(half(float(bfloat(long(uchar(t)) != 0))));  // casts.py:20
}
