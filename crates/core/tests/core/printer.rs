//! Printed kernels are what `mlir-opt` reads; together they have every operation of the table.

use crate::generate::{build, stmt};
use crate::support::{kernel, load, op, store, tid};
use enigma_core::ir::builder::{Builder, MatrixPlace, Operand};
use enigma_core::ir::{Attr, Dim, Kernel, MemFlags, Memory, Order, print};
use enigma_core::ops::{self, Arg, AtomicOp, Kind, Query};
use enigma_core::{Const, Scalar, Type};
use std::collections::BTreeSet;
use std::io::Write;
#[expect(
    clippy::disallowed_types,
    reason = "the test asks another program whether it can read the text"
)]
use std::process::Command;
use std::process::Stdio;

const TOOLS: [&str; 3] = ["mlir-opt-22", "/usr/lib/llvm-22/bin/mlir-opt", "mlir-opt"];

/// What the tool says of a text: nothing if it reads it, none if there is no tool.
#[expect(
    clippy::disallowed_types,
    reason = "the test asks another program whether it can read the text"
)]
fn complaint(text: &str) -> Option<String> {
    let spawn = |tool: &&str| {
        let mut tool = Command::new(tool);
        let pipes = tool
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        pipes.arg("--allow-unregistered-dialect").spawn().ok()
    };
    let mut tool = TOOLS.iter().find_map(spawn)?;
    let mut input = tool.stdin.take().expect("a pipe");
    // A tool that gives up early closes the pipe; what it says then is what counts.
    let _ = input.write_all(text.as_bytes());
    drop(input);
    let output = tool.wait_with_output().expect("the tool ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Some(if output.status.success() {
        String::new()
    } else {
        said.chars().take(2000).collect()
    })
}

/// All kernels in one text, and whether `mlir-opt` reads it.
fn assert_read(kernels: &[Kernel]) {
    let named = |(n, k): (usize, &Kernel)| {
        let mut k = k.clone();
        k.name = format!("k{n}");
        print::print(&k)
    };
    let text: String = kernels.iter().enumerate().map(named).collect();
    match complaint(&text) {
        Some(complaint) => assert_eq!(complaint, ""),
        None => eprintln!("skipped: none of {} is installed", TOOLS.join(", ")),
    }
}

/// Each pure operation on each dtype it takes, and the conversions between all.
fn pure() -> Kernel {
    kernel(|b| {
        let memories = Scalar::ALL.map(|t| b.buffer(&format!("m_{}", t.short_name()), t));
        let values = memories.map(|m| load(b, m, 0));
        for def in ops::all().filter(|def| def.kind == Kind::Pure) {
            let class = def
                .sig
                .args
                .iter()
                .find_map(|a| if let Arg::T(c) = a { Some(*c) } else { None });
            for dtype in class.expect("a pure operation has a common type").iter() {
                let args: Vec<Operand> = def
                    .sig
                    .args
                    .iter()
                    .map(|a| values[a.dtype(dtype) as usize].into())
                    .collect();
                let v = b
                    .op(def, &args, Some(dtype))
                    .expect("operands of its class");
                let into = b.kernel().dtype(v);
                store(b, memories[into as usize], 0, v);
            }
        }
        for v in values {
            for t in Scalar::ALL {
                b.cast(v.into(), t).expect("a scalar");
            }
        }
    })
}

fn queries() -> Kernel {
    kernel(|b| {
        b.scalar("s", Scalar::BF16);
        for def in ops::all() {
            let Kind::Query(query) = def.kind else {
                continue;
            };
            let dims = match query {
                Query::ThreadPositionInGrid
                | Query::ThreadPositionInThreadgroup
                | Query::ThreadgroupPositionInGrid
                | Query::ThreadsPerThreadgroup
                | Query::ThreadsPerGrid
                | Query::ThreadgroupsPerGrid => {
                    vec![Attr::Dim(Dim::X), Attr::Dim(Dim::Y), Attr::Dim(Dim::Z)]
                }
                Query::ThreadIndexInThreadgroup
                | Query::ThreadIndexInSimdgroup
                | Query::SimdgroupIndexInThreadgroup
                | Query::ThreadsPerSimdgroup
                | Query::SimdgroupsPerThreadgroup => vec![Attr::None],
            };
            for dim in dims {
                b.op_with(def, &[], dim, None)
                    .expect("a query takes nothing");
            }
        }
    })
}

fn atomics(b: &mut Builder) {
    let (m, s) = (
        b.buffer("m", Scalar::I64),
        b.alloc(Scalar::F32, &[2, 3]).expect("positive"),
    );
    for def in ops::all() {
        let Kind::Atomic(kind) = def.kind else {
            continue;
        };
        let values: &[Operand] = match kind {
            AtomicOp::Load => &[],
            AtomicOp::CompareExchange | AtomicOp::CompareSwap => &[1.into(), 2.into()],
            AtomicOp::Store
            | AtomicOp::Exchange
            | AtomicOp::Add
            | AtomicOp::Sub
            | AtomicOp::Min
            | AtomicOp::Max
            | AtomicOp::And
            | AtomicOp::Or
            | AtomicOp::Xor => &[1.into()],
        };
        let orders = (Order::Relaxed, Order::Relaxed);
        b.atomic(def, m, &[0.into()], values, orders).expect("fits");
        if kind.accepts().contains(Scalar::F32) {
            b.atomic(
                def,
                Memory::Threadgroup(s),
                &[1.into(), 2.into()],
                values,
                orders,
            )
            .expect("fits");
        }
    }
}

fn lanes_and_copies(b: &mut Builder) {
    let m = b.buffer("m", Scalar::F16);
    let s = Memory::Threadgroup(b.alloc(Scalar::F16, &[64]).expect("positive"));
    let x = load(b, m, 0);
    let n = b.cast(x.into(), Scalar::I32).expect("a number");
    for def in ops::all().filter(|def| matches!(def.kind, Kind::Simd(_))) {
        let sample = |arg: &Arg| -> Operand {
            match arg {
                Arg::T(class) if !class.contains(Scalar::F16) => n.into(),
                Arg::T(_) => x.into(),
                Arg::Bool => true.into(),
                _ => 2.into(),
            }
        };
        let args: Vec<Operand> = def.sig.args.iter().map(sample).collect();
        b.op(def, &args, None).expect("fits");
    }
    for flags in MemFlags::ALL {
        b.barrier(flags);
        b.simd_barrier(flags);
        b.assert(true.into()).expect("a bool");
    }
    let one = b
        .async_copy_1d((s, 0.into()), (m, 0.into()), 8.into())
        .expect("fits");
    let two = b.async_copy_2d(
        (m, 0.into(), 9.into()),
        (s, 8.into(), 4.into()),
        4.into(),
        2.into(),
    );
    b.async_copy_wait(&[one, two.expect("fits")])
        .expect("events");
}

fn control(b: &mut Builder) {
    let m = b.buffer("m", Scalar::I16);
    let t = tid(b);
    let l = b.local(Scalar::I16, "l", 0.into()).expect("fits");
    let f = b
        .for_begin(0.into(), 4.into(), 1.into(), Scalar::U64)
        .expect("integers");
    let w = b.while_begin();
    let v = b.local_get(l).expect("in scope");
    let go = op(b, &ops::compare::CMP_LT, [v.into(), 9.into()]);
    let w = b.while_body(w, go.into()).expect("a bool");
    let v = b.local_get(l).expect("in scope");
    let low = op(b, &ops::compare::CMP_LT, [v.into(), 5.into()]);
    let i = b.if_begin(low.into()).expect("a bool");
    let next = op(b, &ops::arith::ADD, [v.into(), 1.into()]);
    b.local_set(l, next.into()).expect("the same dtype");
    b.if_end(i).expect("innermost");
    b.while_end(w).expect("innermost");
    b.for_end(f).expect("innermost");
    let v = b.local_get(l).expect("in scope");
    let old = b
        .load_if(m, &[t.into()], true.into(), 3.into())
        .expect("fits");
    let sum = op(b, &ops::arith::ADD, [v.into(), old.into()]);
    b.store_if(m, &[t.into()], sum.into(), true.into())
        .expect("fits");
}

fn matrices(b: &mut Builder) {
    for dtype in [Scalar::F16, Scalar::BF16, Scalar::F32] {
        let m = b.buffer(&format!("m_{}", dtype.short_name()), dtype);
        let place = MatrixPlace::new(m, 8.into());
        let x = b.matrix_load(place).expect("a float");
        let value = b.function_constant(dtype, dtype as u32).expect("new");
        let sum = b.matrix_fill(value.into(), dtype).expect("a float");
        let sum = b
            .local(Type::Matrix(dtype), "sum", sum.into())
            .expect("fits");
        let y = b.matrix_multiply(x.into(), x.into()).expect("one dtype");
        let f = b
            .for_begin(0.into(), 4.into(), 1.into(), Scalar::U32)
            .expect("integers");
        let z = b.local_get(sum).expect("in scope");
        let z = b
            .matrix_multiply_accumulate(x.into(), y.into(), z.into())
            .expect("one dtype");
        b.local_set(sum, z.into()).expect("one type");
        b.for_end(f).expect("innermost");
        let z = b.local_get(sum).expect("in scope");
        let turned = MatrixPlace {
            transpose: true,
            ..place
        };
        b.matrix_store(z.into(), turned).expect("one dtype");
    }
}

/// Constants that have no short decimal form, and those that have no decimal form at all.
fn constants(b: &mut Builder) {
    for dtype in Scalar::ALL {
        let m = b.buffer(&format!("m_{}", dtype.short_name()), dtype);
        let values = if dtype.is_float() {
            [
                0.0,
                -0.0,
                0.1,
                1e-40,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NAN,
                16_777_217.0,
            ]
            .map(|v| Const::from_f64(dtype, v))
        } else {
            let (min, max) = dtype.int_range();
            [min, max, 0, 1, max / 3, min / 3, max - 1, min + 1].map(|v| Const::from_int(dtype, v))
        };
        for c in values {
            let v = b.constant(c);
            store(b, m, 0, v);
        }
    }
}

fn every_kind() -> Vec<Kernel> {
    vec![
        pure(),
        queries(),
        kernel(atomics),
        kernel(lanes_and_copies),
        kernel(control),
        kernel(constants),
        kernel(matrices),
    ]
}

#[test]
fn the_kernels_have_every_operation() {
    let mut found = BTreeSet::new();
    for k in every_kind() {
        k.walk(&mut |_, op| {
            found.insert(op.op.name);
        });
    }
    // Variables are gone after promotion, and a printed kernel has none; composites are never in one.
    let missing: Vec<&str> = ops::all()
        .filter(|op| !matches!(op.kind, Kind::Composite(_)))
        .map(|op| op.name)
        .filter(|name| !found.contains(name))
        .collect();
    assert_eq!(missing, ["local_get", "local_set"]);
}

#[test]
fn mlir_opt_reads_every_operation() {
    assert_read(&every_kind());
}

#[test]
fn mlir_opt_reads_random_kernels_in_every_form() {
    let mut kernels = Vec::new();
    for seed in 0..60 {
        let (raw, verified) = build::kernel(&stmt::program(seed));
        kernels.extend([
            raw,
            enigma_core::passes::simplify(verified.kernel()),
            verified.kernel().clone(),
        ]);
    }
    assert_read(&kernels);
}

#[test]
fn the_tool_does_refuse_what_is_wrong() {
    if let Some(complaint) = complaint("\"enigma.kernel\"() ({ ^body(%a: i32) }) : () -> %b") {
        assert_ne!(complaint, "");
    }
}
