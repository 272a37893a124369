//! Barriers by the memory they order, and async copies both ways.

use super::trial::{Body, THREADS, Trial, trial, values};
use enigma::core::Scalar;
use enigma::core::ir::builder::Fallible;
use enigma::core::ir::{MemFlags, Memory};
use enigma::core::ops::{arith, bits};

/// Threads that issue a copy together.
const LANES: usize = 32;

/// Elements per row of a tile, and between its rows in threadgroup memory.
const COLUMNS: usize = 8;
const PADDED: usize = 9;

fn alloc(body: &mut Body<'_>, ty: Scalar, len: usize) -> Fallible<Memory> {
    Ok(Memory::Threadgroup(body.b.alloc(ty, &[len as i128])?))
}

/// Each thread reads what the one `mask` away, by exclusive or, has written before the barrier.
fn exchange(name: &str, ty: Scalar, flags: MemFlags, mask: usize, simd: bool) -> Trial {
    let all = values(ty);
    let partner = |i: usize| all[i ^ mask];
    let outputs = [
        (ty, (0..all.len()).map(partner).collect::<Vec<_>>()),
        (ty, all.clone()),
    ];
    let title = format!("{name}({}) {ty}", flags.name());
    let through_device = flags == MemFlags::Device;
    trial(title, THREADS, &[(ty, all.clone())], &outputs, |body| {
        let (tid, lid) = (body.tid()?, body.lid()?);
        let value = body.get(0, tid)?;
        body.put(1, tid, value)?;
        let (memory, place) = if through_device {
            (body.outputs[1], tid)
        } else {
            let shared = alloc(body, ty, THREADS)?;
            body.b.store(shared, &[lid.into()], value.into())?;
            (shared, lid)
        };
        if simd {
            body.b.simd_barrier(flags);
        } else {
            body.b.barrier(flags);
        }
        let from = body.op2(&bits::BITXOR, place, mask as i32)?;
        let value = body.b.load(memory, &[from.into()])?;
        body.put(0, tid, value)
    })
}

/// The flags that order some memory; the others order none, so there is nothing to see but that they are passed.
const ORDERING: [MemFlags; 3] = [
    MemFlags::Device,
    MemFlags::Threadgroup,
    MemFlags::DeviceAndThreadgroup,
];

/// `barrier`, across simdgroups.
pub fn barriers() -> Vec<Trial> {
    let pairs = ORDERING
        .into_iter()
        .flat_map(|f| Scalar::ALL.map(|ty| (f, ty)));
    pairs
        .map(|(flags, ty)| exchange("barrier", ty, flags, THREADS - 1, false))
        .collect()
}

/// `simd_barrier`, inside simdgroups.
pub fn simd_barriers() -> Vec<Trial> {
    let pairs = ORDERING
        .into_iter()
        .flat_map(|f| Scalar::ALL.map(|ty| (f, ty)));
    pairs
        .map(|(flags, ty)| exchange("simd_barrier", ty, flags, LANES - 1, true))
        .collect()
}

/// A copy into threadgroup memory and one back, in lines.
pub fn lines() -> Vec<Trial> {
    let there_and_back = |ty: Scalar| {
        let all = values(ty);
        let outputs = [(ty, all.clone())];
        let title = format!("async_copy_1d {ty}");
        trial(title, LANES, &[(ty, all)], &outputs, |body| {
            let group = body.group()?;
            let first = body.op2(&arith::MUL, group, LANES as i32)?;
            let shared = alloc(body, ty, LANES + 1)?;
            let count = (LANES as i32).into();
            let (input, output) = (body.inputs[0], body.outputs[0]);
            let into = (shared, 1.into());
            let event = (body.b).async_copy_1d(into, (input, first.into()), count)?;
            body.b.async_copy_wait(&[event])?;
            let event = (body.b).async_copy_1d((output, first.into()), into, count)?;
            body.b.async_copy_wait(&[event])
        })
    };
    Scalar::ALL.map(there_and_back).into()
}

/// The same in tiles whose rows lie further apart in threadgroup memory.
pub fn tiles() -> Vec<Trial> {
    let there_and_back = |ty: Scalar| {
        let all = values(ty);
        let outputs = [(ty, all.clone())];
        let title = format!("async_copy_2d {ty}");
        trial(title, LANES, &[(ty, all)], &outputs, |body| {
            let group = body.group()?;
            let first = body.op2(&arith::MUL, group, LANES as i32)?;
            let rows = LANES / COLUMNS;
            let shared = alloc(body, ty, rows * PADDED)?;
            let (columns, rows) = ((COLUMNS as i32).into(), (rows as i32).into());
            let inside = (shared, 1.into(), (PADDED as i32).into());
            let (input, output) = (body.inputs[0], body.outputs[0]);
            let from = (input, first.into(), columns);
            let event = body.b.async_copy_2d(inside, from, columns, rows)?;
            body.b.async_copy_wait(&[event])?;
            let to = (output, first.into(), columns);
            let event = body.b.async_copy_2d(to, inside, columns, rows)?;
            body.b.async_copy_wait(&[event])
        })
    };
    Scalar::ALL.map(there_and_back).into()
}
