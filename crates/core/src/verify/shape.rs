//! Immediates and blocks: that each operation has the ones its kind asks for.

use super::Verifier;
use crate::ir::{Attr, Block, OpData, Value};
use crate::ops::{Kind, MatrixOp};
use crate::types::{Scalar, Type};

pub(super) fn check(v: &mut Verifier<'_>, op: &OpData) {
    if !attr_fits(op) {
        v.report(op, format!("immediate {:?}", op.attr));
    }
    let blocks = match op.op.kind {
        Kind::If | Kind::While => 2,
        Kind::For => 1,
        _ => 0,
    };
    if op.blocks.len() != blocks {
        v.report(op, format!("{} blocks, expected {blocks}", op.blocks.len()));
        return;
    }
    match op.op.kind {
        Kind::If => check_if(v, op),
        Kind::For => check_for(v, op),
        Kind::While => check_while(v, op),
        _ => {}
    }
}

fn attr_fits(op: &OpData) -> bool {
    match op.op.kind {
        Kind::Const => matches!(op.attr, Attr::Const(_)),
        Kind::ScalarParam => matches!(op.attr, Attr::Param(_)),
        Kind::Load | Kind::Store | Kind::LoadIf => matches!(op.attr, Attr::Memory(_)),
        Kind::LocalGet | Kind::LocalSet => matches!(op.attr, Attr::Local(_)),
        Kind::Barrier | Kind::SimdBarrier => matches!(op.attr, Attr::Flags(_)),
        Kind::Atomic(_) => matches!(op.attr, Attr::Atomic { .. }),
        Kind::AsyncCopy1d | Kind::AsyncCopy2d => matches!(op.attr, Attr::Copy { .. }),
        Kind::Matrix(MatrixOp::Load | MatrixOp::Store) => {
            matches!(op.attr, Attr::Matrix { .. })
        }
        Kind::FunctionConstant => matches!(op.attr, Attr::FunctionConstant(_)),
        Kind::Query(_) => matches!(op.attr, Attr::Dim(_) | Attr::None),
        Kind::Pure => matches!(op.attr, Attr::None | Attr::Relaxed),
        Kind::Assert
        | Kind::Simd(_)
        | Kind::Matrix(MatrixOp::Fill | MatrixOp::Multiply | MatrixOp::MultiplyAccumulate)
        | Kind::AsyncCopyWait
        | Kind::For
        | Kind::While
        | Kind::If => op.attr == Attr::None,
        Kind::Composite(_) => false,
    }
}

fn types(v: &Verifier<'_>, values: &[Value]) -> Vec<Type> {
    values.iter().map(|&x| v.kernel.ty(x)).collect()
}

/// Reports two lists of values whose types should agree.
fn agree(v: &mut Verifier<'_>, op: &OpData, what: &str, a: &[Value], b: &[Value]) {
    let (a, b) = (types(v, a), types(v, b));
    if a != b {
        v.report(op, format!("{what}: {a:?} against {b:?}"));
    }
}

fn block<'k>(v: &Verifier<'k>, op: &OpData, n: usize) -> &'k Block {
    v.kernel.block(op.blocks[n])
}

fn check_if(v: &mut Verifier<'_>, op: &OpData) {
    for n in 0..2 {
        let yields = block(v, op, n).yields.clone();
        agree(v, op, "yields and results", &yields, &op.results);
    }
}

fn check_for(v: &mut Verifier<'_>, op: &OpData) {
    let body = block(v, op, 0).clone();
    agree(
        v,
        op,
        "initial values and results",
        &op.operands[3..],
        &op.results,
    );
    agree(v, op, "yields and results", &body.yields, &op.results);
    let args = [&op.operands[..1], &op.results[..]].concat();
    agree(v, op, "arguments", &body.args, &args);
}

fn check_while(v: &mut Verifier<'_>, op: &OpData) {
    let (test, body) = (block(v, op, 0).clone(), block(v, op, 1).clone());
    agree(
        v,
        op,
        "initial values and arguments",
        &op.operands,
        &test.args,
    );
    agree(v, op, "body yields and arguments", &body.yields, &test.args);
    agree(v, op, "body arguments and results", &body.args, &op.results);
    let Some((&condition, forwarded)) = test.yields.split_first() else {
        v.report(op, "the condition block yields nothing".into());
        return;
    };
    if v.kernel.ty(condition) != Type::Scalar(Scalar::Bool) {
        v.report(op, "the condition is not bool".into());
    }
    agree(
        v,
        op,
        "forwarded values and results",
        forwarded,
        &op.results,
    );
}
