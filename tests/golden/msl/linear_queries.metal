// linear_queries, from linear_queries.py:2
// Metal Shading Language 2.3 or newer (simdgroup functions on every Apple GPU).

#include <metal_stdlib>

using namespace metal;

kernel void linear_queries(
    device uint* out [[buffer(0)]],
    uint thread_index [[thread_index_in_threadgroup]],
    uint lane [[thread_index_in_simdgroup]],
    uint simdgroup [[simdgroup_index_in_threadgroup]],
    uint simdgroup_size [[threads_per_simdgroup]],
    uint simdgroup_count [[simdgroups_per_threadgroup]]
) {
    out[thread_index] = lane + simdgroup + simdgroup_size + simdgroup_count;  // linear_queries.py:5
}
