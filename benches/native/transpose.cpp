// transpose: tiles of LANES x LANES, transposed in registers, so that whole lines are read and written.
// A band of rows is read from left to right, and each row of the result gets BAND floats, some whole
// lines, at a time. `n` is a multiple of BAND.
#include "stores.h"

#include <utility>

constexpr int BAND = 32;

// Lanes of `a` and `b` interleaved in runs of RUN, the first half of them or the second.
template <int RUN, bool HIGH, int... LANE>
static inline vec interleave(vec a, vec b, std::integer_sequence<int, LANE...>) {
    return __builtin_shufflevector(
        a, b, ((LANE & RUN) ? LANES : 0) + ((LANE & ~RUN) | (HIGH ? RUN : 0))...);
}

// Swaps the off-diagonal blocks of RUN x RUN in each block of twice the size.
template <int RUN> static inline void swap_blocks(vec (&rows)[LANES]) {
    constexpr auto lanes = std::make_integer_sequence<int, LANES>();
#pragma clang loop unroll(full)
    for (int i = 0; i < LANES; ++i) {
        if (i & RUN) continue;
        const vec low = interleave<RUN, false>(rows[i], rows[i + RUN], lanes);
        const vec high = interleave<RUN, true>(rows[i], rows[i + RUN], lanes);
        rows[i] = low;
        rows[i + RUN] = high;
    }
}

template <class Stores> static inline void tile(const float *a, float *b, int64_t n) {
    vec rows[LANES];
#pragma clang loop unroll(full)
    for (int i = 0; i < LANES; ++i) rows[i] = load(a + i * n);
    swap_blocks<1>(rows);
    swap_blocks<2>(rows);
    if constexpr (LANES > 4) swap_blocks<LANES >= 8 ? 4 : 1>(rows);
    if constexpr (LANES > 8) swap_blocks<LANES >= 16 ? 8 : 1>(rows);
#pragma clang loop unroll(full)
    for (int i = 0; i < LANES; ++i) Stores::put(b + i * n, rows[i]);
}

template <class Stores> static void transposed(const float *a, float *b, int64_t n) {
#pragma omp parallel
    {
#pragma omp for schedule(static) nowait
        for (int64_t band = 0; band < n; band += BAND)
            for (int64_t col = 0; col < n; col += LANES)
                for (int64_t row = band; row < band + BAND; row += LANES)
                    tile<Stores>(a + row * n + col, b + col * n + row, n);
        Stores::finish();
    }
}

extern "C" void transpose(const float *a, float *b, int64_t n) { transposed<Cached>(a, b, n); }
extern "C" void transpose_stream(const float *a, float *b, int64_t n) { transposed<Streaming>(a, b, n); }
