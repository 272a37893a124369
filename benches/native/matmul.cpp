// matmul: C = A B for row-major square matrices, as a tuned BLAS does it (Goto's scheme): panels of B
// and blocks of A are packed into contiguous strips, and a register tile of ROWS x 2 vectors stays in
// registers over a whole strip. n is a multiple of BLOCK_K and COLS; rows may end in a part of a tile.
#include "simd.h"

#include <algorithm>
#include <cstdlib>

constexpr int ROWS = 6;              // register tile: ROWS x COLS, 12 sums hide the multiply-add's latency
constexpr int COLS = 2 * LANES;
constexpr int BLOCK_K = 256;         // a strip of B (BLOCK_K x COLS) stays in the first-level cache
constexpr int BLOCK_M = 132;         // a block of A (BLOCK_M x BLOCK_K) stays in the second-level cache

// `rows` rows of A, as strips of ROWS rows, column by column; missing rows of the last strip are zero.
static void pack_a(const float *a, int64_t rows, int64_t n, float *packed) {
    for (int64_t row = 0; row < rows; row += ROWS)
        for (int k = 0; k < BLOCK_K; ++k)
            for (int r = 0; r < ROWS; ++r) *packed++ = row + r < rows ? a[(row + r) * n + k] : 0.0f;
}

// One strip of B: COLS columns, row by row.
static void pack_b_strip(const float *b, int64_t n, float *packed) {
    for (int k = 0; k < BLOCK_K; ++k) {
        store(packed + k * COLS, load(b + k * n));
        store(packed + k * COLS + LANES, load(b + k * n + LANES));
    }
}

// Adds (or, for the first block of k, sets) the first `rows` rows of one register tile of C.
static inline void multiply_tile(const float *a, const float *b, float *c, int64_t rows, int64_t n,
                                 bool first) {
    vec acc[ROWS][2] = {};
    for (int k = 0; k < BLOCK_K; ++k, a += ROWS, b += COLS) {
        const vec b0 = load(b), b1 = load(b + LANES);
#pragma clang loop unroll(full)
        for (int r = 0; r < ROWS; ++r) {
            acc[r][0] += a[r] * b0;
            acc[r][1] += a[r] * b1;
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < ROWS; ++r) {
        if (r >= rows) break;
        for (int half = 0; half < 2; ++half) {
            float *out = c + r * n + half * LANES;
            store(out, first ? acc[r][half] : load(out) + acc[r][half]);
        }
    }
}

static void multiply_block(const float *a, const float *b, float *c, int64_t rows,
                           int64_t n, bool first) {
    for (int64_t col = 0; col < n; col += COLS)
        for (int64_t row = 0; row < rows; row += ROWS)
            multiply_tile(a + row * BLOCK_K, b + col * BLOCK_K, c + row * n + col, rows - row, n,
                          first);
}

// Packing space that is kept between calls, as a BLAS does: fresh pages would cost a fault each.
class Scratch {
  public:
    ~Scratch() { std::free(floats); }
    float *get(int64_t wanted) {
        if (wanted > count) {
            std::free(floats);
            floats = static_cast<float *>(std::aligned_alloc(64, wanted * sizeof(float)));
            count = wanted;
        }
        return floats;
    }

  private:
    float *floats = nullptr;
    int64_t count = 0;
};

extern "C" void matmul(const float *a, const float *b, float *c, int64_t n) {
    static Scratch shared_scratch;
    static thread_local Scratch thread_scratch;
    float *packed_b = shared_scratch.get(BLOCK_K * n);
#pragma omp parallel
    {
        float *packed_a = thread_scratch.get(BLOCK_M * BLOCK_K);
        for (int64_t k = 0; k < n; k += BLOCK_K) {
#pragma omp for schedule(static)
            for (int64_t col = 0; col < n; col += COLS)
                pack_b_strip(b + k * n + col, n, packed_b + col * BLOCK_K);
#pragma omp for schedule(static)
            for (int64_t row = 0; row < n; row += BLOCK_M) {
                const int64_t rows = std::min<int64_t>(BLOCK_M, n - row);
                pack_a(a + row * n + k, rows, n, packed_a);
                multiply_block(packed_a, packed_b, c + row * n, rows, n, k == 0);
            }
        }
    }
}
