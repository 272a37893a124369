// softmax: the maximum of a row, its exponentials into a buffer in the first-level cache, and those
// scaled. Four vectors at a time, so that neither latency of the maximum nor of the sum shows.
#include "stores.h"
#include "vecmath.h"

constexpr int ROW = 1024;
constexpr int STEP = 4 * LANES;

static inline float row_max(const float *x) {
    vec largest[4] = {load(x), load(x + LANES), load(x + 2 * LANES), load(x + 3 * LANES)};
    for (int i = STEP; i < ROW; i += STEP)
#pragma clang loop unroll(full)
        for (int k = 0; k < 4; ++k) largest[k] = __builtin_elementwise_max(largest[k], load(x + i + k * LANES));
    return max_of(__builtin_elementwise_max(__builtin_elementwise_max(largest[0], largest[1]),
                                            __builtin_elementwise_max(largest[2], largest[3])));
}

static inline float exponentials(const float *x, float largest, float *e) {
    vec sum[4] = {};
    for (int i = 0; i < ROW; i += STEP)
#pragma clang loop unroll(full)
        for (int k = 0; k < 4; ++k) {
            const vec v = exp_vec(load(x + i + k * LANES) - largest);
            store(e + i + k * LANES, v);
            sum[k] += v;
        }
    return sum_of((sum[0] + sum[1]) + (sum[2] + sum[3]));
}

template <class Stores> static void rows_of(const float *x, float *y, int64_t rows) {
#pragma omp parallel
    {
        alignas(64) float e[ROW];
#pragma omp for schedule(static) nowait
        for (int64_t row = 0; row < rows; ++row) {
            const float *in = x + row * ROW;
            const float scale = 1.0f / exponentials(in, row_max(in), e);
            for (int i = 0; i < ROW; i += LANES) Stores::put(y + row * ROW + i, load(e + i) * scale);
        }
        Stores::finish();
    }
}

extern "C" void softmax(const float *x, float *y, int64_t rows) { rows_of<Cached>(x, y, rows); }
extern "C" void softmax_stream(const float *x, float *y, int64_t rows) { rows_of<Streaming>(x, y, rows); }
