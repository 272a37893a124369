// European call and put prices, with the polynomial for the normal distribution of GPU samples.
float cumulative_normal(float d) {
    const float k = 1.0f / (1.0f + 0.2316419f * fabs(d));
    const float poly =
        k * (0.31938153f + k * (-0.356563782f + k * (1.781477937f + k * (-1.821255978f + k * 1.330274429f))));
    const float tail = 0.39894228040143267794f * exp(-0.5f * d * d) * poly;
    return d > 0 ? 1.0f - tail : tail;
}

kernel void black_scholes(global const float *prices, global const float *strikes,
                          global const float *years, global float *calls, global float *puts,
                          float rate, float volatility) {
    const uint i = get_global_id(0);
    const float price = prices[i], strike = strikes[i], time = years[i];
    const float spread = volatility * sqrt(time);
    const float d1 = (log(price / strike) + (rate + 0.5f * volatility * volatility) * time) / spread;
    const float d2 = d1 - spread;
    const float n1 = cumulative_normal(d1), n2 = cumulative_normal(d2);
    const float discounted = strike * exp(-rate * time);
    calls[i] = price * n1 - discounted * n2;
    puts[i] = discounted * (1.0f - n2) - price * (1.0f - n1);
}
