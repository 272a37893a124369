// as_type, from as_type.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void as_type_(
    device float* data [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    float2 data_values = *(device packed_float2*)&data[tid];  // as_type.py:4
    float a = data_values.x;
    float b = data_values.y;  // as_type.py:5
    data[tid] = as_type<float>(as_type<uint>(a) ^ 2147483648u) + b;  // as_type.py:6
}
