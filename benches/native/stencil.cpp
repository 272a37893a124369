// stencil: rows in blocks of vectors, unguarded; the border is written on its own. `n` is a multiple of
// the vector.
#include "stores.h"

// A vector of the row, all of whose cells have neighbours.
static inline vec inner(const float *a, int64_t n) {
    const vec around = (load(a - 1) + load(a + 1)) + (load(a - n) + load(a + n));
    return 0.5f * load(a) + 0.125f * around;
}

template <class Stores> static inline void inner_row(const float *a, float *b, int64_t n) {
    // The first and the last vector hold a cell of the border each.
    vec first = inner(a + 1, n), last = inner(a + n - LANES - 1, n);
    alignas(64) float edge[LANES];
    edge[0] = a[0];
    for (int i = 1; i < LANES; ++i) edge[i] = first[i - 1];
    Stores::put(b, load(edge));
    for (int64_t i = LANES; i < n - LANES; i += LANES) Stores::put(b + i, inner(a + i, n));
    for (int i = 0; i < LANES - 1; ++i) edge[i] = last[i + 1];
    edge[LANES - 1] = a[n - 1];
    Stores::put(b + n - LANES, load(edge));
}

template <class Stores> static void average(const float *a, float *b, int64_t n) {
#pragma omp parallel
    {
#pragma omp for schedule(static) nowait
        for (int64_t row = 0; row < n; ++row) {
            const float *in = a + row * n;
            float *out = b + row * n;
            if (row > 0 && row < n - 1)
                inner_row<Stores>(in, out, n);
            else
                for (int64_t i = 0; i < n; i += LANES) Stores::put(out + i, load(in + i));
        }
        Stores::finish();
    }
}

extern "C" void stencil(const float *a, float *b, int64_t n) { average<Cached>(a, b, n); }
extern "C" void stencil_stream(const float *a, float *b, int64_t n) { average<Streaming>(a, b, n); }
