//! Operations across the 32 lanes of a simdgroup.

use super::lanes::{Bound, Direction, Reach, Reduction, SimdOp, Source, Vote};
use super::shapes::{across_lanes, broadcast_first, fill, reduce, scan, shuffle, vote};
use super::{Arg, Class, Res, Sig, Text, family};
use crate::passes::expand;

family! {
    /// `simd_sum`
    SIMD_SUM = reduce!(
        "simd_sum", Sum, Simdgroup, NUMERIC,
        "Sum of x over the active lanes of the simdgroup, given to each of them. Integers wrap. Floats are added pairwise: lane i with lane i + 16, then 8, 4, 2, 1. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles."
    );

    /// `simd_product`
    SIMD_PRODUCT = reduce!(
        "simd_product", Product, Simdgroup, NUMERIC,
        "Product of x over the active lanes of the simdgroup, given to each of them. Integers wrap. Floats are multiplied pairwise: lane i with lane i + 16, then 8, 4, 2, 1. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles."
    );

    /// `simd_max`
    SIMD_MAX = reduce!(
        "simd_max", Max, Simdgroup, NUMERIC,
        "Largest x over the active lanes of the simdgroup, given to each of them, by the signedness of its type. NaN is ignored; the sign of a zero result is either. In Metal text bfloat is computed in float, and 64-bit integers are built from shuffles."
    );

    /// `simd_min`
    SIMD_MIN = reduce!(
        "simd_min", Min, Simdgroup, NUMERIC,
        "Smallest x over the active lanes of the simdgroup, given to each of them, by the signedness of its type. NaN is ignored; the sign of a zero result is either. In Metal text bfloat is computed in float, and 64-bit integers are built from shuffles."
    );

    /// `simd_and`
    SIMD_AND = reduce!(
        "simd_and", And, Simdgroup, INT,
        "Bitwise and of x over the active lanes of the simdgroup, given to each of them. In Metal text 64-bit integers are built from shuffles."
    );

    /// `simd_or`
    SIMD_OR = reduce!(
        "simd_or", Or, Simdgroup, INT,
        "Bitwise or of x over the active lanes of the simdgroup, given to each of them. In Metal text 64-bit integers are built from shuffles."
    );

    /// `simd_xor`
    SIMD_XOR = reduce!(
        "simd_xor", Xor, Simdgroup, INT,
        "Bitwise exclusive or of x over the active lanes of the simdgroup, given to each of them. In Metal text 64-bit integers are built from shuffles."
    );

    /// `simd_prefix_exclusive_sum`
    SIMD_PREFIX_EXCLUSIVE_SUM = scan!(
        "simd_prefix_exclusive_sum", Sum, Exclusive, Simdgroup, CustomBut,
        "Sum of x over the active lanes of the simdgroup below each lane, 0 for the first. Integers wrap. Floats are added as by the inclusive sum, of what the lane below has, with 0 in lane 0. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles."
    );

    /// `simd_prefix_inclusive_sum`
    SIMD_PREFIX_INCLUSIVE_SUM = scan!(
        "simd_prefix_inclusive_sum", Sum, Inclusive, Simdgroup, CustomBut,
        "Sum of x over the active lanes of the simdgroup up to each lane, itself among them. Integers wrap. Floats are added in steps: what each lane has with what the lane so far below has, by 1, 2, 4, 8 and 16 lanes. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles."
    );

    /// `simd_prefix_exclusive_product`
    SIMD_PREFIX_EXCLUSIVE_PRODUCT = scan!(
        "simd_prefix_exclusive_product", Product, Exclusive, Simdgroup, CustomBut,
        "Product of x over the active lanes of the simdgroup below each lane, 1 for the first. Integers wrap. Floats are multiplied as by the inclusive product, of what the lane below has, with 1 in lane 0. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles."
    );

    /// `simd_prefix_inclusive_product`
    SIMD_PREFIX_INCLUSIVE_PRODUCT = scan!(
        "simd_prefix_inclusive_product", Product, Inclusive, Simdgroup, CustomBut,
        "Product of x over the active lanes of the simdgroup up to each lane, itself among them. Integers wrap. Floats are multiplied in steps: what each lane has with what the lane so far below has, by 1, 2, 4, 8 and 16 lanes. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles."
    );

    /// `simd_prefix_exclusive_min`
    SIMD_PREFIX_EXCLUSIVE_MIN = scan!(
        "simd_prefix_exclusive_min", Min, Exclusive, Simdgroup, Expand,
        "Smallest x over the active lanes of the simdgroup below each lane, for the first infinity or the largest integer of the type. NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles."
    );

    /// `simd_prefix_inclusive_min`
    SIMD_PREFIX_INCLUSIVE_MIN = scan!(
        "simd_prefix_inclusive_min", Min, Inclusive, Simdgroup, Expand,
        "Smallest x over the active lanes of the simdgroup up to each lane, itself among them. NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles."
    );

    /// `simd_prefix_exclusive_max`
    SIMD_PREFIX_EXCLUSIVE_MAX = scan!(
        "simd_prefix_exclusive_max", Max, Exclusive, Simdgroup, Expand,
        "Largest x over the active lanes of the simdgroup below each lane, for the first minus infinity or the smallest integer of the type. NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles."
    );

    /// `simd_prefix_inclusive_max`
    SIMD_PREFIX_INCLUSIVE_MAX = scan!(
        "simd_prefix_inclusive_max", Max, Inclusive, Simdgroup, Expand,
        "Largest x over the active lanes of the simdgroup up to each lane, itself among them. NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles."
    );

    /// `simd_shuffle`
    SIMD_SHUFFLE = shuffle!(
        "simd_shuffle", Lane, Simdgroup, "value: Operand, lane: Operand",
        "`value` of lane `lane`, 0 to 31, which may differ from lane to lane. Reading a lane that is inactive or missing gives an unspecified value, and so does a lane above 31. Here an inactive lane gives 0, and one out of reach the lane's own value, but do not rely on it."
    );

    /// `simd_shuffle_up`
    SIMD_SHUFFLE_UP = shuffle!(
        "simd_shuffle_up", Up, Simdgroup, "value: Operand, delta: Operand",
        "`value` of the lane `delta` below. Before lane 0 the value is unspecified. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `simd_shuffle_down`
    SIMD_SHUFFLE_DOWN = shuffle!(
        "simd_shuffle_down", Down, Simdgroup, "value: Operand, delta: Operand",
        "`value` of the lane `delta` above. Past lane 31 the value is unspecified. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `simd_shuffle_xor`
    SIMD_SHUFFLE_XOR = shuffle!(
        "simd_shuffle_xor", Xor, Simdgroup, "value: Operand, mask: Operand",
        "`value` of the lane whose number is this lane's xor `mask`. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `simd_shuffle_rotate_up`
    SIMD_SHUFFLE_ROTATE_UP = shuffle!(
        "simd_shuffle_rotate_up", RotateUp, Simdgroup, "value: Operand, delta: Operand",
        "`value` of the lane `delta` below, around the end: lane 31 comes before lane 0. `delta` must be the same for all active lanes. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `simd_shuffle_rotate_down`
    SIMD_SHUFFLE_ROTATE_DOWN = shuffle!(
        "simd_shuffle_rotate_down", RotateDown, Simdgroup, "value: Operand, delta: Operand",
        "`value` of the lane `delta` above, around the end: lane 0 comes after lane 31. `delta` must be the same for all active lanes. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `simd_shuffle_and_fill_up`
    SIMD_SHUFFLE_AND_FILL_UP = fill!(
        "simd_shuffle_and_fill_up", Up, Simdgroup, "value: Operand, filling: Operand, delta: Operand, modulo: int = 32",
        "`value` of the lane `delta` below; where there is none, `filling` of the upper `delta` lanes, in their order. Lanes move in groups of `modulo`, and `delta` must be the same for all active lanes. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `simd_shuffle_and_fill_down`
    SIMD_SHUFFLE_AND_FILL_DOWN = fill!(
        "simd_shuffle_and_fill_down", Down, Simdgroup, "value: Operand, filling: Operand, delta: Operand, modulo: int = 32",
        "`value` of the lane `delta` above; where there is none, `filling` of the lower `delta` lanes, in their order. Lanes move in groups of `modulo`, and `delta` must be the same for all active lanes. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `simd_broadcast`
    SIMD_BROADCAST = shuffle!(
        "simd_broadcast", Broadcast, Simdgroup, "value: Operand, lane: Operand",
        "`value` of one lane, 0 to 31, whose number must be the same for all active lanes. Reading a lane that is inactive or missing gives an unspecified value."
    );

    /// `simd_broadcast_first`
    SIMD_BROADCAST_FIRST = broadcast_first!(
        "simd_broadcast_first", Simdgroup,
        "`value` of the first active lane of the simdgroup."
    );

    /// `simd_all`
    SIMD_ALL = vote!(
        "simd_all", All, Simdgroup, &[Arg::Bool], Bool, "condition: Operand",
        "Whether the condition holds in all active lanes of the simdgroup."
    );

    /// `simd_any`
    SIMD_ANY = vote!(
        "simd_any", Any, Simdgroup, &[Arg::Bool], Bool, "condition: Operand",
        "Whether the condition holds in at least one active lane of the simdgroup."
    );

    /// `simd_ballot`
    SIMD_BALLOT = vote!(
        "simd_ballot", Ballot, Simdgroup, &[Arg::Bool], U32, "condition: Operand",
        "The active lanes of the simdgroup in which the condition holds: lane n is bit n."
    );

    /// `simd_is_first`
    SIMD_IS_FIRST = vote!(
        "simd_is_first", IsFirst, Simdgroup, &[], Bool, "",
        "Whether this lane is the first active one of the simdgroup."
    );

    /// `simd_active_threads_mask`
    SIMD_ACTIVE_THREADS_MASK = vote!(
        "simd_active_threads_mask", Active, Simdgroup, &[], U32, "",
        "The active lanes of the simdgroup: lane n is bit n."
    );
}
