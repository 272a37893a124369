// one_name, from one_name.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void one_name(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    float total = A[tid];  // one_name.py:4
    total += A[tid];  // one_name.py:5
    total += A[tid * 2u];
    total += A[tid * 3u];
    float twice = total * 2.0f;  // one_name.py:6
    total -= twice;  // one_name.py:7
    B[tid] = total;  // one_name.py:8
}
