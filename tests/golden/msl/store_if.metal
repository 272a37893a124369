// store_if, from store_if.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void store_if(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    constant uint& n [[buffer(2)]],
    uint tid [[thread_position_in_grid]]
) {
    float A_value = A[tid];  // store_if.py:5
    if (tid < n) {  // store_if.py:6
        B[tid] = A_value;
    }
}
