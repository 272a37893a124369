//! Scalar arguments that are multiples of a round number.
//!
//! Sizes mostly are. Where an index is divided, or masked, by a power of two, code for such sizes knows which lanes
//! get the same quotient. So a kernel that does this is specialised on which of its scalars are such multiples.

use super::flags;
use enigma_core::ir::{Attr, Def, Kernel, ParamKind, Value};
use enigma_core::ops::{Instr, Kind, Native};

/// What scalars are multiples of, as a power of two: the lanes of a chunk, each four elements on.
pub const ROUND: u32 = 7;

/// Operations between a division and a parameter that are looked through.
const DEPTH: u32 = 12;

/// The integer scalars for which it matters, as bits by the number of their parameter.
pub fn wanted(kernel: &Kernel) -> u64 {
    let mut wanted = 0;
    kernel.walk(&mut |_, op| {
        let divides = match op.op.cpu {
            Native::Instr(Instr::Div | Instr::Rem | Instr::Shr | Instr::And) => kernel
                .constant(op.operands[1])
                .is_some_and(|c| c.ty.is_int()),
            _ => false,
        };
        if op.op.kind == Kind::Pure && divides {
            wanted |= scalars(kernel, op.operands[0], DEPTH);
        }
    });
    wanted
}

/// The integer scalars that a value is made of.
fn scalars(kernel: &Kernel, v: Value, depth: u32) -> u64 {
    let Def::Result(id, _) = kernel.value(v).def else {
        return 0;
    };
    let op = kernel.op(id);
    match (op.op.kind, &op.attr) {
        _ if depth == 0 => 0,
        (Kind::ScalarParam, Attr::Param(param)) if param.index() < flags::MOST => {
            let known = &kernel.params[param.index()];
            let whole = known.kind == ParamKind::Scalar && known.dtype.is_int();
            u64::from(whole) << param.index()
        }
        (Kind::Pure, _) => {
            let each = op.operands.iter().map(|&o| scalars(kernel, o, depth - 1));
            each.fold(0, |all, some| all | some)
        }
        _ => 0,
    }
}
