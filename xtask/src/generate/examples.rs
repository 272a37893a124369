//! Examples for docstrings and for the families of the reference page; tests run all of them.

/// Lines of a kernel that has `A` of float, `B` of uint, `C` of float and `tid`.
pub fn of_operation(name: &str) -> Option<&'static str> {
    OPERATIONS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, example)| *example)
}

/// A program for the page, which has imported `enigma` and `numpy as np`.
pub fn of_family(title: &str) -> Option<&'static str> {
    FAMILIES
        .iter()
        .find(|(known, _)| *known == title)
        .map(|(_, example)| example.trim_start_matches('\n'))
}

const OPERATIONS: &[(&str, &str)] = &[
    (
        "atomic_fetch_add",
        "enigma.atomic_fetch_add(B, tid % 16, 1)",
    ),
    ("atomic_fetch_max", "B.atomic_fetch_max(0, tid)"),
    (
        "atomic_compare_exchange_weak",
        "won = enigma.atomic_compare_exchange_weak(B, 0, 0, tid + 1)",
    ),
    (
        "barrier",
        "tile = enigma.threadgroup_alloc(\"float\", 256)\n\
         tile[enigma.thread_index_in_threadgroup()] = A[tid]\n\
         enigma.barrier()\n\
         C[tid] = tile[0]",
    ),
    ("clamp", "C[tid] = enigma.clamp(A[tid], 0.0, 1.0)"),
    (
        "extract_bits",
        "exponent = enigma.extract_bits(enigma.as_type(A[tid], \"uint\"), 23, 8)",
    ),
    ("fma", "C[tid] = enigma.fma(A[tid], 2.0, C[tid])"),
    (
        "load_if",
        "C[tid] = enigma.load_if(A, tid + 1, tid + 1 < enigma.threads_per_grid())",
    ),
    ("mix", "C[tid] = enigma.mix(A[tid], C[tid], 0.25)"),
    ("quad_sum", "C[tid] = A[tid] / enigma.quad_sum(A[tid])"),
    (
        "simd_ballot",
        "chosen = enigma.simd_ballot(A[tid] > 0.5)\n\
         B[tid] = enigma.popcount(chosen)",
    ),
    (
        "simd_prefix_exclusive_sum",
        "keep = A[tid] > 0.5\n\
         place = enigma.simd_prefix_exclusive_sum(enigma.where(0, 1, keep))\n\
         enigma.store_if(C, tid / 32 * 32 + place, A[tid], keep)",
    ),
    (
        "simd_shuffle_and_fill_up",
        "before = enigma.simd_shuffle_and_fill_up(A[tid], 0.0, 1)",
    ),
    (
        "simd_shuffle_down",
        "pair = A[tid] + enigma.simd_shuffle_down(A[tid], 1)",
    ),
    (
        "simd_sum",
        "total = enigma.simd_sum(A[tid])\n\
         enigma.store_if(C, tid / 32, total, enigma.thread_index_in_simdgroup() == 0)",
    ),
    (
        "thread_position_in_threadgroup",
        "row = enigma.thread_position_in_threadgroup(\"y\")",
    ),
    ("where", "C[tid] = enigma.where(0.0, A[tid], A[tid] > 0)"),
];

const FAMILIES: &[(&str, &str)] = &[
    (
        "Arithmetic",
        r#"
@enigma.kernel
def arithmetic(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    B[tid] = (A[tid] * 2 - 1) // 3


a, b = np.arange(-2, 2, dtype=np.int32), np.zeros(4, np.int32)
arithmetic(a, b).launch(grid=4, threads=4)
assert b.tolist() == [-2, -1, -1, 0]
"#,
    ),
    (
        "Bits and integers",
        r#"
@enigma.kernel
def low_nibble_first(A: enigma.u8):
    tid = enigma.thread_position_in_grid
    A[tid] = A[tid] << 4 | A[tid] >> 4


a = np.array([0x12, 0xAB], np.uint8)
low_nibble_first(a).launch(grid=2, threads=2)
assert a.tolist() == [0x21, 0xBA]
"#,
    ),
    (
        "Integers",
        r#"
@enigma.kernel
def log2_floor(A: enigma.u32):
    tid = enigma.thread_position_in_grid
    A[tid] = enigma.sub_sat(31, enigma.clz(A[tid]))


a = np.array([0, 1, 8, 1000], np.uint32)
log2_floor(a).launch(grid=4, threads=4)
assert a.tolist() == [0, 0, 3, 9]
"#,
    ),
    (
        "Bit fields",
        r#"
@enigma.kernel
def exponents(A: enigma.f32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    bits = enigma.as_type(A[tid], "uint")
    B[tid] = enigma.metal_cast(enigma.extract_bits(bits, 23, 8), "int") - 127


a, b = np.array([1.0, 0.25, 1000.0], np.float32), np.zeros(3, np.int32)
exponents(a, b).launch(grid=3, threads=3)
assert b.tolist() == [0, -2, 9]
"#,
    ),
    (
        "Comparison and selection",
        r#"
@enigma.kernel
def relu(A: enigma.f32):
    tid = enigma.thread_position_in_grid
    A[tid] = enigma.where(0.0, A[tid], A[tid] > 0)  # the false value first


a = np.array([-1.5, 0.0, 2.5], np.float32)
relu(a).launch(grid=3, threads=3)
assert a.tolist() == [0, 0, 2.5]
"#,
    ),
    (
        "Conversion",
        r#"
@enigma.kernel
def halves(A: enigma.f32, B: enigma.u16):
    tid = enigma.thread_position_in_grid
    B[tid] = enigma.as_type(enigma.metal_cast(A[tid], "half"), "ushort")


a, b = np.array([1.0, -2.0], np.float32), np.zeros(2, np.uint16)
halves(a, b).launch(grid=2, threads=2)
assert b.tolist() == [0x3C00, 0xC000]
"#,
    ),
    (
        "Math",
        r#"
@enigma.kernel
def lengths(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    B[tid] = enigma.sqrt(enigma.fma(A[tid], A[tid], B[tid] * B[tid]))


a, b = np.array([3.0, 5.0], np.float32), np.array([4.0, 12.0], np.float32)
lengths(a, b).launch(grid=2, threads=2)
assert b.tolist() == [5, 13]
"#,
    ),
    (
        "Exponentials and logarithms",
        r#"
@enigma.kernel
def softplus(A: enigma.f32):
    tid = enigma.thread_position_in_grid
    A[tid] = enigma.log(1.0 + enigma.exp(A[tid]))


a = np.array([-1.0, 0.0, 1.0], np.float32)
wanted = np.log1p(np.exp(a))
softplus(a).launch(grid=3, threads=3)
assert np.allclose(a, wanted)
"#,
    ),
    (
        "Trigonometry",
        r#"
@enigma.kernel
def rotate_by(angle: enigma.Scalar(enigma.f32), X: enigma.f32, Y: enigma.f32):
    tid = enigma.thread_position_in_grid
    x, y = X[tid], Y[tid]
    sin, cos = enigma.sinpi(angle), enigma.cospi(angle)
    X[tid] = x * cos - y * sin
    Y[tid] = x * sin + y * cos


x, y = np.array([1.0], np.float32), np.array([0.0], np.float32)
rotate_by(0.5, x, y).launch(grid=1, threads=1)  # half of pi
assert (x[0], y[0]) == (0, 1)
"#,
    ),
    (
        "Hyperbolic and error functions",
        r#"
@enigma.kernel
def gelu(A: enigma.f32):
    tid = enigma.thread_position_in_grid
    A[tid] = A[tid] * 0.5 * (1.0 + enigma.erf(A[tid] * 0.70710678))


a = np.array([-1.0, 0.0, 1.0], np.float32)
gelu(a).launch(grid=3, threads=3)
assert np.allclose(a, [-0.158655, 0, 0.841345], atol=1e-6)
"#,
    ),
    (
        "Rounding and signs",
        r#"
@enigma.kernel
def roundings(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    B[tid] = enigma.round(A[tid]) * 10 + enigma.rint(A[tid])


a, b = np.array([0.5, 1.5, 2.5], np.float32), np.zeros(3, np.float32)
roundings(a, b).launch(grid=3, threads=3)
assert b.tolist() == [10, 22, 32]  # away from zero; to even
"#,
    ),
    (
        "Classes of floats",
        r#"
@enigma.kernel
def without_nan(A: enigma.f32):
    tid = enigma.thread_position_in_grid
    A[tid] = enigma.where(A[tid], 0.0, enigma.isnan(A[tid]))


a = np.array([1.0, np.nan], np.float32)
without_nan(a).launch(grid=2, threads=2)
assert a.tolist() == [1, 0]
"#,
    ),
    (
        "Thread and grid queries",
        r#"
@enigma.kernel
def transpose(A: enigma.f32, B: enigma.f32):
    x, y = (enigma.thread_position_in_grid_xyz(dim) for dim in "xy")
    width, height = (enigma.threads_per_grid(dim) for dim in "xy")
    B[x * height + y] = A[y * width + x]


a, b = np.arange(6, dtype=np.float32).reshape(2, 3), np.zeros((3, 2), np.float32)
transpose(a, b).launch(grid=(3, 2), threads=(2, 2))
assert np.array_equal(b, a.T)
"#,
    ),
    (
        "Memory",
        r#"
@enigma.kernel
def neighbours(A: enigma.f32, B: enigma.f32):
    tid, n = enigma.thread_position_in_grid, enigma.threads_per_grid()
    left = enigma.load_if(A, tid - 1, tid > 0)
    right = enigma.load_if(A, tid + 1, tid + 1 < n, default=0.0)
    B[tid] = left + right


a, b = np.array([1.0, 2.0, 4.0], np.float32), np.zeros(3, np.float32)
neighbours(a, b).launch(grid=3, threads=3)
assert b.tolist() == [2, 5, 2]
"#,
    ),
    (
        "Atomics",
        r#"
@enigma.kernel
def histogram(A: enigma.u8, bins: enigma.u32):
    enigma.atomic_fetch_add(bins, A[enigma.thread_position_in_grid], 1)


a, bins = np.array([0, 2, 2, 3], np.uint8), np.zeros(4, np.uint32)
histogram(a, bins).launch(grid=4, threads=4)
assert bins.tolist() == [1, 0, 2, 1]
"#,
    ),
    (
        "Synchronisation and async copy",
        r#"
@enigma.kernel
def reverse(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    lid, size = enigma.thread_position_in_threadgroup(), enigma.threads_per_threadgroup()
    tile = enigma.threadgroup_alloc("float", 64)
    tile[lid] = A[tid]
    enigma.barrier()
    B[tid] = tile[size - 1 - lid]


a, b = np.arange(128, dtype=np.float32), np.zeros(128, np.float32)
reverse(a, b).launch(grid=128, threads=64)
assert (b[0], b[64]) == (63, 127)
"#,
    ),
    (
        "SIMD-group",
        r#"
@enigma.kernel
def row_sums(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    total = enigma.simd_sum(A[tid])
    enigma.store_if(B, tid / 32, total, enigma.thread_index_in_simdgroup() == 0)


a, b = np.ones(64, np.float32), np.zeros(2, np.float32)
row_sums(a, b).launch(grid=64, threads=64)
assert b.tolist() == [32, 32]
"#,
    ),
    (
        "Quad-group",
        r#"
@enigma.kernel
def pixels(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    B[tid] = enigma.quad_max(A[tid])


a, b = np.arange(8, dtype=np.float32), np.zeros(8, np.float32)
pixels(a, b).launch(grid=8, threads=8)
assert b.tolist() == [3] * 4 + [7] * 4
"#,
    ),
    (
        "Simdgroup matrices",
        r#"
@enigma.kernel
def product(A: enigma.f32, B: enigma.f32, C: enigma.f32):
    a = enigma.simdgroup_matrix_load(A, 8, "float")
    b = enigma.simdgroup_matrix_load(B, 8, "float")
    enigma.simdgroup_matrix_store(enigma.simdgroup_multiply(a, b), C, 8)


a, b = (np.arange(64, dtype=np.float32).reshape(8, 8) / 64 for _ in range(2))
c = np.zeros((8, 8), np.float32)
product(a, b, c).launch(grid=32, threads=32)
assert np.allclose(c, a @ b)
"#,
    ),
    (
        "Control flow",
        r#"
@enigma.kernel
def dot(A: enigma.f32, B: enigma.f32, n: enigma.Scalar(enigma.u32), C: enigma.f32):
    with enigma.for_range(0, n, init=[0.0]) as (i, carry):
        carry[0] = enigma.fma(A[i], B[i], carry[0])
    C[0] = carry[0]


a, b, c = np.arange(4, dtype=np.float32), np.full(4, 2, np.float32), np.zeros(1, np.float32)
dot(a, b, 4, c).launch(grid=1, threads=1)
assert c[0] == 12
"#,
    ),
];

#[cfg(test)]
mod tests {
    use super::{FAMILIES, OPERATIONS};
    use enigma_core::ops;

    #[test]
    fn every_example_is_of_something_that_exists() {
        for (name, _) in OPERATIONS {
            assert!(ops::find(name).is_some(), "{name}");
        }
        for (title, _) in FAMILIES {
            assert!(
                ops::FAMILIES.iter().any(|(known, _)| known == title),
                "{title}"
            );
        }
    }
}
