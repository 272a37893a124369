// unsigned_int, from unsigned_int.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

// x / 0 is x.
inline uint enigma_div(uint a, uint b) {
    return b == 0 ? a : a / b;
}

kernel void unsigned_int(
    device uint* data [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    uint2 data_values = *(device packed_uint2*)&data[tid];  // unsigned_int.py:4
    uint a = data_values.x;
    uint b = data_values.y;  // unsigned_int.py:5
    data[tid] = ((a - b) ^ 3735928559u) | a;  // unsigned_int.py:6
    data[tid] = enigma_div(-a, b);  // unsigned_int.py:7
}
