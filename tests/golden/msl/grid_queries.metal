// grid_queries, from grid_queries.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void grid_queries(
    device uint* out [[buffer(0)]],
    uint3 tid [[thread_position_in_grid]],
    uint3 group_id [[threadgroup_position_in_grid]],
    uint3 group_size [[threads_per_threadgroup]],
    uint3 width [[threads_per_grid]],
    uint3 group_count [[threadgroups_per_grid]]
) {
    uint row = tid.y;  // grid_queries.py:3
    uint col = tid.x;  // grid_queries.py:4
    out[row * width.x + col] = group_id.z + group_count.y + group_size.y;  // grid_queries.py:8
}
