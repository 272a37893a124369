"""Geometry and small matrices against NumPy's doubles; bounds count from the size of the terms."""

import enigma
import numpy as np
import pytest

FLOATS = {"float": (enigma.f32, np.float32), "half": (enigma.f16, np.float16)}
SIZES = [2, 3, 4]


def kernel_of(of, dtype, sizes, scalars=0):
    """Thread by thread: `of(vectors..., scalars...)`, a vector or a scalar."""
    total = sum(sizes) + scalars

    @enigma.kernel
    def kernel(A: dtype, C: dtype):
        tid = enigma.thread_position_in_grid
        at, operands = 0, []
        for size in sizes:
            operands.append(A.load_vec(tid * total + at, size))
            at += size
        operands += [A[tid * total + at + k] for k in range(scalars)]
        result = of(*operands)
        if isinstance(result, enigma.Vector):
            C.store_vec(tid * len(result), result)
        else:
            C[tid] = result

    return kernel


def check(run, rng, name, of, reference, sizes, out, scalars=0, unit=(), bound=3):
    """Compares with the reference on doubles, in units of the dtype at the size of its terms."""
    dtype, numpy = FLOATS[name]
    rows = rng.standard_normal((64, sum(sizes) + scalars))
    for start, size in unit:
        part = rows[:, start : start + size]
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    rows = np.abs(rows) if scalars else rows
    a = rows.astype(numpy)
    found = run(
        kernel_of(of, dtype, sizes, scalars),
        a.reshape(-1),
        np.zeros(64 * out, numpy),
        grid=64,
        threads=16,
    ).reshape(64, out)
    cuts = np.cumsum(sizes)
    operands = np.split(a.astype(np.float64), cuts[: None if scalars else -1], axis=1)
    expected = reference(*operands).reshape(64, out)
    scale = np.maximum(
        np.abs(expected), np.prod([np.abs(o).max(axis=1) for o in operands], axis=0)[:, None]
    )
    scale = np.maximum(scale, 1)
    step = float(np.finfo(numpy).eps)
    assert np.all(np.abs(found - expected) <= bound * step * scale)


def dots(a, b):
    return np.sum(a * b, axis=1, keepdims=True)


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("size", SIZES)
def test_products_and_lengths(run, rng, size, name):
    two = [size, size]
    norm = lambda v: np.linalg.norm(v, axis=1)  # noqa: E731
    check(run, rng, name, enigma.dot, dots, two, 1, bound=4)
    check(run, rng, name, enigma.length, norm, [size], 1)
    check(run, rng, name, enigma.distance, lambda a, b: norm(a - b), two, 1)
    check(run, rng, name, enigma.length_squared, lambda v: norm(v) ** 2, [size], 1, bound=8)
    check(run, rng, name, enigma.distance_squared, lambda a, b: norm(a - b) ** 2, two, 1, bound=16)
    check(run, rng, name, enigma.normalize, lambda v: v / norm(v)[:, None], [size], size)


@pytest.mark.parametrize("name", FLOATS)
def test_cross(run, rng, name):
    check(run, rng, name, enigma.cross, np.cross, [3, 3], 3)


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("size", SIZES)
def test_reflection_and_refraction(run, rng, size, name):
    unit = [(0, size), (size, size)]

    def reflected(i, n):
        return i - 2 * dots(n, i) * n

    def refracted(i, n, eta):
        d = dots(n, i)
        k = 1 - eta * eta * (1 - d * d)
        bent = eta * i - (eta * d + np.sqrt(np.maximum(k, 0))) * n
        return np.where(k < 0, 0, bent)

    check(run, rng, name, enigma.reflect, reflected, [size, size], size, unit=unit)
    check(run, rng, "float", enigma.refract, refracted, [size, size], size, 1, unit=unit, bound=200)


@pytest.mark.parametrize("size", SIZES)
def test_faceforward(run, rng, size):
    def facing(n, i, reference):
        return np.where(dots(reference, i) < 0, n, -n)

    check(run, rng, "float", enigma.faceforward, facing, [size] * 3, size, bound=0)


def test_geometry_at_the_edges(run):
    @enigma.kernel
    def kernel(A: enigma.f32, C: enigma.f32):
        v = A.load_vec(0, 3)
        zero = enigma.make_float3(0, 0, 0)
        C.store_vec(0, enigma.cross(v, v))
        C[3] = enigma.length(zero)
        C.store_vec(4, enigma.refract(enigma.make_vec(1.0, 0), enigma.make_vec(0.0, 1), 1.5))
        C.store_vec(6, enigma.faceforward(v, v, v))
        C[9] = enigma.dot(v, 2 * v)
        C[10] = enigma.normalize(zero).x

    c = np.zeros(11, np.float32)
    run(kernel, np.array([0.1, -0.7, 3.3], np.float32), c, grid=1, threads=1)
    assert c[:6].tolist() == [0] * 6
    assert np.allclose(c[6:9], [-0.1, 0.7, -3.3]) and np.isclose(c[9], 22.78, rtol=1e-3)
    assert np.isnan(c[10])


def test_half_is_rounded_once(run):
    """The sum in half would lose the ones: 2048 + 1 is 2048 there."""

    @enigma.kernel
    def kernel(A: enigma.f16, C: enigma.f16):
        C[0] = enigma.dot(A.load_vec(0, 4), enigma.make_half4(1, 1, 1, 1))

    a, c = np.array([2048, 1, 1, 1], np.float16), np.zeros(1, np.float16)
    run(kernel, a, c, grid=1, threads=1)
    assert c[0] == 2052


def matrices(rng, count, columns, rows):
    return rng.integers(-4, 5, (count, columns, rows)).astype(np.float32)


def load_matrix(memory, at, columns, rows):
    return enigma.make_matrix(*[memory.load_vec(at + c * rows, rows) for c in range(columns)])


@pytest.mark.parametrize("k", SIZES)
@pytest.mark.parametrize("m", SIZES)
@pytest.mark.parametrize("n", SIZES)
def test_products_of_matrices(run, rng, m, n, k):
    """Column-major in memory, so that NumPy's arrays are the transposes."""

    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32, C: enigma.f32, D: enigma.f32):
        a, b = load_matrix(A, 0, k, m), load_matrix(B, 0, n, k)
        assert (a.shape, a.dtype, len(b)) == ((k, m), f"float{k}x{m}", n)
        for c, column in enumerate(a @ b):
            C.store_vec(c * m, column)
        D.store_vec(0, a @ b[0])
        D.store_vec(m, b[0] @ enigma.transpose(a))

    a, b = matrices(rng, 1, k, m)[0], matrices(rng, 1, n, k)[0]
    c, d = np.zeros((n, m), np.float32), np.zeros(2 * m, np.float32)
    run(kernel, a, b, c, d, grid=1, threads=1)
    assert np.array_equal(c.T, a.T @ b.T)
    assert np.array_equal(d, np.tile(a.T @ b[0], 2))


@pytest.mark.parametrize("n", SIZES)
def test_determinants(run, rng, n):
    @enigma.kernel
    def kernel(A: enigma.f32, C: enigma.f32):
        tid = enigma.thread_position_in_grid
        C[tid] = enigma.determinant(load_matrix(A, tid * n * n, n, n))

    a = matrices(rng, 32, n, n)
    c = run(kernel, a.reshape(-1), np.zeros(32, np.float32), grid=32, threads=8)
    assert np.allclose(c, np.linalg.det(a.astype(np.float64)), rtol=1e-5, atol=1e-4)


def test_arithmetic_of_matrices(run):
    @enigma.kernel
    def kernel(A: enigma.f32, C: enigma.f32):
        m = enigma.make_float2x2(1, 2, A[0], 4)
        total = 2 * m + m * A[0] - (-m) / 2
        C.store_vec(0, total[0])
        C.store_vec(2, total[-1])
        half = enigma.matmul(m, m, result_dtype="half")
        assert half.dtype == "half2x2" and enigma.determinant(half).dtype == "half"
        assert enigma.determinant(half, "float").dtype == "float"
        assert enigma.transpose(half, "float").dtype == "float2x2"
        C.store_vec(4, half.__enigma_rebuild__(half.__enigma_leaves__())[1])
        assert enigma.make_float2x3(m[0].xyx, m[1].xxx).shape == (2, 3)

    c = np.zeros(6, np.float32)
    run(kernel, np.array([3], np.float32), c, grid=1, threads=1)
    assert c.tolist() == [5.5, 11, 16.5, 22, 15, 22]
