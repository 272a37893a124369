//! Operations across lanes: Metal's functions have the names of the language.
//!
//! What Metal lacks was built from others before; here is how values pass through functions that do not take
//! their type.

use super::types;
use crate::clike::{Emitter, Expr};
use enigma_core::Scalar;
use enigma_core::ir::{OpData, Value};
use enigma_core::ops::SimdOp;
use enigma_core::ops::lanes::{Reach, Vote};

/// Writes the operation.
pub fn emit(e: &mut Emitter<'_>, simd: SimdOp, op: &OpData) {
    let v = &op.operands;
    let call = match simd {
        SimdOp::Reduce(..) | SimdOp::Scan(..) => reduction(e, op),
        SimdOp::Shuffle(..) => movement(e, op, &v[..1], &v[1..]),
        SimdOp::Fill(_, reach) => {
            // Without a modulo, all lanes in reach move.
            let modulo = e.kernel().constant(v[3]).map(|c| c.as_int());
            let all = modulo == Some(reach.lanes() as i128);
            movement(e, op, &v[..2], if all { &v[2..3] } else { &v[2..] })
        }
        SimdOp::BroadcastFirst(_) => movement(e, op, v, &[]),
        SimdOp::Vote(vote, reach) => votes(e, op, vote, reach),
    };
    e.define(op.result(), &call, &op.loc);
}

/// There are none on bfloat.
fn reduction(e: &Emitter<'_>, op: &OpData) -> Expr {
    let (name, x) = (op.op.name, op.operands[0]);
    let ty = e.kernel().dtype(x);
    if ty == Scalar::BF16 {
        let wide = Expr::call(name, &[e.in_float(x)]);
        return Expr::call(types::name(ty), &[wide]);
    }
    Expr::call(name, &[e.value(x)])
}

/// Values that move as they are: a bfloat, which crashes some compilers here, as a `ushort`; 64 bits, which Metal
/// does not move, as two halves.
fn movement(e: &Emitter<'_>, op: &OpData, values: &[Value], numbers: &[Value]) -> Expr {
    let ty = e.kernel().dtype(op.result());
    let carrier = match ty {
        Scalar::BF16 => Some("ushort"),
        Scalar::I64 | Scalar::U64 => Some("uint2"),
        Scalar::Bool
        | Scalar::I8
        | Scalar::U8
        | Scalar::I16
        | Scalar::U16
        | Scalar::I32
        | Scalar::U32
        | Scalar::F16
        | Scalar::F32 => None,
    };
    let as_type = |to: &str, x: Expr| Expr::call(&format!("as_type<{to}>"), &[x]);
    let value = |&v: &Value| match carrier {
        Some(carrier) => as_type(carrier, e.value(v)),
        None => e.value(v),
    };
    let number = |&v: &Value| match e.kernel().constant(v) {
        Some(_) => e.loose(v),
        None => e.as_integer(v, Scalar::U16),
    };
    let args: Vec<Expr> = values.iter().map(value).collect();
    let args: Vec<Expr> = args.into_iter().chain(numbers.iter().map(number)).collect();
    let call = Expr::call(op.op.name, &args);
    match carrier {
        Some(_) => as_type(types::name(ty), call),
        None => call,
    }
}

/// Lanes come as a class of their own, which converts to its bits.
fn votes(e: &Emitter<'_>, op: &OpData, vote: Vote, reach: Reach) -> Expr {
    let args: Vec<Expr> = op.operands.iter().map(|&c| e.value(c)).collect();
    let call = Expr::call(op.op.name, &args);
    match vote {
        Vote::All | Vote::Any | Vote::IsFirst => call,
        Vote::Ballot | Vote::Active => {
            let bits = match reach {
                Reach::Simdgroup => "simd_vote::vote_t",
                Reach::Quad => "quad_vote::vote_t",
            };
            let bits = Expr::call(bits, &[call]);
            Expr::call(types::name(Scalar::U32), &[bits])
        }
    }
}
