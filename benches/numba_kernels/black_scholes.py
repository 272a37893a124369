import math

import numpy as np
from numba import njit, prange


@njit(fastmath=True, inline="always")
def cumulative_normal(d):
    k = np.float32(1) / (np.float32(1) + np.float32(0.2316419) * abs(d))
    poly = k * np.float32(1.330274429) + np.float32(-1.821255978)
    poly = k * poly + np.float32(1.781477937)
    poly = k * poly + np.float32(-0.356563782)
    poly = k * (k * poly + np.float32(0.31938153))
    tail = np.float32(0.3989422804) * math.exp(np.float32(-0.5) * d * d) * poly
    return np.float32(1) - tail if d > 0 else tail


@njit(parallel=True, fastmath=True)
def black_scholes(prices, strikes, years, calls, puts, n, rate, volatility):
    for i in prange(n):
        price, strike, time = prices[i], strikes[i], years[i]
        spread = volatility * math.sqrt(time)
        drift = rate + np.float32(0.5) * volatility * volatility
        d1 = (math.log(price / strike) + drift * time) / spread
        n1, n2 = cumulative_normal(d1), cumulative_normal(d1 - spread)
        discounted = strike * math.exp(-rate * time)
        calls[i] = price * n1 - discounted * n2
        puts[i] = discounted * (np.float32(1) - n2) - price * (np.float32(1) - n1)
