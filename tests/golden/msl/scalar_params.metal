// scalar_params, from scalar_params.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void scalar_params(
    device float* out [[buffer(0)]],
    constant float& scale [[buffer(1)]],
    constant uint& n [[buffer(2)]],
    constant bool& invert [[buffer(3)]],
    uint tid [[thread_position_in_grid]]
) {
    if (tid < n && invert) {  // scalar_params.py:4
        out[tid] *= scale;  // scalar_params.py:5
    }
}
