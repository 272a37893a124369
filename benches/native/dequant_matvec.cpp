// dequant_matvec: y = W x, 8-bit weights with a scale per BLOCK of them. ROWS rows at once, so that a
// piece of x is loaded once for all of them and the sums are independent.
#include "simd.h"

constexpr int BLOCK = 32;
constexpr int ROWS = 4;

typedef int8_t bytes __attribute__((vector_size(LANES), aligned(1)));

static inline vec weights(const int8_t *w) {
    return __builtin_convertvector(*reinterpret_cast<const bytes *>(w), vec);
}

static inline float sum(vec v) {
    float total = 0.0f;
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int lane = 0; lane < width; ++lane) v[lane] += v[lane + width];
    total = v[0];
    return total;
}

// W is square, its order `n` a multiple of BLOCK and ROWS.
extern "C" void dequant_matvec(const int8_t *w, const float *scales, const float *x, float *y,
                               int64_t n) {
    const int64_t blocks = n / BLOCK;
#pragma omp parallel for schedule(static)
    for (int64_t row = 0; row < n; row += ROWS) {
        vec acc[ROWS] = {};
        for (int64_t block = 0; block < blocks; ++block) {
            vec part[ROWS] = {};
#pragma clang loop unroll(full)
            for (int i = 0; i < BLOCK; i += LANES) {
                const vec xs = load(x + block * BLOCK + i);
#pragma clang loop unroll(full)
                for (int r = 0; r < ROWS; ++r)
                    part[r] += weights(w + (row + r) * n + block * BLOCK + i) * xs;
            }
#pragma clang loop unroll(full)
            for (int r = 0; r < ROWS; ++r) acc[r] += scales[(row + r) * blocks + block] * part[r];
        }
        for (int r = 0; r < ROWS; ++r) y[row + r] = sum(acc[r]);
    }
}
