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
    *(device packed_float4*)floats = float4(0.1f, 3.1415927f, 16777216.0f, 1e-45f);  // literals.py:3
    *(device packed_float4*)&floats[4] = float4(3.4028235e38f, -0.0f, INFINITY, -INFINITY);  // literals.py:7
    *(device packed_float2*)&floats[8] = float2(NAN, as_type<float>(uint(0x7fa00001)));  // literals.py:12
    *(device packed_half3*)halves = half3(0.1h, -half(INFINITY), half(NAN));  // literals.py:15
    bfloats[0] = bfloat(0.1f);  // literals.py:16
    bfloats[1] = -bfloat(INFINITY);
    bfloats[2] = bfloat(NAN);
    *(device packed_char2*)chars = char2(char(-128), char(127));  // literals.py:20
    *(device packed_uchar2*)uchars = uchar2(uchar(0), uchar(255));  // literals.py:21
    *(device packed_int2*)ints = int2(-2147483647 - 1, 2147483647);  // literals.py:22
    *(device packed_uint2*)uints = uint2(0u, 4294967295u);  // literals.py:23
    longs[0] = -9223372036854775807L - 1;  // literals.py:24
    longs[1] = 9223372036854775807L;
    ulongs[0] = 0;  // literals.py:25
    ulongs[1] = 18446744073709551615UL;
    flags[0] = true;  // literals.py:30
}
