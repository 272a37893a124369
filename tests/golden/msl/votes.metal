// votes, from votes.py:2
// Metal Shading Language 2.3 or newer (simdgroup functions on every Apple GPU).

#include <metal_stdlib>

using namespace metal;

kernel void votes(
    device bool* data [[buffer(0)]],
    device uint* votes_1 [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    bool x = data[tid];  // votes.py:4
    bool all_lanes = simd_all(x);  // votes.py:5
    data[tid] = all_lanes;
    bool any_lane = simd_any(x);  // votes.py:6
    data[tid] = any_lane;
    uint lanes = uint(simd_vote::vote_t(simd_ballot(x)));  // votes.py:7
    votes_1[tid] = lanes;
    bool is_first = simd_is_first();  // votes.py:8
    data[tid] = is_first;
    uint lanes_1 = uint(simd_vote::vote_t(simd_active_threads_mask()));  // votes.py:9
    votes_1[tid] = lanes_1;
    bool all_lanes_1 = quad_all(x);  // votes.py:10
    data[tid] = all_lanes_1;
    bool any_lane_1 = quad_any(x);  // votes.py:11
    data[tid] = any_lane_1;
    uint lanes_2 = uint(quad_vote::vote_t(quad_ballot(x)));  // votes.py:12
    votes_1[tid] = lanes_2;
    bool is_first_1 = quad_is_first();  // votes.py:13
    data[tid] = is_first_1;
    uint lanes_3 = uint(quad_vote::vote_t(quad_active_threads_mask()));  // votes.py:14
    votes_1[tid] = lanes_3;
}
