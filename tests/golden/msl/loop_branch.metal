// loop_branch, from loop_branch.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void loop_branch(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    float best = A[tid];  // loop_branch.py:4
    for (uint i = 0; i < 16u; ++i) {  // loop_branch.py:5
        float x = A[i];  // loop_branch.py:6
        if (best < x) {  // loop_branch.py:7
            best = x;
        }
    }
    B[tid] = best;  // loop_branch.py:9
}
