//! Constants, parameters, loads, stores and variables.

use super::trial::{THREADS, Trial, trial, values};
use crate::samples::standard;
use enigma::core::interp::Arg;
use enigma::core::ir::builder::Operand;
use enigma::core::ops::{arith, bits, compare};
use enigma::core::{Const, Scalar};

/// Every standard value of the dtype, stored.
pub fn constants(ty: Scalar) -> Trial {
    let all = standard(ty, &[]);
    let mut made = trial(
        format!("const {ty}"),
        1,
        &[],
        &[(ty, all.clone())],
        |body| {
            for (at, &c) in all.iter().enumerate() {
                let value = body.b.constant(c);
                let out = body.outputs[0];
                body.b
                    .store(out, &[Operand::Int(at as i128)], value.into())?;
            }
            Ok(())
        },
    );
    made.grid = [1, 1, 1];
    made
}

/// Eight parameters, each stored.
pub fn scalars(ty: Scalar) -> Trial {
    let given: Vec<Const> = values(ty).into_iter().take(8).collect();
    let title = format!("scalar parameter {ty}");
    let mut made = trial(title, 1, &[], &[(ty, given.clone())], |body| {
        for at in 0..given.len() {
            let value = body.b.scalar("x", ty);
            let out = body.outputs[0];
            body.b
                .store(out, &[Operand::Int(at as i128)], value.into())?;
        }
        Ok(())
    });
    let parameters: Vec<Arg> = given.into_iter().map(Arg::Scalar).collect();
    made.args.extend(parameters.clone());
    made.want.extend(parameters);
    made.grid = [1, 1, 1];
    made
}

fn reversed(all: &[Const]) -> Vec<Const> {
    all.iter().rev().copied().collect()
}

/// Elements read from the end.
pub fn load(ty: Scalar) -> Trial {
    let all = values(ty);
    let last = all.len() as i32 - 1;
    let outputs = [(ty, reversed(&all))];
    trial(
        format!("load {ty}"),
        THREADS,
        &[(ty, all)],
        &outputs,
        |body| {
            let tid = body.tid()?;
            let from = body.op2(&arith::SUB, last, tid)?;
            let value = body.get(0, from)?;
            body.put(0, tid, value)
        },
    )
}

/// Elements written from the end.
pub fn store(ty: Scalar) -> Trial {
    let all = values(ty);
    let last = all.len() as i32 - 1;
    let outputs = [(ty, reversed(&all))];
    trial(
        format!("store {ty}"),
        THREADS,
        &[(ty, all)],
        &outputs,
        |body| {
            let tid = body.tid()?;
            let value = body.get(0, tid)?;
            let to = body.op2(&arith::SUB, last, tid)?;
            body.put(0, to, value)
        },
    )
}

/// Five elements ahead; the last five threads get the default.
pub fn load_if(ty: Scalar) -> Trial {
    let all = values(ty);
    let count = all.len();
    let default = all[1];
    let ahead = |i: usize| all.get(i + 5).copied().unwrap_or(default);
    let outputs = [(ty, (0..count).map(ahead).collect())];
    let title = format!("load_if {ty}");
    trial(title, THREADS, &[(ty, all.clone())], &outputs, |body| {
        let tid = body.tid()?;
        let from = body.op2(&arith::ADD, tid, 5)?;
        let mask = body.op2(&compare::CMP_LT, from, count as i32)?;
        let default = body.b.constant(default);
        let memory = body.inputs[0];
        let value = (body.b).load_if(memory, &[from.into()], mask.into(), default.into())?;
        body.put(0, tid, value)
    })
}

/// A variable that odd threads assign again.
pub fn local(ty: Scalar) -> Trial {
    let all = values(ty);
    let last = all.len() - 1;
    let chosen = |i: usize| if i % 2 == 1 { all[last - i] } else { all[i] };
    let outputs = [(ty, (0..all.len()).map(chosen).collect())];
    let title = format!("local {ty}");
    trial(title, THREADS, &[(ty, all.clone())], &outputs, |body| {
        let tid = body.tid()?;
        let first = body.get(0, tid)?;
        let variable = body.b.local(ty, "a variable", first.into())?;
        let odd = body.op2(&bits::BITAND, tid, 1)?;
        let odd = body.op2(&compare::CMP_EQ, odd, 1)?;
        let open = body.b.if_begin(odd.into())?;
        let from = body.op2(&arith::SUB, last as i32, tid)?;
        let second = body.get(0, from)?;
        body.b.local_set(variable, second.into())?;
        body.b.if_end(open)?;
        let value = body.b.local_get(variable)?;
        body.put(0, tid, value)
    })
}
