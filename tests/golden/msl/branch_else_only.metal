// branch_else_only, from branch_else_only.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void branch_else_only(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    if (!(A[tid] < 0.0f)) {  // branch_else_only.py:4
        B[tid] = 1.0f;  // branch_else_only.py:7
    }
}
