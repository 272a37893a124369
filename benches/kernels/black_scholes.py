"""European call and put prices, with the polynomial for the normal distribution of GPU samples."""

import enigma

A1, A2, A3, A4, A5 = 0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429
RSQRT_2PI = 0.39894228040143267794


def cumulative_normal(d):
    k = 1.0 / (1.0 + 0.2316419 * abs(d))
    poly = k * (A1 + k * (A2 + k * (A3 + k * (A4 + k * A5))))
    tail = RSQRT_2PI * enigma.exp(-0.5 * d * d) * poly
    return 1.0 - tail if d > 0 else tail


@enigma.kernel
def black_scholes(
    Price: enigma.f32,
    Strike: enigma.f32,
    Years: enigma.f32,
    Call: enigma.f32,
    Put: enigma.f32,
    rate: enigma.Scalar(enigma.f32),
    volatility: enigma.Scalar(enigma.f32),
):
    i = enigma.thread_position_in_grid
    price, strike, years = Price[i], Strike[i], Years[i]
    spread = volatility * enigma.sqrt(years)
    d1 = (enigma.log(price / strike) + (rate + 0.5 * volatility * volatility) * years) / spread
    d2 = d1 - spread
    n1, n2 = cumulative_normal(d1), cumulative_normal(d2)
    discounted = strike * enigma.exp(-rate * years)
    Call[i] = price * n1 - discounted * n2
    Put[i] = discounted * (1.0 - n2) - price * (1.0 - n1)
