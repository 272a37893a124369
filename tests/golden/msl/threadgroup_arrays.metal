// threadgroup_arrays, from threadgroup_arrays.py:2
// Metal Shading Language 3.1 or newer (bfloat).
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void threadgroup_arrays(
    device float* out [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    threadgroup float tile[16 * 17];  // threadgroup_arrays.py:4
    threadgroup bool flags[32];  // threadgroup_arrays.py:5
    threadgroup bfloat halves[64];  // threadgroup_arrays.py:6
    tile[tid * 17u + 3u] = 1.0f;  // threadgroup_arrays.py:7
    flags[tid] = true;  // threadgroup_arrays.py:8
    halves[tid] = bfloat(2.0f);  // threadgroup_arrays.py:9
    threadgroup_barrier(mem_flags::mem_threadgroup);  // threadgroup_arrays.py:10
    out[tid] = tile[34u + tid] + float(halves[tid]);  // threadgroup_arrays.py:11
}
