// quad_running_max, from quad_running_max.py:2
// Metal Shading Language 2.3 or newer (simdgroup functions on every Apple GPU).
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

kernel void quad_running_max(
    device half* data [[buffer(0)]],
    uint tid [[thread_position_in_grid]],
    uint lane [[thread_index_in_simdgroup]]
) {
    half x = data[tid];  // quad_running_max.py:4
    uint lanes = uint(simd_vote::vote_t(simd_active_threads_mask()));  // quad_running_max.py:5
    uint t = lanes & (15u << (lane & 28u & 31u)) & ((1u << (lane & 31u)) - 1u);
    uint t_1 = 0u < t ? 31u - clz(t) : 32u;
    bool cond = t_1 < 32u;
    uint t_2 = cond ? t_1 : lane;
    half other = simd_shuffle(x, ushort(t_2));
    half t_3 = cond ? fmax(other, x) : x;
    uint other_1 = simd_shuffle(t_1, ushort(t_2));
    uint t_4 = cond ? other_1 : 32u;
    bool cond_1 = t_4 < 32u;
    half other_2 = simd_shuffle(t_3, ushort(cond_1 ? t_4 : lane));
    half other_3 = simd_shuffle(cond_1 ? fmax(other_2, t_3) : t_3, ushort(t_2));
    data[tid] = cond ? fmax(-half(INFINITY), other_3) : -half(INFINITY);
}
