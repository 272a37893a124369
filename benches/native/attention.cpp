// attention: softmax(Q K^T / 8) V per head. The scores of ROWS queries against a block of keys stay
// in the first-level cache, both products are register tiles of ROWS x 4 vectors, and the softmax is
// online: what was summed so far fades when a larger score comes.
// flags: -ffinite-math-only -fno-signed-zeros
#include "vecmath.h"

#include <cstdlib>
#include <memory>

constexpr int DIM = 64;
constexpr int ROWS = 6;
constexpr int WIDE = DIM / LANES;    // vectors in a row of V, and in a tile of scores
constexpr int KEYS = 256;            // K^T and V of a block: 64 KiB each

struct Rows {
    float scores[ROWS][KEYS];
    float out[ROWS][DIM];
    float largest[ROWS], total[ROWS];
};

// Element (k, d) of a head's keys to (block, d, k in the block).
static void transpose_keys(const float *k, float *kt, int64_t length) {
    for (int64_t block = 0; block < length; block += KEYS)
        for (int d = 0; d < DIM; ++d)
            for (int j = 0; j < KEYS; ++j)
                kt[block * DIM + d * KEYS + j] = k[(block + j) * DIM + d];
}

static void score(const float *q, const float *kt, Rows &rows, int count) {
    const float *line[ROWS];
    for (int r = 0; r < ROWS; ++r) line[r] = q + (r < count ? r : 0) * DIM;
    for (int first = 0; first < KEYS; first += WIDE * LANES) {
        vec acc[ROWS][WIDE] = {};
        for (int d = 0; d < DIM; ++d) {
            vec key[WIDE];
#pragma clang loop unroll(full)
            for (int w = 0; w < WIDE; ++w) key[w] = load(kt + d * KEYS + first + w * LANES);
#pragma clang loop unroll(full)
            for (int r = 0; r < ROWS; ++r)
#pragma clang loop unroll(full)
                for (int w = 0; w < WIDE; ++w) acc[r][w] += line[r][d] * key[w];
        }
#pragma clang loop unroll(full)
        for (int r = 0; r < ROWS; ++r)
#pragma clang loop unroll(full)
            for (int w = 0; w < WIDE; ++w) store(rows.scores[r] + first + w * LANES, acc[r][w]);
    }
}

// Scores become weights; what was summed before fades.
static void weigh(Rows &rows) {
    const float scale = 0.125f;
    for (int r = 0; r < ROWS; ++r) {
        float *scores = rows.scores[r];
        vec high = load(scores);
        for (int j = LANES; j < KEYS; j += LANES)
            high = __builtin_elementwise_max(high, load(scores + j));
        const float before = rows.largest[r];
        const float now = __builtin_fmaxf(before, __builtin_reduce_max(high) * scale);
        vec sum = {};
        for (int j = 0; j < KEYS; j += LANES) {
            const vec weight = exp_vec(load(scores + j) * scale - now);
            store(scores + j, weight);
            sum += weight;
        }
        float total = 0.0f;
        for (int lane = 0; lane < LANES; ++lane) total += sum[lane];
        const float fade = __builtin_expf(before - now);
        rows.total[r] = rows.total[r] * fade + total;
        rows.largest[r] = now;
        for (int d = 0; d < DIM; d += LANES) store(rows.out[r] + d, load(rows.out[r] + d) * fade);
    }
}

static void blend(const float *v, Rows &rows) {
    vec acc[ROWS][WIDE];
    for (int r = 0; r < ROWS; ++r)
        for (int w = 0; w < WIDE; ++w) acc[r][w] = load(rows.out[r] + w * LANES);
    for (int j = 0; j < KEYS; ++j) {
        vec value[WIDE];
#pragma clang loop unroll(full)
        for (int w = 0; w < WIDE; ++w) value[w] = load(v + j * DIM + w * LANES);
#pragma clang loop unroll(full)
        for (int r = 0; r < ROWS; ++r)
#pragma clang loop unroll(full)
            for (int w = 0; w < WIDE; ++w) acc[r][w] += rows.scores[r][j] * value[w];
    }
    for (int r = 0; r < ROWS; ++r)
        for (int w = 0; w < WIDE; ++w) store(rows.out[r] + w * LANES, acc[r][w]);
}

static void attend(const float *q, const float *kt, const float *v, float *out, int64_t length,
                   int count) {
    Rows rows = {};
    for (float &largest : rows.largest) largest = -1e30f;
    for (int64_t block = 0; block < length; block += KEYS) {
        score(q, kt + block * DIM, rows, count);
        weigh(rows);
        blend(v + block * DIM, rows);
    }
    for (int r = 0; r < count; ++r)
        for (int d = 0; d < DIM; d += LANES)
            store(out + r * DIM + d, load(rows.out[r] + d) * (1.0f / rows.total[r]));
}

// `length` is a multiple of KEYS. The space for transposed keys is kept between calls.
extern "C" void attention(const float *q, const float *k, const float *v, float *out, int64_t length,
                          int64_t heads) {
    static std::unique_ptr<float[]> kt;
    static int64_t space = 0;
    const int64_t head_size = length * DIM;
    if (space < heads * head_size) kt.reset(new float[space = heads * head_size]);
    float *keys = kt.get();
#pragma omp parallel
    {
#pragma omp for schedule(static)
        for (int64_t head = 0; head < heads; ++head)
            transpose_keys(k + head * head_size, keys + head * head_size, length);
#pragma omp for schedule(static) collapse(2)
        for (int64_t head = 0; head < heads; ++head)
            for (int64_t row = 0; row < length; row += ROWS) {
                const int64_t at = head * head_size, left = length - row;
                attend(q + at + row * DIM, keys + at, v + at, out + at + row * DIM, length,
                       static_cast<int>(left < ROWS ? left : ROWS));
            }
    }
}
