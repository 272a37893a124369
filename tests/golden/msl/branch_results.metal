// branch_results, from branch_results.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void branch_results(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    float x = A[tid];  // branch_results.py:4
    float result;  // branch_results.py:5
    if (x < 0.0f) {
        x = precise::sqrt(x);  // branch_results.py:6
        result = B[tid];  // branch_results.py:7
    } else {
        result = x + 1.0f;  // branch_results.py:9
    }
    B[tid] = x + result;  // branch_results.py:10
}
