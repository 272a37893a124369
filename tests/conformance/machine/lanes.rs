//! Operations across lanes: full and partial simdgroups, all lanes and some of them, numbers known or not.
//!
//! Inputs are such that the order in which floats are combined does not show; `tests/kernels` looks at that.

use super::trial::{Body, Trial, trial, values};
use enigma::core::ir::Value;
use enigma::core::ir::builder::{Fallible, Operand};
use enigma::core::ops::lanes::{Bound, Direction, Reduction, SimdOp, Source, Vote};
use enigma::core::ops::{Arg, OpDef, compare};
use enigma::core::{Const, Scalar};

/// Two threadgroups: the last simdgroup has three lanes.
const COUNT: usize = 99;
const GROUP: usize = 64;

/// How a kernel gives the number of a lane, or a distance.
#[derive(Clone, Copy)]
enum Number {
    /// There is none.
    None,
    Literal(i32),
    /// From a buffer.
    Loaded,
}

/// One use of the operation.
#[derive(Clone, Copy)]
struct Use {
    number: Number,
    /// Lanes that move together.
    modulo: usize,
    /// Whether it stands under a branch that some lanes take.
    diverges: bool,
}

/// What the threads put in.
struct Given {
    values: Vec<Const>,
    filling: Vec<Const>,
    numbers: Vec<usize>,
    on: Vec<bool>,
}

/// Every dtype the operation takes.
pub fn across(op: &'static OpDef, kind: SimdOp) -> Vec<Trial> {
    match op.sig.args.first() {
        Some(Arg::T(class)) => class.iter().map(|ty| on_dtype(op, kind, ty)).collect(),
        _ => vec![on_dtype(op, kind, Scalar::Bool)],
    }
}

/// Lanes that the operation reaches.
fn reach(kind: SimdOp) -> usize {
    let (SimdOp::Reduce(_, reach)
    | SimdOp::Scan(_, _, reach)
    | SimdOp::Shuffle(_, reach)
    | SimdOp::Fill(_, reach)
    | SimdOp::BroadcastFirst(reach)
    | SimdOp::Vote(_, reach)) = kind;
    reach.lanes()
}

fn uses(kind: SimdOp) -> Vec<Use> {
    let count = reach(kind);
    let numbers = match kind {
        SimdOp::Shuffle(..) | SimdOp::Fill(..) => vec![
            (Number::Literal(1), count),
            (Number::Literal(count as i32 - 1), count),
            (Number::Loaded, count / 2),
        ],
        SimdOp::Reduce(..) | SimdOp::Scan(..) | SimdOp::BroadcastFirst(_) | SimdOp::Vote(..) => {
            vec![(Number::None, count)]
        }
    };
    let each = |(number, modulo)| {
        [false, true].map(|diverges| Use {
            number,
            modulo,
            diverges,
        })
    };
    numbers.into_iter().flat_map(each).collect()
}

fn given(kind: SimdOp, ty: Scalar) -> Given {
    let count = reach(kind);
    let same = match kind {
        SimdOp::Shuffle(source, _) => !matches!(
            source,
            Source::Lane | Source::Xor | Source::Up | Source::Down
        ),
        _ => true,
    };
    Given {
        values: (0..COUNT).map(|i| value(kind, ty, i)).collect(),
        filling: (0..COUNT).map(|i| value(kind, ty, i * 5 + 2)).collect(),
        numbers: (0..COUNT)
            .map(|i| if same { 2 } else { (i * 11 + 3) % count })
            .collect(),
        // Some quadgroups are off altogether, and some lose their first lane.
        on: (0..COUNT).map(|i| i / 4 % 5 != 3 && i % 3 != 1).collect(),
    }
}

fn value(kind: SimdOp, ty: Scalar, i: usize) -> Const {
    let sums = matches!(
        kind,
        SimdOp::Reduce(Reduction::Sum, _) | SimdOp::Scan(Reduction::Sum, ..)
    );
    let products = matches!(
        kind,
        SimdOp::Reduce(Reduction::Product, _) | SimdOp::Scan(Reduction::Product, ..)
    );
    if ty == Scalar::Bool {
        return Const::from_bool(i / 3 % 4 != 1);
    }
    if ty.is_float() && sums {
        return Const::from_int(ty, (i * 37 % 7) as i128 - 3);
    }
    if ty.is_float() && products {
        let size = if i.is_multiple_of(8) { 2 } else { 1 };
        return Const::from_int(ty, if i % 3 == 1 { -size } else { size });
    }
    let all = values(ty);
    let value = all[i * 7 % all.len()];
    // The sign of a zero that is a minimum is either.
    if ty.is_float() && value.as_f64() == 0.0 {
        return Const::from_f64(ty, 0.0);
    }
    value
}

fn on_dtype(op: &'static OpDef, kind: SimdOp, ty: Scalar) -> Trial {
    let (given, uses) = (given(kind, ty), uses(kind));
    let wanted: Vec<Vec<Option<Const>>> = uses.iter().map(|u| model(kind, &given, *u)).collect();
    let result = wanted.iter().flatten().flatten().next().map(|c| c.ty);
    let result = result.expect("some lane has a result");
    let flags = |flags: Vec<bool>| {
        (
            Scalar::Bool,
            flags.into_iter().map(Const::from_bool).collect(),
        )
    };
    let numbers = given.numbers.iter();
    let numbers = numbers.map(|&n| Const::from_int(Scalar::U32, n as i128));
    let mut inputs = vec![
        (ty, given.values.clone()),
        (ty, given.filling.clone()),
        (Scalar::U32, numbers.collect()),
        flags(given.on.clone()),
    ];
    inputs.extend(
        wanted
            .iter()
            .map(|w| flags(w.iter().map(Option::is_some).collect())),
    );
    let zero = Const::from_bits(result, 0);
    let outputs = wanted.iter();
    let outputs = outputs.map(|w| (result, w.iter().map(|c| c.unwrap_or(zero)).collect()));
    let outputs: Vec<(Scalar, Vec<Const>)> = outputs.collect();
    let title = format!("{} {ty}", op.name);
    trial(title, GROUP, &inputs, &outputs, |body| {
        for (n, u) in uses.iter().enumerate() {
            emit(body, op, kind, (n, *u))?;
        }
        Ok(())
    })
}

/// The n-th use: a result that is not specified, or of a thread that is off, stays 0.
fn emit(
    body: &mut Body<'_>,
    op: &'static OpDef,
    kind: SimdOp,
    (n, u): (usize, Use),
) -> Fallible<()> {
    let tid = body.tid()?;
    let loaded: Vec<Value> = (0..4).map(|k| body.get(k, tid)).collect::<Fallible<_>>()?;
    let known = body.get(4 + n, tid)?;
    let number = match u.number {
        Number::Literal(n) => n.into(),
        Number::Loaded | Number::None => Operand::Value(loaded[2]),
    };
    let modulo = Operand::Int(u.modulo as i128);
    let (value, filling) = (loaded[0].into(), loaded[1].into());
    let all = match kind {
        SimdOp::Shuffle(..) => vec![value, number],
        SimdOp::Fill(..) => vec![value, filling, number, modulo],
        _ => vec![value],
    };
    let args = &all[..op.sig.args.len()];
    let open = if u.diverges {
        Some(body.b.if_begin(loaded[3].into())?)
    } else {
        None
    };
    let result = body.b.op(op, args, None)?;
    let ty = body.b.kernel().dtype(result);
    let zero = body.b.constant(Const::from_bits(ty, 0));
    let kept = [zero.into(), result.into(), known.into()];
    let result = body.b.op(&compare::WHERE, &kept, None)?;
    body.put(n, tid, result)?;
    open.map_or(Ok(()), |open| body.b.if_end(open))
}

/// What each thread gets; nothing where it is off or the result is not specified.
fn model(kind: SimdOp, given: &Given, u: Use) -> Vec<Option<Const>> {
    let is_on = |thread: usize| thread < COUNT && (!u.diverges || given.on[thread]);
    let one = |thread: usize| {
        let count = reach(kind);
        let first = thread - thread % GROUP % 32 % count;
        let active: Vec<usize> = (first..first + count).filter(|&t| is_on(t)).collect();
        let number = match u.number {
            Number::None => 0,
            Number::Literal(n) => n as usize,
            Number::Loaded => given.numbers[thread],
        };
        let value = |t: usize| given.values[t];
        match kind {
            SimdOp::Reduce(reduction, _) => {
                Some(folded(reduction, active.iter().map(|&t| value(t))))
            }
            SimdOp::Scan(reduction, bound, _) => {
                let below = active.iter().filter(|&&t| t < thread).map(|&t| value(t));
                Some(match bound {
                    Bound::Inclusive => folded(reduction, below.chain([value(thread)])),
                    Bound::Exclusive => {
                        let start = empty(reduction, value(thread).ty);
                        folded(reduction, [start].into_iter().chain(below))
                    }
                })
            }
            SimdOp::Shuffle(source, _) => {
                let from = shuffled(source, thread - first, number, count)?;
                is_on(first + from).then(|| value(first + from))
            }
            SimdOp::Fill(direction, _) => {
                let first = thread - thread % u.modulo;
                let (filled, from) = filled(direction, thread - first, number, u.modulo);
                let data = if filled {
                    &given.filling
                } else {
                    &given.values
                };
                is_on(first + from).then(|| data[first + from])
            }
            SimdOp::BroadcastFirst(_) => Some(value(active[0])),
            SimdOp::Vote(vote, _) => Some(voted(vote, given, &active, thread, first)),
        }
    };
    (0..COUNT)
        .map(|thread| if is_on(thread) { one(thread) } else { None })
        .collect()
}

fn folded(reduction: Reduction, values: impl Iterator<Item = Const>) -> Const {
    values
        .reduce(|a, b| combined(reduction, a, b))
        .expect("an active lane")
}

fn combined(reduction: Reduction, a: Const, b: Const) -> Const {
    if a.ty.is_float() {
        let (x, y) = (a.as_f64(), b.as_f64());
        return Const::from_f64(
            a.ty,
            match reduction {
                Reduction::Sum => x + y,
                Reduction::Product => x * y,
                Reduction::Min => x.min(y),
                Reduction::Max => x.max(y),
                Reduction::And | Reduction::Or | Reduction::Xor => panic!("bits of floats"),
            },
        );
    }
    let (x, y) = (a.as_int(), b.as_int());
    Const::from_int(
        a.ty,
        match reduction {
            Reduction::Sum => x + y,
            Reduction::Product => x.wrapping_mul(y),
            Reduction::Min => x.min(y),
            Reduction::Max => x.max(y),
            Reduction::And => x & y,
            Reduction::Or => x | y,
            Reduction::Xor => x ^ y,
        },
    )
}

/// What an exclusive scan gives the first lane.
fn empty(reduction: Reduction, ty: Scalar) -> Const {
    let (least, greatest) = ty.int_range();
    match reduction {
        Reduction::Product => Const::from_int(ty, 1),
        Reduction::Min if ty.is_float() => Const::from_f64(ty, f64::INFINITY),
        Reduction::Max if ty.is_float() => Const::from_f64(ty, f64::NEG_INFINITY),
        Reduction::Min => Const::from_int(ty, greatest),
        Reduction::Max => Const::from_int(ty, least),
        Reduction::Sum | Reduction::And | Reduction::Or | Reduction::Xor => Const::from_int(ty, 0),
    }
}

fn shuffled(source: Source, own: usize, number: usize, count: usize) -> Option<usize> {
    match source {
        Source::Lane | Source::Broadcast => Some(number),
        Source::Xor => Some(own ^ number),
        Source::Up => own.checked_sub(number),
        Source::Down => Some(own + number).filter(|&from| from < count),
        Source::RotateUp => Some((own + count - number) % count),
        Source::RotateDown => Some((own + number) % count),
    }
}

fn filled(direction: Direction, own: usize, by: usize, count: usize) -> (bool, usize) {
    // The distance may be larger than what moves together.
    let rest = by % count;
    match direction {
        Direction::Up => (own < by, (own + count - rest) % count),
        Direction::Down => (own + by >= count, (own + rest) % count),
    }
}

fn voted(vote: Vote, given: &Given, active: &[usize], thread: usize, first: usize) -> Const {
    let holds = |&t: &usize| given.values[t].as_bool();
    let bits = |voters: Vec<usize>| {
        let bits = voters.into_iter().map(|t| 1u64 << (t - first)).sum();
        Const::from_bits(Scalar::U32, bits)
    };
    match vote {
        Vote::All => Const::from_bool(active.iter().all(holds)),
        Vote::Any => Const::from_bool(active.iter().any(holds)),
        Vote::Ballot => bits(active.iter().copied().filter(holds).collect()),
        Vote::IsFirst => Const::from_bool(active[0] == thread),
        Vote::Active => bits(active.to_vec()),
    }
}
