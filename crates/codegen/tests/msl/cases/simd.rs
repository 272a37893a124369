//! Operations across the lanes of a simdgroup or quadgroup.

use super::{Case, case};
use crate::kernel::K;
use enigma_core::Scalar;
use enigma_core::ir::Value;
use enigma_core::ir::builder::Operand;
use enigma_core::ops::{self, Arg, Kind, OpDef, quad, simd};

pub const CASES: &[Case] = &[
    case("simd_float", |k| all(k, "simd_", Scalar::F32)),
    case("simd_bfloat", |k| across_lanes(k, Scalar::BF16)),
    case("simd_uchar", |k| across_lanes(k, Scalar::U8)),
    case("simd_long", long),
    case("quad_int", |k| all(k, "quad_", Scalar::I32)),
    case("quad_running_max", |k| {
        one(k, Scalar::F16, &quad::QUAD_PREFIX_EXCLUSIVE_MAX);
    }),
    case("votes", |k| all(k, "", Scalar::Bool)),
];

/// Operations across lanes of that prefix that take the dtype natively; votes for bool.
fn family(prefix: &'static str, ty: Scalar) -> impl Iterator<Item = &'static OpDef> {
    ops::all().filter(move |op| {
        let takes = match op.sig.args.first() {
            Some(Arg::T(class)) => class.contains(ty),
            _ => ty == Scalar::Bool,
        };
        let is_native = !matches!(op.msl, ops::Text::Expand(_));
        matches!(op.kind, Kind::Simd(_)) && op.name.starts_with(prefix) && takes && is_native
    })
}

/// The operation on a value, with a number that is a parameter where it takes one.
pub fn apply(k: &mut K, op: &'static OpDef, x: Value, number: Value) -> Value {
    let mut values = [x.into(), 1.into()].into_iter().cycle();
    let arg = |arg: &Arg| -> Operand {
        match arg {
            Arg::T(_) => values.next().expect("endless"),
            Arg::Modulo(reach) => (reach.lanes() / 2).into(),
            Arg::Lane(_) => number.into(),
            _ => x.into(),
        }
    };
    let args: Vec<Operand> = op.sig.args.iter().map(arg).collect();
    k.op(op, &args)
}

fn all(k: &mut K, prefix: &'static str, ty: Scalar) {
    let data = k.b.buffer("data", ty);
    let votes = (ty == Scalar::Bool).then(|| k.b.buffer("votes", Scalar::U32));
    let lane = (ty != Scalar::Bool).then(|| k.b.scalar("lane", Scalar::I32));
    let tid = k.at(3).tid();
    let x = k.at(4).load(data, tid);
    let x = k.named(x, "x");
    for (n, op) in family(prefix, ty).enumerate() {
        let v = apply(k.at(5 + n as u32), op, x, lane.unwrap_or(x));
        let has_bits = k.b.kernel().dtype(v) == Scalar::U32;
        let to = votes.filter(|_| has_bits).unwrap_or(data);
        k.store(to, tid, v);
    }
}

/// The usual ones, where types make a difference.
fn across_lanes(k: &mut K, ty: Scalar) {
    let data = k.b.buffer("data", ty);
    let lane = k.b.scalar("lane", Scalar::I32);
    let tid = k.at(3).tid();
    let x = k.at(4).load(data, tid);
    let x = k.named(x, "x");
    for (n, op) in [&simd::SIMD_SUM, &simd::SIMD_MAX, &simd::SIMD_MIN]
        .into_iter()
        .enumerate()
    {
        let v = k.at(5 + n as u32).op(op, &[x.into()]);
        k.store(data, tid, v);
    }
    let moves = [
        &simd::SIMD_SHUFFLE,
        &simd::SIMD_SHUFFLE_XOR,
        &simd::SIMD_SHUFFLE_DOWN,
    ];
    for (n, op) in moves.into_iter().enumerate() {
        let v = k.at(9 + n as u32).op(op, &[x.into(), lane.into()]);
        k.store(data, tid, v);
    }
    let filled = [x.into(), x.into(), 3.into(), 32.into()];
    let v = k.at(12).op(&simd::SIMD_SHUFFLE_AND_FILL_UP, &filled);
    k.store(data, tid, v);
    let v = k.at(13).op(&simd::SIMD_BROADCAST, &[x.into(), 5.into()]);
    let v = k.named(v, "head");
    k.store(data, tid, v);
}

/// 64 bits move in two halves, and are combined by hand.
fn long(k: &mut K) {
    let data = k.b.buffer("data", Scalar::I64);
    let tid = k.at(3).tid();
    let x = k.at(4).load(data, tid);
    let x = k.named(x, "x");
    let v = k.at(5).op(&simd::SIMD_SHUFFLE_XOR, &[x.into(), 1.into()]);
    k.store(data, tid, v);
    let v = k.at(6).op(&simd::SIMD_BROADCAST_FIRST, &[x.into()]);
    k.store(data, tid, v);
    let v = k.at(7).op(&simd::SIMD_MAX, &[x.into()]);
    k.store(data, tid, v);
}

fn one(k: &mut K, ty: Scalar, op: &'static OpDef) {
    let data = k.b.buffer("data", ty);
    let tid = k.at(3).tid();
    let x = k.at(4).load(data, tid);
    let x = k.named(x, "x");
    let v = k.at(5).op(op, &[x.into()]);
    k.store(data, tid, v);
}
