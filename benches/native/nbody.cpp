// nbody: SIDE vectors of bodies stay in registers while all others pass as broadcasts.
// flags: -ffinite-math-only -fno-signed-zeros
#include "vecmath.h"

constexpr int SIDE = 4;

// `n` is a multiple of SIDE vectors.
extern "C" void nbody(const float *bodies, float *accelerations, int64_t n, float softening) {
#pragma omp parallel for schedule(static)
    for (int64_t first = 0; first < n; first += SIDE * LANES) {
        vec x[SIDE], y[SIDE], z[SIDE], ax[SIDE] = {}, ay[SIDE] = {}, az[SIDE] = {};
        for (int s = 0; s < SIDE; ++s)
            for (int lane = 0; lane < LANES; ++lane) {
                const float *body = bodies + 4 * (first + s * LANES + lane);
                x[s][lane] = body[0], y[s][lane] = body[1], z[s][lane] = body[2];
            }
        for (int64_t j = 0; j < n; ++j) {
            const float *body = bodies + 4 * j;
            const vec bx = splat(body[0]), by = splat(body[1]), bz = splat(body[2]);
            const vec mass = splat(body[3]);
#pragma clang loop unroll(full)
            for (int s = 0; s < SIDE; ++s) {
                const vec dx = bx - x[s], dy = by - y[s], dz = bz - z[s];
                const vec square = dx * dx + (dy * dy + (dz * dz + softening));
                const vec inverse = rsqrt_vec(square);
                const vec scale = (mass * inverse) * (inverse * inverse);
                ax[s] += dx * scale;
                ay[s] += dy * scale;
                az[s] += dz * scale;
            }
        }
        for (int s = 0; s < SIDE; ++s)
            for (int lane = 0; lane < LANES; ++lane) {
                float *out = accelerations + 4 * (first + s * LANES + lane);
                out[0] = ax[s][lane], out[1] = ay[s][lane], out[2] = az[s][lane], out[3] = 0.0f;
            }
    }
}
