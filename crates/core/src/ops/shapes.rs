//! Entries of operations across lanes, one macro per shape: what all of a shape have in common is written once.

use super::{Effects, Eval, Kind, Native, OpDef, Python, Sig, SimdOp, Text, Tolerance};

/// What all of them have in common.
pub(super) const fn across_lanes(
    (name, doc): (&'static str, &'static str),
    shape: SimdOp,
    sig: Sig,
    parameters: &'static str,
    msl: Text,
) -> OpDef {
    OpDef {
        name,
        kind: Kind::Simd(shape),
        sig,
        effects: Effects::CONVERGENT,
        python: Python::Function(parameters),
        doc,
        eval: Eval::Machine,
        msl,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    }
}

/// `x`: all active lanes in reach combined. Metal has none on 64 bits.
macro_rules! reduce {
    ($name:literal, $reduction:ident, $reach:ident, $class:ident, $doc:literal) => {
        across_lanes(
            ($name, $doc),
            SimdOp::Reduce(Reduction::$reduction, Reach::$reach),
            Sig {
                args: &[Arg::T(Class::$class)],
                result: Res::T,
            },
            "x: Operand",
            Text::CustomBut(Class::LONG, |b, v| {
                expand::lanes::reduce(b, v[0], Reduction::$reduction, Reach::$reach)
            }),
        )
    };
}

/// `x`: the active lanes in reach up to each lane combined. In Metal text it is `CustomBut` on up to 32 bits, or
/// `Expand` on every dtype.
macro_rules! scan {
    (@text CustomBut $expand:expr) => { Text::CustomBut(Class::LONG, $expand) };
    (@text Expand $expand:expr) => { Text::Expand($expand) };
    ($name:literal, $reduction:ident, $bound:ident, $reach:ident, $text:ident, $doc:literal) => {
        across_lanes(
            ($name, $doc),
            SimdOp::Scan(Reduction::$reduction, Bound::$bound, Reach::$reach),
            Sig {
                args: &[Arg::T(Class::NUMERIC)],
                result: Res::T,
            },
            "x: Operand",
            scan!(@text $text |b, v| {
                expand::lanes::scan(b, v[0], Reduction::$reduction, Bound::$bound, Reach::$reach)
            }),
        )
    };
}

/// `value, number`: the value of another lane.
macro_rules! shuffle {
    ($name:literal, $source:ident, $reach:ident, $parameters:literal, $doc:literal) => {
        across_lanes(
            ($name, $doc),
            SimdOp::Shuffle(Source::$source, Reach::$reach),
            Sig {
                args: &[Arg::T(Class::NUMERIC), Arg::Lane(Reach::$reach)],
                result: Res::T,
            },
            $parameters,
            Text::Custom,
        )
    };
}

/// `value, filling, delta, modulo`: lanes move.
macro_rules! fill {
    ($name:literal, $direction:ident, $reach:ident, $parameters:literal, $doc:literal) => {
        across_lanes(
            ($name, $doc),
            SimdOp::Fill(Direction::$direction, Reach::$reach),
            Sig {
                args: &[
                    Arg::T(Class::NUMERIC),
                    Arg::T(Class::NUMERIC),
                    Arg::Lane(Reach::$reach),
                    Arg::Modulo(Reach::$reach),
                ],
                result: Res::T,
            },
            $parameters,
            Text::Custom,
        )
    };
}

/// `value`: that of the first active lane in reach.
macro_rules! broadcast_first {
    ($name:literal, $reach:ident, $doc:literal) => {
        across_lanes(
            ($name, $doc),
            SimdOp::BroadcastFirst(Reach::$reach),
            Sig {
                args: &[Arg::T(Class::NUMERIC)],
                result: Res::T,
            },
            "value: Operand",
            Text::Custom,
        )
    };
}

/// What the active lanes in reach say, on a condition or not.
macro_rules! vote {
    ($name:literal, $vote:ident, $reach:ident, $args:expr, $result:ident, $parameters:literal, $doc:literal) => {
        across_lanes(
            ($name, $doc),
            SimdOp::Vote(Vote::$vote, Reach::$reach),
            Sig {
                args: $args,
                result: Res::$result,
            },
            $parameters,
            Text::Custom,
        )
    };
}

pub(super) use {broadcast_first, fill, reduce, scan, shuffle, vote};
