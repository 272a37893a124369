// async_copy, from async_copy.py:2
// Metal Shading Language 2.3 or newer (simdgroup functions on every Apple GPU).

#include <metal_stdlib>

using namespace metal;

// Copies count elements; the active lanes of the simdgroup share the work.
template <typename To, typename From>
inline void enigma_copy(To to, From from, uint count) {
    uint lane = simd_prefix_exclusive_sum(1u);
    uint lanes = simd_sum(1u);
    for (uint i = lane; i < count; i += lanes) {
        to[i] = from[i];
    }
}

// Copies a tile between rows of to_row and from_row elements; the active lanes of the simdgroup share the work.
template <typename To, typename From>
inline void enigma_copy_2d(To to, uint to_row, From from, uint from_row, uint columns, uint rows) {
    uint lane = simd_prefix_exclusive_sum(1u);
    uint lanes = simd_sum(1u);
    for (uint i = lane; i < columns * rows; i += lanes) {
        uint row = i / columns;
        uint column = i % columns;
        to[row * to_row + column] = from[row * from_row + column];
    }
}

kernel void async_copy(
    device const half* A [[buffer(0)]],
    device half* B [[buffer(1)]],
    constant uint& width [[buffer(2)]],
    constant int& count [[buffer(3)]],
    uint simdgroup [[simdgroup_index_in_threadgroup]]
) {
    threadgroup half row[64];  // async_copy.py:3
    threadgroup half tile[8 * 8];  // async_copy.py:4
    bool cond = simdgroup == 0u;  // async_copy.py:5
    if (cond) {
        enigma_copy(row, &A[width], uint(max(count, 0)));  // async_copy.py:6
        enigma_copy_2d(tile, 8u, &A[5], width, 8u, 8u);  // async_copy.py:7
        simdgroup_barrier(mem_flags::mem_device | mem_flags::mem_threadgroup);  // async_copy.py:8
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);  // async_copy.py:9
    if (cond) {
        enigma_copy(B, &row[4], 32u);  // async_copy.py:11
        simdgroup_barrier(mem_flags::mem_device | mem_flags::mem_threadgroup);  // async_copy.py:12
    }
}
