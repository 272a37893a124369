// neighbours, from neighbours.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void neighbours(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    device const uchar* bytes [[buffer(2)]],
    device half* halves [[buffer(3)]],
    uint tid [[thread_position_in_grid]]
) {
    threadgroup float shared[64];  // neighbours.py:4
    uint index = tid * 4u;  // neighbours.py:5
    float4 A_values = *(device const packed_float4*)&A[index];  // neighbours.py:6
    *(threadgroup packed_float4*)&shared[tid] = A_values;  // neighbours.py:7
    threadgroup_barrier(mem_flags::mem_threadgroup);  // neighbours.py:8
    float3 shared_values = *(threadgroup packed_float3*)&shared[index];  // neighbours.py:9
    float red = shared_values.x;
    float green = shared_values.y;
    float blue = shared_values.z;
    *(device packed_float3*)B = float3(red * A_values.x, green * A_values.y, blue * A_values.z);  // neighbours.py:10
    uchar2 bytes_values = *(device const packed_uchar2*)&bytes[2];  // neighbours.py:11
    half t = half(uchar(bytes_values.x + bytes_values.y));  // neighbours.py:12
    *(device packed_half2*)&halves[tid] = half2(t, t);
}
