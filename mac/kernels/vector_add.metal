// C = A + B, an element per thread.
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void vector_add(
    device const float* a [[buffer(0)]],
    device const float* b [[buffer(1)]],
    device float* c [[buffer(2)]],
    uint3 tid [[thread_position_in_grid]]
) {
    c[tid.x] = a[tid.x] + b[tid.x];
}
