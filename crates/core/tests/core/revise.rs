//! Second thoughts of the builder: going back to a checkpoint, joins and last values of closed blocks.

use crate::support::{count, kernel, load, op, run, store, tid};
use enigma_core::ir::builder::{Builder, Operand};
use enigma_core::ir::print::print;
use enigma_core::ir::{Memory, Value};
use enigma_core::ops::{arith, compare};
use enigma_core::{Code, Scalar};

/// The buffer, the thread and its element, in a new kernel.
fn start(b: &mut Builder) -> (Memory, Value, Value) {
    let m = b.buffer("m", Scalar::I32);
    let t = tid(b);
    let v = load(b, m, t);
    (m, t, v)
}

fn is_above(b: &mut Builder, v: Value, n: i32) -> Value {
    op(b, &compare::CMP_GT, [v.into(), n.into()])
}

/// Opens, closes and fills all kinds of blocks, and leaves some open.
fn scribble(b: &mut Builder, m: Memory, v: Value) {
    b.alloc(Scalar::F32, &[8]).expect("a positive size");
    b.local(Scalar::I32, "scratch", 1.into())
        .expect("a literal");
    let c = is_above(b, v, 1);
    let i = b.if_begin(c.into()).expect("a bool");
    store(b, m, 0, 7);
    let i = b.if_else(i).expect("innermost");
    b.if_end(i).expect("innermost");
    let f = b
        .for_begin(0.into(), 4.into(), 1.into(), Scalar::I32)
        .expect("literals");
    store(b, m, f.index, v);
    b.while_begin();
}

#[test]
fn a_rollback_leaves_no_trace() {
    let build = |scribbled: bool| {
        kernel(|b| {
            let (m, t, v) = start(b);
            let c = is_above(b, v, 3);
            let i = b.if_begin(c.into()).expect("a bool");
            store(b, m, t, 1);
            let before = b.checkpoint();
            if scribbled {
                scribble(b, m, v);
                b.rollback(&before);
            }
            let w = op(b, &arith::ADD, [v.into(), 5.into()]);
            store(b, m, t, w);
            b.if_end(i).expect("innermost");
        })
    };
    assert_eq!(print(&build(true)), print(&build(false)));
}

#[test]
fn a_checkpoint_serves_more_than_once() {
    let k = kernel(|b| {
        let (m, t, v) = start(b);
        let before = b.checkpoint();
        for _ in 0..3 {
            scribble(b, m, v);
            b.rollback(&before);
        }
        store(b, m, t, 9);
    });
    assert_eq!((count(&k, "store"), count(&k, "while")), (1, 0));
    assert!(k.allocs.is_empty());
}

#[test]
fn a_rollback_reopens_blocks_that_were_closed_since() {
    let k = kernel(|b| {
        let (m, t, v) = start(b);
        let c = is_above(b, v, 3);
        let i = b.if_begin(c.into()).expect("a bool");
        let before = b.checkpoint();
        b.if_end(i).expect("innermost");
        store(b, m, t, 1);
        b.rollback(&before);
        store(b, m, t, 2);
        b.if_end(i).expect("innermost");
    });
    assert_eq!(count(&k, "store"), 1);
    assert_eq!(run(&k, &[1i32, 2, 3, 4, 5], 5, 5), vec![1, 2, 3, 2, 2]);
}

#[test]
fn a_closed_branch_hands_on_a_value_of_each_arm() {
    let k = kernel(|b| {
        let (m, t, v) = start(b);
        let c = is_above(b, v, 3);
        let i = b.if_begin(c.into()).expect("a bool");
        let twice = op(b, &arith::MUL, [v.into(), 2.into()]);
        let i = b.if_else(i).expect("innermost");
        b.if_end(i).expect("innermost");
        let arms = [Some(twice.into()), Some(Operand::Int(-1))];
        let joined = b.if_join(i, "x", arms).expect("both fit");
        store(b, m, t, joined);
    });
    assert_eq!(run(&k, &[1i32, 3, 4, 9], 4, 4), vec![-1, -1, 8, 18]);
}

#[test]
fn a_join_of_a_value_of_the_other_arm_is_an_error() {
    let mut b = Builder::new("k", enigma_core::Loc::line("k.py", 1));
    let (_, _, v) = start(&mut b);
    let c = is_above(&mut b, v, 3);
    let i = b.if_begin(c.into()).expect("a bool");
    let inner = op(&mut b, &arith::MUL, [v.into(), 2.into()]);
    let i = b.if_else(i).expect("innermost");
    b.if_end(i).expect("innermost");
    let arms = [None, Some(inner.into())];
    let found = b.if_join(i, "x", arms).expect_err("out of scope");
    assert_eq!(found.code, Code::OutOfScope);
}

#[test]
fn the_last_value_of_a_closed_loop() {
    let build = |init: Option<Operand>| {
        kernel(|b| {
            let (m, t, v) = start(b);
            let f = b
                .for_begin(0.into(), v.into(), 1.into(), Scalar::I32)
                .expect("integers");
            let square = op(b, &arith::MUL, [f.index.into(), f.index.into()]);
            b.for_end(f).expect("innermost");
            let last = b
                .loop_last(f.block, "x", (init, square.into()))
                .expect("an int");
            store(b, m, t, last);
        })
    };
    let ran = |init| run(&build(init), &[0i32, 1, 3, 5], 4, 4);
    assert_eq!(ran(Some(Operand::Int(77))), vec![77, 0, 4, 16]);
    assert_eq!(ran(None), vec![0, 0, 4, 16]);
}

#[test]
fn a_branch_of_pure_operations_dissolves_and_one_with_a_load_does_not() {
    let build = |loads: bool| {
        kernel(|b| {
            let (m, t, v) = start(b);
            let c = is_above(b, v, 3);
            let i = b.if_begin(c.into()).expect("a bool");
            let other = if loads { load(b, m, 0) } else { v };
            let d = is_above(b, other, 5);
            b.if_end(i).expect("innermost");
            let dissolved = b.if_dissolve(i);
            assert_eq!(dissolved, !loads);
            let both = if dissolved {
                op(b, &enigma_core::ops::bits::BITAND, [c.into(), d.into()])
            } else {
                b.if_join(i, "both", [Some(d.into()), Some(false.into())])
                    .expect("bools")
            };
            let one = b.cast(both.into(), Scalar::I32).expect("a bool");
            store(b, m, t, one);
        })
    };
    assert_eq!(count(&build(false), "if"), 0);
    assert_eq!(count(&build(true), "if"), 1);
    assert_eq!(run(&build(false), &[3i32, 5, 6, 9], 4, 4), vec![0, 0, 1, 1]);
}

#[test]
fn literals_take_the_dtype_they_meet() {
    let mut b = Builder::new("k", enigma_core::Loc::line("k.py", 1));
    let half = b.buffer("h", Scalar::F16);
    let half: Operand = load(&mut b, half, 0).into();
    let uint = b.buffer("u", Scalar::U32);
    let uint: Operand = load(&mut b, uint, 0).into();
    let cases = [
        (vec![Operand::Int(1), Operand::Int(2)], Scalar::I32),
        (vec![Operand::Int(1), Operand::Float(2.0)], Scalar::F32),
        (
            vec![Operand::Bool(true), Operand::Bool(false)],
            Scalar::Bool,
        ),
        (vec![Operand::Bool(true), Operand::Int(2)], Scalar::I32),
        (vec![Operand::Float(0.0), half], Scalar::F16),
        (vec![Operand::Int(0), half], Scalar::F16),
        (vec![Operand::Int(0), uint], Scalar::U32),
        (vec![Operand::Bool(false), uint], Scalar::U32),
        (vec![Operand::Float(0.5), uint], Scalar::F32),
        (vec![uint, half], Scalar::F16),
    ];
    for (operands, want) in cases {
        assert_eq!(
            b.meeting_type(&operands).expect("numbers"),
            want.into(),
            "{operands:?}"
        );
    }
}
