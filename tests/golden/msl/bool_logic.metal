// bool_logic, from bool_logic.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void bool_logic(
    device int* data [[buffer(0)]],
    device bool* flags [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    int2 data_values = *(device packed_int2*)&data[tid];  // bool_logic.py:4
    int a = data_values.x;
    int b = data_values.y;  // bool_logic.py:5
    flags[tid] = (!((a < b || flags[tid]) && a > 0)) != true;  // bool_logic.py:7
    data[tid] = uint(a) < uint(b) ? b : a;  // bool_logic.py:8
}
