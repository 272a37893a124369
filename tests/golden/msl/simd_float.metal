// simd_float, from simd_float.py:2
// Metal Shading Language 2.3 or newer (simdgroup functions on every Apple GPU).
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void simd_float(
    device float* data [[buffer(0)]],
    constant int& lane [[buffer(1)]],
    uint3 tid [[thread_position_in_grid]]
) {
    float x = data[tid.x];  // simd_float.py:4
    float sum = simd_sum(x);  // simd_float.py:5
    data[tid.x] = sum;
    float largest = simd_max(x);  // simd_float.py:6
    data[tid.x] = largest;
    float smallest = simd_min(x);  // simd_float.py:7
    data[tid.x] = smallest;
    float other = simd_shuffle(x, ushort(lane));  // simd_float.py:9
    data[tid.x] = other;
    float other_1 = simd_shuffle_xor(x, ushort(lane));  // simd_float.py:10
    data[tid.x] = other_1;
    float other_2 = simd_shuffle_down(x, ushort(lane));  // simd_float.py:11
    data[tid.x] = other_2;
    float head = simd_broadcast(x, 5);  // simd_float.py:13
    data[tid.x] = head;
}
