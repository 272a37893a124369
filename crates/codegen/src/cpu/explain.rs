//! The explanation of a kernel's code: the emitter's notes in words, each with its place in the source.
//!
//! Nothing is decided here: `notes` has what the emitter did.

use super::emitter::Emitter;
use super::notes::{Made, Note, Spread};
use super::order::GridOrder;
use super::{Host, Spec, flags, multiples};
use enigma_core::Loc;
use enigma_core::ir::{Attr, Def, Kernel, Memory, OpData, OpId, Value};
use enigma_core::ops::Kind;
use enigma_core::passes::Legal;
use std::collections::HashMap;

/// Whether an access is tested against the length of its memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Not an access to elements that are numbered.
    None,
    /// Tested, at once for all lanes unless a lane is out of bounds.
    Tested,
    /// It cannot be out of bounds.
    Proven,
    /// Not tested where the launch shows that it is in bounds; else there is other code.
    Launch,
    /// Bounds are not checked.
    Off,
}

impl Check {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Check::None => "none",
            Check::Tested => "tested",
            Check::Proven => "proven",
            Check::Launch => "launch",
            Check::Off => "off",
        }
    }
}

/// What became of one operation.
#[derive(Clone, Debug)]
pub struct Record {
    /// Where the user wrote it.
    pub loc: Loc,
    /// `load`, `store`, `atomic`, `matrix`, `copy`, `loop`, `branch` or `barrier`.
    pub what: &'static str,
    /// The memory of an access, by the user's name.
    pub memory: Option<String>,
    /// One or two words that tell what it is.
    pub kind: &'static str,
    /// A sentence about it.
    pub text: String,
    /// Whether it is tested.
    pub check: Check,
    /// Whether code was made for it under a mask.
    pub masked: bool,
    /// How it could be faster, if there is a way.
    pub hint: Option<&'static str>,
}

/// A loop over the chunks of a threadgroup.
#[derive(Clone, Debug)]
pub struct RunRecord {
    /// Where it begins.
    pub loc: Loc,
    /// Chunks of one round.
    pub chunks: u32,
    /// Whether it is for some threads only.
    pub narrowed: bool,
}

/// A value that lives in memory across a barrier.
#[derive(Clone, Debug)]
pub struct SlotRecord {
    /// The user's name of the value, if it has one.
    pub name: Option<String>,
    /// Where it is defined.
    pub loc: Loc,
    /// Bytes for each thread.
    pub bytes: u64,
}

/// What the compiler made of a kernel.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Lanes of a chunk.
    pub lanes: u32,
    /// Floats of a vector register.
    pub register_lanes: u32,
    /// Threads of a threadgroup.
    pub threads: [u32; 3],
    /// The loops over the chunks, in order.
    pub runs: Vec<RunRecord>,
    /// What is kept across barriers.
    pub slots: Vec<SlotRecord>,
    /// Bytes of all of it for a threadgroup, masks included.
    pub slot_bytes: u64,
    /// Bytes of threadgroup memory.
    pub threadgroup_bytes: u64,
    /// How the threadgroups follow one another.
    pub order: GridOrder,
    /// Scalars that are taken to be multiples of `multiple`.
    pub multiples: Vec<String>,
    /// What those are multiples of.
    pub multiple: u32,
    /// Accesses, loops, branches and barriers, by their place.
    pub records: Vec<Record>,
}

/// Explains the code of a kernel; it is emitted, and not optimised.
pub fn explain(kernel: &Legal, spec: &Spec, host: &Host) -> Explanation {
    let mut emitter = Emitter::new(kernel.kernel(), spec, host);
    emitter.entry_function();
    emitter.explanation()
}

impl Emitter<'_> {
    fn explanation(&self) -> Explanation {
        let kernel = self.kernel;
        let notes = self.notes.of.iter();
        let all = notes.flat_map(|(&id, notes)| notes.iter().map(move |note| (id, note)));
        let mut records: Vec<Record> = all.map(|(id, note)| self.record(id, note)).collect();
        records.sort_by(|a, b| order(&a.loc).cmp(&order(&b.loc)));
        let runs = self.notes.runs.iter().map(|run| RunRecord {
            loc: kernel.op(run.first).loc.clone(),
            chunks: run.chunks,
            narrowed: run.narrowed,
        });
        let asked = |n: &usize| flags::is_set(self.spec.multiples, *n);
        let names = (0..kernel.params.len()).filter(asked);
        Explanation {
            lanes: self.width(),
            register_lanes: self.register_lanes,
            threads: self.spec.threads,
            runs: runs.collect(),
            slots: self.slot_records(),
            slot_bytes: self.slot_bytes,
            threadgroup_bytes: kernel.threadgroup_bytes(),
            order: self.order,
            multiples: names.map(|n| kernel.params[n].name.clone()).collect(),
            multiple: 1 << multiples::ROUND,
            records,
        }
    }

    /// One for each place: a carried value and the loop's result share theirs.
    fn slot_records(&self) -> Vec<SlotRecord> {
        let mut places: HashMap<u64, SlotRecord> = HashMap::new();
        let mut slots: Vec<(Value, u64)> = self.slots.iter().map(|(&v, &at)| (v, at)).collect();
        slots.sort_by_key(|&(v, _)| v);
        for (v, at) in slots {
            let name = self.kernel.value(v).name.as_deref().map(str::to_owned);
            let known = places.entry(at).or_insert_with(|| SlotRecord {
                name: None,
                loc: defined(self.kernel, v),
                bytes: self.share_bytes(v),
            });
            known.name = known.name.take().or(name);
        }
        let mut places: Vec<SlotRecord> = places.into_values().collect();
        places.sort_by(|a, b| (order(&a.loc), &a.name).cmp(&(order(&b.loc), &b.name)));
        places
    }

    fn record(&self, id: OpId, note: &Note) -> Record {
        let op = self.kernel.op(id);
        let (what, writes) = subject(op);
        let words = words(note.made, writes, self.width());
        let mut text = words.text;
        // Under a mask it may be one thread that stores.
        let hint = words.hint.filter(|_| note.made != Made::Last || note.whole);
        if note.prefetched {
            text += "; the next one is prefetched";
        }
        Record {
            loc: op.loc.clone(),
            what,
            memory: self.memory_of(op),
            kind: words.kind,
            text,
            check: self.check_of(id, op),
            masked: note.masked,
            hint,
        }
    }

    fn memory_of(&self, op: &OpData) -> Option<String> {
        let name = |memory: Memory| self.kernel.memory_name(memory).to_owned();
        match op.attr {
            Attr::Memory(memory) | Attr::Atomic { memory, .. } | Attr::Matrix { memory, .. } => {
                Some(name(memory))
            }
            Attr::Copy { dst, src } => Some(format!("{} to {}", name(src), name(dst))),
            _ => None,
        }
    }

    fn check_of(&self, id: OpId, op: &OpData) -> Check {
        match op.op.kind {
            Kind::AsyncCopy1d | Kind::AsyncCopy2d => Check::Tested,
            _ if self.memory_of(op).is_none() => Check::None,
            _ if !self.spec.bounds => Check::Off,
            _ if self.is_checked(id) => Check::Tested,
            _ => match op.attr {
                Attr::Memory(Memory::Buffer(_))
                | Attr::Atomic {
                    memory: Memory::Buffer(_),
                    ..
                }
                | Attr::Matrix {
                    memory: Memory::Buffer(_),
                    ..
                } => Check::Launch,
                _ => Check::Proven,
            },
        }
    }
}

fn order(loc: &Loc) -> (&str, u32, u32) {
    (&loc.file, loc.line, loc.column)
}

/// Where a value is defined; an argument of a block is where its loop is.
fn defined(kernel: &Kernel, v: Value) -> Loc {
    let op = match kernel.value(v).def {
        Def::Result(id, _) => Some(id),
        Def::Argument(block, _) => kernel.block(block).owner,
    };
    op.map_or_else(Loc::default, |id| kernel.op(id).loc.clone())
}

/// What an operation is to its user, and whether it writes only.
fn subject(op: &OpData) -> (&'static str, bool) {
    match op.op.kind {
        Kind::Load | Kind::LoadIf => ("load", false),
        Kind::Store => ("store", true),
        Kind::Atomic(_) => ("atomic", true),
        Kind::Matrix(_) => ("matrix", op.op.effects.writes),
        Kind::AsyncCopy1d | Kind::AsyncCopy2d => ("copy", true),
        Kind::For | Kind::While => ("loop", false),
        Kind::If => ("branch", false),
        Kind::Barrier | Kind::SimdBarrier | Kind::AsyncCopyWait => ("barrier", false),
        Kind::Pure
        | Kind::Const
        | Kind::ScalarParam
        | Kind::FunctionConstant
        | Kind::Query(_)
        | Kind::LocalGet
        | Kind::LocalSet
        | Kind::Assert
        | Kind::Simd(_)
        | Kind::Composite(_) => (op.op.name, false),
    }
}

struct Words {
    kind: &'static str,
    text: String,
    hint: Option<&'static str>,
}

/// Words for what became of an operation.
fn words(made: Made, writes: bool, lanes: u32) -> Words {
    match made {
        Made::Once
        | Made::Broadcast
        | Made::Recalled
        | Made::Last
        | Made::Vector { .. }
        | Made::Window { .. }
        | Made::Columns { .. } => vector_words(made, writes, lanes),
        Made::Gather(_) | Made::Scatter { .. } | Made::Atomic { .. } | Made::Rows | Made::Copy => {
            lane_words(made, lanes)
        }
        Made::Agreed
        | Made::Parted
        | Made::Uniform { .. }
        | Made::Masked { .. }
        | Made::Arm { .. }
        | Made::Narrowed
        | Made::Cut { .. }
        | Made::LeftOut
        | Made::InStep
        | Made::Free => control_words(made),
    }
}

fn good(kind: &'static str, text: impl Into<String>) -> Words {
    let text = text.into();
    Words {
        kind,
        text,
        hint: None,
    }
}

fn slow(kind: &'static str, text: impl Into<String>, hint: &'static str) -> Words {
    Words {
        hint: Some(hint),
        ..good(kind, text)
    }
}

fn vector_words(made: Made, writes: bool, lanes: u32) -> Words {
    match made {
        Made::Once => good("once", "uniform: one load for the threadgroup"),
        Made::Broadcast => good("broadcast", "uniform: one load for all lanes"),
        Made::Recalled => good("registers", "lanes of values that were stored: no load"),
        Made::Last => slow(
            "last lane",
            "one element: the last active lane's value is written",
            "let one thread store it: `if lid == 0`",
        ),
        Made::Vector { down: true, .. } => {
            good("reversed", format!("vector of {lanes}, in reverse"))
        }
        Made::Vector { around, .. } => {
            let past = if around {
                ", past the caches where the array is large"
            } else {
                ""
            };
            good("vector", format!("vector of {lanes}{past}"))
        }
        Made::Window { elements, accesses } => {
            let what = if writes {
                "shuffled and stored"
            } else {
                "loaded and shuffled"
            };
            let with = match accesses {
                1 => String::new(),
                n => format!(", {n} accesses together"),
            };
            good(
                "window",
                format!("{elements} neighbouring elements {what}{with}"),
            )
        }
        Made::Columns { chunks } => {
            let text = format!("columns of a tile: {lanes} by {chunks}, loaded and transposed");
            good("columns", text)
        }
        other => panic!("internal error: {other:?} is no vector"),
    }
}

const NEIGHBOURS: &str =
    "let neighbouring threads access neighbouring elements, or go through threadgroup memory";
const FEWER_ATOMICS: &str =
    "combine first (simd_sum, or atomics on threadgroup memory), and let one thread add the total";

fn lane_words(made: Made, lanes: u32) -> Words {
    match made {
        Made::Gather(spread) => match spread {
            Spread::Strided(n @ (1 | -1)) => slow(
                "gather",
                format!("gather: neighbours (stride {n}), but the narrow index may wrap"),
                "compute the index in 32 bits",
            ),
            Spread::Strided(n) => slow("strided", format!("gather, strided by {n}"), NEIGHBOURS),
            Spread::Known => slow("gather", "gather at known distances", NEIGHBOURS),
            Spread::Varying => slow(
                "gather",
                "gather: the index varies lane by lane",
                NEIGHBOURS,
            ),
        },
        Made::Scatter {
            spread,
            instruction,
        } => {
            let by = match instruction {
                true => "scatter",
                false => "scatter, a loop over the lanes",
            };
            match spread {
                Spread::Strided(n) => slow("strided", format!("{by}, strided by {n}"), NEIGHBOURS),
                Spread::Known => slow("scatter", format!("{by} at known distances"), NEIGHBOURS),
                Spread::Varying => slow(
                    "scatter",
                    format!("{by}: the index varies lane by lane"),
                    NEIGHBOURS,
                ),
            }
        }
        Made::Atomic {
            shared,
            looped,
            same,
        } => atomic_words((shared, looped, same), lanes),
        Made::Rows => good("rows", "8 rows of 8 elements"),
        Made::Copy => good("copy", "copied at once, when issued"),
        other => panic!("internal error: {other:?} is not done lane by lane"),
    }
}

fn atomic_words((shared, looped, same): (bool, bool, bool), lanes: u32) -> Words {
    let how = match (shared, looped) {
        (true, _) => "atomic instructions, one lane after another".to_owned(),
        (false, true) => "plain instructions, one active lane after another".to_owned(),
        (false, false) => format!("plain instructions, {lanes} in a row"),
    };
    match (shared, same) {
        (_, true) => slow(
            "one element",
            format!("{how}, on one element"),
            FEWER_ATOMICS,
        ),
        (true, false) => slow(
            "atomic",
            how,
            "count in threadgroup memory first, add the totals then",
        ),
        (false, false) => good("plain", how),
    }
}

const ALIKE: &str = "let all threads of a threadgroup, or of 32 neighbours, go one way";

fn control_words(made: Made) -> Words {
    match made {
        Made::Agreed => good(
            "per threadgroup",
            "uniform: once for the threadgroup, around its barriers",
        ),
        Made::Parted => slow(
            "divergent",
            "threads may differ around a barrier: the active ones are counted each time",
            "let the condition depend on scalars and the threadgroup only",
        ),
        Made::Uniform { chunks: 1 } => good("uniform", "uniform: once for each chunk"),
        Made::Uniform { chunks } => good(
            "uniform",
            format!("uniform: once for {chunks} chunks side by side"),
        ),
        Made::Masked { whole_rounds } => {
            let rounds = match whole_rounds {
                true => "; rounds that all lanes take come first, unmasked",
                false => "",
            };
            let text = format!("divergent: lanes leave in different rounds, under masks{rounds}");
            slow("masked", text, ALIKE)
        }
        Made::Arm { tested: true } => {
            let text = "divergent: executed under a mask, skipped where no lane takes it";
            slow("masked", text, ALIKE)
        }
        Made::Arm { tested: false } => good(
            "masked",
            "divergent: short, executed under a mask without a branch",
        ),
        Made::Narrowed => good("narrowed", "only the chunks with threads that take it run"),
        Made::Cut { counted } => {
            let count = if counted {
                "; its threads are counted"
            } else {
                ""
            };
            good(
                "cut",
                format!("cut: one loop over the chunks ends, the next begins{count}"),
            )
        }
        Made::InStep => good(
            "left out",
            "left out: all chunks are emitted side by side, and keep in step",
        ),
        Made::LeftOut => good(
            "left out",
            "left out: every chunk stays in its own part of memory",
        ),
        Made::Free => good("free", "free: the lanes of a simdgroup act in step"),
        other => panic!("internal error: {other:?} is no control flow"),
    }
}
