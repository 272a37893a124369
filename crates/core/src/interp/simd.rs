//! Operations across the lanes of one simdgroup, in the orders that `ops::lanes` fixes.
//!
//! On `half` and `bfloat` each step of a reduction or scan is computed in `float` and rounded to the type before
//! the next one. What the language leaves open is fixed here: an inactive lane reads as 0, and one out of reach as
//! the lane's own value.

use super::SIMD_WIDTH;
use super::state::{Machine, Mask};
use crate::constant::Const;
use crate::ir::{OpData, Value};
use crate::ops::SimdOp;
use crate::ops::lanes::{Bound, Direction, Reach, Reduction, Source, Vote};
use crate::types::Scalar;

/// What each lane contributes; nothing where it is inactive or missing.
type Lanes = [Option<Const>; SIMD_WIDTH];

impl Machine<'_> {
    /// Evaluates the operation for the active threads of one simdgroup.
    pub(super) fn simd(&mut self, op: &OpData, simd: SimdOp, threads: &Mask) {
        let given = |n: usize| self.given(op.operands[n], threads);
        let ty = self.kernel.dtype(op.result());
        let found: Lanes = match simd {
            SimdOp::Reduce(reduction, reach) => reduce(&given(0), ty, reduction, reach),
            SimdOp::Scan(reduction, bound, reach) => scan(&given(0), ty, reduction, bound, reach),
            SimdOp::Shuffle(source, reach) => shuffle(&given(0), &given(1), source, reach),
            SimdOp::Fill(direction, _) => {
                fill(&given(0), &given(1), direction, [&given(2), &given(3)])
            }
            SimdOp::BroadcastFirst(reach) => {
                let values = given(0);
                std::array::from_fn(|lane| in_reach(&values, lane, reach).find_map(|v| *v))
            }
            SimdOp::Vote(vote, reach) => {
                // Who votes on nothing agrees.
                let agreed = threads.iter().map(|&t| t % SIMD_WIDTH);
                let agreed = agreed.fold([None; SIMD_WIDTH], |mut lanes: Lanes, lane| {
                    lanes[lane] = Some(Const::from_bool(true));
                    lanes
                });
                voted(
                    &op.operands.first().map_or(agreed, |_| given(0)),
                    vote,
                    reach,
                )
            }
        };
        for &t in threads {
            let value = found[t % SIMD_WIDTH].unwrap_or(Const::from_bits(ty, 0));
            self.set(op.result(), t, value);
        }
    }

    /// A value in each active lane.
    fn given(&self, v: Value, threads: &Mask) -> Lanes {
        let mut lanes = [None; SIMD_WIDTH];
        for &t in threads {
            lanes[t % SIMD_WIDTH] = Some(self.get(v, t));
        }
        lanes
    }
}

/// The lanes in reach of a lane.
fn in_reach(lanes: &Lanes, lane: usize, reach: Reach) -> impl Iterator<Item = &Option<Const>> {
    lanes[reach.first(lane)..].iter().take(reach.lanes())
}

fn combine(reduction: Reduction, a: Const, b: Const) -> Const {
    let op = reduction.combines(a.ty);
    op.evaluate(&[a, b], a.ty)
        .unwrap_or_else(|| panic!("internal error: {} has no meaning in the table", op.name))
}

fn reduce(lanes: &Lanes, ty: Scalar, reduction: Reduction, reach: Reach) -> Lanes {
    let mut tree = lanes.map(|lane| lane.unwrap_or(reduction.nothing(ty)));
    let mut half = reach.lanes() / 2;
    while half > 0 {
        for first in (0..SIMD_WIDTH).step_by(reach.lanes()) {
            for lane in first..first + half {
                tree[lane] = combine(reduction, tree[lane], tree[lane + half]);
            }
        }
        half /= 2;
    }
    std::array::from_fn(|lane| Some(tree[reach.first(lane)]))
}

fn scan(lanes: &Lanes, ty: Scalar, reduction: Reduction, bound: Bound, reach: Reach) -> Lanes {
    let all = lanes.map(|lane| lane.unwrap_or(reduction.nothing(ty)));
    let mut sums: [Const; SIMD_WIDTH] = match bound {
        Bound::Inclusive => all,
        Bound::Exclusive => std::array::from_fn(|lane| {
            if lane == reach.first(lane) {
                reduction.start(ty)
            } else {
                all[lane - 1]
            }
        }),
    };
    let mut distance = 1;
    while distance < reach.lanes() {
        sums = std::array::from_fn(|lane| {
            if lane - reach.first(lane) < distance {
                sums[lane]
            } else {
                combine(reduction, sums[lane - distance], sums[lane])
            }
        });
        distance *= 2;
    }
    sums.map(Some)
}

/// The value of a lane, which may be inactive.
fn read(lanes: &Lanes, lane: usize, ty: Scalar) -> Const {
    lanes[lane].unwrap_or(Const::from_bits(ty, 0))
}

fn shuffle(values: &Lanes, numbers: &Lanes, source: Source, reach: Reach) -> Lanes {
    std::array::from_fn(|lane| {
        let (own, number) = (values[lane]?, numbers[lane]?.as_int());
        let from = source.lane(lane, number, reach);
        Some(from.map_or(own, |from| read(values, from, own.ty)))
    })
}

fn fill(
    values: &Lanes,
    filling: &Lanes,
    direction: Direction,
    [deltas, modulo]: [&Lanes; 2],
) -> Lanes {
    std::array::from_fn(|lane| {
        let (own, delta) = (values[lane]?, deltas[lane]?.as_int());
        let (filled, from) = direction.lane(lane, delta, modulo[lane]?.as_int() as usize);
        Some(read(if filled { filling } else { values }, from, own.ty))
    })
}

fn voted(conditions: &Lanes, vote: Vote, reach: Reach) -> Lanes {
    std::array::from_fn(|lane| {
        let said = || in_reach(conditions, lane, reach);
        let holds = |c: &Option<Const>| c.is_some_and(Const::as_bool);
        Some(match vote {
            Vote::All => Const::from_bool(said().flatten().all(|c| c.as_bool())),
            Vote::Any => Const::from_bool(said().any(holds)),
            Vote::Ballot | Vote::Active => {
                let bits = said().enumerate().filter(|(_, c)| holds(c));
                Const::from_bits(Scalar::U32, bits.map(|(n, _)| 1 << n).sum())
            }
            Vote::IsFirst => {
                let first = said().position(Option::is_some);
                Const::from_bool(first == Some(lane - reach.first(lane)))
            }
        })
    })
}
