//! A GPU of the tests: it keeps launches until somebody waits, then runs them in their order through the interpreter,
//! and takes down what it was asked.

use super::cache::lock;
use super::constants::Encoded;
use super::gpu::{Bound, CompileOptions, Facts, Failure, Gpu, Outcome, PipelineFacts, Work};
use enigma_core::ir::{Kernel, ParamKind};
use enigma_core::passes::specialise::{Constants, function_constants, specialise};
use enigma_core::{Const, interp};
use std::collections::{BTreeMap, HashMap};
use std::ptr::NonNull;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Bytes of its pages.
pub const PAGE: usize = 4096;

/// The GPU.
#[derive(Debug)]
pub struct Fake {
    facts: Facts,
    pipeline: PipelineFacts,
    /// What it runs instead of the texts.
    kernel: Kernel,
    seen: Arc<Mutex<Seen>>,
    waiting: Mutex<BTreeMap<u64, Launch>>,
    ended: Mutex<HashMap<u64, Outcome>>,
}

/// What it was asked, and how it is to answer.
#[derive(Debug, Default)]
pub struct Seen {
    /// Compilations of texts.
    pub libraries: Vec<CompileOptions>,
    /// Compilations of functions: name and indices of constants.
    pub pipelines: Vec<(String, Vec<u32>)>,
    /// The launch that each launch comes after.
    pub after: Vec<Option<u64>>,
    /// Buffers that were shared and allocated, in bytes.
    pub shared: Vec<usize>,
    /// As above.
    pub allocated: Vec<usize>,
    /// Launches that have ended.
    pub ended: Vec<u64>,
    /// What the compiler says, if it rejects texts.
    pub rejects: Option<String>,
    /// Whether no memory is shared.
    pub shares_nothing: bool,
    /// Bytes of the largest buffer that it has; 0 for any.
    pub most_bytes: usize,
    /// How launches fail, if they do.
    pub fails: Option<Failure>,
    /// How often a launch is asked for before it has ended.
    pub is_slow: u32,
}

/// Memory as an address, and what keeps it where it is the GPU's own.
#[derive(Debug)]
pub struct Memory {
    start: usize,
    bytes: usize,
    _own: Vec<u64>,
}

#[derive(Debug)]
struct Launch {
    constants: Constants,
    slots: Vec<Argument>,
    grid: [u64; 3],
    threads: [u64; 3],
}

#[derive(Debug)]
enum Argument {
    Memory(usize, usize),
    Bytes(Vec<u8>),
}

impl Fake {
    /// A GPU that runs one kernel.
    pub fn new(kernel: &Kernel, facts: Facts, pipeline: PipelineFacts) -> (Fake, Arc<Mutex<Seen>>) {
        let seen = Arc::new(Mutex::new(Seen::default()));
        let fake = Fake {
            facts,
            pipeline,
            kernel: kernel.clone(),
            seen: seen.clone(),
            waiting: Mutex::default(),
            ended: Mutex::default(),
        };
        (fake, seen)
    }

    /// Runs a launch and all before it.
    fn run_until(&self, number: u64) {
        let mut waiting = lock(&self.waiting);
        while let Some(entry) = waiting.first_entry() {
            if *entry.key() > number {
                break;
            }
            let (of, launch) = entry.remove_entry();
            let failure = lock(&self.seen).fails.clone();
            let outcome = match failure {
                Some(failure) => Err(failure),
                None => {
                    self.run(&launch);
                    Ok(Duration::from_micros(3))
                }
            };
            lock(&self.seen).ended.push(of);
            lock(&self.ended).insert(of, outcome);
        }
    }

    fn run(&self, launch: &Launch) {
        let kernel = specialise(&self.kernel, &launch.constants).expect("constants that fit");
        let params = self.kernel.params.iter().zip(&launch.slots);
        let mut args: Vec<interp::Arg> = params
            .map(|(param, slot)| {
                let size = param.dtype.bytes();
                match (slot, param.kind) {
                    (Argument::Bytes(bytes), ParamKind::Scalar) => {
                        assert_eq!(bytes.len(), size, "bytes of {}", param.name);
                        interp::Arg::Scalar(constant(param.dtype, bytes))
                    }
                    (&Argument::Memory(start, bytes), ParamKind::Buffer) => {
                        let elements = (0..bytes / size)
                            .map(|n| constant(param.dtype, &read(start + n * size, size)));
                        interp::Arg::Buffer(elements.collect())
                    }
                    (slot, kind) => panic!("{slot:?} for a {kind:?}"),
                }
            })
            .collect();
        interp::run(&kernel, &mut args, launch.grid, launch.threads).expect("a kernel that runs");
        for ((id, param), (slot, arg)) in
            self.kernel.param_ids().zip(launch.slots.iter().zip(&args))
        {
            if let (Argument::Memory(start, _), interp::Arg::Buffer(elements)) = (slot, arg)
                && self.kernel.is_written(id)
            {
                let size = param.dtype.bytes();
                for (n, element) in elements.iter().enumerate() {
                    write(start + n * size, &element.bits().to_le_bytes()[..size]);
                }
            }
        }
    }
}

fn constant(ty: enigma_core::Scalar, bytes: &[u8]) -> Const {
    let mut all = [0; 8];
    all[..bytes.len()].copy_from_slice(bytes);
    Const::from_bits(ty, u64::from_le_bytes(all))
}

fn read(at: usize, bytes: usize) -> Vec<u8> {
    let from = std::ptr::with_exposed_provenance::<u8>(at);
    // SAFETY: the tests keep the memory of their launches.
    unsafe { std::slice::from_raw_parts(from, bytes) }.to_vec()
}

fn write(at: usize, bytes: &[u8]) {
    let to = std::ptr::with_exposed_provenance_mut::<u8>(at);
    // SAFETY: as above.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), to, bytes.len()) };
}

impl Gpu for Fake {
    type Library = ();
    type Pipeline = Constants;
    type Buffer = Memory;
    type Command = u64;

    fn facts(&self) -> Facts {
        self.facts.clone()
    }

    fn library(&self, text: &str, options: &CompileOptions) -> Result<(), String> {
        assert!(text.contains("kernel void"), "{text}");
        let mut seen = lock(&self.seen);
        seen.libraries.push(*options);
        seen.rejects.clone().map_or(Ok(()), Err)
    }

    fn pipeline(&self, (): &(), function: &str, given: &[Encoded]) -> Result<Constants, String> {
        let indices = given.iter().map(|constant| constant.index).collect();
        lock(&self.seen).pipelines.push((function.into(), indices));
        let known = function_constants(&self.kernel);
        let values = given.iter().map(|c| {
            let ty = known[&c.index];
            (c.index, constant(ty, c.value.get()))
        });
        Ok(values.collect())
    }

    fn pipeline_facts(&self, _: &Constants) -> PipelineFacts {
        self.pipeline
    }

    unsafe fn share(&self, start: NonNull<u8>, bytes: usize) -> Option<Memory> {
        assert!(start.addr().get().is_multiple_of(PAGE) && bytes.is_multiple_of(PAGE));
        let mut seen = lock(&self.seen);
        if seen.shares_nothing {
            return None;
        }
        seen.shared.push(bytes);
        Some(Memory {
            start: start.as_ptr().expose_provenance(),
            bytes,
            _own: Vec::new(),
        })
    }

    fn allocate(&self, bytes: usize) -> Option<Memory> {
        assert!(bytes > 0, "a buffer without bytes");
        let mut seen = lock(&self.seen);
        if seen.most_bytes > 0 && bytes > seen.most_bytes {
            return None;
        }
        seen.allocated.push(bytes);
        let mut own = vec![0u64; bytes.div_ceil(8)];
        Some(Memory {
            start: own.as_mut_ptr().expose_provenance(),
            bytes,
            _own: own,
        })
    }

    fn contents(buffer: &Memory) -> NonNull<u8> {
        NonNull::new(std::ptr::with_exposed_provenance_mut(buffer.start)).expect("memory")
    }

    unsafe fn commit(&self, work: &Work<'_, Fake>) -> Result<u64, String> {
        assert!(!work.label.is_empty());
        let slots = work.slots.iter().map(|slot| match slot {
            Bound::Memory(memory, offset) => {
                Argument::Memory(memory.start + offset, memory.bytes - offset)
            }
            Bound::Bytes(bytes) => Argument::Bytes(bytes.to_vec()),
        });
        let launch = Launch {
            constants: work.pipeline.clone(),
            slots: slots.collect(),
            grid: work.grid,
            threads: work.threads,
        };
        lock(&self.seen).after.push(work.after);
        lock(&self.waiting).insert(work.number, launch);
        Ok(work.number)
    }

    fn wait(&self, command: &u64, patience: Duration) -> Option<Outcome> {
        let mut seen = lock(&self.seen);
        if patience.is_zero() || seen.is_slow > 0 {
            seen.is_slow = seen.is_slow.saturating_sub(1);
            return lock(&self.ended).get(command).cloned();
        }
        drop(seen);
        self.run_until(*command);
        lock(&self.ended).get(command).cloned()
    }
}
