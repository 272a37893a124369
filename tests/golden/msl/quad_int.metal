// quad_int, from quad_int.py:2
// Metal Shading Language 2.4 or newer (simdgroup shuffles that fill in).

#include <metal_stdlib>

using namespace metal;

kernel void quad_int(
    device int* data [[buffer(0)]],
    constant int& lane [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    int x = data[tid];  // quad_int.py:4
    int sum = quad_sum(x);  // quad_int.py:5
    data[tid] = sum;
    int product = quad_product(x);  // quad_int.py:6
    data[tid] = product;
    int largest = quad_max(x);  // quad_int.py:7
    data[tid] = largest;
    int smallest = quad_min(x);  // quad_int.py:8
    data[tid] = smallest;
    int bits = quad_and(x);  // quad_int.py:9
    data[tid] = bits;
    int bits_1 = quad_or(x);  // quad_int.py:10
    data[tid] = bits_1;
    int bits_2 = quad_xor(x);  // quad_int.py:11
    data[tid] = bits_2;
    int sum_1 = quad_prefix_exclusive_sum(x);  // quad_int.py:12
    data[tid] = sum_1;
    int sum_2 = quad_prefix_inclusive_sum(x);  // quad_int.py:13
    data[tid] = sum_2;
    int product_1 = quad_prefix_exclusive_product(x);  // quad_int.py:14
    data[tid] = product_1;
    int product_2 = quad_prefix_inclusive_product(x);  // quad_int.py:15
    data[tid] = product_2;
    int other = quad_shuffle(x, ushort(lane));  // quad_int.py:16
    data[tid] = other;
    int other_1 = quad_shuffle_up(x, ushort(lane));  // quad_int.py:17
    data[tid] = other_1;
    int other_2 = quad_shuffle_down(x, ushort(lane));  // quad_int.py:18
    data[tid] = other_2;
    int other_3 = quad_shuffle_xor(x, ushort(lane));  // quad_int.py:19
    data[tid] = other_3;
    int other_4 = quad_shuffle_rotate_up(x, ushort(lane));  // quad_int.py:20
    data[tid] = other_4;
    int other_5 = quad_shuffle_rotate_down(x, ushort(lane));  // quad_int.py:21
    data[tid] = other_5;
    int moved = quad_shuffle_and_fill_up(x, 1, ushort(lane), 2);  // quad_int.py:22
    data[tid] = moved;
    int moved_1 = quad_shuffle_and_fill_down(x, 1, ushort(lane), 2);  // quad_int.py:23
    data[tid] = moved_1;
    int shared = quad_broadcast(x, ushort(lane));  // quad_int.py:24
    data[tid] = shared;
    int shared_1 = quad_broadcast_first(x);  // quad_int.py:25
    data[tid] = shared_1;
}
