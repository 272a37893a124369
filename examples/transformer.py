"""One decoder layer of a transformer: sizes, weights, NumPy reference, and parts of its kernels.

The layer is Llama's: RMSNorm, attention with rotary positions and shared key-value heads, RMSNorm,
SwiGLU. `decode_one_group.py` runs it as one kernel, `decode_many_groups.py` as five.
"""

from dataclasses import dataclass

import enigma
import numpy as np

HIDDEN = 1024
HEADS = 16
KV_HEADS = 4
DIM = HIDDEN // HEADS
HALF = DIM // 2
KV = KV_HEADS * DIM
FFN = 2816
CONTEXT = 512
EPSILON = 1e-5
THETA = 10000.0

GROUP = 256
LANES = 32
SIMDGROUPS = GROUP // LANES


# The parts of the kernels: plain functions, traced where a kernel calls them.


def rms_norm(x, weight, out, partial):
    """`out = x / rms(x) * weight` over HIDDEN elements, by a threadgroup of GROUP threads."""
    lid = enigma.thread_position_in_threadgroup()
    lane = enigma.thread_index_in_simdgroup()
    squares = 0.0
    for i in enigma.range(lid, HIDDEN, GROUP):
        squares += x[i] * x[i]
    squares = enigma.simd_sum(squares)
    if lane == 0:
        partial[enigma.simdgroup_index_in_threadgroup()] = squares
    enigma.barrier()
    total = 0.0
    for k in range(SIMDGROUPS):
        total += partial[k]
    scale = enigma.rsqrt(total / HIDDEN + EPSILON)
    for i in enigma.range(lid, HIDDEN, GROUP):
        out[i] = x[i] * scale * weight[i]
    enigma.barrier()


def dot(matrix, row, vector, n):
    """Product of a row of n elements and a vector, by the lanes of a simdgroup; each gets it."""
    lane = enigma.thread_index_in_simdgroup()
    total = 0.0
    for first in enigma.range(0, n, LANES):
        total += matrix[row * n + first + lane] * vector[first + lane]
    return enigma.simd_sum(total)


def rotated(matrix, pair, vector, position):
    """Two elements of a query or key, HALF apart, turned by the angle of their position."""
    head, d = pair // HALF, pair % HALF
    row = head * DIM + d
    a, b = dot(matrix, row, vector, HIDDEN), dot(matrix, row + HALF, vector, HIDDEN)
    turns = enigma.exp2(enigma.metal_cast(d, "float") * (-np.log2(THETA) / HALF))
    angle = enigma.metal_cast(position, "float") * turns
    c, s = enigma.cos(angle), enigma.sin(angle)
    return row, a * c - b * s, a * s + b * c


def attend(q, keys, values, head, position):
    """One head's attention by the lanes of a simdgroup: the two elements that each lane has of it.

    The softmax is computed online: what was summed so far fades when a larger score comes.
    """
    lane = enigma.thread_index_in_simdgroup()
    column = head // (HEADS // KV_HEADS) * DIM + lane
    q0, q1 = q[head * DIM + lane], q[head * DIM + lane + LANES]
    largest, total, o0, o1 = -1e30, 0.0, 0.0, 0.0
    for t in enigma.range(position + 1):
        at = t * KV + column
        score = enigma.simd_sum(q0 * keys[at] + q1 * keys[at + LANES]) * DIM**-0.5
        new = enigma.fmax(largest, score)
        fade, weight = enigma.exp(largest - new), enigma.exp(score - new)
        total = total * fade + weight
        o0 = o0 * fade + weight * values[at]
        o1 = o1 * fade + weight * values[at + LANES]
        largest = new
    return o0 / total, o1 / total


def swiglu(gate, up):
    """`silu(gate) * up`."""
    return gate / (1.0 + enigma.exp(-gate)) * up


# What surrounds the kernels.


@dataclass
class Layer:
    """Weights, row-major and output first, and the cache of keys and values so far."""

    norm1: np.ndarray
    wq: np.ndarray
    wk: np.ndarray
    wv: np.ndarray
    wo: np.ndarray
    norm2: np.ndarray
    gate: np.ndarray
    up: np.ndarray
    down: np.ndarray
    keys: np.ndarray
    values: np.ndarray


def random_layer(rng) -> Layer:
    """A layer whose activations stay near 1."""

    def matrix(rows, columns):
        return (rng.standard_normal((rows, columns)) / np.sqrt(columns)).astype(np.float32)

    def norm():
        return (1 + 0.1 * rng.standard_normal(HIDDEN)).astype(np.float32)

    def cache():
        return rng.standard_normal((CONTEXT, KV)).astype(np.float32)

    return Layer(
        norm(),
        matrix(HIDDEN, HIDDEN),
        matrix(KV, HIDDEN),
        matrix(KV, HIDDEN),
        matrix(HIDDEN, HIDDEN),
        norm(),
        matrix(FFN, HIDDEN),
        matrix(FFN, HIDDEN),
        matrix(HIDDEN, FFN),
        cache(),
        cache(),
    )


def reference(layer: Layer, x: np.ndarray, position: int) -> np.ndarray:
    """The layer's output in double precision."""
    x = x.astype(np.float64)

    def norm(v, weight):
        return v / np.sqrt(np.mean(v * v) + EPSILON) * weight

    def turn(v):
        angle = position * THETA ** (-np.arange(HALF) / HALF)
        a, b = v[:, :HALF], v[:, HALF:]
        c, s = np.cos(angle), np.sin(angle)
        return np.concatenate([a * c - b * s, a * s + b * c], axis=1)

    normed = norm(x, layer.norm1)
    q = turn((layer.wq @ normed).reshape(HEADS, DIM))
    keys, values = (cache[: position + 1].astype(float) for cache in (layer.keys, layer.values))
    keys[position] = turn((layer.wk @ normed).reshape(KV_HEADS, DIM)).ravel()
    values[position] = layer.wv @ normed

    def shared(cache):
        return cache.reshape(-1, KV_HEADS, DIM).repeat(HEADS // KV_HEADS, axis=1)

    scores = np.einsum("hd,thd->ht", q, shared(keys)) * DIM**-0.5
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    attention = np.einsum("ht,thd->hd", weights, shared(values)).ravel()
    x = x + layer.wo @ attention
    normed = norm(x, layer.norm2)
    gate = layer.gate @ normed
    return x + layer.down @ (gate / (1 + np.exp(-gate)) * (layer.up @ normed))


def report(name: str, got: np.ndarray, want: np.ndarray) -> None:
    """Prints the largest difference from the reference; ends the script where it is too large."""
    error, largest = np.abs(got - want).max(), np.abs(want).max()
    print(f"{name}: largest difference from NumPy {error:.1e}, largest value {largest:.2f}")
    if not error < 1e-3:
        raise SystemExit("the result is wrong")
