//! What the text computes: every pure operation of the table on every type, and random programs.

use crate::host::{Run, differences};
use crate::kernel::K;
use crate::random;
use enigma_codegen::msl::AsyncCopy;
use enigma_core::interp::Arg;
use enigma_core::ir::Value;
use enigma_core::ir::builder::Operand;
use enigma_core::ops::{self, Arg as Rule, Kind, OpDef, Res, Tolerance, compare, math, quad};
use enigma_core::verify::Verified;
use enigma_core::{Const, Scalar};

const SKIPPED: &str = "skipped: running Metal text needs clang 22";

/// Values worth trying, of any type.
fn samples(ty: Scalar, op: &OpDef) -> Vec<Const> {
    if ty == Scalar::Bool {
        return vec![Const::from_bool(false), Const::from_bool(true)];
    }
    if ty.is_int() {
        let (lo, hi) = ty.int_range();
        let values = [
            0,
            1,
            2,
            3,
            7,
            -1,
            -2,
            -7,
            lo,
            lo + 1,
            hi,
            hi - 1,
            31,
            32,
            63,
            64,
            100,
        ];
        return values.into_iter().map(|v| Const::from_int(ty, v)).collect();
    }
    let values = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        2.5,
        -1.5,
        1e-3,
        100.7,
        -129.9,
        255.5,
        70_000.0,
        3e9,
        -3e9,
        2e19,
        1e30,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];
    values
        .iter()
        .chain(op.samples)
        .map(|&v| Const::from_f64(ty, v))
        .collect()
}

/// One thread per combination of samples; operands beyond `fixed` come from buffers.
fn run_of(op: &'static OpDef, types: &[Scalar], asked: Scalar, fixed: Option<Const>) -> Run {
    let loaded = types.len() - usize::from(fixed.is_some());
    let mut rows: Vec<Vec<Const>> = vec![vec![]];
    for &ty in &types[..loaded] {
        let values = samples(ty, op);
        // Three operands of all samples would be too many threads for the interpreter.
        let step = types.len().div_ceil(2);
        rows = rows
            .iter()
            .flat_map(|row| {
                values
                    .iter()
                    .step_by(step)
                    .map(|&c| [&row[..], &[c]].concat())
            })
            .collect();
    }
    let mut k = K::new("k");
    let memories: Vec<_> = (0..loaded)
        .map(|n| k.b.buffer(&format!("in{n}"), types[n]))
        .collect();
    let out = k.b.buffer("result", asked);
    let tid = k.tid();
    let mut operands: Vec<Operand> = memories.iter().map(|&m| k.load(m, tid).into()).collect();
    operands.extend(fixed.map(|c| Operand::from(k.b.constant(c))));
    let v = apply(&mut k, op, &operands, asked);
    k.store(out, tid, v);
    let mut args: Vec<Arg> = (0..loaded)
        .map(|n| Arg::Buffer(rows.iter().map(|r| r[n]).collect()))
        .collect();
    args.push(Arg::Buffer(vec![Const::from_int(asked, 0); rows.len()]));
    let ulp = match op.tolerance {
        Tolerance::Exact => 0,
        Tolerance::Ulp(n) => n.ceil() as u64,
    };
    Run {
        kernel: k.verified(),
        args,
        grid: rows.len() as u32,
        ulp,
    }
}

fn apply(k: &mut K, op: &'static OpDef, operands: &[Operand], asked: Scalar) -> Value {
    match op.name {
        "metal_cast" => k.cast(operands[0], asked),
        "as_type" => k.b.as_type(operands[0], asked).expect("equal widths"),
        _ => k.op(op, operands),
    }
}

/// The results that an operation on a type may have.
fn results(op: &OpDef, ty: Scalar) -> Vec<Scalar> {
    match op.sig.result {
        Res::Bool => vec![Scalar::Bool],
        Res::Asked if op.name == "as_type" => Scalar::ALL
            .into_iter()
            .filter(|to| to.bits() == ty.bits())
            .collect(),
        Res::Asked => Scalar::ALL.to_vec(),
        _ => vec![ty],
    }
}

/// Every run of one operation: by type, and with its last operand a constant.
fn runs_of(op: &'static OpDef) -> Vec<Run> {
    let Some(&Rule::T(class)) = op.sig.args.first() else {
        return vec![];
    };
    let mut runs = Vec::new();
    for ty in class.iter() {
        let types: Vec<Scalar> = op.sig.args.iter().map(|rule| rule.dtype(ty)).collect();
        for asked in results(op, ty) {
            runs.push(run_of(op, &types, asked, None));
        }
        if types.len() == 2 {
            let constants = samples(types[1], op);
            let shift = op.sig.args[1] == Rule::Amount;
            let some = constants
                .iter()
                .filter(|c| !shift || (0..i128::from(ty.bits())).contains(&c.as_int()));
            runs.extend(
                some.step_by(2)
                    .map(|&c| run_of(op, &types, results(op, ty)[0], Some(c))),
            );
        }
    }
    runs
}

#[test]
fn every_pure_operation_computes_what_the_table_says() {
    let pure = ops::all().filter(|op| op.kind == Kind::Pure);
    let runs: Vec<Run> = pure.flat_map(runs_of).collect();
    assert!(runs.len() > 500, "{} runs", runs.len());
    match differences(runs) {
        Some(found) => assert!(
            found.is_empty(),
            "{} differ:\n{}",
            found.len(),
            found.join("\n")
        ),
        None => println!("{SKIPPED}"),
    }
}

/// Metal has no sums of bfloat: the text makes them in float and rounds once, the language rounds each step.
#[test]
fn a_sum_of_bfloat_across_lanes_is_rounded_once() {
    let mut k = K::new("k");
    let (given, out) = (k.b.buffer("A", Scalar::BF16), k.b.buffer("B", Scalar::BF16));
    let tid = k.tid();
    let x = k.load(given, tid);
    let sum = k.op(&quad::QUAD_SUM, &[x.into()]);
    k.store(out, tid, sum);
    let numbers =
        |values: [f64; 4]| Arg::Buffer(values.map(|v| Const::from_f64(Scalar::BF16, v)).into());
    let args = vec![numbers([256.0, 1.0, 1.0, 1.0]), numbers([0.0; 4])];
    let run = Run {
        kernel: k.verified(),
        args,
        grid: 4,
        ulp: 0,
    };
    let Some(found) = differences(vec![run]) else {
        println!("{SKIPPED}");
        return;
    };
    let said = found
        .first()
        .expect("256 + 1 is rounded to 256, and 259 to 260");
    assert!(
        said.starts_with("B[0] is 260.0:bfloat, not 258.0:bfloat"),
        "{said}"
    );
}

#[test]
fn a_variable_is_not_assigned_to_itself() {
    let mut k = K::new("k");
    let (given, out) = (k.b.buffer("A", Scalar::U8), k.b.buffer("B", Scalar::U8));
    let tid = k.tid();
    let first = k.load(given, tid);
    let x = k.b.local(Scalar::U8, "x", first.into()).expect("a local");
    let is_first = k.op(&compare::CMP_EQ, &[first.into(), 0.into()]);
    let open = k.b.if_begin(is_first.into()).expect("a bool");
    let after = k.op(&math::ABS, &[first.into()]);
    k.b.local_set(x, after.into()).expect("the same type");
    k.b.if_end(open).expect("innermost");
    let last = k.b.local_get(x).expect("in scope");
    k.store(out, tid, last);
    let text = k.emit(AsyncCopy::Cooperative).expect("text");
    let assigned = text
        .lines()
        .filter_map(|line| line.trim().split_once(" = "));
    for (variable, value) in assigned {
        assert!(!value.starts_with(&format!("{variable};")), "{text}");
    }
}

#[test]
fn random_programs_compute_what_the_interpreter_does() {
    let runs = (1..=150).map(random_run).collect();
    match differences(runs) {
        Some(found) => assert!(
            found.is_empty(),
            "{} differ:\n{}",
            found.len(),
            found.join("\n")
        ),
        None => println!("{SKIPPED}"),
    }
}

fn random_run(seed: u64) -> Run {
    let grid = 16;
    let (kernel, dtypes): (Verified, Vec<Scalar>) = random::program(seed);
    let args = dtypes
        .iter()
        .enumerate()
        .map(|(n, &ty)| {
            let values = (0..grid * random::SLOTS).map(|i| {
                let mixed = (i as u64 + 1)
                    .wrapping_mul(seed + n as u64)
                    .wrapping_mul(0x9e37_79b9_7f4a_7c15);
                let small = (mixed >> 40) as i128 % 2000 - 1000;
                if i % 3 == 0 && ty.is_int() {
                    Const::from_bits(ty, mixed)
                } else {
                    Const::from_int(ty, small)
                }
            });
            Arg::Buffer(values.collect())
        })
        .collect();
    Run {
        kernel,
        args,
        grid: grid as u32,
        ulp: 0,
    }
}
