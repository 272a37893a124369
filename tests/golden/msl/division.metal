// division, from division.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

// x / 0 and MIN / -1 are the dividend.
inline int enigma_div(int a, int b) {
    return b == 0 || (a == -2147483647 - 1 && b == -1) ? a : a / b;
}

// x % 0 and MIN % -1 are 0.
inline int enigma_mod(int a, int b) {
    return b == 0 || b == -1 ? 0 : a % b;
}

kernel void division(
    device int* data [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    int2 data_values = *(device packed_int2*)&data[tid];  // division.py:4
    int a = data_values.x;
    int b = data_values.y;  // division.py:5
    int t = enigma_div(a, b);  // division.py:6
    int t_1 = enigma_mod(a, b);
    data[tid] = int(uint(t) + uint(t_1));
    data[tid] = (a / 4) ^ (a % 4);  // division.py:7
    data[tid] = t_1 != 0 && (t_1 ^ b) < 0 ? int(uint(t) - 1u) : t;  // division.py:8
}
