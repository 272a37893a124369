// shifts, from shifts.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void shifts(
    device int* data [[buffer(0)]],
    device uchar* bytes [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    int2 data_values = *(device packed_int2*)&data[tid];  // shifts.py:4
    int a = data_values.x;
    int b = data_values.y;  // shifts.py:5
    data[tid] = int(uint(a) << (b & 31)) | (a >> (b & 31));  // shifts.py:6
    data[tid] = int((uint(a) << 3) + uint(b));  // shifts.py:7
    uchar byte = bytes[tid];  // shifts.py:8
    bytes[tid] = uchar(uchar(uint(byte) << (byte & 7)) >> 1);
}
