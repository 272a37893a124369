// exp, log, reciprocals and their like for vectors, to about two units in the last place, for
// arguments whose results are normal numbers. Inlined, so that the constants stay in registers.
#pragma once

#include "simd.h"

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

static inline vec as_floats(ivec v) { return reinterpret_cast<vec>(v); }
static inline ivec as_ints(vec v) { return reinterpret_cast<ivec>(v); }

// 2^n e^r with |r| <= ln 2 / 2; below -87 the result is that of -87.
static inline vec exp_vec(vec x) {
    x = __builtin_elementwise_max(x, splat(-87.0f));
    const vec n = __builtin_elementwise_roundeven(x * 1.44269504f);
    vec r = x - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    vec p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
#if defined(__AVX512F__)
    return _mm512_scalef_ps(p, n);
#else
    return as_floats(as_ints(p) + (__builtin_convertvector(n, ivec) << 23));
#endif
}

// ln of m 2^e with m in [sqrt 1/2, sqrt 2).
static inline vec log_vec(vec x) {
    const ivec shifted = as_ints(x) - 0x3f3504f3;
    const vec e = __builtin_convertvector(shifted >> 23, vec);
    const vec m = as_floats((shifted & 0x007fffff) + 0x3f3504f3) - 1.0f;
    vec p = m * 7.0376836292e-2f - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f;
    p = p * m - 1.2420140846e-1f;
    p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f;
    p = p * m + 2.0000714765e-1f;
    p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f;
    const vec square = m * m;
    vec y = p * m * square + e * -2.12194440e-4f;
    y = y - square * 0.5f + m;
    return y + e * 0.693359375f;
}

// An estimate and a step of Newton's method, where the machine has estimates.
static inline vec reciprocal(vec x) {
#if defined(__AVX512F__)
    const vec y = _mm512_rcp14_ps(x);
    return y * (2.0f - x * y);
#else
    return 1.0f / x;
#endif
}

static inline vec rsqrt_vec(vec x) {
#if defined(__AVX512F__)
    const vec y = _mm512_rsqrt14_ps(x);
    return y * (1.5f - (0.5f * x) * y * y);
#else
    return 1.0f / __builtin_elementwise_sqrt(x);
#endif
}
