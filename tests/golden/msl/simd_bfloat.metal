// simd_bfloat, from simd_bfloat.py:2
// Metal Shading Language 3.1 or newer (bfloat).
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void simd_bfloat(
    device bfloat* data [[buffer(0)]],
    constant int& lane [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    bfloat x = data[tid];  // simd_bfloat.py:4
    bfloat sum = bfloat(simd_sum(float(x)));  // simd_bfloat.py:5
    data[tid] = sum;
    bfloat largest = bfloat(simd_max(float(x)));  // simd_bfloat.py:6
    data[tid] = largest;
    bfloat smallest = bfloat(simd_min(float(x)));  // simd_bfloat.py:7
    data[tid] = smallest;
    bfloat other = as_type<bfloat>(simd_shuffle(as_type<ushort>(x), ushort(lane)));  // simd_bfloat.py:9
    data[tid] = other;
    bfloat other_1 = as_type<bfloat>(simd_shuffle_xor(as_type<ushort>(x), ushort(lane)));  // simd_bfloat.py:10
    data[tid] = other_1;
    bfloat other_2 = as_type<bfloat>(simd_shuffle_down(as_type<ushort>(x), ushort(lane)));  // simd_bfloat.py:11
    data[tid] = other_2;
    bfloat moved = as_type<bfloat>(simd_shuffle_and_fill_up(as_type<ushort>(x), as_type<ushort>(x), 3));  // simd_bfloat.py:12
    data[tid] = moved;
    bfloat head = as_type<bfloat>(simd_broadcast(as_type<ushort>(x), 5));  // simd_bfloat.py:13
    data[tid] = head;
}
