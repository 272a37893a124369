// tiled_matmul, from tiled_matmul.py:2
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void tiled_matmul(
    device const float* A [[buffer(0)]],
    device const float* B [[buffer(1)]],
    device float* C [[buffer(2)]],
    constant uint& n [[buffer(3)]],
    uint2 tid [[thread_position_in_grid]],
    uint2 lid [[thread_position_in_threadgroup]]
) {
    threadgroup float tile_a[16 * 16];  // tiled_matmul.py:7
    threadgroup float tile_b[16 * 16];  // tiled_matmul.py:8
    uint row = tid.y;  // tiled_matmul.py:3
    uint col = tid.x;  // tiled_matmul.py:4
    uint ly = lid.y;  // tiled_matmul.py:5
    uint lx = lid.x;  // tiled_matmul.py:6
    float acc = 0.0f;  // tiled_matmul.py:10
    for (uint t = 0; t < n; t += min(16u, n - t)) {
        uint offset = ly * 16u;  // tiled_matmul.py:11
        uint index = offset + lx;
        tile_a[index] = A[row * n + t + lx];
        tile_b[index] = B[(t + ly) * n + col];  // tiled_matmul.py:12
        threadgroup_barrier(mem_flags::mem_threadgroup);  // tiled_matmul.py:13
        for (uint i = 0; i < 16u; ++i) {  // tiled_matmul.py:14
            acc = fma(tile_a[offset + i], tile_b[i * 16u + lx], acc);  // tiled_matmul.py:15
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);  // tiled_matmul.py:16
    }
    C[row * n + col] = acc;  // tiled_matmul.py:17
}
