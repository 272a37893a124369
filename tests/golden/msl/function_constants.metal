// function_constants, from function_constants.py:2
// Metal Shading Language 3.1 or newer (bfloat).
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

constant float scale [[function_constant(0)]];
constant bool constant3 [[function_constant(3)]];
constant bfloat constant7 [[function_constant(7)]];

kernel void function_constants(
    device float* data [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    float t = data[tid] * scale;  // function_constants.py:6
    if (constant3) {
        data[tid] = t;  // function_constants.py:8
    } else {
        data[tid] = t + scale + float(constant7);  // function_constants.py:10
    }
}
