//! Folding, merging and dropping: what they may do, and what memory, barriers, atomics and lanes forbid.

use crate::support::{count, kernel, lid, load, names, op, run, store, tid};
use enigma_core::ir::builder::{Builder, Operand};
use enigma_core::ir::{Attr, Kernel, MemFlags, Memory, Order, Value};
use enigma_core::ops::{self, Arg, Kind, OpDef, Res, arith, atomic, bits, compare, math, simd};
use enigma_core::passes::{cse::cse, dce::dce, fold::fold, simplify};
use enigma_core::{Const, Scalar};

/// A kernel on a uint buffer.
fn on_uints(body: impl FnOnce(&mut Builder, Memory)) -> Kernel {
    kernel(|b| {
        let m = b.buffer("m", Scalar::U32);
        body(b, m);
    })
}

/// What the only store of a kernel stores, if it is a constant.
fn stored(k: &Kernel) -> Option<Const> {
    let mut value = None;
    k.walk(&mut |_, op| {
        if op.op.kind == Kind::Store {
            value = k.constant(op.operands[1]);
        }
    });
    value
}

#[test]
fn every_pure_operation_folds_to_what_it_evaluates_to() {
    let values = [Const::from_int, |t, n: i128| Const::from_int(t, 7 - n)];
    for op in ops::all().filter(|op| op.kind == Kind::Pure && op.sig.result != Res::Asked) {
        let Some(class) = op
            .sig
            .args
            .iter()
            .find_map(|a| if let Arg::T(c) = a { Some(*c) } else { None })
        else {
            continue;
        };
        for dtype in class.iter() {
            for value in values {
                let args: Vec<Const> = op
                    .sig
                    .args
                    .iter()
                    .zip([5, 3, 1, 2])
                    .map(|(arg, n)| value(arg.dtype(dtype), n))
                    .collect();
                let result = if op.sig.result == Res::Bool {
                    Scalar::Bool
                } else {
                    dtype
                };
                let k = kernel(|b| {
                    let m = b.buffer("m", result);
                    let operands: Vec<Operand> =
                        args.iter().map(|&c| b.constant(c).into()).collect();
                    let v = b.op(op, &operands, None).expect("operands of its class");
                    store(b, m, 0, v);
                });
                assert_eq!(
                    stored(&fold(&k)),
                    op.evaluate(&args, result),
                    "{} on {dtype}",
                    op.name
                );
            }
        }
    }
}

#[test]
fn identities_of_integers_fold_and_those_of_floats_do_not() {
    let survives = |dtype: Scalar, op: &'static OpDef, value: f64, left: bool| {
        let k = kernel(|b| {
            let m = b.buffer("m", dtype);
            let x = load(b, m, 0);
            let c = b.constant(Const::from_f64(dtype, value));
            let v = if left {
                [c.into(), x.into()]
            } else {
                [x.into(), c.into()]
            };
            let v = b.op(op, &v, None).expect("one dtype");
            store(b, m, 0, v);
        });
        count(&fold(&k), op.name) == 1
    };
    let right = [
        (&arith::ADD, 0.0),
        (&arith::SUB, 0.0),
        (&arith::MUL, 1.0),
        (&arith::DIV, 1.0),
    ];
    for (op, value) in right {
        assert!(!survives(Scalar::I16, op, value, false), "{}", op.name);
        assert!(survives(Scalar::F32, op, value, false), "{}", op.name);
    }
    for op in [&bits::SHL, &bits::SHR, &bits::BITOR, &bits::BITXOR] {
        assert!(!survives(Scalar::U64, op, 0.0, false), "{}", op.name);
    }
    assert!(!survives(Scalar::U8, &arith::ADD, 0.0, true));
    assert!(!survives(Scalar::U8, &arith::MUL, 1.0, true));
    for op in [
        &arith::SUB,
        &arith::DIV,
        &bits::SHL,
        &bits::BITAND,
        &arith::MOD,
    ] {
        assert!(survives(Scalar::U8, op, 1.0, true), "{}", op.name);
    }
    assert!(survives(Scalar::U8, &arith::MUL, 0.0, false));
}

#[test]
fn a_branch_on_a_constant_becomes_its_arm() {
    let k = on_uints(|b, m| {
        let l = b.local(Scalar::U32, "l", 1.into()).expect("fits");
        let i = b.if_begin(false.into()).expect("a bool");
        b.local_set(l, 2.into()).expect("fits");
        let i = b.if_else(i).expect("innermost");
        b.local_set(l, 3.into()).expect("fits");
        b.barrier(MemFlags::None);
        b.if_end(i).expect("innermost");
        let v = b.local_get(l).expect("in scope");
        store(b, m, 0, v);
    });
    let folded = fold(&k);
    assert_eq!((count(&folded, "if"), count(&folded, "barrier")), (0, 1));
    assert_eq!(stored(&folded), Some(Const::from_int(Scalar::U32, 3)));
}

#[test]
fn a_selection_on_a_constant_is_its_operand() {
    let k = on_uints(|b, m| {
        let x = load(b, m, 0);
        let v = op(b, &compare::WHERE, [5.into(), x.into(), true.into()]);
        store(b, m, 1, v);
    });
    let folded = fold(&k);
    assert_eq!(count(&folded, "where"), 0);
    assert_eq!(run(&folded, &[9u32, 0], 1, 1), [9, 9]);
}

#[test]
fn equal_computations_merge_within_their_scope() {
    let k = on_uints(|b, m| {
        let sum = |b: &mut Builder| {
            let t = tid(b);
            op(b, &arith::ADD, [t.into(), 1.into()])
        };
        let first = sum(b);
        store(b, m, 0, first);
        let i = b.if_begin(true.into()).expect("a bool");
        let inner = sum(b);
        store(b, m, 1, inner);
        let product = op(b, &arith::MUL, [inner.into(), inner.into()]);
        store(b, m, 2, product);
        let i = b.if_else(i).expect("innermost");
        let product = op(b, &arith::MUL, [first.into(), first.into()]);
        store(b, m, 2, product);
        b.if_end(i).expect("innermost");
    });
    let merged = cse(&k);
    assert_eq!(count(&merged, "add"), 1);
    // The two arms do not see each other.
    assert_eq!(count(&merged, "mul"), 2);
}

#[test]
fn constants_that_differ_in_dtype_or_sign_of_zero_stay_apart() {
    let k = kernel(|b| {
        let m = b.buffer("m", Scalar::F32);
        for (n, c) in [0.0, -0.0, 0.0].into_iter().enumerate() {
            store(b, m, n, c);
        }
    });
    let merged = cse(&k);
    let mut floats = 0;
    merged.walk(&mut |_, op| {
        floats += usize::from(matches!(op.attr, Attr::Const(c) if c.ty == Scalar::F32))
    });
    assert_eq!(floats, 2);
    assert_eq!(
        run(&merged, &[1f32; 3], 1, 1)
            .iter()
            .map(|v| v.to_bits())
            .collect::<Vec<_>>(),
        [0, 1 << 31, 0]
    );
}

#[test]
fn loads_do_not_merge_across_anything() {
    let k = on_uints(|b, m| {
        let before = load(b, m, 0);
        store(b, m, 0, 7);
        let after = load(b, m, 0);
        let sum = op(b, &arith::ADD, [before.into(), after.into()]);
        store(b, m, 1, sum);
    });
    let simple = simplify(&k);
    assert_eq!(count(&simple, "load"), 2);
    assert_eq!(run(&simple, &[1u32, 0], 1, 1), [7, 8]);
}

/// The same lane operation before and inside a branch on the lane.
fn sums() -> Kernel {
    on_uints(|b, m| {
        let (t, l) = (tid(b), lid(b));
        let all = op(b, &simd::SIMD_SUM, [t.into()]);
        let few = op(b, &compare::CMP_LT, [l.into(), 2.into()]);
        let i = b.if_begin(few.into()).expect("a bool");
        let some = op(b, &simd::SIMD_SUM, [t.into()]);
        store(b, m, 1, some);
        b.if_end(i).expect("innermost");
        store(b, m, 0, all);
    })
}

#[test]
fn lane_operations_stay_where_they_are() {
    let simple = simplify(&sums());
    assert_eq!(count(&simple, "simd_sum"), 2);
    assert_eq!(run(&simple, &[0u32; 2], 4, 4), [6, 1]);
}

#[test]
fn what_nothing_needs_is_dropped() {
    let k = on_uints(|b, m| {
        let t = tid(b);
        let x = load(b, m, t);
        let f = b
            .for_begin(0.into(), 9.into(), 1.into(), Scalar::U32)
            .expect("integers");
        op(b, &arith::MUL, [x.into(), f.index.into()]);
        b.for_end(f).expect("innermost");
        op(b, &simd::SIMD_SUM, [x.into()]);
    });
    assert_eq!(names(&dce(&k)), Vec::<&str>::new());
}

#[test]
fn barriers_atomics_and_copies_are_kept() {
    let k = on_uints(|b, m| {
        let s = Memory::Threadgroup(b.alloc(Scalar::U32, &[4]).expect("positive"));
        b.barrier(MemFlags::None);
        b.simd_barrier(MemFlags::Texture);
        let relaxed = (Order::Relaxed, Order::Relaxed);
        b.atomic(
            &atomic::ATOMIC_FETCH_ADD,
            m,
            &[0.into()],
            &[1.into()],
            relaxed,
        )
        .expect("fits");
        b.atomic(
            &atomic::ATOMIC_LOAD,
            m,
            &[0.into()],
            &[],
            (Order::Acquire, Order::Relaxed),
        )
        .expect("fits");
        let e = b
            .async_copy_1d((s, 0.into()), (m, 0.into()), 2.into())
            .expect("fits");
        b.async_copy_wait(&[e]).expect("an event");
    });
    let kept = names(&simplify(&k));
    let effects: Vec<&str> = kept.into_iter().filter(|n| *n != "const").collect();
    let want = [
        "barrier",
        "simd_barrier",
        "atomic_fetch_add",
        "atomic_load",
        "async_copy_1d",
        "async_copy_wait",
    ];
    assert_eq!(effects, want);
}

#[test]
fn atomics_never_merge() {
    let k = on_uints(|b, m| {
        let add = |b: &mut Builder| -> Value {
            let orders = (Order::Relaxed, Order::Relaxed);
            let old = b.atomic(
                &atomic::ATOMIC_FETCH_ADD,
                m,
                &[0.into()],
                &[1.into()],
                orders,
            );
            old.expect("fits").expect("an old value")
        };
        let (x, y) = (add(b), add(b));
        let sum = op(b, &arith::ADD, [x.into(), y.into()]);
        store(b, m, 1, sum);
    });
    assert_eq!(run(&simplify(&k), &[5u32, 0], 1, 1), [7, 11]);
}

#[test]
fn unread_carried_values_go_and_the_others_stay() {
    let k = on_uints(|b, m| {
        let [used, feeds, unused] =
            [1, 2, 3].map(|n| b.local(Scalar::U32, "l", n.into()).expect("fits"));
        let f = b
            .for_begin(0.into(), 3.into(), 1.into(), Scalar::U32)
            .expect("integers");
        for (to, from) in [(used, feeds), (feeds, feeds), (unused, unused)] {
            let v = b.local_get(from).expect("in scope");
            let v = op(b, &arith::ADD, [v.into(), 1.into()]);
            b.local_set(to, v.into()).expect("the same dtype");
        }
        b.for_end(f).expect("innermost");
        let v = b.local_get(used).expect("in scope");
        store(b, m, 0, v);
    });
    let small = dce(&k);
    let mut carried = Vec::new();
    small.walk(&mut |_, op| {
        if op.op.kind == Kind::For {
            carried.push(op.results.len());
        }
    });
    assert_eq!(carried, [2]);
    assert_eq!(run(&small, &[0u32], 1, 1), [5]);
}

#[test]
fn a_variable_assigned_in_a_condition_survives_dce() {
    let k = on_uints(|b, m| {
        let x = b.local(Scalar::U32, "x", 77.into()).expect("fits");
        let w = b.while_begin();
        let v = load(b, m, 0);
        b.local_set(x, v.into()).expect("the same dtype");
        let go = op(b, &compare::CMP_LT, [v.into(), 5.into()]);
        let w = b.while_body(w, go.into()).expect("a bool");
        store(b, m, 0, 6);
        b.while_end(w).expect("innermost");
        let v = b.local_get(x).expect("in scope");
        store(b, m, 1, v);
    });
    assert_eq!(run(&simplify(&k), &[1u32, 0], 1, 1), [6, 6]);
}

#[test]
fn names_of_the_user_survive() {
    let k = kernel(|b| {
        let m = b.buffer("m", Scalar::F32);
        let x = load(b, m, 0);
        let y = op(b, &math::SQRT, [x.into()]);
        b.name_value(y, "root");
        store(b, m, 0, y);
    });
    let simple = simplify(&k);
    let mut found = Vec::new();
    simple.walk(&mut |_, op| {
        found.extend(
            op.results
                .iter()
                .filter_map(|&r| simple.value(r).name.clone()),
        )
    });
    assert_eq!(found, [std::sync::Arc::from("root")]);
}
