// literals, from literals.py:2
// Metal Shading Language 3.1 or newer (bfloat).

#include <metal_stdlib>

using namespace metal;

kernel void literals(
    device float* floats [[buffer(0)]],
    device half* halves [[buffer(1)]],
    device bfloat* bfloats [[buffer(2)]],
    device char* chars [[buffer(3)]],
    device uchar* uchars [[buffer(4)]],
    device int* ints [[buffer(5)]],
    device uint* uints [[buffer(6)]],
    device long* longs [[buffer(7)]],
    device ulong* ulongs [[buffer(8)]],
    device bool* flags [[buffer(9)]]
) {
    floats[0] = 0.1f;  // literals.py:3
    floats[1] = 3.1415927f;  // literals.py:4
    floats[2] = 16777216.0f;  // literals.py:5
    floats[3] = 1e-45f;  // literals.py:6
    floats[4] = 3.4028235e38f;  // literals.py:7
    floats[5] = -0.0f;  // literals.py:8
    floats[6] = INFINITY;  // literals.py:9
    floats[7] = -INFINITY;  // literals.py:11
    floats[8] = NAN;  // literals.py:12
    floats[9] = as_type<float>(uint(0x7fa00001));  // literals.py:13
    halves[0] = 0.1h;  // literals.py:15
    halves[1] = -half(INFINITY);
    halves[2] = half(NAN);
    bfloats[0] = bfloat(0.1f);  // literals.py:16
    bfloats[1] = -bfloat(INFINITY);
    bfloats[2] = bfloat(NAN);
    chars[0] = -128;  // literals.py:20
    chars[1] = 127;
    uchars[0] = 0;  // literals.py:21
    uchars[1] = 255;
    ints[0] = -2147483647 - 1;  // literals.py:22
    ints[1] = 2147483647;
    uints[0] = 0;  // literals.py:23
    uints[1] = 4294967295u;
    longs[0] = -9223372036854775807L - 1;  // literals.py:24
    longs[1] = 9223372036854775807L;
    ulongs[0] = 0;  // literals.py:25
    ulongs[1] = 18446744073709551615UL;
    flags[0] = true;  // literals.py:30
}
