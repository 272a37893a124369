//! Operations across the 4 lanes of a quadgroup, which are neighbours in a simdgroup.

use super::lanes::{Bound, Direction, Reach, Reduction, SimdOp, Source, Vote};
use super::shapes::{across_lanes, broadcast_first, fill, reduce, scan, shuffle, vote};
use super::{Arg, Class, Res, Sig, Text, family};
use crate::passes::expand;

family! {
    /// `quad_sum`
    QUAD_SUM = reduce!(
        "quad_sum", Sum, Quad, NUMERIC,
        "Sum of x over the active lanes of the quadgroup, given to each of them. Integers wrap. Floats are added pairwise: lane i with lane i + 2, then 1. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles."
    );

    /// `quad_product`
    QUAD_PRODUCT = reduce!(
        "quad_product", Product, Quad, NUMERIC,
        "Product of x over the active lanes of the quadgroup, given to each of them. Integers wrap. Floats are multiplied pairwise: lane i with lane i + 2, then 1. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles."
    );

    /// `quad_max`
    QUAD_MAX = reduce!(
        "quad_max", Max, Quad, NUMERIC,
        "Largest x over the active lanes of the quadgroup, given to each of them, by the signedness of its type. NaN is ignored; the sign of a zero result is either. In Metal text bfloat is computed in float, and 64-bit integers are built from shuffles."
    );

    /// `quad_min`
    QUAD_MIN = reduce!(
        "quad_min", Min, Quad, NUMERIC,
        "Smallest x over the active lanes of the quadgroup, given to each of them, by the signedness of its type. NaN is ignored; the sign of a zero result is either. In Metal text bfloat is computed in float, and 64-bit integers are built from shuffles."
    );

    /// `quad_and`
    QUAD_AND = reduce!(
        "quad_and", And, Quad, INT,
        "Bitwise and of x over the active lanes of the quadgroup, given to each of them. In Metal text 64-bit integers are built from shuffles."
    );

    /// `quad_or`
    QUAD_OR = reduce!(
        "quad_or", Or, Quad, INT,
        "Bitwise or of x over the active lanes of the quadgroup, given to each of them. In Metal text 64-bit integers are built from shuffles."
    );

    /// `quad_xor`
    QUAD_XOR = reduce!(
        "quad_xor", Xor, Quad, INT,
        "Bitwise exclusive or of x over the active lanes of the quadgroup, given to each of them. In Metal text 64-bit integers are built from shuffles."
    );

    /// `quad_prefix_exclusive_sum`
    QUAD_PREFIX_EXCLUSIVE_SUM = scan!(
        "quad_prefix_exclusive_sum", Sum, Exclusive, Quad, CustomBut,
        "Sum of x over the active lanes of the quadgroup below each lane, 0 for the first. Integers wrap. Floats are added as by the inclusive sum, of what the lane below has, with 0 in lane 0. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles."
    );

    /// `quad_prefix_inclusive_sum`
    QUAD_PREFIX_INCLUSIVE_SUM = scan!(
        "quad_prefix_inclusive_sum", Sum, Inclusive, Quad, CustomBut,
        "Sum of x over the active lanes of the quadgroup up to each lane, itself among them. Integers wrap. Floats are added in steps: what each lane has with what the lane so far below has, by 1 and 2 lanes. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles."
    );

    /// `quad_prefix_exclusive_product`
    QUAD_PREFIX_EXCLUSIVE_PRODUCT = scan!(
        "quad_prefix_exclusive_product", Product, Exclusive, Quad, CustomBut,
        "Product of x over the active lanes of the quadgroup below each lane, 1 for the first. Integers wrap. Floats are multiplied as by the inclusive product, of what the lane below has, with 1 in lane 0. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles."
    );

    /// `quad_prefix_inclusive_product`
    QUAD_PREFIX_INCLUSIVE_PRODUCT = scan!(
        "quad_prefix_inclusive_product", Product, Inclusive, Quad, CustomBut,
        "Product of x over the active lanes of the quadgroup up to each lane, itself among them. Integers wrap. Floats are multiplied in steps: what each lane has with what the lane so far below has, by 1 and 2 lanes. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles."
    );

    /// `quad_prefix_exclusive_min`
    QUAD_PREFIX_EXCLUSIVE_MIN = scan!(
        "quad_prefix_exclusive_min", Min, Exclusive, Quad, Expand,
        "Smallest x over the active lanes of the quadgroup below each lane, for the first infinity or the largest integer of the type. NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles."
    );

    /// `quad_prefix_inclusive_min`
    QUAD_PREFIX_INCLUSIVE_MIN = scan!(
        "quad_prefix_inclusive_min", Min, Inclusive, Quad, Expand,
        "Smallest x over the active lanes of the quadgroup up to each lane, itself among them. NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles."
    );

    /// `quad_prefix_exclusive_max`
    QUAD_PREFIX_EXCLUSIVE_MAX = scan!(
        "quad_prefix_exclusive_max", Max, Exclusive, Quad, Expand,
        "Largest x over the active lanes of the quadgroup below each lane, for the first minus infinity or the smallest integer of the type. NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles."
    );

    /// `quad_prefix_inclusive_max`
    QUAD_PREFIX_INCLUSIVE_MAX = scan!(
        "quad_prefix_inclusive_max", Max, Inclusive, Quad, Expand,
        "Largest x over the active lanes of the quadgroup up to each lane, itself among them. NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles."
    );

    /// `quad_shuffle`
    QUAD_SHUFFLE = shuffle!(
        "quad_shuffle", Lane, Quad, "value: Operand, lane: Operand",
        "`value` of lane `lane` of the quadgroup, 0 to 3, which may differ from lane to lane. Reading a lane that is inactive or missing gives an unspecified value, and so does a lane above 3. Here an inactive lane gives 0, and one out of reach the lane's own value, but do not rely on it."
    );

    /// `quad_shuffle_up`
    QUAD_SHUFFLE_UP = shuffle!(
        "quad_shuffle_up", Up, Quad, "value: Operand, delta: Operand",
        "`value` of the lane `delta` below. Before lane 0 of the quadgroup the value is unspecified. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `quad_shuffle_down`
    QUAD_SHUFFLE_DOWN = shuffle!(
        "quad_shuffle_down", Down, Quad, "value: Operand, delta: Operand",
        "`value` of the lane `delta` above. Past lane 3 of the quadgroup the value is unspecified. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `quad_shuffle_xor`
    QUAD_SHUFFLE_XOR = shuffle!(
        "quad_shuffle_xor", Xor, Quad, "value: Operand, mask: Operand",
        "`value` of the lane whose number in the quadgroup is this lane's xor `mask`. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `quad_shuffle_rotate_up`
    QUAD_SHUFFLE_ROTATE_UP = shuffle!(
        "quad_shuffle_rotate_up", RotateUp, Quad, "value: Operand, delta: Operand",
        "`value` of the lane `delta` below, around the end: lane 3 comes before lane 0. `delta` must be the same for all active lanes. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `quad_shuffle_rotate_down`
    QUAD_SHUFFLE_ROTATE_DOWN = shuffle!(
        "quad_shuffle_rotate_down", RotateDown, Quad, "value: Operand, delta: Operand",
        "`value` of the lane `delta` above, around the end: lane 0 comes after lane 3. `delta` must be the same for all active lanes. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `quad_shuffle_and_fill_up`
    QUAD_SHUFFLE_AND_FILL_UP = fill!(
        "quad_shuffle_and_fill_up", Up, Quad, "value: Operand, filling: Operand, delta: Operand, modulo: int = 4",
        "`value` of the lane `delta` below; where there is none, `filling` of the upper `delta` lanes, in their order. Lanes move in groups of `modulo`, and `delta` must be the same for all active lanes. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `quad_shuffle_and_fill_down`
    QUAD_SHUFFLE_AND_FILL_DOWN = fill!(
        "quad_shuffle_and_fill_down", Down, Quad, "value: Operand, filling: Operand, delta: Operand, modulo: int = 4",
        "`value` of the lane `delta` above; where there is none, `filling` of the lower `delta` lanes, in their order. Lanes move in groups of `modulo`, and `delta` must be the same for all active lanes. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `quad_broadcast`
    QUAD_BROADCAST = shuffle!(
        "quad_broadcast", Broadcast, Quad, "value: Operand, lane: Operand",
        "`value` of one lane of the quadgroup, 0 to 3, whose number must be the same for all active lanes. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `quad_broadcast_first`
    QUAD_BROADCAST_FIRST = broadcast_first!(
        "quad_broadcast_first", Quad,
        "`value` of the first active lane of the quadgroup."
    );

    /// `quad_all`
    QUAD_ALL = vote!(
        "quad_all", All, Quad, &[Arg::Bool], Bool, "condition: Operand",
        "Whether the condition holds in all active lanes of the quadgroup."
    );

    /// `quad_any`
    QUAD_ANY = vote!(
        "quad_any", Any, Quad, &[Arg::Bool], Bool, "condition: Operand",
        "Whether the condition holds in at least one active lane of the quadgroup."
    );

    /// `quad_ballot`
    QUAD_BALLOT = vote!(
        "quad_ballot", Ballot, Quad, &[Arg::Bool], U32, "condition: Operand",
        "The active lanes of the quadgroup in which the condition holds: lane n is bit n."
    );

    /// `quad_is_first`
    QUAD_IS_FIRST = vote!(
        "quad_is_first", IsFirst, Quad, &[], Bool, "",
        "Whether this lane is the first active one of the quadgroup."
    );

    /// `quad_active_threads_mask`
    QUAD_ACTIVE_THREADS_MASK = vote!(
        "quad_active_threads_mask", Active, Quad, &[], U32, "",
        "The active lanes of the quadgroup: lane n is bit n."
    );
}
