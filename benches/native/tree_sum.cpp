// tree_sum: the kernel's tree (strides 128 to 1) with the 256 values in registers instead of
// threadgroup memory: levels add whole vectors while the stride is a vector or more, then the halves of
// one vector. The order of the additions is the kernel's, so the result has the same bits.
#include "simd.h"

constexpr int GROUP = 256;

// Adds the levels with strides from GROUP/2 down to LANES: one vector of partial sums remains.
static inline vec fold_group(const float *in) {
    constexpr int COUNT = GROUP / LANES;
    vec level[COUNT / 2];
#pragma clang loop unroll(full)
    for (int i = 0; i < COUNT / 2; ++i) level[i] = load(in + i * LANES) + load(in + i * LANES + GROUP / 2);
#pragma clang loop unroll(full)
    for (int stride = COUNT / 4; stride > 0; stride /= 2)
#pragma clang loop unroll(full)
        for (int i = 0; i < stride; ++i) level[i] += level[i + stride];
    return level[0];
}

// The levels with strides below LANES.
static inline float fold_vector(vec v) {
#pragma clang loop unroll(full)
    for (int stride = LANES / 2; stride > 0; stride /= 2) {
#pragma clang loop unroll(full)
        for (int lane = 0; lane < stride; ++lane) v[lane] += v[lane + stride];
    }
    return v[0];
}

extern "C" void tree_sum(const float *a, float *partials, int64_t n) {
#pragma omp parallel for schedule(static)
    for (int64_t group = 0; group < n / GROUP; ++group)
        partials[group] = fold_vector(fold_group(a + group * GROUP));
}
