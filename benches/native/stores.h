// One loop for both kinds of stores: a form is a template on how it writes, and has two names.
#pragma once

#include "simd.h"

struct Cached {
    static void put(float *p, vec v) { store(p, v); }
    static void finish() {}
};

struct Streaming {
    static void put(float *p, vec v) { store_stream(p, v); }
    static void finish() { fence_stream(); }
};

template <class Combine> static inline float fold(vec v, Combine combine) {
#pragma clang loop unroll(full)
    for (int stride = LANES / 2; stride > 0; stride /= 2)
#pragma clang loop unroll(full)
        for (int lane = 0; lane < stride; ++lane) v[lane] = combine(v[lane], v[lane + stride]);
    return v[0];
}

static inline float sum_of(vec v) {
    return fold(v, [](float a, float b) { return a + b; });
}

static inline float max_of(vec v) {
    return fold(v, [](float a, float b) { return a > b ? a : b; });
}
