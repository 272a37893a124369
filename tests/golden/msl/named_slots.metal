// named_slots, from named_slots.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void named_slots(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    constant uint& n [[buffer(2)]],
    uint tid [[thread_position_in_grid]]
) {
    float sums_0 = 0.0f;  // named_slots.py:5
    float sums_1 = 0.0f;
    for (uint i = 0; i < n; ++i) {
        float A_value = A[i];  // named_slots.py:6
        sums_0 += A_value;  // named_slots.py:7
        sums_1 += A_value * A_value;  // named_slots.py:8
    }
    *(device packed_float2*)&B[tid] = float2(sums_0, sums_1);  // named_slots.py:9
}
