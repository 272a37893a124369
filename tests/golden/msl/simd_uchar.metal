// simd_uchar, from simd_uchar.py:2
// Metal Shading Language 2.4 or newer (simdgroup shuffles that fill in).

#include <metal_stdlib>

using namespace metal;

kernel void simd_uchar(
    device uchar* data [[buffer(0)]],
    constant int& lane [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    uchar x = data[tid];  // simd_uchar.py:4
    uchar sum = simd_sum(x);  // simd_uchar.py:5
    data[tid] = sum;
    uchar largest = simd_max(x);  // simd_uchar.py:6
    data[tid] = largest;
    uchar smallest = simd_min(x);  // simd_uchar.py:7
    data[tid] = smallest;
    uchar other = simd_shuffle(x, ushort(lane));  // simd_uchar.py:9
    data[tid] = other;
    uchar other_1 = simd_shuffle_xor(x, ushort(lane));  // simd_uchar.py:10
    data[tid] = other_1;
    uchar other_2 = simd_shuffle_down(x, ushort(lane));  // simd_uchar.py:11
    data[tid] = other_2;
    uchar moved = simd_shuffle_and_fill_up(x, x, 3);  // simd_uchar.py:12
    data[tid] = moved;
    uchar head = simd_broadcast(x, 5);  // simd_uchar.py:13
    data[tid] = head;
}
