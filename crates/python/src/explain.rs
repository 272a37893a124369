//! The explanation of a kernel's code, as a dictionary for `enigma/explain.py`.

use enigma::Explanation;
use enigma_core::Loc;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Where something stands: file, line, first column, one past the last.
type Place = (String, u32, u32, u32);

fn place(loc: &Loc) -> Place {
    (loc.file.to_string(), loc.line, loc.column, loc.end_column)
}

/// Everything by the names that the Python side has.
pub fn dictionary(py: Python<'_>, explained: Explanation) -> PyResult<Bound<'_, PyDict>> {
    let all = PyDict::new(py);
    let runs = explained.runs.iter();
    let runs: Vec<_> = runs
        .map(|r| (place(&r.loc), r.chunks, r.narrowed))
        .collect();
    let slots = explained.slots.into_iter();
    let slots: Vec<_> = slots.map(|s| (s.name, place(&s.loc), s.bytes)).collect();
    let records = explained.records.into_iter().map(|r| {
        let words = (r.what, r.memory, r.kind, r.text);
        (place(&r.loc), words, r.check.name(), r.masked, r.hint)
    });
    all.set_item("lanes", explained.lanes)?;
    all.set_item("register_lanes", explained.register_lanes)?;
    all.set_item("threads", explained.threads)?;
    all.set_item("runs", runs)?;
    all.set_item("slots", slots)?;
    all.set_item("slot_bytes", explained.slot_bytes)?;
    all.set_item("threadgroup_bytes", explained.threadgroup_bytes)?;
    all.set_item("order", explained.order.name())?;
    all.set_item("multiples", explained.multiples)?;
    all.set_item("multiple", explained.multiple)?;
    all.set_item("records", records.collect::<Vec<_>>())?;
    Ok(all)
}
