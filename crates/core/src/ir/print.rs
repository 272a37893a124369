//! Prints a kernel in MLIR's generic form, which `mlir-opt --allow-unregistered-dialect` reads.
//!
//! Names are numbered in program order, so that two front ends that build the same kernel print the same
//! text. Locations are left out: they are where the front ends differ.

use super::{Attr, BlockId, Kernel, Memory, OpData, Param, ParamKind, Value};
use crate::constant::Const;
use crate::types::{Scalar, Type};
use std::fmt::Write;

/// The kernel as text.
pub fn print(kernel: &Kernel) -> String {
    let mut p = Printer {
        kernel,
        out: String::new(),
        numbers: vec![None; kernel.value_count()],
        next: 0,
    };
    p.kernel();
    p.out
}

struct Printer<'k> {
    kernel: &'k Kernel,
    out: String,
    numbers: Vec<Option<u32>>,
    next: u32,
}

impl Printer<'_> {
    fn kernel(&mut self) {
        let k = self.kernel;
        let _ = writeln!(self.out, "\"enigma.kernel\"() ({{");
        let args = k
            .param_ids()
            .map(|(id, p)| format!("%arg{}: {}", id.index(), param_type(p)));
        let args = args.collect::<Vec<_>>().join(", ");
        let _ = writeln!(self.out, "^body({args}):");
        for (id, a) in k.alloc_ids() {
            let name = self.memory(Memory::Threadgroup(id));
            let ty = self.memory_type(Memory::Threadgroup(id));
            let _ = writeln!(
                self.out,
                "  {name} = \"enigma.threadgroup_alloc\"() {{size = {} : i64}} : () -> {ty}",
                a.len()
            );
        }
        self.ops(Kernel::BODY, 1);
        let _ = writeln!(self.out, "  \"enigma.return\"() : () -> ()");
        let _ = writeln!(
            self.out,
            "}}) {{sym_name = \"{}\"}} : () -> ()",
            k.name.escape_default()
        );
    }

    fn ops(&mut self, block: BlockId, depth: usize) {
        for &id in &self.kernel.block(block).ops {
            self.op(self.kernel.op(id), depth);
        }
    }

    fn op(&mut self, op: &OpData, depth: usize) {
        let pad = "  ".repeat(depth);
        self.out.push_str(&pad);
        if !op.results.is_empty() {
            // Numbers are given in the order of the text, after those of nested blocks would be confusing.
            let names = op
                .results
                .iter()
                .map(|&r| self.define(r))
                .collect::<Vec<_>>()
                .join(", ");
            let _ = write!(self.out, "{names} = ");
        }
        let memories = memories(op.attr);
        let names = memories
            .iter()
            .map(|&m| self.memory(m))
            .chain(op.operands.iter().map(|&v| self.name(v)));
        let names = names.collect::<Vec<_>>().join(", ");
        let _ = write!(self.out, "\"enigma.{}\"({names})", op.op.name);
        self.regions(op, depth);
        self.out.push_str(&attribute(op.attr));
        let inputs = memories
            .iter()
            .map(|&m| self.memory_type(m))
            .chain(
                op.operands
                    .iter()
                    .map(|&v| ty(self.kernel.ty(v)).to_string()),
            )
            .collect::<Vec<_>>()
            .join(", ");
        let outputs = self.types(&op.results);
        let outputs = if op.results.len() == 1 {
            outputs
        } else {
            format!("({outputs})")
        };
        let _ = writeln!(self.out, " : ({inputs}) -> {outputs}");
    }

    fn regions(&mut self, op: &OpData, depth: usize) {
        if op.blocks.is_empty() {
            return;
        }
        let pad = "  ".repeat(depth);
        self.out.push_str(" (");
        for (n, &id) in op.blocks.iter().enumerate() {
            if n > 0 {
                self.out.push_str(", ");
            }
            self.out.push_str("{\n");
            let block = self.kernel.block(id);
            let args = block
                .args
                .iter()
                .map(|&a| format!("{}: {}", self.define(a), ty(self.kernel.ty(a))));
            let args = args.collect::<Vec<_>>().join(", ");
            let _ = writeln!(self.out, "{pad}^bb0({args}):");
            self.ops(id, depth + 1);
            let yields = block
                .yields
                .iter()
                .map(|&v| self.name(v))
                .collect::<Vec<_>>()
                .join(", ");
            let types = self.types(&block.yields);
            let _ = write!(
                self.out,
                "{pad}  \"enigma.yield\"({yields}) : ({types}) -> ()\n{pad}}}"
            );
        }
        self.out.push(')');
    }

    fn types(&self, values: &[Value]) -> String {
        values
            .iter()
            .map(|&v| ty(self.kernel.ty(v)))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn define(&mut self, v: Value) -> String {
        self.numbers[v.index()] = Some(self.next);
        self.next += 1;
        self.name(v)
    }

    fn name(&self, v: Value) -> String {
        match self.numbers[v.index()] {
            Some(n) => format!("%{n}"),
            None => format!("%undefined{}", v.index()),
        }
    }

    fn memory(&self, memory: Memory) -> String {
        match memory {
            Memory::Buffer(p) => format!("%arg{}", p.index()),
            Memory::Threadgroup(a) => format!("%shared{}", a.index()),
        }
    }

    fn memory_type(&self, memory: Memory) -> String {
        match memory {
            Memory::Buffer(p) => param_type(&self.kernel.params[p.index()]),
            Memory::Threadgroup(a) => {
                let a = &self.kernel.allocs[a.index()];
                let extents = a.shape.iter().map(|n| format!("{n}x")).collect::<String>();
                format!("memref<{extents}{}, 3>", scalar(a.dtype))
            }
        }
    }
}

fn param_type(p: &Param) -> String {
    match p.kind {
        ParamKind::Buffer => format!("memref<?x{}>", scalar(p.dtype)),
        ParamKind::Scalar => scalar(p.dtype).to_string(),
    }
}

/// The memories an operation names, which are operands in the text.
pub(super) fn memories(attr: Attr) -> Vec<Memory> {
    match attr {
        Attr::Memory(m) | Attr::Atomic { memory: m, .. } | Attr::Matrix { memory: m, .. } => {
            vec![m]
        }
        Attr::Copy { dst, src } => vec![dst, src],
        Attr::Param(p) => vec![Memory::Buffer(p)],
        Attr::None
        | Attr::Relaxed
        | Attr::Const(_)
        | Attr::Dim(_)
        | Attr::Flags(_)
        | Attr::FunctionConstant(_)
        | Attr::Local(_) => vec![],
    }
}

pub(super) fn attribute(attr: Attr) -> String {
    match attr {
        Attr::Relaxed => " {relaxed}".to_string(),
        Attr::Const(c) => format!(" {{value = {}}}", constant(c)),
        Attr::Dim(d) => format!(" {{dim = \"{}\"}}", d.name()),
        Attr::Flags(f) => format!(" {{mem_flags = \"{}\"}}", f.name()),
        Attr::Atomic { order, failure, .. } => {
            format!(
                " {{order = \"{}\", failure_order = \"{}\"}}",
                order.name(),
                failure.name()
            )
        }
        Attr::Matrix { transpose, .. } => format!(" {{transpose = {transpose}}}"),
        Attr::FunctionConstant(n) => format!(" {{index = {n} : i64}}"),
        Attr::Local(l) => format!(" {{local = {} : i64}}", l.index()),
        Attr::None | Attr::Param(_) | Attr::Memory(_) | Attr::Copy { .. } => String::new(),
    }
}

/// A constant exactly: decimal where that is the whole value, else its bits.
fn constant(c: Const) -> String {
    if c.ty == Scalar::Bool {
        return c.as_bool().to_string();
    }
    if !c.ty.is_float() {
        return format!("{} : {}", c.as_int(), scalar(c.ty));
    }
    let value = c.as_f64();
    let short = format!("{value:.6e}");
    let exact = short.parse::<f64>() == Ok(value) && value.is_finite();
    let digits = c.ty.bits() as usize / 4;
    if exact {
        format!("{short} : {}", scalar(c.ty))
    } else {
        format!("0x{:0digits$X} : {}", c.bits(), scalar(c.ty))
    }
}

fn ty(t: Type) -> &'static str {
    match t {
        Type::Scalar(s) => scalar(s),
        Type::Matrix(Scalar::F16) => "!enigma.simdgroup_matrix<8x8xf16>",
        Type::Matrix(Scalar::BF16) => "!enigma.simdgroup_matrix<8x8xbf16>",
        Type::Matrix(_) => "!enigma.simdgroup_matrix<8x8xf32>",
        Type::Event => "!enigma.event",
    }
}

const fn scalar(s: Scalar) -> &'static str {
    match s {
        Scalar::Bool => "i1",
        Scalar::I8 => "si8",
        Scalar::U8 => "ui8",
        Scalar::I16 => "si16",
        Scalar::U16 => "ui16",
        Scalar::I32 => "si32",
        Scalar::U32 => "ui32",
        Scalar::I64 => "si64",
        Scalar::U64 => "ui64",
        Scalar::F16 => "f16",
        Scalar::BF16 => "bf16",
        Scalar::F32 => "f32",
    }
}
