//! Function constants.

use super::trial::{Trial, trial};
use crate::samples::standard;
use enigma::core::Scalar;
use enigma::core::ir::builder::Operand;

/// Every standard value of the dtype, as a function constant that is stored.
pub fn constants(ty: Scalar) -> Trial {
    let all = standard(ty, &[]);
    let title = format!("function_constant {ty}");
    let mut made = trial(title, 1, &[], &[(ty, all.clone())], |body| {
        for at in 0..all.len() {
            let value = body.b.function_constant(ty, at as u32)?;
            let out = body.outputs[0];
            body.b
                .store(out, &[Operand::Int(at as i128)], value.into())?;
        }
        Ok(())
    });
    made.constants = (0..).zip(all).collect();
    made.grid = [1, 1, 1];
    made
}
