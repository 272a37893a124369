//! Operand and result types against the entry of the table.

use super::Verifier;
use crate::ir::{Attr, Memory, OpData};
use crate::ops::{Arg, Class, Kind, MatrixOp, Res};
use crate::types::{Scalar, Type};

pub(super) fn check(v: &mut Verifier<'_>, op: &OpData) {
    if matches!(
        op.op.kind,
        Kind::While | Kind::AsyncCopyWait | Kind::LocalSet
    ) {
        return;
    }
    let rules = op.op.sig.args;
    let carried = if op.op.kind == Kind::For {
        op.operands.len().saturating_sub(3)
    } else {
        0
    };
    if op.operands.len() != rules.len() + carried {
        v.report(
            op,
            format!("{} operands, expected {}", op.operands.len(), rules.len()),
        );
        return;
    }
    let element = element(v, op);
    let common = rules
        .iter()
        .position(|r| matches!(r, Arg::T(_)))
        .map(|n| v.kernel.ty(op.operands[n]));
    for (n, rule) in rules.iter().enumerate() {
        let found = v.kernel.ty(op.operands[n]);
        if !operand_fits(*rule, found, common, element) {
            v.report(op, format!("operand {n} is {found}"));
        }
    }
    check_matrices(v, op, element);
    check_result(v, op, common, element);
}

/// Matrices that take part in one operation agree in dtype; sums may be of float.
fn check_matrices(v: &mut Verifier<'_>, op: &OpData, element: Option<Scalar>) {
    let Kind::Matrix(kind) = op.op.kind else {
        return;
    };
    let dtype = |n: usize| v.kernel.ty(op.operands[n]).matrix();
    let agree = match kind {
        MatrixOp::Load | MatrixOp::Fill => true,
        MatrixOp::Store => dtype(2) == element,
        MatrixOp::Multiply => dtype(0) == dtype(1),
        MatrixOp::MultiplyAccumulate => {
            dtype(0) == dtype(1) && (dtype(2) == dtype(0) || dtype(2) == Some(Scalar::F32))
        }
    };
    if !agree {
        v.report(op, "matrices of dtypes that do not fit".into());
    }
}

/// The dtype of the matrix that an operation gives.
fn matrix(v: &Verifier<'_>, op: &OpData, element: Option<Scalar>) -> Option<Scalar> {
    let dtype = |n: usize| v.kernel.ty(op.operands[n]).element();
    let Kind::Matrix(kind) = op.op.kind else {
        return None;
    };
    let given = match kind {
        MatrixOp::Load => element,
        MatrixOp::Fill | MatrixOp::Multiply => dtype(0),
        MatrixOp::MultiplyAccumulate => dtype(2),
        MatrixOp::Store => None,
    };
    given.filter(|&s| Class::FLOAT.contains(s))
}

fn element(v: &Verifier<'_>, op: &OpData) -> Option<Scalar> {
    let memory = match op.attr {
        Attr::Memory(m) | Attr::Atomic { memory: m, .. } | Attr::Matrix { memory: m, .. } => m,
        _ => return None,
    };
    let exists = match memory {
        Memory::Buffer(p) => p.index() < v.kernel.params.len(),
        Memory::Threadgroup(a) => a.index() < v.kernel.allocs.len(),
    };
    exists.then(|| v.kernel.element(memory))
}

fn operand_fits(rule: Arg, found: Type, common: Option<Type>, element: Option<Scalar>) -> bool {
    let s = match found {
        Type::Scalar(s) => s,
        Type::Matrix(_) => return rule == Arg::Matrix,
        Type::Event => return rule == Arg::Event,
    };
    match rule {
        Arg::T(class) => class.contains(s) && common == Some(found),
        Arg::Amount => common == Some(found),
        Arg::Exponent => s == Scalar::I32,
        Arg::Bits | Arg::Word | Arg::Modulo(_) => s == Scalar::U32,
        Arg::Bool => s == Scalar::Bool,
        Arg::Index | Arg::Lane(_) => s.is_int(),
        Arg::Element => element == Some(s),
        Arg::Vector(..) | Arg::Matrix | Arg::Event => false,
    }
}

fn check_result(v: &mut Verifier<'_>, op: &OpData, common: Option<Type>, element: Option<Scalar>) {
    let expected = match op.op.sig.result {
        Res::T => common,
        Res::Bool => Some(Scalar::Bool.into()),
        Res::U32 => Some(Scalar::U32.into()),
        Res::Element => element.map(Type::Scalar),
        Res::Matrix => matrix(v, op, element).map(Type::Matrix),
        Res::Event => Some(Type::Event),
        Res::Asked => op.results.first().map(|&r| v.kernel.ty(r)),
        Res::Nothing => {
            if !op.results.is_empty() {
                v.report(op, "has a result".into());
            }
            return;
        }
        // Composites are reported by their kind.
        Res::Blocks | Res::LikeOperands | Res::Vector(_) => return,
    };
    let found: Vec<Type> = op.results.iter().map(|&r| v.kernel.ty(r)).collect();
    if found.len() != 1 || Some(found[0]) != expected {
        v.report(op, format!("result types {found:?}, expected {expected:?}"));
    }
}
