// black_scholes: prices of European calls and puts, a vector of options at a time. n is a multiple of
// the vector's lanes.
// flags: -ffinite-math-only -fno-signed-zeros
#include "vecmath.h"

// The normal distribution by the polynomial of Abramowitz and Stegun, 26.2.17.
static inline vec cumulative_normal(vec d) {
    const vec k = reciprocal(0.2316419f * __builtin_elementwise_abs(d) + 1.0f);
    vec poly = k * 1.330274429f - 1.821255978f;
    poly = poly * k + 1.781477937f;
    poly = poly * k - 0.356563782f;
    poly = poly * k + 0.31938153f;
    const vec tail = 0.39894228040f * k * poly * exp_vec(-0.5f * d * d);
    return d > 0.0f ? 1.0f - tail : tail;
}

extern "C" void black_scholes(const float *prices, const float *strikes, const float *years,
                              float *calls, float *puts, int64_t n, float rate, float volatility) {
    const float drift = rate + 0.5f * volatility * volatility;
#pragma omp parallel for schedule(static)
    for (int64_t i = 0; i < n; i += LANES) {
        const vec price = load(prices + i), strike = load(strikes + i), time = load(years + i);
        const vec inverse_root = rsqrt_vec(time);
        const vec spread = volatility * time * inverse_root;
        const vec d1 = (log_vec(price * reciprocal(strike)) + drift * time) * inverse_root * (1.0f / volatility);
        const vec n1 = cumulative_normal(d1), n2 = cumulative_normal(d1 - spread);
        const vec discounted = strike * exp_vec(-rate * time);
        const vec call = price * n1 - discounted * n2;
        store(calls + i, call);
        store(puts + i, call + discounted - price);
    }
}
