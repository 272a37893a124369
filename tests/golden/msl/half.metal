// half, from half.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void half_(
    device const float* device_ [[buffer(0)]],
    device float* out [[buffer(1)]],
    uint tid [[thread_position_in_grid]],
    uint v_ [[thread_position_in_threadgroup]]
) {
    threadgroup float main_[32];  // half.py:2
    float float4_ = device_[tid];  // half.py:4
    float gr_e = float4_ + float4_;  // half.py:5
    main_[0] = gr_e;  // half.py:6
    float4_ = gr_e * float4_;  // half.py:7
    out[v_] = float4_;  // half.py:8
}
