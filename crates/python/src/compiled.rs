//! The compiled kernel: its texts, its interface, and launches.

use crate::arguments::{self, Arguments};
use crate::device::{self, Signals, Submission};
use crate::{cache, constants, errors, explain};
use enigma::{Arg, AsyncCopy, CompiledKernel, Device, Floats, Host, Options, Stage};
use enigma_core::ir::builder::Builder;
use enigma_core::ir::{Kernel, ParamId, ParamKind};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A kernel that can be launched.
#[pyclass(frozen, module = "enigma._native")]
pub struct Compiled {
    compiled: CompiledKernel,
}

/// Name, dtype and whether it is a scalar.
type Parameter = (String, &'static str, bool);

/// Text, function, parameters and version.
type MetalText = (String, String, Vec<String>, (u32, u32));

/// Numbers and names of parameters.
type Named = Vec<(usize, String)>;

/// Name, inputs, outputs, header and source.
type MlxText = (String, Named, Named, String, String);

/// Code, text, file and line of a warning.
type Warning = (&'static str, String, String, u32);

/// Ends a kernel and compiles it, with Python released.
pub fn compile(
    py: Python<'_>,
    builder: Builder,
    (bounds, fast_math, air): (bool, bool, bool),
) -> PyResult<Compiled> {
    let async_copy = if air {
        AsyncCopy::Air
    } else {
        AsyncCopy::Cooperative
    };
    let floats = if fast_math {
        Floats::Fast
    } else {
        Floats::Ieee
    };
    let options = Options {
        bounds,
        floats,
        async_copy,
    };
    // The first launch would read the environment while other threads of Python may change it.
    enigma::cache::prepare();
    let compiled =
        errors::enter_detached(py, || CompiledKernel::compile(builder.finish()?, options))?;
    Ok(Compiled { compiled })
}

#[pymethods]
impl Compiled {
    /// The kernel's name.
    #[getter]
    fn name(&self) -> &str {
        &self.kernel().name
    }

    /// The parameters in order.
    #[getter]
    fn params(&self) -> Vec<Parameter> {
        let params = self.kernel().params.iter();
        params
            .map(|p| {
                (
                    p.name.clone(),
                    p.dtype.metal_name(),
                    p.kind == ParamKind::Scalar,
                )
            })
            .collect()
    }

    /// The function constants: index and dtype.
    #[getter]
    fn function_constants(&self) -> BTreeMap<u32, &'static str> {
        let known = self.compiled.function_constants().iter();
        known.map(|(&n, dtype)| (n, dtype.metal_name())).collect()
    }

    /// The IR as text.
    fn mlir_source(&self) -> String {
        self.compiled.mlir_source()
    }

    /// The Metal text; an exception where Metal cannot do it.
    fn metal_source(&self, py: Python<'_>) -> PyResult<String> {
        errors::enter_detached(py, || self.compiled.metal_source())
    }

    /// The Metal text for threadgroups of at most `threads` threads and a version of the language, where these are
    /// given; the function's name, its parameters' names, and the version that it needs.
    #[pyo3(signature = (threads = None, newest = None))]
    fn metal(
        &self,
        py: Python<'_>,
        threads: Option<&Bound<'_, PyAny>>,
        newest: Option<(u32, u32)>,
    ) -> PyResult<MetalText> {
        let threads = threads.map(|threads| extent(py, threads)).transpose()?;
        let threads = threads.map(|[x, y, z]| x * y * z);
        let module = errors::enter_detached(py, || self.compiled.metal(threads, newest))?;
        Ok((module.text, module.function, module.params, module.version))
    }

    /// What MLX makes a kernel of: name, inputs, outputs, header and source. Inputs and outputs are the numbers of
    /// parameters, and their names in the source.
    fn mlx(&self, py: Python<'_>) -> PyResult<MlxText> {
        let mlx = errors::enter_detached(py, || self.compiled.mlx())?;
        let numbered = |params: Vec<(ParamId, String)>| {
            let params = params.into_iter();
            params.map(|(id, name)| (id.index(), name)).collect()
        };
        let (inputs, outputs) = (numbered(mlx.inputs), numbered(mlx.outputs));
        Ok((mlx.name, inputs, outputs, mlx.header, mlx.source))
    }

    /// The CPU's code as text: `emitted`, `optimised` or `assembly`; None where LLVM does not know the target.
    #[pyo3(signature = (threads, stage, host = None))]
    fn cpu_source(
        &self,
        py: Python<'_>,
        threads: &Bound<'_, PyAny>,
        stage: &str,
        host: Option<(String, String, String)>,
    ) -> PyResult<Option<String>> {
        let stage = match stage {
            "emitted" => Stage::Emitted,
            "optimised" => Stage::Optimised,
            _ => Stage::Assembly,
        };
        let (threads, host) = (extent(py, threads)?, target(host));
        errors::enter_detached(py, || Ok(self.compiled.cpu_source(threads, stage, &host)))
    }

    /// What the CPU's compiler makes of accesses, loops, branches and barriers.
    #[pyo3(signature = (threads, host = None))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        threads: &Bound<'py, PyAny>,
        host: Option<(String, String, String)>,
    ) -> PyResult<Option<Bound<'py, PyDict>>> {
        let (threads, host) = (extent(py, threads)?, target(host));
        let explained = errors::enter_detached(py, || Ok(self.compiled.explain(threads, &host)))?;
        explained.map(|e| explain::dictionary(py, e)).transpose()
    }

    /// The IR for reading: one operation a line, under the user's names.
    fn listing(&self) -> String {
        enigma_core::ir::listing::listing(self.kernel())
    }

    /// Which parameters the kernel writes, in order.
    fn written(&self) -> Vec<bool> {
        let ids = self.kernel().param_ids();
        ids.map(|(id, _)| self.compiled.is_written(id)).collect()
    }

    /// What does not stop the compilation.
    fn warnings(&self, py: Python<'_>) -> Vec<Warning> {
        let warnings = self.compiled.warnings().iter();
        warnings
            .map(|w| {
                (
                    w.code.id(),
                    errors::render(py, w),
                    w.loc.file.to_string(),
                    w.loc.line,
                )
            })
            .collect()
    }

    /// The kernel with values for its function constants, by index: each a number, or a dtype and a number.
    fn specialised(&self, py: Python<'_>, constants: &Bound<'_, PyDict>) -> PyResult<Compiled> {
        let constants = constants::bound(self.compiled.function_constants(), constants)?;
        let constants = constants.map_err(|wrong| arguments::blame(py, wrong))?;
        let made = errors::enter(py, || Ok(self.compiled.specialised(&constants)))?;
        let compiled = made.map_err(|wrong| arguments::blame(py, wrong))?;
        Ok(Compiled { compiled })
    }

    /// Runs on the arguments, in place, and waits. Gives the kernel's own time in microseconds.
    #[pyo3(signature = (args, grid, threads, device=None))]
    fn launch(
        &self,
        py: Python<'_>,
        args: &Bound<'_, PyTuple>,
        grid: &Bound<'_, PyAny>,
        threads: &Bound<'_, PyAny>,
        device: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<f64> {
        self.run(py, args, grid, threads, device)
    }

    /// Runs a Metal text of other make on the GPU: the text and its function for these parameters. For comparisons.
    fn launch_metal_text(
        &self,
        py: Python<'_>,
        text: (String, String),
        args: &Bound<'_, PyTuple>,
        grid: &Bound<'_, PyAny>,
        threads: &Bound<'_, PyAny>,
    ) -> PyResult<f64> {
        let mut good = Arguments::default();
        let grid = self.checked(py, args, &mut good, (grid, threads))?;
        let (args, signals) = (Shared(&good.args), Signals::default());
        let outcome = errors::enter_detached(py, || {
            let ask = || signals.are_there();
            // SAFETY: as for `run`; whoever compares texts answers for theirs.
            unsafe {
                self.compiled
                    .launch_metal_text(text, args.get(), grid, &ask)
            }
        });
        signals.or(outcome.map(|stats| stats.kernel_us))
    }

    /// The name of the function of the Metal text.
    fn metal_function(&self) -> String {
        self.compiled.metal_function()
    }

    /// A Metal library, made by Apple's tools in a folder.
    fn metallib(&self, py: Python<'_>, folder: PathBuf) -> PyResult<Vec<u8>> {
        errors::enter_detached(py, || self.compiled.metallib(&folder))
    }

    /// The same through the interpreter: slow, and what the language means. For tests.
    fn interpret(
        &self,
        py: Python<'_>,
        args: &Bound<'_, PyTuple>,
        grid: &Bound<'_, PyAny>,
        threads: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let mut good = Arguments::default();
        let grid = self.checked(py, args, &mut good, (grid, threads))?;
        let args = Shared(&good.args);
        errors::enter_detached(py, || {
            crate::interpret::run(&self.compiled, args.get(), grid)
        })
    }
}

impl Compiled {
    fn kernel(&self) -> &Kernel {
        self.compiled.kernel()
    }

    /// What `launch` does.
    pub fn run(
        &self,
        py: Python<'_>,
        args: &Bound<'_, PyTuple>,
        grid: &Bound<'_, PyAny>,
        threads: &Bound<'_, PyAny>,
        device: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<f64> {
        let device = device::chosen(py, device)?;
        let mut good = Arguments::default();
        let grid = self.checked(py, args, &mut good, (grid, threads))?;
        let (args, signals) = (Shared(&good.args), Signals::default());
        let launch = || {
            let ask = || signals.are_there();
            // SAFETY: each buffer was read from an array that `args` of the caller keeps alive, with its
            // length and dtype, and is writable where the kernel writes. Other threads of Python that
            // touch the arrays meanwhile see what any two writers see. On a GPU, indices are the user's to keep.
            unsafe { self.compiled.launch_on(&device, args.get(), grid, &ask) }
        };
        let is_brief = matches!(device, Device::Cpu) && self.compiled.is_brief(&grid);
        let outcome = if is_brief {
            // To let others have Python would take longer than they wait.
            errors::enter(py, launch)
        } else {
            errors::enter_detached(py, launch)
        };
        cache::warn(py);
        signals.or(outcome.map(|stats| stats.kernel_us))
    }

    /// Hands a launch over to a device, and goes on.
    pub fn submit(
        &self,
        py: Python<'_>,
        args: &Bound<'_, PyTuple>,
        grid: &Bound<'_, PyAny>,
        threads: &Bound<'_, PyAny>,
        device: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Submission> {
        let device = device::chosen(py, device)?;
        let mut good = Arguments::default();
        let grid = self.checked(py, args, &mut good, (grid, threads))?;
        let (shared, signals) = (Shared(&good.args), Signals::default());
        let outcome = errors::enter_detached(py, || {
            let ask = || signals.are_there();
            // SAFETY: as for `run`; the submission keeps the arrays until it has ended.
            unsafe { self.compiled.submit(&device, shared.get(), grid, &ask) }
        });
        cache::warn(py);
        let submission = signals.or(outcome)?;
        let (name, args) = (&self.kernel().name, args.clone().unbind());
        Ok(Submission::new(submission, name, args, good.owners))
    }

    fn checked(
        &self,
        py: Python<'_>,
        args: &Bound<'_, PyTuple>,
        good: &mut Arguments,
        (grid, threads): (&Bound<'_, PyAny>, &Bound<'_, PyAny>),
    ) -> PyResult<enigma::Grid> {
        let args = arguments::arguments(&self.compiled, args, good)?;
        let grid = arguments::extent(grid, threads);
        match (args, grid) {
            (Ok(()), Ok(grid)) => Ok(grid),
            (args, grid) => {
                let findings = [args.err(), grid.err()];
                Err(arguments::blame(
                    py,
                    findings.into_iter().flatten().flatten().collect(),
                ))
            }
        }
    }
}

/// The size of a threadgroup.
fn extent(py: Python<'_>, threads: &Bound<'_, PyAny>) -> PyResult<[u32; 3]> {
    let threads = arguments::threads(threads).map_err(|e| arguments::blame(py, vec![*e]))?;
    Ok(threads.map(|n| n as u32))
}

/// The processor that code is made for: by LLVM's triple, name and features, or this one.
fn target(host: Option<(String, String, String)>) -> Host {
    host.map_or_else(Host::detect, |(triple, cpu, features)| Host {
        triple,
        cpu,
        features,
    })
}

/// Arguments that are handed to a closure which runs without Python, on the same thread.
struct Shared<'a>(&'a [Arg]);

impl Shared<'_> {
    fn get(&self) -> &[Arg] {
        self.0
    }
}

// SAFETY: `Python::detach` asks for `Send` to keep Python objects out, but runs its closure on the calling
// thread; the addresses are of array contents, not of Python objects.
unsafe impl Send for Shared<'_> {}
// SAFETY: as above; only shared references to the list are made.
unsafe impl Sync for Shared<'_> {}
