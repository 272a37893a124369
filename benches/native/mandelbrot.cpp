// mandelbrot: escape times, SIDE vectors of neighbouring pixels at once to hide the latency of the
// recurrence. An orbit that has left the circle never comes back, so nothing but the count is masked,
// and whether all have left is asked every ROUNDS steps only. Rows differ in work: they are dealt out.
#include "simd.h"

constexpr float LEFT = -2.0f, TOP = -1.0f;
constexpr int LIMIT = 256;
constexpr int ROUNDS = 8;
constexpr int SIDE = 4;

static inline void escape_times(int32_t *out, int64_t px, float step, float cy) {
    vec cx[SIDE], x[SIDE] = {}, y[SIDE] = {}, x2[SIDE] = {}, y2[SIDE] = {};
    vec count[SIDE] = {};
    for (int s = 0; s < SIDE; ++s)
        for (int lane = 0; lane < LANES; ++lane)
            cx[s][lane] = LEFT + static_cast<float>(px + s * LANES + lane) * step;
    for (int done = 0; done < LIMIT; done += ROUNDS) {
        ivec inside[SIDE];
#pragma clang loop unroll(full)
        for (int round = 0; round < ROUNDS; ++round) {
#pragma clang loop unroll(full)
            for (int s = 0; s < SIDE; ++s) {
                inside[s] = x2[s] + y2[s] <= 4.0f;
                count[s] = inside[s] ? count[s] + 1.0f : count[s];
                y[s] = (x[s] + x[s]) * y[s] + cy;
                x[s] = x2[s] - y2[s] + cx[s];
                x2[s] = x[s] * x[s];
                y2[s] = y[s] * y[s];
            }
        }
        ivec any = inside[0];
        for (int s = 1; s < SIDE; ++s) any |= inside[s];
        if (!__builtin_reduce_or(any)) break;
    }
    for (int s = 0; s < SIDE; ++s)
        store_ints(out + px + s * LANES, __builtin_convertvector(count[s], ivec));
}

// `width` is a multiple of SIDE vectors.
extern "C" void mandelbrot(int32_t *out, int64_t width, int64_t height, float step) {
#pragma omp parallel for schedule(dynamic, 4)
    for (int64_t py = 0; py < height; ++py)
        for (int64_t px = 0; px < width; px += SIDE * LANES)
            escape_times(out + py * width, px, step, TOP + static_cast<float>(py) * step);
}
