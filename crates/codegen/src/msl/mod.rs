//! Metal Shading Language.
//!
//! `emit` takes any verified kernel: legalisation and `legality` find everything that Metal cannot do, all
//! of it at once and before a line is written; what is left has a spelling. The text needs no toolchain of
//! ours, only `<metal_stdlib>`, and says on top which language version it needs.
//!
//! Metal's side of the emitter is tables: `types`, `keywords`, `builtins`, `version`, the ways of atomics in
//! `legality`. Code is only for what is not pure: `custom`, `atomics`, `copies`, `lanes`, `matrices`.

mod atomics;
mod barriers;
mod builtins;
mod copies;
mod custom;
mod keywords;
mod lanes;
mod legality;
mod matrices;
mod mlx;
mod signature;
mod types;
mod version;

use crate::clike::{Dialect, Emitter, Expr, Text as Body, Vector, identifier};
use builtins::Builtins;
pub use builtins::Position;
use enigma_core::ir::{Dim, Kernel, Memory, OpId, ParamId, Value};
use enigma_core::limits::THREADGROUP_BYTES;
use enigma_core::ops::{OpDef, Query, Text};
use enigma_core::passes::{self, Floats, Target, legal};
use enigma_core::verify::Verified;
use enigma_core::{Diagnostic, Loc, Scalar};
pub use mlx::{Mlx, mlx};
use std::collections::{BTreeMap, HashMap};

/// How async copies are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum AsyncCopy {
    /// All lanes of the issuing simdgroup copy together; every Metal compiler takes it.
    #[default]
    Cooperative,
    /// Private AIR symbols, as the original of this API used; current Apple compilers reject them.
    Air,
}

/// Choices for a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Options {
    /// How floats are computed.
    pub floats: Floats,
    /// How async copies are written.
    pub async_copy: AsyncCopy,
    /// How many threads a threadgroup has at most, where that is known: compilers give them more registers.
    pub threads: Option<u32>,
    /// The newest version of the language that the text may need.
    pub newest: Option<(u32, u32)>,
    /// Whether MLX writes the function's head: it decides the address space of what is read only.
    pub for_mlx: bool,
}

/// Metal text, and what a runtime has to know of it.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// The text.
    pub text: String,
    /// The name of its one kernel function.
    pub function: String,
    /// The oldest version of the language that has everything used.
    pub version: (u32, u32),
    /// What needs that version; empty for the oldest one of all.
    pub needs: &'static str,
    /// Where the user wrote what each line of the text does; unknown for lines that no one wrote.
    pub places: Vec<Loc>,
    /// What stands before the kernel function.
    pub header: String,
    /// The statements of its body.
    pub body: String,
    /// The names of its parameters, in the kernel's order.
    pub params: Vec<String>,
    /// Its positions and sizes.
    pub positions: Vec<Position>,
}

/// The kernel as Metal text, or why Metal cannot do it.
pub fn emit(
    kernel: &Verified,
    floats: Floats,
    async_copy: AsyncCopy,
) -> Result<String, Vec<Diagnostic>> {
    module(kernel, floats, async_copy).map(|module| module.text)
}

/// As `emit`, with what a runtime has to know of the text.
pub fn module(
    kernel: &Verified,
    floats: Floats,
    async_copy: AsyncCopy,
) -> Result<Module, Vec<Diagnostic>> {
    let options = Options {
        floats,
        async_copy,
        ..Options::default()
    };
    module_for(kernel, &options)
}

/// As `module`, with all choices.
pub fn module_for(kernel: &Verified, options: &Options) -> Result<Module, Vec<Diagnostic>> {
    let own = |kernel: &Kernel| legality::findings(kernel, options);
    match legal::legalize(kernel, Target::Msl, options.floats, THREADGROUP_BYTES) {
        Ok(legal) => {
            let findings = own(legal.kernel());
            if findings.is_empty() {
                Ok(write(legal.kernel(), options))
            } else {
                Err(findings)
            }
        }
        Err(mut findings) => {
            findings.extend(own(&passes::simplify(kernel.kernel())));
            Err(findings)
        }
    }
}

/// The name of the Metal function that a kernel of that name becomes.
pub fn function_name(kernel: &str) -> String {
    identifier(kernel, &keywords::is_reserved)
}

/// The names of everything outside the kernel's body.
struct Interface {
    function: String,
    params: HashMap<ParamId, String>,
    allocs: HashMap<Memory, String>,
    builtins: Builtins,
    constants: BTreeMap<u32, String>,
}

/// Metal, for one kernel.
struct Msl {
    async_copy: AsyncCopy,
    for_mlx: bool,
    builtins: Builtins,
    constants: BTreeMap<u32, String>,
}

fn write(kernel: &Kernel, options: &Options) -> Module {
    let mut names = mlx::names(options.for_mlx);
    let function = names.declare(&kernel.name);
    let params: Vec<String> = kernel
        .param_ids()
        .map(|(_, p)| names.declare(&p.name))
        .collect();
    let allocs = kernel
        .alloc_ids()
        .map(|(id, a)| (Memory::Threadgroup(id), names.declare(&a.name)))
        .collect();
    let builtins = Builtins::collect(kernel, &mut names);
    let constants = signature::constants(kernel, &mut names);
    let interface = Interface {
        function,
        params: kernel
            .param_ids()
            .map(|(id, _)| id)
            .zip(params.iter().cloned())
            .collect(),
        allocs,
        builtins,
        constants,
    };
    let dialect = Msl {
        async_copy: options.async_copy,
        for_mlx: options.for_mlx,
        builtins: interface.builtins.clone(),
        constants: interface.constants.clone(),
    };
    let mut emitter = Emitter::new(
        kernel,
        &dialect,
        names,
        interface.params.clone(),
        interface.allocs.clone(),
    );
    signature::allocations(&mut emitter);
    let Body {
        helpers,
        body,
        places,
    } = emitter.body();
    let mut header = version::header(kernel, options.floats, options.async_copy);
    header.push_str(&signature::constant_declarations(kernel, &interface));
    for helper in helpers {
        header.push_str(&helper);
        header.push('\n');
    }
    let head = signature::head(kernel, &interface, options.threads);
    let mut known = vec![Loc::default(); header.lines().count()];
    known.extend(std::iter::repeat_n(
        kernel.loc.clone(),
        head.lines().count(),
    ));
    known.extend(places);
    known.push(kernel.loc.clone());
    let (major, minor, needs) = version::needed(kernel);
    Module {
        text: format!("{header}{head}{body}}}\n"),
        positions: interface.builtins.positions().collect(),
        function: interface.function,
        version: (major, minor),
        needs,
        places: known,
        header,
        body,
        params,
    }
}

impl Dialect for Msl {
    fn type_name(&self, ty: Scalar) -> &'static str {
        types::name(ty)
    }

    fn matrix_name(&self, ty: Scalar) -> &'static str {
        types::matrix(ty)
    }

    fn text(&self, op: &'static OpDef) -> Text {
        op.msl
    }

    fn float_literal(&self, ty: Scalar, digits: &str) -> Expr {
        types::float_literal(ty, digits)
    }

    fn query(&self, query: Query, dim: Option<Dim>) -> Expr {
        self.builtins.value(query, dim)
    }

    fn function_constant(&self, index: u32) -> Expr {
        Expr::primary(self.constants[&index].as_str())
    }

    fn vector(&self, kernel: &Kernel, memory: Memory, width: usize) -> Option<Vector> {
        types::vector(kernel, memory, width, self.for_mlx)
    }

    fn inlines_query(&self, kernel: &Kernel, v: Value) -> bool {
        self.builtins.is_named_like(kernel, v)
    }

    fn call(&self, e: &Emitter<'_>, function: &str, args: &[Value], result: Scalar) -> Expr {
        builtins::call(e, function, args, result)
    }

    fn reinterpret(&self, to: Scalar, bits: &Expr) -> Expr {
        Expr::call(
            &format!("as_type<{}>", types::name(to)),
            std::slice::from_ref(bits),
        )
    }

    fn masked(&self, ty: Scalar, mask: &Expr, loaded: &Expr, default: &Expr) -> Expr {
        if types::is_common(ty) {
            Expr::call("select", &[default.clone(), loaded.clone(), mask.clone()])
        } else {
            Expr::ternary(mask, loaded, default)
        }
    }

    fn custom(&self, e: &mut Emitter<'_>, id: OpId) {
        custom::emit(self, e, id);
    }
}
