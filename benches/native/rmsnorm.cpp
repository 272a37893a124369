// rmsnorm: a row's squares in four sums, then the row again, out of the first-level cache, scaled.
// `n` is a multiple of four vectors.
#include "stores.h"

#include <cmath>

static inline float squares(const float *x, int64_t n) {
    vec sum[4] = {};
    for (int64_t i = 0; i < n; i += 4 * LANES)
#pragma clang loop unroll(full)
        for (int k = 0; k < 4; ++k) {
            const vec v = load(x + i + k * LANES);
            sum[k] += v * v;
        }
    return sum_of((sum[0] + sum[1]) + (sum[2] + sum[3]));
}

template <class Stores>
static void norm(const float *x, const float *weight, float *y, int64_t rows, int64_t n, float eps) {
#pragma omp parallel
    {
#pragma omp for schedule(static) nowait
        for (int64_t row = 0; row < rows; ++row) {
            const float *in = x + row * n;
            const float scale = 1.0f / std::sqrt(squares(in, n) / n + eps);
            for (int64_t i = 0; i < n; i += LANES)
                Stores::put(y + row * n + i, load(in + i) * scale * load(weight + i));
        }
        Stores::finish();
    }
}

extern "C" void rmsnorm(const float *x, const float *weight, float *y, int64_t rows, int64_t n, float eps) {
    norm<Cached>(x, weight, y, rows, n, eps);
}

extern "C" void rmsnorm_stream(const float *x, const float *weight, float *y, int64_t rows, int64_t n, float eps) {
    norm<Streaming>(x, weight, y, rows, n, eps);
}
