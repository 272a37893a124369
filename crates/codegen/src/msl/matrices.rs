//! Simdgroup matrices, by Metal's functions on them. Their first argument is what they fill in.

use super::types;
use crate::clike::{Emitter, Expr};
use enigma_core::ir::{Attr, OpData};
use enigma_core::ops::MatrixOp;

pub fn emit(e: &mut Emitter<'_>, matrix: MatrixOp, op: &OpData) {
    match matrix {
        MatrixOp::Load => {
            let mut args = place(e, op);
            fill(e, op, "simdgroup_load", &mut args);
        }
        MatrixOp::Store => {
            let args = [vec![e.value(op.operands[2])], place(e, op)].concat();
            let call = Expr::call("simdgroup_store", &args);
            e.line(&format!("{call};"), Some(&op.loc));
        }
        MatrixOp::Fill => {
            let value = op.operands[0];
            let ty = types::name(e.kernel().dtype(value));
            let function = format!("make_filled_simdgroup_matrix<{ty}, 8, 8>");
            let call = Expr::call(&function, &[e.value(value)]);
            e.define(op.result(), &call, &op.loc);
        }
        MatrixOp::Multiply => product(e, op, "simdgroup_multiply"),
        MatrixOp::MultiplyAccumulate => product(e, op, "simdgroup_multiply_accumulate"),
    }
}

fn product(e: &mut Emitter<'_>, op: &OpData, function: &str) {
    let mut args: Vec<Expr> = op.operands.iter().map(|&v| e.value(v)).collect();
    fill(e, op, function, &mut args);
}

/// `T m; function(m, args...);`
fn fill(e: &mut Emitter<'_>, op: &OpData, function: &str, args: &mut Vec<Expr>) {
    let v = op.result();
    e.declare_only(v, &op.loc);
    args.insert(0, Expr::primary(e.name(v)));
    let call = Expr::call(function, args);
    e.line(&format!("{call};"), Some(&op.loc));
}

/// `&memory[start], elements_per_row`, and for a transposed matrix its origin and `true`.
fn place(e: &Emitter<'_>, op: &OpData) -> Vec<Expr> {
    let Attr::Matrix { memory, transpose } = op.attr else {
        panic!("internal error: a matrix without its memory")
    };
    let start = op.operands[0];
    let mut args = vec![e.address(memory, start), e.loose(op.operands[1])];
    if transpose {
        args.extend(["ulong2(0, 0)", "true"].map(Expr::primary));
    }
    args
}
