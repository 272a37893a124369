// simd_float, from simd_float.py:2
// Metal Shading Language 2.4 or newer (simdgroup shuffles that fill in).
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
    uint tid [[thread_position_in_grid]]
) {
    float x = data[tid];  // simd_float.py:4
    float sum = simd_sum(x);  // simd_float.py:5
    data[tid] = sum;
    float product = simd_product(x);  // simd_float.py:6
    data[tid] = product;
    float largest = simd_max(x);  // simd_float.py:7
    data[tid] = largest;
    float smallest = simd_min(x);  // simd_float.py:8
    data[tid] = smallest;
    float sum_1 = simd_prefix_exclusive_sum(x);  // simd_float.py:9
    data[tid] = sum_1;
    float sum_2 = simd_prefix_inclusive_sum(x);  // simd_float.py:10
    data[tid] = sum_2;
    float product_1 = simd_prefix_exclusive_product(x);  // simd_float.py:11
    data[tid] = product_1;
    float product_2 = simd_prefix_inclusive_product(x);  // simd_float.py:12
    data[tid] = product_2;
    float other = simd_shuffle(x, ushort(lane));  // simd_float.py:13
    data[tid] = other;
    float other_1 = simd_shuffle_up(x, ushort(lane));  // simd_float.py:14
    data[tid] = other_1;
    float other_2 = simd_shuffle_down(x, ushort(lane));  // simd_float.py:15
    data[tid] = other_2;
    float other_3 = simd_shuffle_xor(x, ushort(lane));  // simd_float.py:16
    data[tid] = other_3;
    float other_4 = simd_shuffle_rotate_up(x, ushort(lane));  // simd_float.py:17
    data[tid] = other_4;
    float other_5 = simd_shuffle_rotate_down(x, ushort(lane));  // simd_float.py:18
    data[tid] = other_5;
    float moved = simd_shuffle_and_fill_up(x, 1.0f, ushort(lane), 16);  // simd_float.py:19
    data[tid] = moved;
    float moved_1 = simd_shuffle_and_fill_down(x, 1.0f, ushort(lane), 16);  // simd_float.py:20
    data[tid] = moved_1;
    float shared = simd_broadcast(x, ushort(lane));  // simd_float.py:21
    data[tid] = shared;
    float shared_1 = simd_broadcast_first(x);  // simd_float.py:22
    data[tid] = shared_1;
}
