// C = A B, a 16x16 group per tile of C, tiles of A and B in threadgroup memory.
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void matmul(
    device const float* a [[buffer(0)]],
    device const float* b [[buffer(1)]],
    device float* c [[buffer(2)]],
    constant uint& n [[buffer(3)]],
    uint3 tid [[thread_position_in_grid]],
    uint3 lid [[thread_position_in_threadgroup]]
) {
    threadgroup float tile_a[16 * 16];
    threadgroup float tile_b[16 * 16];
    float sum = 0.0f;
    for (uint k = 0; k < n; k += 16) {
        tile_a[lid.y * 16 + lid.x] = a[tid.y * n + k + lid.x];
        tile_b[lid.y * 16 + lid.x] = b[(k + lid.y) * n + tid.x];
        threadgroup_barrier(mem_flags::mem_threadgroup);
        for (uint i = 0; i < 16; i++) {
            sum = fma(tile_a[lid.y * 16 + i], tile_b[i * 16 + lid.x], sum);
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }
    c[tid.y * n + tid.x] = sum;
}
