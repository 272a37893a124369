//! Entries of operations across lanes, one macro per shape: what all of a shape have in common is written once.

/// `x`: all active lanes in reach combined.
macro_rules! reduce {
    ($name:literal, $reduction:ident, $reach:ident, $class:ident, $doc:literal) => {
        $crate::ops::OpDef {
            name: $name,
            kind: $crate::ops::Kind::Simd(SimdOp::Reduce(Reduction::$reduction, Reach::$reach)),
            sig: Sig {
                args: &[Arg::T(Class::$class)],
                result: Res::T,
            },
            effects: Effects::CONVERGENT,
            python: Python::Function("x: Operand"),
            doc: $doc,
            eval: Eval::Machine,
            // Metal has none on 64 bits.
            msl: Text::CustomBut(Class::LONG, |b, v| {
                expand::lanes::reduce(b, v[0], Reduction::$reduction, Reach::$reach)
            }),
            cpu: Native::Custom,
            tolerance: Tolerance::Exact,
            samples: &[],
        }
    };
}

/// `x`: the active lanes in reach up to each lane combined. Where Metal has none, it is built from shuffles.
macro_rules! scan {
    ($name:literal, $reduction:ident, $bound:ident, $reach:ident, $text:ident, $doc:literal) => {
        $crate::ops::OpDef {
            name: $name,
            kind: $crate::ops::Kind::Simd(SimdOp::Scan(
                Reduction::$reduction,
                Bound::$bound,
                Reach::$reach,
            )),
            sig: Sig {
                args: &[Arg::T(Class::NUMERIC)],
                result: Res::T,
            },
            effects: Effects::CONVERGENT,
            python: Python::Function("x: Operand"),
            doc: $doc,
            eval: Eval::Machine,
            msl: $crate::ops::shapes::scan_text!($text, |b, v| {
                expand::lanes::scan(b, v[0], Reduction::$reduction, Bound::$bound, Reach::$reach)
            }),
            cpu: Native::Custom,
            tolerance: Tolerance::Exact,
            samples: &[],
        }
    };
}

/// `Native` up to 32 bits, or `Built` on every dtype.
macro_rules! scan_text {
    (Native, $expand:expr) => {
        Text::CustomBut(Class::LONG, $expand)
    };
    (Built, $expand:expr) => {
        Text::Expand($expand)
    };
}

/// `value, number`: the value of another lane.
macro_rules! shuffle {
    ($name:literal, $source:ident, $reach:ident, $parameters:literal, $doc:literal) => {
        $crate::ops::OpDef {
            name: $name,
            kind: $crate::ops::Kind::Simd(SimdOp::Shuffle(Source::$source, Reach::$reach)),
            sig: Sig {
                args: &[Arg::T(Class::NUMERIC), Arg::Lane(Reach::$reach)],
                result: Res::T,
            },
            effects: Effects::CONVERGENT,
            python: Python::Function($parameters),
            doc: $doc,
            eval: Eval::Machine,
            msl: Text::Custom,
            cpu: Native::Custom,
            tolerance: Tolerance::Exact,
            samples: &[],
        }
    };
}

/// `value, filling, delta, modulo`: lanes move.
macro_rules! fill {
    ($name:literal, $direction:ident, $reach:ident, $parameters:literal, $doc:literal) => {
        $crate::ops::OpDef {
            name: $name,
            kind: $crate::ops::Kind::Simd(SimdOp::Fill(Direction::$direction, Reach::$reach)),
            sig: Sig {
                args: &[
                    Arg::T(Class::NUMERIC),
                    Arg::T(Class::NUMERIC),
                    Arg::Lane(Reach::$reach),
                    Arg::Modulo(Reach::$reach),
                ],
                result: Res::T,
            },
            effects: Effects::CONVERGENT,
            python: Python::Function($parameters),
            doc: $doc,
            eval: Eval::Machine,
            msl: Text::Custom,
            cpu: Native::Custom,
            tolerance: Tolerance::Exact,
            samples: &[],
        }
    };
}

/// `value`: that of the first active lane in reach.
macro_rules! broadcast_first {
    ($name:literal, $reach:ident, $doc:literal) => {
        $crate::ops::OpDef {
            name: $name,
            kind: $crate::ops::Kind::Simd(SimdOp::BroadcastFirst(Reach::$reach)),
            sig: Sig {
                args: &[Arg::T(Class::NUMERIC)],
                result: Res::T,
            },
            effects: Effects::CONVERGENT,
            python: Python::Function("value: Operand"),
            doc: $doc,
            eval: Eval::Machine,
            msl: Text::Custom,
            cpu: Native::Custom,
            tolerance: Tolerance::Exact,
            samples: &[],
        }
    };
}

/// What the active lanes in reach say, on a condition or not.
macro_rules! vote {
    ($name:literal, $vote:ident, $reach:ident, $args:expr, $result:ident, $parameters:literal, $doc:literal) => {
        $crate::ops::OpDef {
            name: $name,
            kind: $crate::ops::Kind::Simd(SimdOp::Vote(Vote::$vote, Reach::$reach)),
            sig: Sig {
                args: $args,
                result: Res::$result,
            },
            effects: Effects::CONVERGENT,
            python: Python::Function($parameters),
            doc: $doc,
            eval: Eval::Machine,
            msl: Text::Custom,
            cpu: Native::Custom,
            tolerance: Tolerance::Exact,
            samples: &[],
        }
    };
}

pub(super) use {broadcast_first, fill, reduce, scan, scan_text, shuffle, vote};
