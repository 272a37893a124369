// Each group of 256 back to front, through threadgroup memory.
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void reverse(
    device const float* a [[buffer(0)]],
    device float* b [[buffer(1)]],
    uint3 tid [[thread_position_in_grid]],
    uint3 lid [[thread_position_in_threadgroup]],
    uint3 size [[threads_per_threadgroup]]
) {
    threadgroup float shared[256];
    shared[lid.x] = a[tid.x];
    threadgroup_barrier(mem_flags::mem_threadgroup);
    b[tid.x] = shared[size.x - 1 - lid.x];
}
