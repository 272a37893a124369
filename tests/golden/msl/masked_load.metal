// masked_load, from masked_load.py:2
// Metal Shading Language 3.1 or newer (bfloat).
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void masked_load(
    device const float* A [[buffer(0)]],
    device float* B [[buffer(1)]],
    device const bfloat* wide [[buffer(2)]],
    constant int& n [[buffer(3)]],
    uint tid [[thread_position_in_grid]]
) {
    int index = int(tid - 1u);  // masked_load.py:4
    bool cond = index < n;  // masked_load.py:5
    B[tid] = select(0.0f, A[cond ? index : 0], cond);
    B[tid] = float(cond ? wide[cond ? index : 0] : bfloat(1.0f));  // masked_load.py:6
}
