//! Every error the builder raises, as the user reads it.

use crate::support::{line, text, tid, verified};
use enigma_core::ir::builder::{Builder, Fallible, MatrixPlace};
use enigma_core::ir::{Memory, Order};
use enigma_core::ops::{arith, atomic, bits, math, sync};
use enigma_core::passes::{Floats, Isa, Target, legal};
use enigma_core::{Code, Loc, Scalar};
use std::collections::BTreeSet;

/// A kernel with a float buffer `A`, a uint buffer `B` and threadgroup memory `tile` of 2 x 3 ints, at line 5.
struct Scene {
    b: Builder,
    floats: Memory,
    uints: Memory,
    tile: Memory,
}

fn scene() -> Scene {
    let mut b = Builder::new("k", Loc::line("k.py", 1));
    let (floats, uints) = (b.buffer("A", Scalar::F32), b.buffer("B", Scalar::U32));
    let alloc = b.alloc(Scalar::I32, &[2, 3]).expect("positive");
    b.name_alloc(alloc, "tile");
    line(&mut b, 5);
    Scene {
        b,
        floats,
        uints,
        tile: Memory::Threadgroup(alloc),
    }
}

/// How building one thing on line 5 fails.
fn fails<T: std::fmt::Debug>(build: impl FnOnce(&mut Scene) -> Fallible<T>) -> (Code, String) {
    let mut scene = scene();
    let before = scene.b.kernel().clone();
    let e = build(&mut scene).expect_err("it does not fit");
    assert_eq!(
        before.params,
        scene.b.kernel().params,
        "an error changes nothing"
    );
    (e.code, text(&e))
}

/// One error: what raises it, its code, and the lines after the place.
macro_rules! errors {
    ($($name:ident: $code:ident, $message:literal $(, $note:literal)*; $build:expr)*) => {
        $(#[test]
        fn $name() {
            let want = concat!($message, "\n  --> k.py:5" $(, "\n  = ", $note)*);
            assert_eq!(fails($build), (Code::$code, format!("[{}] {want}", Code::$code.id())));
        })*

        /// Codes that a test here raises.
        const RAISED: &[Code] = &[$(Code::$code),*];
    };
}

errors! {
    bit_operations_take_no_floats:
    OperandType, "bitand does not take float", "found float, expected an integer or bool";
    |s: &mut Scene| {
        let x = s.b.load(s.floats, &[0.into()])?;
        s.b.op(&bits::BITAND, &[x.into(), 1.into()], None)
    }

    float_math_takes_no_integers:
    OperandType, "sqrt does not take uint", "found uint, expected a float (half, bfloat, float)",
    "convert it: enigma.metal_cast(x, \"float\")";
    |s: &mut Scene| {
        let x = tid(&mut s.b);
        s.b.op(&math::SQRT, &[x.into()], None)
    }

    shift_amounts_are_integers:
    OperandType, "shl does not take float", "found float, expected an integer";
    |s: &mut Scene| {
        let (x, n) = (tid(&mut s.b), s.b.load(s.floats, &[0.into()])?);
        s.b.op(&bits::SHL, &[x.into(), n.into()], None)
    }

    shift_amounts_stay_below_the_width:
    LiteralDoesNotFit, "cannot shift uint by 32", "expected an integer from 0 to 31";
    |s: &mut Scene| {
        let x = tid(&mut s.b);
        s.b.op(&bits::SHL, &[x.into(), 32.into()], None)
    }

    conditions_are_bools:
    OperandType, "the condition of if_ is uint, not bool", "compare it: x != 0";
    |s: &mut Scene| {
        let x = tid(&mut s.b);
        s.b.if_begin(x.into())
    }

    an_event_is_no_operand:
    OperandType, "add does not take an async copy event", "pass the event to async_copy_wait";
    |s: &mut Scene| {
        let event = copy(s)?;
        s.b.op(&arith::ADD, &[event.into(), 1.into()], None)
    }

    a_number_is_no_event:
    OperandType, "async_copy_wait does not take uint", "pass what an async copy returned";
    |s: &mut Scene| {
        let x = tid(&mut s.b);
        s.b.async_copy_wait(&[x])
    }

    copies_keep_the_dtype:
    OperandType, "async copy from A, which is float, to tile, which is int", "both must have one dtype";
    |s: &mut Scene| s.b.async_copy_1d((s.tile, 0.into()), (s.floats, 0.into()), 2.into())

    atomics_on_floats_have_no_bit_operations:
    OperandType, "atomic_fetch_and does not take float (A)", "expected one of int, uint, long, ulong";
    |s: &mut Scene| {
        let orders = (Order::Relaxed, Order::Relaxed);
        s.b.atomic(&atomic::ATOMIC_FETCH_AND, s.floats, &[0.into()], &[1.into()], orders)
    }

    loops_count_in_integers:
    OperandType, "for_range counts in an integer dtype, not float";
    |s: &mut Scene| s.b.for_begin(0.into(), 4.into(), 1.into(), Scalar::F32)

    loop_bounds_are_integers:
    OperandType, "for_range takes integer bounds, not float", "cast it: enigma.metal_cast(x, \"int\")";
    |s: &mut Scene| {
        let x = s.b.load(s.floats, &[0.into()])?;
        s.b.for_begin(0.into(), x.into(), 1.into(), Scalar::I32)
    }

    steps_are_positive:
    BadStep, "for_range needs a positive step, not -1", "to count down, use hi - 1 - i in the body";
    |s: &mut Scene| s.b.for_begin(4.into(), 0.into(), (-1).into(), Scalar::I32)

    an_integer_literal_must_fit:
    LiteralDoesNotFit, "literal -1 does not fit uint in add",
    "uint holds 0 to 4294967295; cast the uint operand to a wider type first";
    |s: &mut Scene| {
        let x = tid(&mut s.b);
        s.b.op(&arith::ADD, &[x.into(), (-1).into()], None)
    }

    a_float_literal_does_not_meet_an_integer:
    LiteralDoesNotFit, "literal 0.5 does not fit uint in mul",
    "a float literal meets uint; cast the uint operand first: enigma.metal_cast(x, \"float\")";
    |s: &mut Scene| {
        let x = tid(&mut s.b);
        s.b.op(&arith::MUL, &[x.into(), 0.5.into()], None)
    }

    a_literal_that_is_infinite_in_half_does_not_fit:
    LiteralDoesNotFit, "literal 70000.0 does not fit half in add",
    "the largest half is smaller; cast the other operand to float first";
    |s: &mut Scene| {
        let x = s.b.cast(1.into(), Scalar::F16)?;
        s.b.op(&arith::ADD, &[x.into(), 70_000.0.into()], None)
    }

    floats_are_not_stored_into_integers:
    StoreType, "cannot store float into B, which is uint",
    "cast it: enigma.metal_cast(value, \"uint\")";
    |s: &mut Scene| {
        let x = s.b.load(s.floats, &[0.into()])?;
        s.b.store(s.uints, &[0.into()], x.into())
    }

    integers_are_not_stored_into_bools:
    StoreType, "cannot store uint into flags, which is bool", "compare it: value != 0";
    |s: &mut Scene| {
        let id = s.b.alloc(Scalar::Bool, &[4])?;
        s.b.name_alloc(id, "flags");
        let x = tid(&mut s.b);
        s.b.store(Memory::Threadgroup(id), &[0.into()], x.into())
    }

    as_type_keeps_the_width:
    WidthMismatch, "as_type cannot turn uint into half: 32 and 16 bits", "metal_cast converts the value";
    |s: &mut Scene| {
        let x = tid(&mut s.b);
        s.b.as_type(x.into(), Scalar::F16)
    }

    indices_are_integers:
    BadIndex, "an index needs an integer here, not float", "cast it: enigma.metal_cast(x, \"uint\")";
    |s: &mut Scene| {
        let x = s.b.load(s.floats, &[0.into()])?;
        s.b.load(s.floats, &[x.into()])
    }

    a_float_literal_is_no_index:
    BadIndex, "an index needs an integer here, not 1.0";
    |s: &mut Scene| s.b.load(s.floats, &[1.0.into()])

    orders_are_those_of_the_operation:
    BadOrder, "atomic_load does not take the order release", "expected one of relaxed, acquire";
    |s: &mut Scene| {
        let orders = (Order::Release, Order::Relaxed);
        s.b.atomic(&atomic::ATOMIC_LOAD, s.uints, &[0.into()], &[], orders)
    }

    a_failed_exchange_releases_nothing:
    BadOrder, "atomic_compare_exchange_weak does not take the order acq_rel",
    "expected one of relaxed, acquire";
    |s: &mut Scene| {
        let orders = (Order::AcqRel, Order::AcqRel);
        let values = [0.into(), 1.into()];
        s.b.atomic(&atomic::ATOMIC_COMPARE_EXCHANGE, s.uints, &[0.into()], &values, orders)
    }

    sizes_are_positive:
    BadSize, "threadgroup_alloc needs a positive size, not (4, 0)",
    "size is a number of elements, or a tuple of extents";
    |s: &mut Scene| s.b.alloc(Scalar::F32, &[4, 0])

    a_size_is_needed:
    BadSize, "threadgroup_alloc needs a positive size, not ()",
    "size is a number of elements, or a tuple of extents";
    |s: &mut Scene| s.b.alloc(Scalar::F32, &[])

    absurd_sizes_are_refused_at_once:
    ThreadgroupMemory, "threadgroup_alloc of more than 4 GiB",
    "a threadgroup has 32768 bytes on most devices";
    |s: &mut Scene| s.b.alloc(Scalar::F32, &[i128::MAX, 2])

    constant_indices_are_in_range:
    IndexRange, "index 6 is out of range of tile", "it has 6 elements there; indices count from 0";
    |s: &mut Scene| s.b.load(s.tile, &[6.into()])

    constant_indices_are_in_range_of_their_dimension:
    IndexRange, "index 3 is out of range of tile", "it has 3 elements there; indices count from 0";
    |s: &mut Scene| s.b.load(s.tile, &[1.into(), 3.into()])

    nothing_is_indexed_from_the_end:
    IndexRange, "index -1 is out of range of A",
    "indices count from 0; there is no indexing from the end";
    |s: &mut Scene| s.b.store(s.floats, &[(-1).into()], 0.0.into())

    counts_are_not_negative:
    IndexRange, "async copy does not take the negative number -2",
    "indices count from 0; there is no indexing from the end";
    |s: &mut Scene| s.b.async_copy_1d((s.tile, 0.into()), (s.tile, 0.into()), (-2).into())

    a_buffer_has_one_dimension:
    BadRank, "A is indexed with 2 indices",
    "a buffer has one dimension; threadgroup memory those of its size";
    |s: &mut Scene| s.b.load(s.floats, &[0.into(), 1.into()])

    values_stay_in_their_block:
    OutOfScope, "value used outside the block that made it",
    "it was made at k.py:5, inside a branch or loop",
    "carry it out: use a carried value (init=[...]), a register_tensor, or memory";
    |s: &mut Scene| {
        let block = s.b.if_begin(true.into())?;
        let x = tid(&mut s.b);
        s.b.if_end(block)?;
        s.b.store(s.uints, &[0.into()], x.into())
    }

    an_index_stays_in_its_loop:
    OutOfScope, "value used outside the block that made it",
    "it was made at the head of a loop, inside a branch or loop",
    "carry it out: use a carried value (init=[...]), a register_tensor, or memory";
    |s: &mut Scene| {
        let f = s.b.for_begin(0.into(), 4.into(), 1.into(), Scalar::U32)?;
        s.b.for_end(f)?;
        s.b.store(s.uints, &[0.into()], f.index.into())
    }

    variables_stay_in_their_block:
    OutOfScope, "carry[0] used outside the block that made it",
    "create it before the branch or loop";
    |s: &mut Scene| {
        let block = s.b.if_begin(true.into())?;
        let local = s.b.local(Scalar::U32, "carry[0]", 0.into())?;
        s.b.if_end(block)?;
        s.b.local_get(local)
    }

    a_matrix_is_no_operand:
    OperandType, "add does not take a simdgroup matrix",
    "use simdgroup_multiply_accumulate, or store it and load its elements";
    |s: &mut Scene| {
        let m = matrix(s)?;
        s.b.op(&arith::ADD, &[m.into(), 1.into()], None)
    }

    a_number_is_no_matrix:
    OperandType, "simdgroup_multiply does not take uint",
    "expected a simdgroup matrix: simdgroup_matrix_load or make_filled_simdgroup_matrix gives one";
    |s: &mut Scene| {
        let x = tid(&mut s.b);
        s.b.matrix_multiply(x.into(), x.into())
    }

    matrices_are_of_floats:
    OperandType, "simdgroup_matrix_load does not take matrices of uint",
    "a simdgroup matrix is of half, bfloat or float", "B is uint";
    |s: &mut Scene| s.b.matrix_load(MatrixPlace::new(s.uints, 8.into()))

    factors_have_one_dtype:
    OperandType, "simdgroup_multiply does not take matrices of float and of half",
    "both factors have one dtype";
    |s: &mut Scene| {
        let (m, half) = (matrix(s)?, s.b.matrix_fill(0.into(), Scalar::F16)?);
        s.b.matrix_multiply(m.into(), half.into())
    }

    sums_are_of_that_dtype_or_float:
    OperandType, "simdgroup_multiply_accumulate of float matrices does not add to half",
    "the sums of float matrices are float";
    |s: &mut Scene| {
        let (m, half) = (matrix(s)?, s.b.matrix_fill(0.into(), Scalar::F16)?);
        s.b.matrix_multiply_accumulate(m.into(), m.into(), half.into())
    }

    matrices_do_not_convert:
    StoreType, "cannot store a matrix of half into A, which is float", "matrices do not convert";
    |s: &mut Scene| {
        let half = s.b.matrix_fill(0.into(), Scalar::F16)?;
        s.b.matrix_store(half.into(), MatrixPlace::new(s.floats, 8.into()))
    }

    a_function_constant_has_one_dtype:
    OperandType, "function constant 3 is float, not half", "it has that dtype at k.py:5";
    |s: &mut Scene| {
        s.b.function_constant(Scalar::F32, 3)?;
        s.b.function_constant(Scalar::F16, 3)
    }

    blocks_nest:
    UnclosedBlock, "blocks of if_ are not properly nested",
    "close inner blocks first; enter each block once";
    |s: &mut Scene| {
        let outer = s.b.if_begin(true.into())?;
        s.b.if_begin(true.into())?;
        s.b.if_end(outer)
    }
}

fn matrix(s: &mut Scene) -> Fallible<enigma_core::ir::Value> {
    s.b.matrix_load(MatrixPlace::new(s.floats, 8.into()))
}

fn copy(s: &mut Scene) -> Fallible<enigma_core::ir::Value> {
    s.b.async_copy_1d((s.tile, 0.into()), (s.tile, 3.into()), 3.into())
}

#[test]
fn a_kernel_with_an_open_block_is_not_finished() {
    let mut s = scene();
    s.b.if_begin(true.into()).expect("a bool");
    let found = s.b.finish().expect_err("a block is open");
    assert_eq!(found.len(), 1);
    assert_eq!(
        text(&found[0]),
        "[E0305] a block of the kernel was not closed\n  --> k.py:5"
    );
}

#[test]
fn every_copy_never_waited_for_is_reported() {
    let mut s = scene();
    copy(&mut s).expect("fits");
    line(&mut s.b, 6);
    let waited = copy(&mut s).expect("fits");
    line(&mut s.b, 7);
    copy(&mut s).expect("fits");
    s.b.async_copy_wait(&[waited]).expect("an event");
    let found = s.b.finish().expect_err("two are left");
    let want = |line: u32| {
        format!(
            "[E0306] async copy is never waited for\n  --> k.py:{line}\n  \
             = pass the event it returns to async_copy_wait before the data is used"
        )
    };
    assert_eq!(
        found.iter().map(text).collect::<Vec<_>>(),
        [want(5), want(7)]
    );
}

#[test]
fn waiting_for_nothing_is_fine() {
    let k = verified(|b| b.async_copy_wait(&[]).expect("nothing to wait for"));
    assert!(!crate::support::names(k.kernel()).contains(&sync::ASYNC_COPY_WAIT.name));
}

#[test]
fn too_much_threadgroup_memory_is_refused_for_the_target() {
    let k = verified(|b| {
        line(b, 3);
        let a = b.alloc(Scalar::F32, &[64, 100]).expect("positive");
        b.name_alloc(a, "tile");
        line(b, 4);
        b.alloc(Scalar::U8, &[8000]).expect("positive");
    });
    let found =
        legal::legalize(&k, Target::Cpu(Isa::Any), Floats::Ieee, 32_768).expect_err("too much");
    let want = "[E0401] k needs 33600 bytes of threadgroup memory; the device has 32768\n  --> k.py:4\n  \
                = tile: 6400 x float = 25600 bytes (k.py:3)\n  = shared1: 8000 x uchar = 8000 bytes (k.py:4)";
    assert_eq!(found.iter().map(text).collect::<Vec<_>>(), [want]);
    legal::legalize(&k, Target::Cpu(Isa::Any), Floats::Ieee, 33_600).expect("just enough");
}

#[test]
fn every_code_of_the_builder_is_raised_here() {
    // Codes that name the language itself; the others belong to front ends, targets and launches.
    let builder = [
        Code::OperandType,
        Code::LiteralDoesNotFit,
        Code::StoreType,
        Code::WidthMismatch,
        Code::BadIndex,
        Code::BadOrder,
        Code::BadSize,
        Code::BadStep,
        Code::IndexRange,
        Code::BadRank,
        Code::OutOfScope,
        Code::UnclosedBlock,
        Code::ThreadgroupMemory,
    ];
    let ids = |codes: &[Code]| codes.iter().map(|c| c.id()).collect::<BTreeSet<_>>();
    assert_eq!(ids(RAISED), ids(&builder));
}
