// narrow_int, from narrow_int.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

// x / 0 is x.
inline short enigma_div(short a, short b) {
    return b == 0 ? a : short(a / b);
}

kernel void narrow_int(
    device short* data [[buffer(0)]],
    device uchar* bytes [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    short2 data_values = *(device packed_short2*)&data[tid];  // narrow_int.py:4
    short a = data_values.x;
    short b = data_values.y;  // narrow_int.py:5
    data[tid] = short(uint(short(a + b)) * 3u);  // narrow_int.py:6
    data[tid] = short(~short(a & 255));  // narrow_int.py:7
    data[tid] = max(enigma_div(a, b), short(5));  // narrow_int.py:8
    bytes[tid] = uchar(bytes[tid] * 2);  // narrow_int.py:9
}
