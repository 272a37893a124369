// simd_long, from simd_long.py:2
// Metal Shading Language 2.3 or newer (simdgroup functions on every Apple GPU).

#include <metal_stdlib>

using namespace metal;

kernel void simd_long(
    device long* data [[buffer(0)]],
    uint tid [[thread_position_in_grid]],
    uint lane [[thread_index_in_simdgroup]]
) {
    long x = data[tid];  // simd_long.py:4
    long other = as_type<long>(simd_shuffle_xor(as_type<uint2>(x), 1));  // simd_long.py:5
    data[tid] = other;
    long shared = as_type<long>(simd_broadcast_first(as_type<uint2>(x)));  // simd_long.py:6
    data[tid] = shared;
    uint lanes = uint(simd_vote::vote_t(simd_active_threads_mask()));  // simd_long.py:7
    uint t = lanes & ((1u << (lane & 31u)) - 1u);
    uint t_1 = 0u < t ? 31u - clz(t) : 32u;
    bool cond = t_1 < 32u;
    uint t_2 = cond ? t_1 : lane;
    long other_1 = as_type<long>(simd_shuffle(as_type<uint2>(x), ushort(t_2)));
    long t_3 = cond ? max(other_1, x) : x;
    uint other_2 = simd_shuffle(t_1, ushort(t_2));
    uint t_4 = cond ? other_2 : 32u;
    bool cond_1 = t_4 < 32u;
    uint t_5 = cond_1 ? t_4 : lane;
    long other_3 = as_type<long>(simd_shuffle(as_type<uint2>(t_3), ushort(t_5)));
    long t_6 = cond_1 ? max(other_3, t_3) : t_3;
    uint other_4 = simd_shuffle(t_4, ushort(t_5));
    uint t_7 = cond_1 ? other_4 : 32u;
    bool cond_2 = t_7 < 32u;
    uint t_8 = cond_2 ? t_7 : lane;
    long other_5 = as_type<long>(simd_shuffle(as_type<uint2>(t_6), ushort(t_8)));
    long t_9 = cond_2 ? max(other_5, t_6) : t_6;
    uint other_6 = simd_shuffle(t_7, ushort(t_8));
    uint t_10 = cond_2 ? other_6 : 32u;
    bool cond_3 = t_10 < 32u;
    uint t_11 = cond_3 ? t_10 : lane;
    long other_7 = as_type<long>(simd_shuffle(as_type<uint2>(t_9), ushort(t_11)));
    long t_12 = cond_3 ? max(other_7, t_9) : t_9;
    uint other_8 = simd_shuffle(t_10, ushort(t_11));
    uint t_13 = cond_3 ? other_8 : 32u;
    bool cond_4 = t_13 < 32u;
    long other_9 = as_type<long>(simd_shuffle(as_type<uint2>(t_12), ushort(cond_4 ? t_13 : lane)));
    long other_10 = as_type<long>(simd_shuffle(as_type<uint2>(cond_4 ? max(other_9, t_12) : t_12), ushort(31u - clz(lanes))));
    data[tid] = other_10;
}
