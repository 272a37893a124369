"""Prices of European calls and puts."""

import numpy as np
from workload import Workload, aligned, uniform

RATE, VOLATILITY = 0.02, 0.30
SMALL = {"n": 1024}


def make(n: int = 1 << 22) -> Workload:
    prices, strikes, years = uniform(n, 5, 30, 1), uniform(n, 1, 100, 2), uniform(n, 0.25, 10, 3)
    calls, puts = aligned(n), aligned(n)
    return Workload(
        name="black_scholes",
        inputs=(prices, strikes, years),
        outputs=(calls, puts),
        expected=reference(*(array.astype(np.float64) for array in (prices, strikes, years))),
        grid=(n, 1, 1),
        threads=(256, 1, 1),
        amount=5 * prices.nbytes,
        roof="copy",
        scalars=(np.float32(RATE), np.float32(VOLATILITY)),
        extents=(n, RATE, VOLATILITY),
        atol=1e-4,
    )


def cumulative_normal(d):
    """The polynomial of Abramowitz and Stegun, 26.2.17."""
    k = 1 / (1 + 0.2316419 * np.abs(d))
    poly = k * (-1.821255978 + k * 1.330274429)
    poly = k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + poly)))
    tail = 0.39894228040143267794 * np.exp(-0.5 * d * d) * poly
    return np.where(d > 0, 1 - tail, tail)


def reference(prices, strikes, years, rate=RATE, volatility=VOLATILITY):
    spread = volatility * np.sqrt(years)
    d1 = (np.log(prices / strikes) + (rate + 0.5 * volatility**2) * years) / spread
    n1, n2 = cumulative_normal(d1), cumulative_normal(d1 - spread)
    discounted = strikes * np.exp(-rate * years)
    return prices * n1 - discounted * n2, discounted * (1 - n2) - prices * (1 - n1)


def numpy_form(prices, strikes, years, calls, puts, n, rate, volatility):
    calls[:], puts[:] = reference(prices, strikes, years, np.float32(rate), np.float32(volatility))
