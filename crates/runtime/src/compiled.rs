//! A compiled kernel: verified IR, prepared for the targets; `launches` runs it.

mod launches;

use crate::cpu::{Program, host as cpu_host};
use crate::metal::{self, Lazy};
use enigma_codegen::cpu::ranges::{Facts, proven_at_launch};
use enigma_codegen::cpu::{self, Explanation, Host, Spec, Stage, multiples};
use enigma_codegen::msl::{self, AsyncCopy, Mlx, Module};
use enigma_core::analysis::{uniform, work};
use enigma_core::ir::{Kernel, Param, ParamId};
use enigma_core::limits::THREADGROUP_BYTES;
use enigma_core::passes::specialise::{Constants, function_constants, specialise};
use enigma_core::passes::{Floats, Isa, Legal, Target, legal};
use enigma_core::verify::{self, Verified};
use enigma_core::{Diagnostic, Scalar};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Choices of a compilation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// Whether every access of the CPU code is checked against the buffer's length.
    pub bounds: bool,
    /// How floats are computed.
    pub floats: Floats,
    /// How async copies are written in Metal text.
    pub async_copy: AsyncCopy,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            bounds: true,
            floats: Floats::Ieee,
            async_copy: AsyncCopy::Cooperative,
        }
    }
}

/// A compiled kernel; cheap to clone, launched from any thread.
#[derive(Clone, Debug)]
pub struct CompiledKernel {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    verified: Arc<Verified>,
    cpu: Legal,
    warnings: Vec<Diagnostic>,
    /// Whether the kernel writes the parameter; every launch asks.
    written: Vec<bool>,
    /// What a thread executes at most, where that is known.
    most_operations: Option<u64>,
    options: Options,
    program: Program,
    /// Function constants without a value, by index.
    unbound: BTreeMap<u32, Scalar>,
    /// Its Metal text, in which function constants stay what they are, and the values that Metal puts in.
    metal: Arc<Lazy>,
    constants: Constants,
    /// The kernel with values for its function constants.
    specialised: Mutex<HashMap<Constants, CompiledKernel>>,
}

/// A kernel as the CPU backend takes it.
fn prepared(kernel: &Verified, isa: Isa, floats: Floats) -> Result<Legal, Vec<Diagnostic>> {
    legal::legalize(kernel, Target::Cpu(isa), floats, THREADGROUP_BYTES)
}

/// Elements of memory that is large, and no more than an index from memory may count.
const LARGE: u64 = 1 << 31;

/// Specialisations of one kernel that are kept; a kernel that needs more is given its values as parameters.
const MOST_SPECIALISED: usize = 64;

impl CompiledKernel {
    /// Verifies a kernel and prepares it for the CPU. All findings are reported together.
    pub fn compile(kernel: Kernel, options: Options) -> Result<CompiledKernel, Vec<Diagnostic>> {
        let verified = Arc::new(verify::verify(kernel)?);
        let metal = Lazy::new(verified.clone(), options.floats, options.async_copy);
        CompiledKernel::of(verified, options, Arc::new(metal), Constants::new())
    }

    fn of(
        verified: Arc<Verified>,
        options: Options,
        metal: Arc<Lazy>,
        constants: Constants,
    ) -> Result<CompiledKernel, Vec<Diagnostic>> {
        let cpu = prepared(&verified, cpu_host().isa(), options.floats)?;
        let kernel = verified.kernel();
        let warnings = uniform::divergent_barriers(kernel);
        let unbound = function_constants(kernel);
        let most_operations = work::most_operations(cpu.kernel());
        let written = kernel
            .param_ids()
            .map(|(id, _)| kernel.is_written(id))
            .collect();
        Ok(CompiledKernel {
            inner: Arc::new(Inner {
                verified,
                cpu,
                warnings,
                written,
                most_operations,
                options,
                program: Program::default(),
                unbound,
                metal,
                constants,
                specialised: Mutex::default(),
            }),
        })
    }

    /// The function constants that a launch needs values for: index and dtype.
    pub fn function_constants(&self) -> &BTreeMap<u32, Scalar> {
        &self.inner.unbound
    }

    /// The kernel with values for its function constants: all of them, and no others. It is made once for the
    /// same values.
    pub fn specialised(&self, constants: &Constants) -> Result<CompiledKernel, Vec<Diagnostic>> {
        let Inner {
            unbound,
            specialised,
            options,
            metal,
            ..
        } = &*self.inner;
        if unbound.is_empty() && constants.is_empty() {
            return Ok(self.clone());
        }
        let mut known = specialised.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(compiled) = known.get(constants) {
            return Ok(compiled.clone());
        }
        let kernel = Arc::new(verify::verify(specialise(self.kernel(), constants)?)?);
        let compiled = CompiledKernel::of(kernel, *options, metal.clone(), constants.clone())?;
        if known.len() >= MOST_SPECIALISED {
            known.clear();
        }
        known.insert(constants.clone(), compiled.clone());
        Ok(compiled)
    }

    /// The kernel as built: verified, not yet optimised.
    pub fn kernel(&self) -> &Kernel {
        self.inner.verified.kernel()
    }

    /// The kernel as the CPU backend takes it: simplified, every operation native to the CPU.
    pub fn legal(&self) -> &Legal {
        &self.inner.cpu
    }

    /// Whether the kernel writes the parameter.
    pub fn is_written(&self, param: ParamId) -> bool {
        self.inner.written[param.index()]
    }

    /// Findings that do not stop the compilation, such as barriers under divergent conditions.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.inner.warnings
    }

    /// The IR as text, in MLIR's generic form.
    pub fn mlir_source(&self) -> String {
        enigma_core::ir::print::print(self.kernel())
    }

    /// The CPU's code as text, for threadgroups of that size: for this machine, or for another that LLVM here knows;
    /// none where it does not.
    pub fn cpu_source(&self, threads: [u32; 3], stage: Stage, host: &Host) -> Option<String> {
        self.prepared_for(host, |kernel| {
            cpu::text(kernel, &self.usual(threads), host, stage)
        })?
    }

    /// What the compiler makes of the kernel's accesses, loops, branches and barriers for threadgroups of that size,
    /// on this machine or another.
    pub fn explain(&self, threads: [u32; 3], host: &Host) -> Option<Explanation> {
        self.prepared_for(host, |kernel| {
            cpu::explain(kernel, &self.usual(threads), host)
        })
    }

    /// Does something with the kernel as it is prepared for a processor; none where it cannot be.
    fn prepared_for<R>(&self, host: &Host, body: impl FnOnce(&Legal) -> R) -> Option<R> {
        let Inner {
            verified,
            cpu,
            options,
            ..
        } = &*self.inner;
        if host.isa() == cpu_host().isa() {
            return Some(body(cpu));
        }
        let other = prepared(verified, host.isa(), options.floats).ok()?;
        Some(body(&other))
    }

    /// Whole threadgroups of that size, scalars as round as they can be, and accesses in bounds where large memory
    /// shows that they are.
    fn usual(&self, threads: [u32; 3]) -> Spec {
        let kernel = self.inner.cpu.kernel();
        let params = kernel.params.iter();
        let round = |p: &Param| p.dtype.is_int().then_some(1 << multiples::ROUND);
        let scalars: Vec<Option<i128>> = params.map(round).collect();
        let facts = Facts {
            grid: threads.map(u64::from),
            threads: threads.map(u64::from),
            scalars: &scalars,
            lengths: &vec![LARGE; scalars.len()],
        };
        Spec {
            threads,
            whole: [true; 3],
            bounds: self.inner.options.bounds,
            multiples: multiples::wanted(kernel),
            proven: proven_at_launch(kernel, &facts),
        }
    }

    /// The Metal text, or why Metal cannot do it.
    pub fn metal_source(&self) -> Result<String, Vec<Diagnostic>> {
        let Inner {
            verified,
            constants,
            options,
            metal,
            ..
        } = &*self.inner;
        if constants.is_empty() {
            return metal.get().map(|source| source.text.clone());
        }
        msl::emit(verified, options.floats, options.async_copy)
    }

    /// The name of the function of the Metal text.
    pub fn metal_function(&self) -> String {
        msl::function_name(&self.kernel().name)
    }

    /// A Metal library, made by Apple's tools in a folder that exists; an error where they are not installed. Nothing
    /// here needs one.
    pub fn metallib(&self, folder: &Path) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let metal = &self.inner.metal;
        metal::xcrun::metallib(metal.kernel.kernel(), metal.get()?, folder)
    }

    /// The Metal text with what a runtime has to know of it: for threadgroups of at most so many threads, and for a
    /// version of the language, where these are given.
    pub fn metal(
        &self,
        threads: Option<u32>,
        newest: Option<(u32, u32)>,
    ) -> Result<Module, Vec<Diagnostic>> {
        let options = msl::Options {
            threads,
            newest,
            ..self.metal_options()
        };
        msl::module_for(&self.inner.verified, &options)
    }

    /// The parts that MLX makes a kernel of, or why it cannot.
    pub fn mlx(&self) -> Result<Mlx, Vec<Diagnostic>> {
        msl::mlx(&self.inner.verified, &self.metal_options())
    }

    fn metal_options(&self) -> msl::Options {
        msl::Options {
            floats: self.inner.options.floats,
            async_copy: self.inner.options.async_copy,
            ..msl::Options::default()
        }
    }
}
