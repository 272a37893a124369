// one_name_read_later, from one_name_read_later.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void one_name_read_later(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    float x = A[tid];  // one_name_read_later.py:4
    float t = x * 3.0f;  // one_name_read_later.py:5
    x += 1.0f;  // one_name_read_later.py:6
    float x_1 = x * x;  // one_name_read_later.py:8
    *(device packed_float3*)B = float3(t, x, x_1);  // one_name_read_later.py:7
}
