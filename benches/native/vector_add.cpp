// vector_add: C = A + B. `n` is a multiple of BLOCK.
#include "stores.h"

constexpr int BLOCK = 1024;

template <class Stores> static void add(const float *a, const float *b, float *c, int64_t n) {
#pragma omp parallel
    {
#pragma omp for schedule(static) nowait
        for (int64_t block = 0; block < n; block += BLOCK)
            for (int64_t i = block; i < block + BLOCK; i += LANES) Stores::put(c + i, load(a + i) + load(b + i));
        Stores::finish();
    }
}

extern "C" void vector_add(const float *a, const float *b, float *c, int64_t n) { add<Cached>(a, b, c, n); }

extern "C" void vector_add_stream(const float *a, const float *b, float *c, int64_t n) {
    add<Streaming>(a, b, c, n);
}
