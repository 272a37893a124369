// wrapping_int, from wrapping_int.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

// Wraps: the absolute value of MIN is MIN.
inline int enigma_abs(int x) {
    return x < 0 ? int(-uint(x)) : x;
}

kernel void wrapping_int(
    device int* data [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    int2 data_values = *(device packed_int2*)&data[tid];  // wrapping_int.py:4
    int a = data_values.x;
    int b = data_values.y;  // wrapping_int.py:5
    data[tid] = int((uint(a) + uint(b)) * uint(a) - 7u);  // wrapping_int.py:6
    data[tid] = enigma_abs(int(-uint(a)));  // wrapping_int.py:7
    data[tid] = int(uint(a) + uint(min(a, b)));  // wrapping_int.py:8
}
