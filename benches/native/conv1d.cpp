// conv1d: a filter of TAPS taps, zeros beyond the ends. SIDE vectors of results stay in registers. A
// shifted load of the signal serves two taps, one vector apart: tap t of one vector of results reads
// what tap t - LANES of the next one reads.
#include "simd.h"

constexpr int TAPS = 31;
constexpr int REACH = TAPS / 2;
constexpr int SIDE = 8;
constexpr int SPAN = SIDE * LANES;

static float at_edge(const float *signal, const float *taps, int64_t i, int64_t n) {
    float total = 0.0f;
    for (int tap = 0; tap < TAPS; ++tap) {
        const int64_t from = i + tap - REACH;
        if (from >= 0 && from < n) total += taps[tap] * signal[from];
    }
    return total;
}

// SPAN results from `in` on, which is REACH elements before the first.
template <bool STREAM>
static inline void filter_span(const float *in, const float *taps, float *out) {
    constexpr int REST = (TAPS + LANES - 1) / LANES;    // taps t, t + LANES, ...: 2 for 16 lanes
    vec acc[SIDE] = {};
    for (int t = 0; t < LANES; ++t) {
        vec tap[REST];
#pragma clang loop unroll(full)
        for (int r = 0; r < REST; ++r) tap[r] = splat(taps[t + r * LANES]);
#pragma clang loop unroll(full)
        for (int s = 0; s < SIDE + REST - 1; ++s) {
            const vec shifted = load(in + t + s * LANES);
#pragma clang loop unroll(full)
            for (int r = 0; r < REST; ++r)
                if (s - r >= 0 && s - r < SIDE) acc[s - r] += tap[r] * shifted;
        }
    }
#pragma clang loop unroll(full)
    for (int s = 0; s < SIDE; ++s)
        STREAM ? store_stream(out + s * LANES, acc[s]) : store(out + s * LANES, acc[s]);
}

template <bool STREAM>
static void filter(const float *signal, const float *taps, float *out, int64_t n) {
    float padded[TAPS + LANES] = {};
    for (int tap = 0; tap < TAPS; ++tap) padded[tap] = taps[tap];
    // The last span reads a vector beyond its taps, so that it counts as edge too.
#pragma omp parallel
    {
#pragma omp for schedule(static) nowait
        for (int64_t span = SPAN; span < n - 2 * SPAN; span += SPAN)
            filter_span<STREAM>(signal + span - REACH, padded, out + span);
        if (STREAM) fence_stream();
    }
    for (int64_t i = 0; i < SPAN; ++i) out[i] = at_edge(signal, taps, i, n);
    for (int64_t i = n - 2 * SPAN; i < n; ++i) out[i] = at_edge(signal, taps, i, n);
}

// `n` is a multiple of SPAN.
extern "C" void conv1d(const float *signal, const float *taps, float *out, int64_t n) {
    filter<false>(signal, taps, out, n);
}

extern "C" void conv1d_stream(const float *signal, const float *taps, float *out, int64_t n) {
    filter<true>(signal, taps, out, n);
}
