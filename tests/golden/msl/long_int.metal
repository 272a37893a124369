// long_int, from long_int.py:2
// Metal Shading Language 2.2 or newer (64-bit integers).

#include <metal_stdlib>

using namespace metal;

// x / 0 and MIN / -1 are the dividend.
inline long enigma_div(long a, long b) {
    return b == 0 || (a == -9223372036854775807L - 1 && b == -1) ? a : a / b;
}

kernel void long_int(
    device long* data [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    long a = data[tid];  // long_int.py:4
    long b = data[tid + 1u];  // long_int.py:5
    data[tid] = enigma_div(long(ulong(a) * ulong(b) + 1099511627776UL), b);  // long_int.py:6
    data[0] = -9223372036854775807L - 1;  // long_int.py:7
}
