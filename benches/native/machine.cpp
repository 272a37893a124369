// What the machine can do at most, as every result's yardstick: bytes copied, bytes read, and fused
// multiply-adds, each by all threads. `touch` is the peer of launching a kernel of one group.
#include "simd.h"

constexpr int CHAINS = 12;           // independent sums: more than latency x throughput needs
constexpr int BLOCK = 1024;          // floats that a thread takes at a time

extern "C" void copy(const float *a, float *b, int64_t n) {
#pragma omp parallel for schedule(static)
    for (int64_t block = 0; block < n; block += BLOCK)
        for (int i = 0; i < BLOCK; i += LANES) store(b + block + i, load(a + block + i));
}

extern "C" void copy_stream(const float *a, float *b, int64_t n) {
#pragma omp parallel
    {
#pragma omp for schedule(static) nowait
        for (int64_t block = 0; block < n; block += BLOCK)
            for (int i = 0; i < BLOCK; i += LANES) store_stream(b + block + i, load(a + block + i));
        fence_stream();
    }
}

static float lane_sum(vec v) {
    float total = 0;
    for (int lane = 0; lane < LANES; ++lane) total += v[lane];
    return total;
}

// Reads everything once; the sum goes to *out only so that the reads are not removed.
extern "C" void read_all(const float *a, float *out, int64_t n) {
    float total = 0;
#pragma omp parallel for schedule(static) reduction(+ : total)
    for (int64_t block = 0; block < n; block += BLOCK) {
        vec sum[8] = {};
        for (int i = 0; i < BLOCK; i += 8 * LANES)
#pragma clang loop unroll(full)
            for (int k = 0; k < 8; ++k) sum[k] += load(a + block + i + k * LANES);
        for (int k = 1; k < 8; ++k) sum[0] += sum[k];
        total += lane_sum(sum[0]);
    }
    *out = total;
}

extern "C" int64_t fma_flops(int64_t steps, int64_t threads) { return 2 * threads * steps * CHAINS * LANES; }

// `steps` multiply-adds on every chain of every thread; the factor comes in so that nothing folds.
extern "C" void fma_chains(float *out, int64_t steps, float factor) {
    float total = 0;
#pragma omp parallel reduction(+ : total)
    {
        vec chain[CHAINS] = {};
        for (int64_t step = 0; step < steps; ++step)
#pragma clang loop unroll(full)
            for (int k = 0; k < CHAINS; ++k) chain[k] = chain[k] * factor + factor;
        for (int k = 0; k < CHAINS; ++k) total += lane_sum(chain[k]);
    }
    *out = total;
}

// The smallest parallel region with an effect.
extern "C" void touch(float *out) {
#pragma omp parallel
    {
#pragma omp master
        out[0] += 1.0f;
    }
}
