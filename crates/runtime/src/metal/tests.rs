//! Launches on a GPU of the tests: what Metal is asked, and what the user is told.

use super::device::{Device, Request, Submission};
use super::fake::{Fake, PAGE, Seen};
use super::gpu::{CompileOptions, Facts, Failure, PipelineFacts};
use super::source::Lazy;
use crate::compiled::CompiledKernel;
use crate::front::{self, Tracer};
use crate::launch::{Arg, Grid, LaunchStats};
use enigma_codegen::msl::AsyncCopy;
use enigma_core::passes::Floats;
use enigma_core::passes::specialise::Constants;
use enigma_core::verify::verify;
use enigma_core::{Code, Const, Diagnostic, Scalar};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

/// A kernel on a GPU.
struct Machine {
    gpu: Device<Fake>,
    seen: Arc<Mutex<Seen>>,
    text: Lazy,
    constants: Constants,
}

fn facts() -> Facts {
    Facts {
        name: "Apple M9".into(),
        families: vec![1007, 1008, 1009, 5001],
        system: (15, 2),
        threads: [1024, 1024, 64],
        threadgroup_bytes: 32768,
        buffer_bytes: 1 << 30,
        page: PAGE,
    }
}

const PIPELINE: PipelineFacts = PipelineFacts {
    threads: 1024,
    width: 32,
    threadgroup_bytes: 0,
};

impl Machine {
    fn new(facts: Facts, pipeline: PipelineFacts, body: impl FnOnce(&Tracer)) -> Machine {
        let kernel = front::trace("scale", body).expect("a kernel");
        let kernel = Arc::new(verify(kernel).expect("a valid kernel"));
        let (fake, seen) = Fake::new(kernel.kernel(), facts, pipeline);
        Machine {
            gpu: Device::new(fake),
            seen,
            text: Lazy::new(kernel, Floats::Ieee, AsyncCopy::Cooperative),
            constants: Constants::new(),
        }
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().expect("a lock")
    }

    fn submit(
        &self,
        args: &[Arg],
        grid: u64,
        threads: u64,
    ) -> Result<Submission<Fake>, Vec<Diagnostic>> {
        let kernel = self.text.kernel.kernel();
        let written: Vec<bool> = kernel
            .param_ids()
            .map(|(id, _)| kernel.is_written(id))
            .collect();
        let request = Request {
            kernel,
            source: self.text.get()?,
            written: &written,
            constants: &self.constants,
            grid: Grid {
                grid: [grid, 1, 1],
                threads: [threads, 1, 1],
            },
        };
        // SAFETY: the tests keep their arrays until they have waited.
        unsafe { self.gpu.submit(&request, args) }
    }

    fn launch(&self, args: &[Arg], grid: u64) -> Result<LaunchStats, Vec<Diagnostic>> {
        self.submit(args, grid, 4)?.wait(&|| false)
    }

    /// What the user reads of the only finding.
    fn error(&self, args: &[Arg], grid: u64, threads: u64) -> (Code, String) {
        let outcome = self.submit(args, grid, threads);
        let found = outcome
            .and_then(|s| s.wait(&|| false))
            .expect_err("a finding");
        let [finding] = &found[..] else {
            panic!("{found:?}")
        };
        let text = finding.render(&|_, _| None);
        // Places are lines of this file, which change.
        let lines = text.lines().filter(|line| !line.starts_with("  -->"));
        (finding.code, lines.collect::<Vec<_>>().join("\n"))
    }
}

/// `B[tid] = A[tid] * factor`
fn scale(k: &Tracer) {
    let (a, factor, b) = (
        k.buffer::<f32>("A"),
        k.scalar::<f32>("factor"),
        k.buffer::<f32>("B"),
    );
    let tid = k.thread_position_in_grid();
    b.set(tid, a.get(tid) * factor);
}

fn usual() -> Machine {
    Machine::new(facts(), PIPELINE, scale)
}

fn array(values: &mut [f32]) -> Arg {
    Arg::Buffer {
        data: values.as_mut_ptr().cast(),
        len: values.len(),
    }
}

fn factor(value: f64) -> Arg {
    Arg::Scalar(Const::from_f64(Scalar::F32, value))
}

/// Whole pages of floats.
#[repr(align(4096))]
struct Pages([f32; PAGE / 4]);

#[test]
fn arrays_are_copied_to_the_device_and_back() {
    let machine = usual();
    let (mut a, mut b) = (vec![1.0, 2.0, 3.0, 4.0, 5.0], vec![0.0; 5]);
    let args = [array(&mut a[..]), factor(2.0), array(&mut b[..])];
    let stats = machine.launch(&args, 5).expect("a launch");
    assert_eq!(b, [2.0, 4.0, 6.0, 8.0, 10.0]);
    assert!((stats.kernel_us - 3.0).abs() < 1e-9);
    assert_eq!(machine.seen().shared, []);
    assert_eq!(machine.seen().allocated.len(), 2);
}

#[test]
fn pages_are_used_in_place() {
    let machine = usual();
    let mut a = Box::new(Pages([3.0; PAGE / 4]));
    let mut b = Box::new(Pages([0.0; PAGE / 4]));
    let args = [array(&mut a.0[..8]), factor(0.5), array(&mut b.0[..8])];
    machine.launch(&args, 8).expect("a launch");
    assert_eq!(b.0[..9], [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 0.0]);
    assert_eq!(machine.seen().shared, [PAGE, PAGE]);
}

#[test]
fn memory_of_the_device_is_neither_shared_nor_copied() {
    let machine = usual();
    let pages = machine.gpu.pages(64).expect("memory");
    assert_eq!(machine.seen().allocated, [64]);
    // SAFETY: the memory has 16 floats, and nothing else uses it.
    let (a, b) =
        unsafe { std::slice::from_raw_parts_mut(pages.start().cast::<f32>().as_ptr(), 16) }
            .split_at_mut(8);
    assert_eq!((&*a, &*b), (&[0.0; 8][..], &[0.0; 8][..]));
    a[4..].fill(2.0);
    let args = [array(&mut a[4..]), factor(3.0), array(&mut b[1..5])];
    machine.launch(&args, 4).expect("a launch");
    assert_eq!(b, [0.0, 6.0, 6.0, 6.0, 6.0, 0.0, 0.0, 0.0]);
    assert_eq!(machine.seen().allocated, [64]);
    assert_eq!(machine.seen().shared, []);
    // A launch that is under way keeps the memory, and later ones do not take others' for it.
    let submitted = machine.submit(&args, 4, 4).expect("a launch");
    drop(pages);
    submitted.wait(&|| false).expect("its end");
    assert!(machine.gpu.pages(2 << 30).is_err());
}

#[test]
fn what_the_system_does_not_share_is_copied() {
    let machine = usual();
    machine.seen().shares_nothing = true;
    let mut a = Box::new(Pages([3.0; PAGE / 4]));
    // Both arguments are one region, since they overlap: what is written is found behind its lead.
    let (first, second) = (array(&mut a.0[..6]), array(&mut a.0[2..6]));
    machine
        .launch(&[first, factor(2.0), second], 4)
        .expect("a launch");
    assert_eq!(a.0[..7], [3.0, 3.0, 6.0, 6.0, 6.0, 6.0, 3.0]);
}

#[test]
fn the_same_text_is_compiled_once_for_the_same_constants() {
    let mut machine = Machine::new(facts(), PIPELINE, |k| {
        let out = k.buffer::<u32>("out");
        let (n, m) = (k.function_constant::<u32>(3), k.function_constant::<u32>(1));
        out.set(k.thread_position_in_grid(), n * 10 + m);
    });
    let mut out = [0u32; 4];
    let arg = Arg::Buffer {
        data: out.as_mut_ptr().cast(),
        len: 4,
    };
    for n in [7, 8, 7] {
        let values = [(3, n), (1, 5)].map(|(i, n)| (i, Const::from_int(Scalar::U32, n)));
        machine.constants = values.into_iter().collect();
        machine.launch(&[arg], 4).expect("a launch");
        assert_eq!(out, [n as u32 * 10 + 5; 4]);
    }
    let seen = machine.seen();
    let compiled = ("scale".to_string(), vec![1, 3]);
    assert_eq!(seen.pipelines, [compiled.clone(), compiled]);
    let options = CompileOptions {
        version: (3, 2),
        fast_math: false,
        has_math_modes: true,
    };
    assert_eq!(seen.libraries, [options]);
}

#[test]
fn a_specialised_kernel_is_the_same_text_with_other_constants() {
    let kernel = front::kernel("scale", |k| {
        let out = k.buffer::<u32>("out");
        let n = k.function_constant::<u32>(2);
        out.set(k.thread_position_in_grid(), n + 1);
    })
    .expect("a kernel");
    let compiled = kernel.compiled();
    let (fake, seen) = Fake::new(compiled.kernel(), facts(), PIPELINE);
    let gpu = Device::new(fake);
    let mut out = [0u32; 4];
    let arg = Arg::Buffer {
        data: out.as_mut_ptr().cast(),
        len: 4,
    };
    let grid = Grid {
        grid: [4, 1, 1],
        threads: [4, 1, 1],
    };
    // SAFETY: the array outlives the launches, and has an element for each thread.
    let launch = |compiled: &CompiledKernel| unsafe {
        compiled.submit_to(&gpu, &[arg], grid)?.wait(&|| false)
    };
    let found = launch(compiled).expect_err("a constant without a value");
    assert_eq!(found[0].code, Code::FunctionConstants);
    for n in [5, 6] {
        let constants = [(2, Const::from_int(Scalar::U32, n))].into_iter().collect();
        let specialised = compiled.specialised(&constants).expect("constants");
        launch(&specialised).expect("a launch");
        assert_eq!(out, [n as u32 + 1; 4]);
    }
    let seen = seen.lock().expect("a lock");
    assert_eq!((seen.libraries.len(), seen.pipelines.len()), (1, 2));
}

#[test]
fn buffers_without_elements_and_grids_without_threads() {
    let machine = usual();
    let mut none: [f32; 0] = [];
    let (a, b) = (array(&mut none), array(&mut none));
    machine.launch(&[a, factor(1.0), b], 0).expect("nothing");
    assert!(machine.seen().libraries.is_empty());
    let machine = Machine::new(facts(), PIPELINE, |k| {
        let (a, n) = (k.buffer::<u32>("A"), k.scalar::<u32>("n"));
        let tid = k.thread_position_in_grid();
        k.if_(tid.lt(n), || a.set(tid, 1u32));
    });
    let empty = Arg::Buffer {
        data: std::ptr::dangling_mut::<u32>().cast(),
        len: 0,
    };
    let zero = Arg::Scalar(Const::from_int(Scalar::U32, 0));
    machine.launch(&[empty, zero], 4).expect("a launch");
    machine.launch(&[empty, zero], 4).expect("a launch");
    assert_eq!(machine.seen().allocated, [16]);
}

#[test]
fn launches_follow_each_other_and_are_not_waited_for() {
    let machine = usual();
    let mut a = Box::new(Pages([1.0; PAGE / 4]));
    let mut b = Box::new(Pages([0.0; PAGE / 4]));
    let (from, to) = (array(&mut a.0[..4]), array(&mut b.0[..4]));
    let first = machine
        .submit(&[from, factor(3.0), to], 4, 4)
        .expect("a launch");
    let second = machine
        .submit(&[to, factor(5.0), from], 4, 4)
        .expect("a launch");
    assert!(!first.is_done() && !second.is_done());
    assert_eq!(machine.seen().ended, []);
    second.wait(&|| false).expect("its end");
    assert!(first.is_done());
    assert_eq!((a.0[0], b.0[0]), (15.0, 3.0));
    assert_eq!(machine.seen().after, [None, Some(1)]);
    drop(first);
    machine.launch(&[from, factor(1.0), to], 4).expect("third");
    assert_eq!(machine.seen().after, [None, Some(1), None]);
}

#[test]
fn copies_wait_for_the_launch_that_writes_them() {
    let machine = usual();
    let (mut a, mut b, mut c) = ([1.0f32; 5], [0.0f32; 5], [0.0f32; 5]);
    let (a, to, end) = (array(&mut a), array(&mut b), array(&mut c));
    let first = machine
        .submit(&[a, factor(3.0), to], 4, 4)
        .expect("a launch");
    // Reads what the first writes, which has to be there before it is copied.
    let second = machine
        .submit(&[to, factor(5.0), end], 4, 4)
        .expect("a launch");
    assert_eq!(machine.seen().ended, [1]);
    machine.gpu.synchronize(&|| false).expect("all ends");
    assert_eq!(machine.seen().ended, [1, 2]);
    assert!(first.is_done() && second.is_done());
    drop((first, second));
    assert_eq!((b[0], c[3]), (3.0, 15.0));
}

#[test]
fn to_drop_a_submission_is_to_wait() {
    let machine = usual();
    let (mut a, mut b) = ([1.0f32; 4], [0.0f32; 4]);
    let args = [array(&mut a), factor(3.0), array(&mut b)];
    drop(machine.submit(&args, 4, 4).expect("a launch"));
    assert_eq!(b, [3.0; 4]);
}

#[test]
fn an_interrupted_launch_ends_first() {
    let machine = usual();
    machine.seen().is_slow = 5;
    let (mut a, mut b) = ([1.0f32; 4], [0.0f32; 4]);
    let args = [array(&mut a), factor(3.0), array(&mut b)];
    let submitted = machine.submit(&args, 4, 4).expect("a launch");
    let asked = AtomicU32::new(0);
    let found = submitted.wait(&|| asked.fetch_add(1, Ordering::Relaxed) == 2);
    assert_eq!(found.expect_err("a finding")[0].code, Code::Interrupted);
    assert_eq!((asked.into_inner(), b), (5, [3.0; 4]));
    submitted.wait(&|| false).expect("it has ended");
}

#[test]
fn the_compiler_is_heard_in_the_users_lines() {
    let machine = usual();
    let text = machine.text.get().expect("a text").text.clone();
    let number = 1 + text
        .lines()
        .position(|line| line.trim().starts_with("B["))
        .expect("the store");
    let said = format!(
        "program_source:{number}:5: error: use of undeclared identifier 'B'\n    B[tid] = x;\n    ^\n\
         program_source:2:1: warning: unused\nprogram_source:1:1: error: of nobody\n"
    );
    machine.seen().rejects = Some(said);
    let (mut a, mut b) = ([1.0f32; 4], [0.0f32; 4]);
    let args = [array(&mut a), factor(3.0), array(&mut b)];
    let found = machine.launch(&args, 4).expect_err("findings");
    assert_eq!(found.len(), 2);
    let (store, kernel) = (&found[0], machine.text.kernel.kernel());
    assert_eq!(store.code, Code::TargetCompiler);
    let message = "Metal's compiler rejects the text: use of undeclared identifier 'B'";
    assert_eq!(store.message, message);
    assert!(store.notes[0].starts_with(&format!("line {number}: B[")));
    assert!(store.notes[1].contains("please report it"));
    // The store is the last line of `scale` in this file; what nobody wrote is the kernel's.
    let mut last = kernel.loc.clone();
    kernel.walk(&mut |_, op| last = op.loc.clone());
    assert_eq!(store.loc, last);
    assert_eq!(found[1].loc, kernel.loc);
}

#[test]
fn private_symbols_are_the_users_choice() {
    let machine = usual();
    let said = "program_source:1:1: error: illegal string literal in 'asm'";
    machine.seen().rejects = Some(said.into());
    let (mut a, mut b) = ([1.0f32; 4], [0.0f32; 4]);
    let args = [array(&mut a), factor(3.0), array(&mut b)];
    let (_, text) = machine.error(&args, 4, 4);
    assert!(text.ends_with("reject the private symbols of async_copy=\"air\": leave that out"));
}

#[test]
fn what_the_compiler_says_without_a_line() {
    let machine = usual();
    machine.seen().rejects = Some("Compiler encountered XPC_ERROR_CONNECTION_INTERRUPTED".into());
    let (mut a, mut b) = ([1.0f32; 4], [0.0f32; 4]);
    let args = [array(&mut a), factor(3.0), array(&mut b)];
    let want = "\
[E0506] Metal's compiler ends without an answer
  = Compiler encountered XPC_ERROR_CONNECTION_INTERRUPTED
  = it does that where a kernel asks for too much, of threadgroup memory for example";
    assert_eq!(
        machine.error(&args, 4, 4),
        (Code::TargetCompiler, want.into())
    );
    machine.seen().rejects = Some("something else".into());
    let (_, text) = machine.error(&args, 4, 4);
    assert!(text.contains("= something else\n  = this is a mistake of Enigma"));
}

#[test]
fn a_text_by_itself_is_compiled_or_complained_about() {
    let machine = usual();
    let text = "kernel void k() {}";
    assert_eq!(machine.gpu.complaint(text), None);
    machine.seen().rejects = Some("no".into());
    assert_eq!(machine.gpu.complaint(text).as_deref(), Some("no"));
}

#[test]
fn the_device_is_heard_and_goes_on() {
    let machine = usual();
    let (mut a, mut b) = ([1.0f32; 4], [0.0f32; 4]);
    let args = [array(&mut a), factor(3.0), array(&mut b)];
    let cases = [
        (2, Code::DeviceFailed, "takes longer than the system lets"),
        (3, Code::DeviceFailed, "touches memory that is not there"),
        (8, Code::DeviceMemory, "needs more memory than the GPU has"),
        (11, Code::DeviceFailed, "ends because the GPU was removed"),
        (12, Code::DeviceFailed, "needs more stack than the GPU has"),
        (1, Code::DeviceFailed, "ends with an error of the GPU"),
    ];
    for (number, code, what) in cases {
        machine.seen().fails = Some(Failure {
            code: number,
            text: "Caused GPU Error".into(),
        });
        let (found, text) = machine.error(&args, 4, 4);
        assert_eq!(found, code, "{text}");
        assert!(text.contains(&format!("scale {what}")), "{text}");
        assert!(text.contains(&format!("Metal says: Caused GPU Error (code {number})")));
    }
    assert_eq!(b, [0.0; 4]);
    machine.seen().fails = None;
    let args = [array(&mut a), factor(3.0), array(&mut b)];
    machine.launch(&args, 4).expect("a launch");
    assert_eq!(b, [3.0; 4]);
}

#[test]
fn synchronize_gives_the_first_error() {
    let machine = usual();
    machine.seen().fails = Some(Failure {
        code: 3,
        text: "fault".into(),
    });
    let (mut a, mut b) = ([1.0f32; 4], [0.0f32; 4]);
    let args = [array(&mut a), factor(3.0), array(&mut b)];
    let submitted = machine.submit(&args, 4, 4).expect("a launch");
    let found = machine.gpu.synchronize(&|| false).expect_err("a finding");
    assert_eq!(found[0].code, Code::DeviceFailed);
    assert_eq!(submitted.wait(&|| false), Err(found));
    machine
        .gpu
        .synchronize(&|| false)
        .expect("nothing is under way");
}

#[test]
fn memory_that_there_is_not() {
    let machine = usual();
    machine.seen().most_bytes = 10;
    let (mut a, mut b) = ([1.0f32; 4], [0.0f32; 4]);
    let args = [array(&mut a), factor(3.0), array(&mut b)];
    let want = "[E0406] Apple M9 has no buffer of 16 bytes";
    assert_eq!(
        machine.error(&args, 4, 4),
        (Code::DeviceMemory, want.into())
    );
    let small = Facts {
        buffer_bytes: 8,
        ..facts()
    };
    let machine = Machine::new(small, PIPELINE, scale);
    assert_eq!(machine.error(&args, 4, 4).0, Code::DeviceMemory);
}

#[test]
fn threadgroups_that_do_not_fit() {
    let (mut a, mut b) = ([1.0f32; 4], [0.0f32; 4]);
    let args = [array(&mut a), factor(3.0), array(&mut b)];
    let tight = PipelineFacts {
        threads: 512,
        ..PIPELINE
    };
    let machine = Machine::new(facts(), tight, scale);
    let want = "\
[E0403] a threadgroup of (513, 1, 1) threads
  = scale needs so many registers that 512 threads fit";
    let found = machine.error(&args, 4, 513);
    assert_eq!(found, (Code::ThreadgroupSize, want.into()));
    assert_eq!(
        usual().error(&args, 4, 1025),
        (
            Code::ThreadgroupSize,
            "[E0403] a threadgroup of (1025, 1, 1) threads".into()
        )
    );
    let narrow = Facts {
        threads: [256, 256, 64],
        ..facts()
    };
    let machine = Machine::new(narrow, PIPELINE, scale);
    let want = "\
[E0403] a threadgroup of (257, 1, 1) threads
  = Apple M9 takes at most (256, 256, 64) along x, y, z";
    let found = machine.error(&args, 4, 257);
    assert_eq!(found, (Code::ThreadgroupSize, want.into()));
    let large = PipelineFacts {
        threadgroup_bytes: 40000,
        ..PIPELINE
    };
    let machine = Machine::new(facts(), large, scale);
    assert_eq!(machine.error(&args, 4, 4).0, Code::ThreadgroupMemory);
}

#[test]
fn gpus_that_lack_something() {
    let (mut a, mut b) = ([1.0f32; 4], [0.0f32; 4]);
    let args = [array(&mut a), factor(3.0), array(&mut b)];
    let old = Facts {
        families: vec![1001, 1002, 1003],
        system: (13, 1),
        ..facts()
    };
    let machine = Machine::new(old.clone(), PIPELINE, scale);
    let want = "\
[E0404] a grid of (3, 1, 1) threads
  = Apple M9 takes multiples of the threadgroup (4, 1, 1) only";
    assert_eq!(machine.error(&args, 3, 4), (Code::GridSize, want.into()));
    machine.launch(&args, 4).expect("whole threadgroups");
    let sums = |k: &Tracer| {
        let a = k.buffer::<f32>("A");
        let tid = k.thread_position_in_grid();
        a.set(tid, a.get(tid).simd_sum());
    };
    let want = "\
[E0501] simd_sum needs simdgroup functions
  = Apple M9 on macOS 13.1 does not have them";
    let machine = Machine::new(old.clone(), PIPELINE, sums);
    assert_eq!(
        machine.error(&args[..1], 4, 4),
        (Code::UnsupportedOp, want.into())
    );
    let wide = PipelineFacts {
        width: 64,
        ..PIPELINE
    };
    let machine = Machine::new(facts(), wide, sums);
    let want = "\
[E0501] scale uses simdgroups of 32 lanes
  = those of Apple M9 have 64";
    assert_eq!(
        machine.error(&args[..1], 4, 4),
        (Code::UnsupportedOp, want.into())
    );
    let machine = Machine::new(old, PIPELINE, |k| {
        let a = k.buffer::<half::bf16>("A");
        let tid = k.thread_position_in_grid();
        a.set(tid, a.get(tid));
    });
    let outcome = machine.submit(&args[..1], 4, 4);
    let found = outcome.expect_err("findings");
    let texts: Vec<&str> = found.iter().map(|d| d.message.as_str()).collect();
    let version = "scale needs Metal Shading Language 3.1: bfloat";
    assert_eq!(texts[..2], [version, "scale needs bfloat"]);
    assert_eq!(found[0].notes, ["macOS 13.1 has 3.0"]);
}

#[test]
fn a_process_that_was_forked_off() {
    let mut machine = usual();
    let (fake, _) = Fake::new(machine.text.kernel.kernel(), facts(), PIPELINE);
    machine.gpu = Device::opened_by(fake, std::process::id() + 1);
    let (mut a, mut b) = ([1.0f32; 4], [0.0f32; 4]);
    let args = [array(&mut a), factor(3.0), array(&mut b)];
    let (code, text) = machine.error(&args, 4, 4);
    assert_eq!(code, Code::NoDevice);
    assert!(text.starts_with("[E0505] a process that was forked off cannot use Metal\n"));
}

#[test]
fn atomics_that_a_gpu_lacks() {
    let atomics: [fn(&Tracer); 2] = [
        |k| _ = k.buffer::<u64>("A").atomic_fetch_max(0, 3u64),
        |k| _ = k.buffer::<f32>("A").atomic_fetch_add(0, 3.0),
    ];
    let want = [
        "atomic_fetch_max needs 64-bit atomics",
        "atomic_fetch_add needs atomics of float",
    ];
    let mut a = [1u64; 4];
    let arg = Arg::Buffer {
        data: a.as_mut_ptr().cast(),
        len: 4,
    };
    for (body, want) in atomics.into_iter().zip(want) {
        let old = Facts {
            families: vec![1006],
            ..facts()
        };
        let machine = Machine::new(old, PIPELINE, body);
        let (code, text) = machine.error(&[arg], 1, 1);
        assert_eq!(code, Code::UnsupportedOp);
        assert!(text.contains(want), "{text}");
        Machine::new(facts(), PIPELINE, body)
            .launch(&[arg], 1)
            .expect("a launch");
    }
}

#[test]
fn here_is_what_this_machine_has() {
    match super::gpu() {
        Ok(gpu) => assert!(!gpu.capabilities().name.is_empty()),
        Err(why) if cfg!(target_os = "macos") => assert!(!why.is_empty()),
        Err(why) => assert_eq!(why, "Metal needs macOS"),
    }
}
