import taichi as ti


@ti.func
def cumulative_normal(d):
    k = 1.0 / (1.0 + 0.2316419 * abs(d))
    poly = k * (-1.821255978 + k * 1.330274429)
    poly = k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + poly)))
    tail = 0.39894228 * ti.exp(-0.5 * d * d) * poly
    return ti.select(d > 0, 1.0 - tail, tail)


@ti.kernel
def black_scholes(
    prices: ti.types.ndarray(ti.f32, 1),
    strikes: ti.types.ndarray(ti.f32, 1),
    years: ti.types.ndarray(ti.f32, 1),
    calls: ti.types.ndarray(ti.f32, 1),
    puts: ti.types.ndarray(ti.f32, 1),
    n: ti.i32,
    rate: ti.f32,
    volatility: ti.f32,
):
    ti.loop_config(block_dim=4096)
    for i in range(n):
        price, strike, time = prices[i], strikes[i], years[i]
        spread = volatility * ti.sqrt(time)
        d1 = (ti.log(price / strike) + (rate + 0.5 * volatility * volatility) * time) / spread
        n1, n2 = cumulative_normal(d1), cumulative_normal(d1 - spread)
        discounted = strike * ti.exp(-rate * time)
        calls[i] = price * n1 - discounted * n2
        puts[i] = discounted * (1.0 - n2) - price * (1.0 - n1)
