// stencil: two rows at a time, which share the loads of the rows between them, unguarded; the border
// is written on its own. `n` is a multiple of two vectors.
#include "stores.h"

constexpr int AHEAD = 64;            // floats by which the two new rows are requested early

static inline vec average(const float *a, vec above, vec here, vec below) {
    return 0.5f * here + 0.125f * ((load(a - 1) + load(a + 1)) + (above + below));
}

static inline vec average(const float *a, int64_t n) {
    return average(a, load(a - n), load(a), load(a + n));
}

// The first and the last vector of an inner row, which hold a cell of the border each.
template <class Stores> static inline void ends(const float *a, float *b, int64_t n) {
    alignas(64) float first[LANES + 1], last[LANES + 1];
    first[0] = a[0];
    store(first + 1, average(a + 1, n));
    store(last, average(a + n - LANES - 1, n));
    last[LANES] = a[n - 1];
    Stores::put(b, load(first));
    Stores::put(b + n - LANES, load(last + 1));
}

template <class Stores> static inline void two_rows(const float *a, float *b, int64_t n) {
    ends<Stores>(a, b, n);
    ends<Stores>(a + n, b + n, n);
    for (int64_t i = LANES; i < n - LANES; i += LANES) {
        __builtin_prefetch(a + n + i + AHEAD);
        __builtin_prefetch(a + 2 * n + i + AHEAD);
        const vec row[4] = {load(a + i - n), load(a + i), load(a + i + n), load(a + i + 2 * n)};
        Stores::put(b + i, average(a + i, row[0], row[1], row[2]));
        Stores::put(b + n + i, average(a + n + i, row[1], row[2], row[3]));
    }
}

template <class Stores> static void copy_row(const float *a, float *b, int64_t n) {
    for (int64_t i = 0; i < n; i += LANES) Stores::put(b + i, load(a + i));
}

template <class Stores> static void averages(const float *a, float *b, int64_t n) {
    copy_row<Stores>(a, b, n);
    copy_row<Stores>(a + (n - 1) * n, b + (n - 1) * n, n);
#pragma omp parallel
    {
#pragma omp for schedule(static) nowait
        for (int64_t row = 1; row < n - 1; row += 2) two_rows<Stores>(a + row * n, b + row * n, n);
        Stores::finish();
    }
}

extern "C" void stencil(const float *a, float *b, int64_t n) { averages<Cached>(a, b, n); }
extern "C" void stencil_stream(const float *a, float *b, int64_t n) { averages<Streaming>(a, b, n); }
