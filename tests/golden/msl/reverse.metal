#include <metal_stdlib>
using namespace metal;

kernel void reverse(
    device const int* A [[buffer(0)]],
    device int* B [[buffer(1)]],
    uint3 thread_position_in_grid [[thread_position_in_grid]],
    uint3 thread_position_in_threadgroup [[thread_position_in_threadgroup]],
    uint3 threads_per_threadgroup [[threads_per_threadgroup]]) {
    threadgroup int shared0[256];
    int value = A[thread_position_in_grid.x];
    shared0[thread_position_in_threadgroup.x] = value;
    threadgroup_barrier(mem_flags::mem_threadgroup);
    int value_2 = shared0[((threads_per_threadgroup.x - thread_position_in_threadgroup.x) - 1u)];
    B[thread_position_in_grid.x] = value_2;
}
