// scan: prefix sums of a vector in log2(LANES) shifted additions, and the last lane handed on. The
// vectors of a group are independent but for that one addition each.
#include "stores.h"

#include <utility>

constexpr int GROUP = 256;

// The lanes moved up by BY, those of `zeros` below.
template <int BY, int... LANE>
static inline vec moved_up(vec v, vec zeros, std::integer_sequence<int, LANE...>) {
    return __builtin_shufflevector(zeros, v, (LANE < BY ? LANE : LANES + LANE - BY)...);
}

template <int BY> static inline vec step(vec v, vec zeros) {
    return v + moved_up<BY>(v, zeros, std::make_integer_sequence<int, LANES>());
}

static inline vec prefix(vec v, vec zeros) {
    v = step<2>(step<1>(v, zeros), zeros);
    if constexpr (LANES > 4) v = step<LANES >= 8 ? 4 : 0>(v, zeros);
    if constexpr (LANES > 8) v = step<LANES >= 16 ? 8 : 0>(v, zeros);
    return v;
}

template <class Stores> static void sums(const float *a, float *b, int64_t n) {
#pragma omp parallel
    {
        vec zeros = {};
#if defined(__AVX512F__)
        asm("" : "+v"(zeros));  // where clang knows of zeros, it takes expansions, which are slow
#endif
#pragma omp for schedule(static) nowait
        for (int64_t group = 0; group < n; group += GROUP) {
            vec before = {};
#pragma clang loop unroll(full)
            for (int i = 0; i < GROUP; i += LANES) {
                const vec v = prefix(load(a + group + i), zeros);
                Stores::put(b + group + i, before + v);
                before += splat(v[LANES - 1]);
            }
        }
        Stores::finish();
    }
}

extern "C" void scan(const float *a, float *b, int64_t n) { sums<Cached>(a, b, n); }
extern "C" void scan_stream(const float *a, float *b, int64_t n) { sums<Streaming>(a, b, n); }
