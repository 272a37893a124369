// B = A^T for square matrices, through a padded tile of 32x32 that 32x8 threads fill and empty.
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void transpose_tiled(
    device const float* a [[buffer(0)]],
    device float* b [[buffer(1)]],
    constant uint& n [[buffer(2)]],
    uint3 lid [[thread_position_in_threadgroup]],
    uint3 group [[threadgroup_position_in_grid]]
) {
    threadgroup float tile[32 * 33];
    uint left = group.x * 32;
    uint top = group.y * 32;
    for (uint row = lid.y; row < 32; row += 8) {
        tile[row * 33 + lid.x] = a[(top + row) * n + left + lid.x];
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);
    for (uint row = lid.y; row < 32; row += 8) {
        b[(left + row) * n + top + lid.x] = tile[lid.x * 33 + row];
    }
}
