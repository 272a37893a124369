// matrix_branch, from matrix_branch.py:2
// Metal Shading Language 2.3 or newer (simdgroup matrices).

#include <metal_stdlib>
#include <metal_simdgroup_matrix>

using namespace metal;

kernel void matrix_branch(
    device const float* A [[buffer(0)]],
    device float* C [[buffer(1)]],
    constant int& n [[buffer(2)]]
) {
    simdgroup_float8x8 result;  // matrix_branch.py:3
    simdgroup_load(result, A, 8);
    if (n > 0) {  // matrix_branch.py:4
        simdgroup_float8x8 product;  // matrix_branch.py:5
        simdgroup_multiply(product, result, result);
        result = product;
    }
    simdgroup_store(result, &C[n], 8);  // matrix_branch.py:6
}
