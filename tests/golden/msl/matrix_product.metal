// matrix_product, from matrix_product.py:2
// Metal Shading Language 2.3 or newer (simdgroup matrices).

#include <metal_stdlib>
#include <metal_simdgroup_matrix>

using namespace metal;

kernel void matrix_product(
    device const float* A [[buffer(0)]],
    device const float* B [[buffer(1)]],
    device float* C [[buffer(2)]],
    constant uint& width [[buffer(3)]],
    uint group_id [[threadgroup_position_in_grid]]
) {
    uint row = group_id * 8u;  // matrix_product.py:3
    uint first = row * width;
    simdgroup_float8x8 acc = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);  // matrix_product.py:4
    for (uint i = 0; i < width; i += min(8u, width - i)) {  // matrix_product.py:5
        uint index = first + i;
        simdgroup_float8x8 x;  // matrix_product.py:6
        simdgroup_load(x, &A[index], width);
        simdgroup_float8x8 tile;  // matrix_product.py:7
        simdgroup_load(tile, &B[index], width, ulong2(0, 0), true);
        simdgroup_multiply_accumulate(acc, x, tile, acc);  // matrix_product.py:8
    }
    simdgroup_store(acc, &C[first], width);  // matrix_product.py:9
}
