// C = A B by simdgroup matrices: 4 simdgroups of a group, each a 32x32 block of C in registers.
// Metal Shading Language 2.3 or newer.

#include <metal_stdlib>
#include <metal_simdgroup_matrix>

using namespace metal;

kernel void matmul_simd(
    device const float* a [[buffer(0)]],
    device const float* b [[buffer(1)]],
    device float* c [[buffer(2)]],
    constant uint& n [[buffer(3)]],
    uint3 group [[threadgroup_position_in_grid]],
    uint simdgroup [[simdgroup_index_in_threadgroup]]
) {
    uint row = (group.y * 2 + simdgroup / 2) * 32;
    uint col = (group.x * 2 + simdgroup % 2) * 32;
    simdgroup_float8x8 sum[4][4];
    for (uint i = 0; i < 4; i++) {
        for (uint j = 0; j < 4; j++) {
            sum[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
        }
    }
    for (uint k = 0; k < n; k += 8) {
        simdgroup_float8x8 left[4];
        simdgroup_float8x8 right[4];
        for (uint i = 0; i < 4; i++) {
            simdgroup_load(left[i], a + (row + 8 * i) * n + k, n);
            simdgroup_load(right[i], b + k * n + col + 8 * i, n);
        }
        for (uint i = 0; i < 4; i++) {
            for (uint j = 0; j < 4; j++) {
                simdgroup_multiply_accumulate(sum[i][j], left[i], right[j], sum[i][j]);
            }
        }
    }
    for (uint i = 0; i < 4; i++) {
        for (uint j = 0; j < 4; j++) {
            simdgroup_store(sum[i][j], c + (row + 8 * i) * n + col + 8 * j, n);
        }
    }
}
