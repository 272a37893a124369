"""Vectors of 2 to 4 components: making them, operators, swizzles, memory, control flow."""

import operator

import enigma
import numpy as np
import pytest

DTYPES = {
    "float": (enigma.f32, np.float32),
    "half": (enigma.f16, np.float16),
    "int": (enigma.i32, np.int32),
    "uint": (enigma.u32, np.uint32),
}


def numbers(rng, dtype, shape):
    if np.issubdtype(dtype, np.floating):
        return rng.uniform(0.5, 4, shape).astype(dtype)
    return rng.integers(1, 1000, shape).astype(dtype)


def mapped(of, dtype, sizes, out_dtype=None, out_size=None):
    """A kernel that gives each thread vectors of those sizes and stores what `of` makes of them."""
    inputs = [*(dtype for _ in sizes), *(dtype for _ in range(2 - len(sizes)))]
    first, second = inputs[:2]
    out = out_dtype or dtype

    @enigma.kernel
    def kernel(A: first, B: second, C: out):
        tid = enigma.thread_position_in_grid
        memories = (A, B)
        vectors = [memories[k].load_vec(tid * n, n) for k, n in enumerate(sizes)]
        result = of(*vectors)
        C.store_vec(tid * len(result), result)

    return kernel


def apply(run, kernel, a, b, out):
    return run(kernel, a.reshape(-1), b.reshape(-1), out.reshape(-1), grid=len(a), threads=8)


@pytest.mark.parametrize("name", DTYPES)
@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize(
    "op", [operator.add, operator.sub, operator.mul, operator.truediv, operator.mod]
)
def test_operators_work_on_components(run, rng, op, size, name):
    dtype, numpy = DTYPES[name]
    a, b = numbers(rng, numpy, (24, size)), numbers(rng, numpy, (24, size))
    c = apply(run, mapped(op, dtype, [size, size]), a, b, np.zeros_like(a)).reshape(a.shape)
    expected = op(a, b)
    if op is operator.truediv and np.issubdtype(numpy, np.integer):
        expected = a // b
    assert np.array_equal(c, expected.astype(numpy))


def test_scalars_count_for_every_component(run, rng):
    a = numbers(rng, np.float32, (16, 3))

    def of(v):
        return ((2.0 * v + v.x) / 3 - (1 - v)) * v.z + 2**v - v % 1.5 + v**2

    kernel = mapped(of, enigma.f32, [3])
    c = apply(run, kernel, a, a, np.zeros_like(a)).reshape(a.shape)
    wide = a.astype(np.float64)
    x, z = wide[:, :1], wide[:, 2:]
    expected = ((2 * wide + x) / 3 - (1 - wide)) * z + 2**wide - wide % 1.5 + wide**2
    assert np.allclose(c, expected, rtol=1e-5)


def test_a_value_beside_a_vector(run):
    @enigma.kernel
    def kernel(A: enigma.f32, N: enigma.i32, C: enigma.f32):
        v = A.load_vec(0, 2)
        n, x = N[0], A[0]
        assert (n + v).dtype == (v * n).dtype == "vec<2,float>"
        C.store_vec(0, enigma.make_vec(n - v, x / v))

    a, c = np.array([2, 4], np.float32), np.zeros(4, np.float32)
    run(kernel, a, np.array([10], np.int32), c, grid=1, threads=1)
    assert c.tolist() == [8, 6, 1, 0.5]


def test_bits_and_comparisons(run):
    @enigma.kernel
    def kernel(A: enigma.i32, C: enigma.i32):
        v, w = A.load_vec(0, 4), A.load_vec(4, 4)
        greater = v > w
        assert greater.dtype == "vec<4,bool>" and (~greater & (v == v)).dtype == "vec<4,bool>"
        C.store_vec(0, enigma.where(v, w, greater))
        C.store_vec(4, (v & 6) | (w ^ 1))
        C.store_vec(8, (v << 2) + (-w >> 1))
        C.store_vec(12, abs(-v) + ~w)
        C[16] = enigma.metal_cast(enigma.all(v < 100), "int")
        C[17] = enigma.metal_cast(enigma.any(greater), "int")
        C[18] = enigma.metal_cast(enigma.all(greater) | enigma.any(v != v), "int")
        C.store_vec(19, enigma.where(7, w.xy, greater.xy))
        C.store_vec(21, enigma.where(v.xy, w.xy, A[0] == 1))
        C[23] = enigma.where(0, 1, enigma.any(A[0] == 1))

    v, w = np.array([1, 9, 5, 7]), np.array([4, 8, 5, 2])
    a, c = np.concatenate([v, w]).astype(np.int32), np.zeros(24, np.int32)
    run(kernel, a, c, grid=1, threads=1)
    assert c[:4].tolist() == np.where(v > w, w, v).tolist()
    assert c[4:8].tolist() == ((v & 6) | (w ^ 1)).tolist()
    assert c[8:12].tolist() == ((v << 2) + (-w >> 1)).tolist()
    assert c[12:16].tolist() == (abs(v) + ~w).tolist()
    assert c[16:19].tolist() == [1, 1, 0]
    assert c[19:].tolist() == [7, 8, 4, 8, 1]


def test_making_and_taking_apart(run):
    @enigma.kernel
    def kernel(A: enigma.f32, C: enigma.f32):
        a, b = A[0], A[1]
        v = enigma.make_vec(a, 2, b, 0.5)
        w = enigma.make_float4(v.xy, v.wz)
        assert (v.dtype, len(w), enigma.make_vec(1, 2).dtype) == ("vec<4,float>", 4, "vec<2,int>")
        assert enigma.make_vec(1, 2.5, True).dtype == "vec<3,float>"
        assert enigma.make_half2(1, 2).dtype == "vec<2,half>"
        assert enigma.make_uint3(1, 2, 3).dtype == "vec<3,uint>"
        assert enigma.make_int2(-1, 2).dtype == "vec<2,int>"
        assert enigma.make_float3(0, 1, 2).dtype == "vec<3,float>"
        C.store_vec(0, w)
        C.store_vec(4, enigma.vec_insert(w, 1, 9))
        C[8], C[9], C[10], C[11] = w[0], w[-1], enigma.vec_extract(w, 2), v.b
        x, y, z, last = w
        C[12], C[13], C[14], C[15] = last, z, y, x
        C.store_vec(16, v.zyx)
        C.store_vec(19, v.xx)
        C.store_vec(21, v.rgba)
        C.store_vec(25, enigma.make_float2(list(v)[3], v.a))

    c = np.zeros(27, np.float32)
    run(kernel, np.array([3, 4], np.float32), c, grid=1, threads=1)
    assert c[:8].tolist() == [3, 2, 0.5, 4, 3, 9, 0.5, 4]
    assert c[8:16].tolist() == [3, 4, 0.5, 4, 4, 0.5, 2, 3]
    assert c[16:].tolist() == [4, 2, 3, 3, 3, 3, 2, 4, 0.5, 0.5, 0.5]


def test_attributes_that_are_not_there():
    @enigma.kernel
    def kernel(A: enigma.f32):
        v = A.load_vec(0, 2)
        x = v.x
        assert hasattr(v, "x") and hasattr(v, "g") and hasattr(v, "yx")
        for wrong in ("z", "xyz", "xg", "q", "xyxyx", ""):
            assert not hasattr(v, wrong)
        assert not hasattr(x, "x")
        with pytest.raises(AttributeError, match="a vector of 2 components has no component"):
            v.xw
        with pytest.raises(AttributeError, match=r"no attribute \"shape\""):
            v.shape

    enigma.compile(kernel)


@pytest.mark.parametrize("size", [2, 3, 4])
def test_functions_work_on_components(run, rng, size):
    a, b = rng.uniform(0.1, 2, (16, size)), rng.uniform(0.1, 2, (16, size))
    a, b = a.astype(np.float32), b.astype(np.float32)

    def of(v, w):
        total = enigma.sqrt(v) + enigma.exp(w) * enigma.fma(v, 2.0, w.x)
        total = total + enigma.clamp(v, 0.5, 1.0) + enigma.mix(v, w, 0.25) + enigma.step(1, v)
        return (
            total + enigma.pow(v, 1.5) + enigma.fmin(v, w) + round(v) + enigma.smoothstep(0, 2, w)
        )

    c = apply(run, mapped(of, enigma.f32, [size, size]), a, b, np.zeros_like(a)).reshape(a.shape)
    v, w = a.astype(np.float64), b.astype(np.float64)
    expected = np.sqrt(v) + np.exp(w) * (v * 2 + w[:, :1])
    expected += np.clip(v, 0.5, 1) + v + (w - v) * 0.25 + (v >= 1)
    expected += v**1.5 + np.minimum(v, w) + np.round(v) + (w / 2) ** 2 * (3 - w)
    assert np.allclose(c, expected, rtol=1e-5)


def test_classes_and_casts(run):
    @enigma.kernel
    def kernel(A: enigma.f32, C: enigma.i32):
        v = A.load_vec(0, 4)
        C.store_vec(0, enigma.metal_cast(v, "int"))
        C.store_vec(4, enigma.metal_cast(enigma.isnan(v), "vec<4,int>"))
        C.store_vec(8, enigma.as_type(v, enigma.i32))
        assert enigma.metal_cast(v, "vec<4, half>").dtype == "vec<4,half>"
        assert enigma.metal_cast(v, np.float16).dtype == "vec<4,half>"
        assert enigma.metal_cast(v, v.dtype).dtype == "vec<4,float>"

    a, c = np.array([1.9, -2.5, np.nan, 3e9], np.float32), np.zeros(12, np.int32)
    run(kernel, a, c, grid=1, threads=1)
    assert c[:8].tolist() == [1, -2, 0, 2**31 - 1, 0, 0, 1, 0]
    assert c[8:].tolist() == a.view(np.int32).tolist()


def test_loops_carry_vectors(run):
    @enigma.kernel
    def kernel(A: enigma.f32, C: enigma.f32):
        first = A.load_vec(0, 3)
        with enigma.for_range(0, 4, init=[first, 0.0]) as (i, carry):
            carry[0] = carry[0] * 2 + i
            carry[1] = carry[1] + carry[0].y
        v, total = carry
        C.store_vec(0, v)
        C[3] = total

    a, c = np.array([1, 2, 3], np.float32), np.zeros(4, np.float32)
    run(kernel, a, c, grid=1, threads=1)
    v, total = a.copy(), 0
    for i in range(4):
        v = v * 2 + i
        total += v[1]
    assert c.tolist() == [*v.tolist(), total]


def test_native_control_flow_carries_vectors_and_matrices(run):
    @enigma.kernel
    def kernel(A: enigma.f32, C: enigma.f32):
        tid = enigma.thread_position_in_grid
        v = A.load_vec(tid * 3, 3)
        m = enigma.make_float2x2(1, 2, 3, 4)
        if v.x > 2:
            v = v * 2
        else:
            v = -v
        total = enigma.make_float3(0, 0, 0)
        for _ in enigma.range(2):
            total = total + v
            v = v.yzx
            m = m @ m
        C.store_vec(tid * 5, v if tid > 0 else total)
        C.store_vec(tid * 5 + 3, m[0])

    a, c = np.arange(6, dtype=np.float32), np.zeros(10, np.float32)
    run(kernel, a, c, grid=2, threads=2)
    power = np.linalg.matrix_power(np.array([[1, 3], [2, 4]]), 4)[:, 0].tolist()
    assert c.tolist() == [-1, -3, -2, *power, 10, 6, 8, *power]


def test_leaves_give_the_vector_back(run):
    @enigma.kernel
    def kernel(A: enigma.f32, C: enigma.f32):
        v = A.load_vec(0, 3)
        leaves = v.__enigma_leaves__()
        assert [leaf.dtype for leaf in leaves] == ["float"] * 3
        C.store_vec(0, v.__enigma_rebuild__(tuple(reversed(leaves))))

    c = np.zeros(3, np.float32)
    run(kernel, np.array([1, 2, 3], np.float32), c, grid=1, threads=1)
    assert c.tolist() == [3, 2, 1]


def test_lanes_of_a_simdgroup_exchange_vectors(run):
    @enigma.kernel
    def kernel(A: enigma.f32, C: enigma.f32):
        tid = enigma.thread_position_in_grid
        v = A.load_vec(tid * 2, 2)
        C.store_vec(tid * 4, enigma.make_vec(enigma.simd_sum(v), enigma.simd_shuffle_xor(v, 1)))

    a, c = np.arange(64, dtype=np.float32), np.zeros(128, np.float32)
    run(kernel, a, c, grid=32, threads=32)
    pairs, c = a.reshape(32, 2), c.reshape(32, 4)
    assert np.array_equal(c[:, :2], np.broadcast_to(pairs.sum(axis=0), (32, 2)))
    assert np.array_equal(c[:, 2:], pairs[np.arange(32) ^ 1])


def test_vectors_in_threadgroup_memory(run):
    @enigma.kernel
    def kernel(A: enigma.f32, C: enigma.f32):
        lid = enigma.thread_position_in_threadgroup()
        tile = enigma.threadgroup_alloc("float", (8, 4))
        tile.store_vec((lid, 0), A.load_vec(lid * 4, 4))
        enigma.barrier()
        C.store_vec(lid * 2, tile.load_vec((7 - lid, 2), 2))

    a, c = np.arange(32, dtype=np.float32), np.zeros(16, np.float32)
    run(kernel, a, c, grid=8, threads=8)
    assert np.array_equal(c.reshape(8, 2), a.reshape(8, 4)[::-1, 2:])


@pytest.mark.parametrize("width", [2, 4])
def test_vec_width_makes_vectors_of_floats(run, width):
    @enigma.kernel
    def kernel(A: enigma.f32, N: enigma.i32, H: enigma.f16, C: enigma.f32):
        tid = enigma.thread_position_in_grid
        v = A[tid]
        assert (A.dtype, v.dtype, N.dtype) == (f"vec<{width},float>", A.dtype, "int")
        H[tid] = 0.5
        C[tid] = v * 2.0 + N[tid]
        C[tid + 2] = enigma.load_if(A, tid + 100, tid > 100, -1)
        enigma.store_if(C, tid + 4, v, tid == 1)

    a, c = np.arange(8, dtype=np.float32), np.zeros(6 * width, np.float32)
    n, h = np.array([10, 20], np.int32), np.zeros(8, np.float16)
    run(kernel, a, n, h, c, grid=2, threads=2, vec_width=width)
    c = c.reshape(6, width)
    rows = a[: 2 * width].reshape(2, width)
    assert np.array_equal(c[:2], rows * 2 + n[:, None])
    assert np.all(c[2:4] == -1) and np.all(c[4] == 0) and np.array_equal(c[5], rows[1])
    assert h.tolist() == [0.5] * (2 * width) + [0] * (8 - 2 * width)


@pytest.mark.parametrize("width", [0, 1])
def test_vec_width_is_off(run, width):
    @enigma.kernel
    def kernel(A: enigma.f32):
        assert A.dtype == "float"
        A[0] = A[0] + 1

    assert run(kernel, np.ones(1, np.float32), grid=1, threads=1, vec_width=width)[0] == 2


@pytest.mark.parametrize("width", [3, 8, -1, "4", None])
def test_other_widths_are_refused(width):
    @enigma.kernel
    def kernel(A: enigma.f32):
        A[0] = 0

    with pytest.raises(enigma.EnigmaValueError, match=r"\[E0209\] vec_width="):
        enigma.compile(kernel, vec_width=width)


def test_a_vector_at_the_end_of_a_buffer_is_reported(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        B.store_vec(0, A.load_vec(1, 4))

    with pytest.raises(enigma.OutOfBoundsError):
        run(kernel, np.ones(4, np.float32), np.zeros(4, np.float32), grid=1, threads=1)


def test_components_have_the_name_of_the_vector():
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        colour = A.load_vec(0, 3)
        B.store_vec(0, colour * colour)

    assert "float colour_z = A_values.z;" in enigma.compile(kernel).metal_source
