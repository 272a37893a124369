// matrix_bfloat, from matrix_bfloat.py:2
// Metal Shading Language 3.1 or newer (bfloat).

#include <metal_stdlib>
#include <metal_simdgroup_matrix>

using namespace metal;

kernel void matrix_bfloat(
    device const bfloat* A [[buffer(0)]],
    device float* C [[buffer(1)]]
) {
    threadgroup bfloat tile[8 * 8];  // matrix_bfloat.py:3
    simdgroup_matrix<bfloat, 8, 8> tile_1;  // matrix_bfloat.py:4
    simdgroup_load(tile_1, A, 8);
    simdgroup_matrix<bfloat, 8, 8> square;  // matrix_bfloat.py:5
    simdgroup_multiply(square, tile_1, tile_1);
    simdgroup_store(square, tile, 8);  // matrix_bfloat.py:6
    threadgroup_barrier(mem_flags::mem_threadgroup);  // matrix_bfloat.py:7
    simdgroup_matrix<bfloat, 8, 8> tile_2;  // matrix_bfloat.py:8
    simdgroup_load(tile_2, tile, 8);
    simdgroup_matrix<bfloat, 8, 8> filled = make_filled_simdgroup_matrix<bfloat, 8, 8>(bfloat(1.0f));  // matrix_bfloat.py:9
    simdgroup_matrix<bfloat, 8, 8> sum;
    simdgroup_multiply_accumulate(sum, tile_1, tile_2, filled);
    simdgroup_float8x8 filled_1 = make_filled_simdgroup_matrix<float, 8, 8>(1.0f);  // matrix_bfloat.py:10
    simdgroup_float8x8 sum_1;
    simdgroup_multiply_accumulate(sum_1, sum, tile_2, filled_1);
    simdgroup_store(sum_1, C, 8);  // matrix_bfloat.py:11
}
