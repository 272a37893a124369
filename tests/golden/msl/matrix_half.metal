// matrix_half, from matrix_half.py:2
// Metal Shading Language 2.3 or newer (simdgroup matrices).

#include <metal_stdlib>
#include <metal_simdgroup_matrix>

using namespace metal;

kernel void matrix_half(
    device const half* A [[buffer(0)]],
    device float* C [[buffer(1)]]
) {
    threadgroup half tile[8 * 8];  // matrix_half.py:3
    simdgroup_half8x8 tile_1;  // matrix_half.py:4
    simdgroup_load(tile_1, A, 8);
    simdgroup_half8x8 square;  // matrix_half.py:5
    simdgroup_multiply(square, tile_1, tile_1);
    simdgroup_store(square, tile, 8);  // matrix_half.py:6
    threadgroup_barrier(mem_flags::mem_threadgroup);  // matrix_half.py:7
    simdgroup_half8x8 tile_2;  // matrix_half.py:8
    simdgroup_load(tile_2, tile, 8);
    simdgroup_half8x8 filled = make_filled_simdgroup_matrix<half, 8, 8>(1.0h);  // matrix_half.py:9
    simdgroup_half8x8 sum;
    simdgroup_multiply_accumulate(sum, tile_1, tile_2, filled);
    simdgroup_float8x8 filled_1 = make_filled_simdgroup_matrix<float, 8, 8>(1.0f);  // matrix_half.py:10
    simdgroup_float8x8 sum_1;
    simdgroup_multiply_accumulate(sum_1, sum, tile_2, filled_1);
    simdgroup_store(sum_1, C, 8);  // matrix_half.py:11
}
