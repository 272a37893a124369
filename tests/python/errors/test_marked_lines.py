"""Mistakes in kernels: the marked line is blamed, with the code that the mark names.

Each function below is a kernel's body; `# error: CODE` stands on the line that has to be blamed.
"""

import inspect

import enigma
import numpy as np
import pytest

CASES = []


def case(fn):
    CASES.append(fn)
    return fn


@case
def unknown_dtype_of_an_allocation(A: enigma.f32, B: enigma.u32):
    enigma.threadgroup_alloc("double", 4)  # error: E0101


@case
def field_beyond_the_width(A: enigma.f32, B: enigma.u32):
    B[0] = enigma.extract_bits(B[0], 28, 5)  # error: E0103


@case
def negative_offset_of_a_field(A: enigma.f32, B: enigma.u32):
    B[0] = enigma.insert_bits(B[0], 1, -1, 2)  # error: E0103


@case
def fraction_as_a_number_of_bits(A: enigma.f32, B: enigma.u32):
    B[0] = enigma.extract_bits(B[0], 0, 1.5)  # error: E0103


@case
def float_as_an_exponent(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.ldexp(A[0], A[1])  # error: E0102


@case
def integer_to_a_traced_power(A: enigma.f32, B: enigma.u32):
    B[0] = B[0] ** B[1]  # error: E0102


@case
def integer_to_a_negative_power(A: enigma.f32, B: enigma.u32):
    B[0] = B[0] ** -1  # error: E0102


@case
def power_with_a_modulus(A: enigma.f32, B: enigma.u32):
    B[0] = pow(B[0], 2, 3)  # error: E0112


@case
def unknown_dtype_of_a_cast(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.metal_cast(B[0], "float64")  # error: E0101


@case
def numpy_dtype_that_kernels_lack(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.metal_cast(B[0], np.float64)  # error: E0101


@case
def dtype_that_is_none(A: enigma.f32, B: enigma.u32):
    enigma.register_tensor(2, None)  # error: E0101


@case
def float_shift(A: enigma.f32, B: enigma.u32):
    A[0] = A[0] << 2  # error: E0102


@case
def float_function_of_an_integer(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.sqrt(B[0])  # error: E0102


@case
def condition_that_is_no_bool(A: enigma.f32, B: enigma.u32):
    with enigma.if_(B[0]):  # error: E0102
        A[0] = 1


@case
def vectors_of_two_sizes(A: enigma.f32, B: enigma.u32):
    A.load_vec(0, 2) + A.load_vec(0, 4)  # error: E0102


@case
def function_of_vectors_of_two_sizes(A: enigma.f32, B: enigma.u32):
    enigma.fma(A.load_vec(0, 2), A[0], A.load_vec(0, 3))  # error: E0102


@case
def components_of_two_dtypes(A: enigma.f32, B: enigma.u32):
    enigma.make_vec(A[0], B[0])  # error: E0102


@case
def half_for_a_float_vector(A: enigma.f32, B: enigma.u32):
    x = enigma.metal_cast(A[0], "half")
    enigma.make_float2(x, 1)  # error: E0102


@case
def five_components(A: enigma.f32, B: enigma.u32):
    enigma.make_vec(A.load_vec(0, 3), A[0], 1)  # error: E0112


@case
def one_component(A: enigma.f32, B: enigma.u32):
    enigma.make_vec(A[0])  # error: E0112


@case
def three_components_for_four(A: enigma.f32, B: enigma.u32):
    enigma.make_float4(1, 2, 3)  # error: E0112


@case
def lane_beyond_the_vector(A: enigma.f32, B: enigma.u32):
    enigma.vec_extract(A.load_vec(0, 2), 2)  # error: E0206


@case
def index_beyond_the_vector(A: enigma.f32, B: enigma.u32):
    A[0] = A.load_vec(0, 2)[-3]  # error: E0206


@case
def component_by_a_traced_number(A: enigma.f32, B: enigma.u32):
    A[0] = A.load_vec(0, 2)[B[0]]  # error: E0111


@case
def component_of_a_scalar(A: enigma.f32, B: enigma.u32):
    enigma.vec_extract(A[0], 0)  # error: E0102


@case
def truth_of_a_vector(A: enigma.f32, B: enigma.u32):
    bool(A.load_vec(0, 2) > 1)  # error: E0106


@case
def branch_on_a_vector(A: enigma.f32, B: enigma.u32):
    with enigma.if_(A.load_vec(0, 2) > 1):  # error: E0102
        A[0] = 1


@case
def vector_as_an_index(A: enigma.f32, B: enigma.u32):
    A[B.load_vec(0, 2)] = 1  # error: E0111


@case
def vector_in_a_scalar_element(A: enigma.f32, B: enigma.u32):
    A[0] = A.load_vec(0, 3)  # error: E0105


@case
def vector_stored_under_a_mask(A: enigma.f32, B: enigma.u32):
    enigma.store_if(A, 0, A.load_vec(0, 3), True)  # error: E0105


@case
def vector_as_a_default(A: enigma.f32, B: enigma.u32):
    enigma.load_if(A, 0, True, A.load_vec(0, 3))  # error: E0105


@case
def vector_load_of_five(A: enigma.f32, B: enigma.u32):
    A.load_vec(0, 5)  # error: E0204


@case
def vector_load_of_a_traced_size(A: enigma.f32, B: enigma.u32):
    A.load_vec(0, B[0])  # error: E0204


@case
def vector_store_of_a_scalar(A: enigma.f32, B: enigma.u32):
    A.store_vec(0, A[0])  # error: E0102


@case
def vector_store_of_floats_to_integers(A: enigma.f32, B: enigma.u32):
    B.store_vec(0, A.load_vec(0, 2))  # error: E0105


@case
def vector_beyond_threadgroup_memory(A: enigma.f32, B: enigma.u32):
    shared = enigma.threadgroup_alloc("float", 4)
    shared.load_vec(2, 4)  # error: E0206


@case
def vector_in_a_register_tensor(A: enigma.f32, B: enigma.u32):
    r = enigma.register_tensor(2)
    r[0] = A.load_vec(0, 2)  # error: E0102


@case
def vector_as_a_lane(A: enigma.f32, B: enigma.u32):
    enigma.simd_shuffle(A[0], B.load_vec(0, 2))  # error: E0102


@case
def atomic_of_a_vector(A: enigma.f32, B: enigma.u32):
    enigma.atomic_fetch_add(B, 0, B.load_vec(0, 2))  # error: E0102


@case
def carried_vector_becomes_a_scalar(A: enigma.f32, B: enigma.u32):
    with enigma.for_range(0, 4, init=[A.load_vec(0, 2)]) as (_, carry):
        carry[0] = A[0]  # error: E0110


@case
def carried_vector_changes_its_dtype(A: enigma.f32, B: enigma.u32):
    with enigma.for_range(0, 4, init=[B.load_vec(0, 2)]) as (_, carry):
        carry[0] = A.load_vec(0, 2)  # error: E0110


@case
def vector_cast_to_another_size(A: enigma.f32, B: enigma.u32):
    enigma.metal_cast(A.load_vec(0, 2), "vec<4,half>")  # error: E0102


@case
def scalar_cast_to_a_vector(A: enigma.f32, B: enigma.u32):
    enigma.metal_cast(A[0], "vec<2,half>")  # error: E0102


@case
def vector_dtype_of_five(A: enigma.f32, B: enigma.u32):
    enigma.metal_cast(A.load_vec(0, 2), "vec<5,half>")  # error: E0101


@case
def dot_of_scalars(A: enigma.f32, B: enigma.u32):
    enigma.dot(A[0], A[1])  # error: E0102


@case
def dot_of_integers(A: enigma.f32, B: enigma.u32):
    enigma.dot(B.load_vec(0, 2), B.load_vec(2, 2))  # error: E0102


@case
def dot_of_two_sizes(A: enigma.f32, B: enigma.u32):
    enigma.dot(A.load_vec(0, 2), A.load_vec(0, 3))  # error: E0102


@case
def cross_of_two_components(A: enigma.f32, B: enigma.u32):
    enigma.cross(A.load_vec(0, 2), A.load_vec(0, 2))  # error: E0102


@case
def cross_of_a_scalar(A: enigma.f32, B: enigma.u32):
    enigma.cross(A.load_vec(0, 3), A[0])  # error: E0102


@case
def vector_as_a_ratio(A: enigma.f32, B: enigma.u32):
    v = A.load_vec(0, 3)
    enigma.refract(v, v, v)  # error: E0102


@case
def all_of_numbers(A: enigma.f32, B: enigma.u32):
    enigma.all(A.load_vec(0, 2))  # error: E0102


@case
def packing_of_two_for_four(A: enigma.f32, B: enigma.u32):
    enigma.pack_float_to_unorm4x8(A.load_vec(0, 2))  # error: E0102


@case
def packing_of_halves(A: enigma.f32, B: enigma.u32):
    v = enigma.metal_cast(A.load_vec(0, 4), "half")
    enigma.pack_float_to_unorm4x8(v)  # error: E0102


@case
def unpacking_of_a_float(A: enigma.f32, B: enigma.u32):
    enigma.unpack_unorm4x8_to_float(A[0])  # error: E0102


@case
def unpacking_of_a_vector(A: enigma.f32, B: enigma.u32):
    enigma.unpack_unorm4x8_to_float(B.load_vec(0, 2))  # error: E0102


@case
def bytes_of_three_lanes(A: enigma.f32, B: enigma.u32):
    enigma.pack_uint8x4(B[0], B[1], B[2])  # error: E0112


@case
def matrix_of_one_column(A: enigma.f32, B: enigma.u32):
    enigma.make_matrix(A.load_vec(0, 2))  # error: E0112


@case
def matrix_of_scalars(A: enigma.f32, B: enigma.u32):
    enigma.make_matrix(A[0], A[1])  # error: E0102


@case
def matrix_of_two_kinds_of_columns(A: enigma.f32, B: enigma.u32):
    enigma.make_matrix(A.load_vec(0, 2), A.load_vec(0, 3))  # error: E0102


@case
def matrix_of_integers(A: enigma.f32, B: enigma.u32):
    enigma.make_matrix(B.load_vec(0, 2), B.load_vec(0, 2))  # error: E0102


@case
def matrix_of_too_few_elements(A: enigma.f32, B: enigma.u32):
    enigma.make_float3x3(1, 2, 3)  # error: E0112


@case
def matrix_of_columns_of_another_size(A: enigma.f32, B: enigma.u32):
    enigma.make_float2x3(A.load_vec(0, 2), A.load_vec(0, 2))  # error: E0112


@case
def column_beyond_the_matrix(A: enigma.f32, B: enigma.u32):
    enigma.make_float2x2(1, 2, 3, 4)[2]  # error: E0206


@case
def column_by_a_traced_number(A: enigma.f32, B: enigma.u32):
    enigma.make_float2x2(1, 2, 3, 4)[B[0]]  # error: E0111


@case
def matrices_that_do_not_meet(A: enigma.f32, B: enigma.u32):
    m = enigma.make_matrix(A.load_vec(0, 3), A.load_vec(3, 3))
    m @ m  # error: E0102


@case
def matrix_times_a_scalar_by_the_wrong_sign(A: enigma.f32, B: enigma.u32):
    enigma.make_float2x2(1, 2, 3, 4) @ A[0]  # error: E0102


@case
def product_of_matrices_by_the_wrong_sign(A: enigma.f32, B: enigma.u32):
    m = enigma.make_float2x2(1, 2, 3, 4)
    m * m  # error: E0102


@case
def quotient_of_matrices(A: enigma.f32, B: enigma.u32):
    m = enigma.make_float2x2(1, 2, 3, 4)
    m / m  # error: E0102


@case
def sum_of_a_matrix_and_a_scalar(A: enigma.f32, B: enigma.u32):
    enigma.make_float2x2(1, 2, 3, 4) + A[0]  # error: E0102


@case
def sum_of_matrices_of_two_shapes(A: enigma.f32, B: enigma.u32):
    m = enigma.make_matrix(A.load_vec(0, 3), A.load_vec(3, 3))
    m + enigma.transpose(m)  # error: E0102


@case
def determinant_that_is_not_square(A: enigma.f32, B: enigma.u32):
    enigma.determinant(enigma.make_matrix(A.load_vec(0, 3), A.load_vec(3, 3)))  # error: E0102


@case
def transpose_of_a_vector(A: enigma.f32, B: enigma.u32):
    enigma.transpose(A.load_vec(0, 3))  # error: E0102


@case
def literal_too_large(A: enigma.f32, B: enigma.u32):
    B[0] = B[0] + 2**32  # error: E0103


@case
def literal_negative(A: enigma.f32, B: enigma.u32):
    B[0] = B[0] * -1  # error: E0103


@case
def float_literal_beside_an_integer(A: enigma.f32, B: enigma.u32):
    B[0] = B[0] + 0.5  # error: E0103


@case
def literal_that_no_dtype_holds(A: enigma.f32, B: enigma.u32):
    A[0] = 10**60  # error: E0103


@case
def typed_literal_that_does_not_fit(A: enigma.f32, B: enigma.u32):
    B[0] = enigma.u8(300)  # error: E0103


@case
def buffer_as_a_value(A: enigma.f32, B: enigma.u32):
    A[0] = B[0] + A  # error: E0104


@case
def none_as_a_value(A: enigma.f32, B: enigma.u32):
    A[0] = None  # error: E0104


@case
def string_as_a_value(A: enigma.f32, B: enigma.u32):
    A[0] = A[0] + "1"  # error: E0104


@case
def array_as_a_value(A: enigma.f32, B: enigma.u32):
    A[0] = np.zeros(3) * A[0]  # error: E0104


@case
def complex_as_a_value(A: enigma.f32, B: enigma.u32):
    A[0] = np.complex64(1) + A[0]  # error: E0104


@case
def float_stored_into_an_integer(A: enigma.f32, B: enigma.u32):
    B[0] = A[0]  # error: E0105


@case
def float_stored_under_a_mask(A: enigma.f32, B: enigma.u32):
    enigma.store_if(B, 0, A[0], True)  # error: E0105


@case
def value_in_bool(A: enigma.f32, B: enigma.u32):
    A[0] = bool(A[0])  # error: E0106


@case
def value_in_int(A: enigma.f32, B: enigma.u32):
    A[0] = int(B[0])  # error: E0106


@case
def value_in_float(A: enigma.f32, B: enigma.u32):
    A[0] = float(B[0])  # error: E0106


@case
def value_iterated(A: enigma.f32, B: enigma.u32):
    for x in A[0]:  # error: E0307
        A[0] = x


@case
def value_unpacked(A: enigma.f32, B: enigma.u32):
    x, _ = A[0]  # error: E0307
    A[0] = x


@case
def buffer_iterated(A: enigma.f32, B: enigma.u32):
    for x in A:  # error: E0307
        A[0] = x


@case
def list_indexed_by_a_value(A: enigma.f32, B: enigma.u32):
    A[0] = [1.0, 2.0][B[0]]  # error: E0307


@case
def reinterpretation_of_other_width(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.as_type(A[0], "half")  # error: E0107


@case
def value_as_memory(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.load_if(B[0], 0, True)  # error: E0109


@case
def registers_as_memory(A: enigma.f32, B: enigma.u32):
    registers = enigma.register_tensor(4)
    enigma.atomic_fetch_add(registers, 0, 1)  # error: E0109


@case
def registers_in_an_async_copy(A: enigma.f32, B: enigma.u32):
    registers = enigma.register_tensor(4)
    enigma.async_copy_1d_d2t(registers, 0, A, 0, 4)  # error: E0109


@case
def carry_that_changes_its_dtype(A: enigma.f32, B: enigma.u32):
    with enigma.for_range(0, 4, init=[0]) as (i, carry):
        carry[0] = carry[0] + A[i]  # error: E0110


@case
def carry_out_of_range(A: enigma.f32, B: enigma.u32):
    with enigma.for_range(0, 4, init=[0]) as (_, carry):
        carry[1] = 0  # error: E0206


@case
def float_as_an_index(A: enigma.f32, B: enigma.u32):
    A[A[0]] = 1  # error: E0111


@case
def float_literal_as_an_index(A: enigma.f32, B: enigma.u32):
    A[0] = A[1.0]  # error: E0111


@case
def slice_as_an_index(A: enigma.f32, B: enigma.u32):
    A[0:4] = 0  # error: E0111


@case
def value_as_an_index_of_registers(A: enigma.f32, B: enigma.u32):
    registers = enigma.register_tensor(4)
    A[0] = registers[B[0]]  # error: E0111


@case
def bound_of_a_loop_that_is_a_float(A: enigma.f32, B: enigma.u32):
    with enigma.for_range(0, A[0]):  # error: E0102
        A[0] = 1


@case
def dim_that_is_none_of_the_three(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.thread_position_in_threadgroup("w")  # error: E0201


@case
def dim_that_is_a_number(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.threads_per_grid(0)  # error: E0201


@case
def unknown_barrier_flag(A: enigma.f32, B: enigma.u32):
    enigma.barrier("mem_shared")  # error: E0202


@case
def unknown_simd_barrier_flag(A: enigma.f32, B: enigma.u32):
    enigma.simd_barrier(mem_flags=None)  # error: E0202


@case
def lane_beyond_the_simdgroup(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.simd_shuffle(A[0], 32)  # error: E0206


@case
def lane_beyond_the_quadgroup(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.quad_broadcast(A[0], 4)  # error: E0206


@case
def negative_distance_of_lanes(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.simd_shuffle_up(A[0], -1)  # error: E0206


@case
def distance_beyond_the_lanes(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.simd_shuffle_and_fill_down(A[0], 0.0, 32)  # error: E0206


@case
def constant_that_is_no_lane(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.simd_shuffle(A[0], enigma.u32(77))  # error: E0206


@case
def float_as_a_lane(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.simd_shuffle(A[0], A[1])  # error: E0111


@case
def lanes_moved_by_threes(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.simd_shuffle_and_fill_up(A[0], 0.0, 1, modulo=3)  # error: E0111


@case
def modulo_beyond_the_quadgroup(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.quad_shuffle_and_fill_up(A[0], 0.0, 1, 8)  # error: E0111


@case
def modulo_that_is_not_known(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.simd_shuffle_and_fill_up(A[0], 0.0, 1, B[0])  # error: E0111


@case
def bits_of_floats_across_lanes(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.simd_and(A[0])  # error: E0102


@case
def vote_on_a_number(A: enigma.f32, B: enigma.u32):
    B[0] = enigma.simd_ballot(B[0])  # error: E0102


@case
def unknown_order(A: enigma.f32, B: enigma.u32):
    enigma.atomic_fetch_add(B, 0, 1, order="seq_cst")  # error: E0203


@case
def unknown_order_by_its_other_name(A: enigma.f32, B: enigma.u32):
    B.atomic_fetch_add(0, 1, memory_order="strong")  # error: E0203


@case
def release_load(A: enigma.f32, B: enigma.u32):
    A[0] = enigma.atomic_load(B, 0, order="release")  # error: E0203


@case
def acquire_store(A: enigma.f32, B: enigma.u32):
    enigma.atomic_store(B, 0, 1, order="acquire")  # error: E0203


@case
def failure_order_that_releases(A: enigma.f32, B: enigma.u32):
    B.atomic_compare_exchange_weak(0, 1, 2, failure_order="release")  # error: E0203


@case
def size_zero(A: enigma.f32, B: enigma.u32):
    enigma.threadgroup_alloc("float", 0)  # error: E0204


@case
def size_negative(A: enigma.f32, B: enigma.u32):
    enigma.threadgroup_alloc("float", (4, -1))  # error: E0204


@case
def size_empty(A: enigma.f32, B: enigma.u32):
    enigma.threadgroup_alloc("float", ())  # error: E0204


@case
def size_that_is_a_float(A: enigma.f32, B: enigma.u32):
    enigma.threadgroup_alloc("float", 4.0)  # error: E0204


@case
def size_that_is_traced(A: enigma.f32, B: enigma.u32):
    enigma.threadgroup_alloc("float", B[0])  # error: E0204


@case
def registers_of_size_zero(A: enigma.f32, B: enigma.u32):
    enigma.register_tensor((2, 0))  # error: E0204


@case
def step_zero(A: enigma.f32, B: enigma.u32):
    with enigma.for_range(0, 4, 0):  # error: E0205
        A[0] = 1


@case
def step_negative(A: enigma.f32, B: enigma.u32):
    with enigma.for_range(4, 0, step=-1):  # error: E0205
        A[0] = 1


@case
def negative_index(A: enigma.f32, B: enigma.u32):
    A[-1] = 0  # error: E0206


@case
def constant_index_past_the_end(A: enigma.f32, B: enigma.u32):
    shared = enigma.threadgroup_alloc("float", 8)
    shared[8] = 0  # error: E0206


@case
def register_index_past_the_end(A: enigma.f32, B: enigma.u32):
    registers = enigma.register_tensor((2, 3))
    registers[1, 3] = 0  # error: E0206


@case
def two_indices_of_a_buffer(A: enigma.f32, B: enigma.u32):
    A[0, 1] = 0  # error: E0207


@case
def two_indices_of_three(A: enigma.f32, B: enigma.u32):
    shared = enigma.threadgroup_alloc("float", (2, 2, 2))
    shared[1, 1] = 0  # error: E0207


@case
def one_register_index_of_two(A: enigma.f32, B: enigma.u32):
    registers = enigma.register_tensor((2, 2))
    A[0] = registers[1]  # error: E0207


@case
def copy_from_device_to_device(A: enigma.f32, B: enigma.u32):
    enigma.async_copy_1d_d2t(A, 0, A, 8, 8)  # error: E0208


@case
def copy_the_wrong_way(A: enigma.f32, B: enigma.u32):
    shared = enigma.threadgroup_alloc("float", 8)
    enigma.async_copy_1d_t2d(shared, 0, A, 0, 8)  # error: E0208


@case
def tile_the_wrong_way(A: enigma.f32, B: enigma.u32):
    shared = enigma.threadgroup_alloc("float", 8)
    enigma.async_copy_2d_d2t(A, 0, 4, shared, 0, 4, 2, 2)  # error: E0208


@case
def copy_between_dtypes(A: enigma.f32, B: enigma.u32):
    shared = enigma.threadgroup_alloc("uint", 8)
    enigma.async_copy_1d_d2t(shared, 0, A, 0, 8)  # error: E0102


@case
def copy_never_waited_for(A: enigma.f32, B: enigma.u32):
    shared = enigma.threadgroup_alloc("float", 8)
    enigma.async_copy_1d_d2t(shared, 0, A, 0, 8)  # error: E0306


@case
def wait_for_a_number(A: enigma.f32, B: enigma.u32):
    enigma.async_copy_wait(3)  # error: E0104


@case
def wait_for_a_value(A: enigma.f32, B: enigma.u32):
    enigma.async_copy_wait(A[0])  # error: E0102


@case
def event_in_arithmetic(A: enigma.f32, B: enigma.u32):
    shared = enigma.threadgroup_alloc("float", 8)
    event = enigma.async_copy_1d_d2t(shared, 0, A, 0, 8)
    A[0] = event + 1  # error: E0102


@case
def value_of_a_branch_used_after_it(A: enigma.f32, B: enigma.u32):
    with enigma.if_(B[0] > 1):
        x = A[0]
    A[1] = x  # error: E0303


@case
def index_of_a_loop_used_after_it(A: enigma.f32, B: enigma.u32):
    with enigma.for_range(0, 4) as i:
        A[i] = 0
    A[1] = i  # error: E0303


@case
def carry_assigned_after_its_loop(A: enigma.f32, B: enigma.u32):
    with enigma.for_range(0, 4, init=0) as (_, carry):
        carry[0] = carry[0] + 1
    carry[0] = 2  # error: E0304


@case
def work_between_the_arms(A: enigma.f32, B: enigma.u32):
    with enigma.if_(B[0] > 1) as (then, otherwise):
        with then:
            A[0] = 1
        A[1] = 2
        with otherwise:  # error: E0305
            A[0] = 3


@case
def arm_entered_twice(A: enigma.f32, B: enigma.u32):
    with enigma.if_(B[0] > 1) as (then, _):
        with then:
            A[0] = 1
        with then:  # error: E0305
            A[0] = 2


@case
def condition_of_while_that_is_no_function(A: enigma.f32, B: enigma.u32):
    with enigma.while_(B[0] > 1):  # error: E0112
        A[0] = 1


@case
def condition_of_while_that_is_no_bool(A: enigma.f32, B: enigma.u32):
    with enigma.while_(lambda: B[0]):  # error: E0102
        A[0] = 1


@case
def range_constexpr_of_four(A: enigma.f32, B: enigma.u32):
    for i in enigma.range_constexpr(1, 2, 3, 4):  # error: E0112
        A[i] = 1


@case
def atomic_of_a_half(A: enigma.f32, B: enigma.u32):
    shared = enigma.threadgroup_alloc("half", 8)
    shared.atomic_fetch_add(0, 1)  # error: E0102


@case
def atomic_bits_of_a_float(A: enigma.f32, B: enigma.u32):
    A.atomic_fetch_or(0, 1)  # error: E0102


@case
def atomic_value_of_another_dtype(A: enigma.f32, B: enigma.u32):
    B.atomic_fetch_add(0, A[0])  # error: E0105


@case
def too_much_threadgroup_memory(A: enigma.f32, B: enigma.u32):
    enigma.threadgroup_alloc("float", 4096)
    shared = enigma.threadgroup_alloc("float", 4097)  # error: E0401
    shared[0] = 1


@case
def shift_by_the_width(A: enigma.f32, B: enigma.u32):
    B[0] = B[0] >> 32  # error: E0103


@case
def blame_in_a_helper(A: enigma.f32, B: enigma.u32):
    def helper(x):
        return x + None  # error: E0104

    A[0] = helper(A[0])


def mark(fn):
    """The line and the code that the function's mark names."""
    lines, first = inspect.getsourcelines(fn)
    marks = [(first + at, line) for at, line in enumerate(lines) if "# error: " in line]
    assert len(marks) == 1
    number, line = marks[0]
    return number, line.split("# error: ")[1].strip()


@pytest.mark.parametrize("fn", CASES, ids=lambda fn: fn.__name__)
def test_the_marked_line_is_blamed(fn):
    line, code = mark(fn)
    with pytest.raises(enigma.EnigmaError) as caught:
        enigma.compile(enigma.kernel(fn))
    error = caught.value
    assert (error.code, error.line, error.file) == (code, line, __file__), str(error)
    assert str(error).startswith(f"[{code}] ")
    assert type(error) is enigma.errors.class_of(code)
