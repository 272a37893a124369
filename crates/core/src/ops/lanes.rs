//! Operations across lanes by their shape: interpreter and backends have one routine for each shape, and read
//! here what it does to which lane.
//!
//! Scans and sums of floats have one order, so that every device gives the same bits. A reduction is a tree: lane
//! i and the lane half the reach above, then a quarter, until one is left. A scan goes in steps of 1, 2, 4 and so
//! on lanes: each lane combines what the lane that far below has with its own. Lanes without a value contribute
//! `Reduction::nothing` to both.

use super::{OpDef, arith, bits, math};
use crate::constant::Const;
use crate::limits::{QUAD_WIDTH, SIMD_WIDTH};
use crate::types::Scalar;

/// An operation across lanes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum SimdOp {
    /// `x`: all active lanes in reach combined, given to each of them.
    Reduce(Reduction, Reach),
    /// `x`: the active lanes in reach up to each lane combined.
    Scan(Reduction, Bound, Reach),
    /// `value, number`: the value of another lane.
    Shuffle(Source, Reach),
    /// `value, filling, delta, modulo`: lanes move, and what moves out at one end is filled in at the other.
    Fill(Direction, Reach),
    /// `value`: that of the first active lane in reach.
    BroadcastFirst(Reach),
    /// What the active lanes in reach say; a condition each, where the vote is on one.
    Vote(Vote, Reach),
}

/// How far an operation reaches from a lane.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Reach {
    /// The lanes of the simdgroup.
    Simdgroup,
    /// The four lanes that a quadgroup is.
    Quad,
}

/// How values of several lanes become one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Reduction {
    /// Sum; integers wrap.
    Sum,
    /// Product; integers wrap.
    Product,
    /// Smallest; NaN is ignored.
    Min,
    /// Largest; NaN is ignored.
    Max,
    /// Bitwise and.
    And,
    /// Bitwise or.
    Or,
    /// Bitwise exclusive or.
    Xor,
}

/// Where a scan ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Bound {
    /// Before the lane itself; begins with `Reduction::start`.
    Exclusive,
    /// With the lane itself.
    Inclusive,
}

/// Which lane a shuffle reads, by its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Source {
    /// The one of that number, which may differ by lane.
    Lane,
    /// The one of that number, the same for all.
    Broadcast,
    /// The one whose number is this lane's xor the number.
    Xor,
    /// So many lanes below.
    Up,
    /// So many lanes above.
    Down,
    /// So many lanes below, around the end.
    RotateUp,
    /// So many lanes above, around the end.
    RotateDown,
}

/// Where values move.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Direction {
    /// To higher lanes.
    Up,
    /// To lower lanes.
    Down,
}

/// What is asked of the active lanes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Vote {
    /// Whether the condition holds in all.
    All,
    /// Whether it holds in one.
    Any,
    /// Where it holds, one bit per lane.
    Ballot,
    /// Whether a lane is the first of them.
    IsFirst,
    /// Which lanes they are, one bit per lane.
    Active,
}

impl Reach {
    /// How many lanes are in reach.
    pub const fn lanes(self) -> usize {
        match self {
            Reach::Simdgroup => SIMD_WIDTH,
            Reach::Quad => QUAD_WIDTH,
        }
    }

    /// The first lane in reach of a lane.
    pub const fn first(self, lane: usize) -> usize {
        lane / self.lanes() * self.lanes()
    }
}

impl Reduction {
    /// The operation that combines two values of a dtype.
    pub fn combines(self, ty: Scalar) -> &'static OpDef {
        match self {
            Reduction::Sum => &arith::ADD,
            Reduction::Product => &arith::MUL,
            Reduction::Min if ty.is_float() => &math::FMIN,
            Reduction::Max if ty.is_float() => &math::FMAX,
            Reduction::Min => &bits::IMIN,
            Reduction::Max => &bits::IMAX,
            Reduction::And => &bits::BITAND,
            Reduction::Or => &bits::BITOR,
            Reduction::Xor => &bits::BITXOR,
        }
    }

    /// What changes nothing that it is combined with: -0 for a sum of floats, and NaN for their extremes.
    pub fn nothing(self, ty: Scalar) -> Const {
        let (least, greatest) = ty.int_range();
        match self {
            Reduction::Sum if ty.is_float() => Const::from_f64(ty, -0.0),
            Reduction::Min | Reduction::Max if ty.is_float() => Const::from_f64(ty, f64::NAN),
            Reduction::Sum | Reduction::Or | Reduction::Xor => Const::from_int(ty, 0),
            Reduction::Product => Const::from_int(ty, 1),
            Reduction::Min => Const::from_int(ty, greatest),
            Reduction::Max => Const::from_int(ty, least),
            Reduction::And => Const::from_int(ty, -1),
        }
    }

    /// What an exclusive scan begins with: the result of combining no values.
    pub fn start(self, ty: Scalar) -> Const {
        match self {
            Reduction::Sum => Const::from_int(ty, 0),
            Reduction::Min if ty.is_float() => Const::from_f64(ty, f64::INFINITY),
            Reduction::Max if ty.is_float() => Const::from_f64(ty, f64::NEG_INFINITY),
            Reduction::Product
            | Reduction::Min
            | Reduction::Max
            | Reduction::And
            | Reduction::Or
            | Reduction::Xor => self.nothing(ty),
        }
    }
}

impl Source {
    /// The lane that a lane reads; none where it is out of reach.
    pub fn lane(self, lane: usize, number: i128, reach: Reach) -> Option<usize> {
        let (first, count) = (reach.first(lane), reach.lanes() as i128);
        let own = (lane - first) as i128;
        let from = match self {
            Source::Lane | Source::Broadcast => number,
            Source::Xor => own ^ number,
            Source::Up => own - number,
            Source::Down => own + number,
            Source::RotateUp => (own - number).rem_euclid(count),
            Source::RotateDown => (own + number).rem_euclid(count),
        };
        (0..count).contains(&from).then(|| first + from as usize)
    }
}

impl Direction {
    /// Whether a lane gets filling, and the lane that its value or filling comes from. Lanes move in groups of
    /// `modulo`.
    pub fn lane(self, lane: usize, delta: i128, modulo: usize) -> (bool, usize) {
        let (first, count) = (lane / modulo * modulo, modulo as i128);
        let own = (lane - first) as i128;
        let from = match self {
            Direction::Up => own - delta,
            Direction::Down => own + delta,
        };
        let filled = !(0..count).contains(&from);
        (filled, first + from.rem_euclid(count) as usize)
    }
}
