//! The nearest program that Metal can do, with one result.
//!
//! Metal has no atomics of 64 bits: those of the twin have 32. Sums and products of bfloat across lanes are made in
//! float there and rounded once, as the language says: the twin's have operands so small that no step is rounded.

use crate::generate::program::{Expr, Program, Stmt};
use enigma_core::ops::lanes::Reduction;
use enigma_core::ops::{Kind, OpDef, SimdOp, arith, bits};
use enigma_core::{Const, Scalar};

/// The twin of a program.
pub fn twin(p: &Program) -> Program {
    let atomic = match p.atomic {
        Scalar::I64 => Scalar::I32,
        Scalar::U64 => Scalar::U32,
        other => other,
    };
    Program {
        atomic,
        body: block(&p.body, atomic),
        ..p.clone()
    }
}

fn block(statements: &[Stmt], atomic: Scalar) -> Vec<Stmt> {
    let twins = statements.iter().map(|s| statement(s, atomic));
    twins.collect()
}

fn statement(s: &Stmt, atomic: Scalar) -> Stmt {
    let mut s = s.clone();
    match &mut s {
        Stmt::Atomic { value, .. } | Stmt::SharedAtomic { value, .. }
            if value.dtype() != atomic =>
        {
            *value = Expr::Cast(atomic, Box::new(value.clone()));
        }
        Stmt::Reduce { op, value, .. } if value.dtype() == Scalar::BF16 => {
            *value = small(op, value);
        }
        Stmt::If(_, then, other) => {
            *then = block(then, atomic);
            *other = block(other, atomic);
        }
        Stmt::For(f) => f.body = block(&f.body, atomic),
        Stmt::While(w) => w.body = block(&w.body, atomic),
        _ => {}
    }
    s
}

/// A sum's operand from 0 to 3, a product's 1 or 2: of 32 lanes, all sums and products are exact.
fn small(op: &OpDef, value: &Expr) -> Expr {
    let int = |n| Expr::Const(Const::from_int(Scalar::I8, n));
    let masked = |n| {
        let value = Expr::Cast(Scalar::I8, Box::new(value.clone()));
        Expr::Op(&bits::BITAND, vec![value, int(n)])
    };
    let (Kind::Simd(SimdOp::Reduce(reduction, _)) | Kind::Simd(SimdOp::Scan(reduction, ..))) =
        op.kind
    else {
        return value.clone();
    };
    let small = match reduction {
        Reduction::Sum => masked(3),
        Reduction::Product => Expr::Op(&arith::ADD, vec![masked(1), int(1)]),
        Reduction::Min | Reduction::Max | Reduction::And | Reduction::Or | Reduction::Xor => {
            return value.clone();
        }
    };
    Expr::Cast(Scalar::BF16, Box::new(small))
}
