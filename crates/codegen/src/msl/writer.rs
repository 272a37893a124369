//! Walks a kernel and writes it; `custom` and `control` add what their operations need.

use super::names::Names;
use super::{literal, pure, signature};
use enigma_core::ir::{Attr, BlockId, Kernel, Memory, OpData, Value};
use enigma_core::ops::Kind;
use enigma_core::passes::Legal;
use std::fmt::Write;

/// The state of emission.
pub(super) struct Writer<'k> {
    pub kernel: &'k Kernel,
    pub names: Names,
    /// Names of parameters, in order.
    pub params: Vec<String>,
    allocs: Vec<String>,
    /// The text each value is used by.
    text: Vec<String>,
    uses: Vec<u32>,
    pub out: String,
    depth: usize,
}

/// The whole source.
pub(super) fn write(legal: &Legal) -> String {
    let kernel = legal.kernel();
    let mut names = Names::default();
    let name = names.fresh(&kernel.name);
    let params = kernel.params.iter().map(|p| names.fresh(&p.name)).collect();
    let builtins = signature::builtins(kernel, &mut names);
    let allocs = kernel.allocs.iter().map(|a| names.fresh(&a.name)).collect();
    let mut w = Writer {
        kernel,
        names,
        params,
        allocs,
        text: vec![String::new(); kernel.value_count()],
        uses: count_uses(kernel),
        out: String::new(),
        depth: 1,
    };
    w.name_queries(&builtins);
    w.declare_allocs();
    w.block(Kernel::BODY);
    let head = signature::signature(kernel, &name, &w.params, &builtins);
    let helpers = pure::helpers(&w.out);
    format!(
        "#include <metal_stdlib>\nusing namespace metal;\n\n{helpers}{head} {{\n{}}}\n",
        w.out
    )
}

fn count_uses(kernel: &Kernel) -> Vec<u32> {
    let mut uses = vec![0; kernel.value_count()];
    kernel.walk(&mut |_, op| {
        let yields = op.blocks.iter().flat_map(|&b| &kernel.block(b).yields);
        for v in op.operands.iter().chain(yields) {
            uses[v.index()] += 1;
        }
    });
    uses
}

impl Writer<'_> {
    fn name_queries(&mut self, builtins: &signature::Builtins) {
        let kernel = self.kernel;
        kernel.walk(&mut |_, op| {
            if let Kind::Query(query) = op.op.kind {
                self.text[op.result().index()] = builtins.text(query, op.attr);
            }
        });
    }

    fn declare_allocs(&mut self) {
        for (n, a) in self.kernel.allocs.iter().enumerate() {
            let line = format!("threadgroup {} {}[{}];", a.dtype, self.allocs[n], a.len());
            self.line(&line, None);
        }
    }

    /// One line, with the user's line in a comment.
    pub fn line(&mut self, text: &str, op: Option<&OpData>) {
        let _ = write!(self.out, "{}{text}", "    ".repeat(self.depth));
        if let Some(loc) = op.map(|op| &op.loc).filter(|loc| loc.is_known()) {
            let file = loc.file.rsplit('/').next().unwrap_or_default();
            let _ = write!(self.out, "  // {file}:{}", loc.line);
        }
        self.out.push('\n');
    }

    pub fn indent(&mut self) {
        self.depth += 1;
    }

    pub fn dedent(&mut self) {
        self.depth -= 1;
    }

    /// The expression a value is used by.
    pub fn get(&self, v: Value) -> String {
        self.text[v.index()].clone()
    }

    pub fn set(&mut self, v: Value, text: String) {
        self.text[v.index()] = text;
    }

    pub fn is_used(&self, v: Value) -> bool {
        self.uses[v.index()] > 0
    }

    /// A new variable's name for a value.
    pub fn variable(&mut self, v: Value, fallback: &str) -> String {
        let wanted = self
            .kernel
            .value(v)
            .name
            .as_deref()
            .unwrap_or(fallback)
            .to_string();
        let name = self.names.fresh(&wanted);
        self.set(v, name.clone());
        name
    }

    /// Declares a variable for a value that is an expression.
    pub fn declare(&mut self, op: &OpData, fallback: &str, text: &str) {
        let v = op.result();
        let ty = self.kernel.dtype(v);
        let name = self.variable(v, fallback);
        let text = text
            .strip_prefix('(')
            .and_then(|t| t.strip_suffix(')'))
            .filter(|t| balanced(t))
            .unwrap_or(text);
        self.line(&format!("{ty} {name} = {text};"), Some(op));
    }

    pub fn memory(&self, memory: Memory) -> &str {
        match memory {
            Memory::Buffer(p) => &self.params[p.index()],
            Memory::Threadgroup(a) => &self.allocs[a.index()],
        }
    }

    /// The operations of a block; its yields are the owner's business.
    pub fn block(&mut self, block: BlockId) {
        let kernel = self.kernel;
        for &id in &kernel.block(block).ops {
            self.op(kernel.op(id));
        }
    }

    fn op(&mut self, op: &OpData) {
        match op.op.kind {
            Kind::Pure => self.pure(op),
            Kind::Const => {
                if let Attr::Const(c) = op.attr {
                    self.set(op.result(), literal::literal(c));
                }
            }
            Kind::Query(_) => {}
            Kind::ScalarParam => {
                if let Attr::Param(p) = op.attr {
                    let name = self.params[p.index()].clone();
                    self.set(op.result(), name);
                }
            }
            Kind::Load | Kind::Store | Kind::LoadIf => self.access(op),
            Kind::Barrier | Kind::SimdBarrier | Kind::AsyncCopyWait => self.barrier(op),
            Kind::Simd(simd) => self.simd(op, simd),
            Kind::Atomic(atomic) => self.atomic(op, atomic),
            Kind::AsyncCopy1d | Kind::AsyncCopy2d => self.copy(op),
            Kind::If => self.branch(op),
            Kind::For => self.counted(op),
            Kind::While => self.conditional(op),
            Kind::LocalGet | Kind::LocalSet => {
                panic!("internal error: {} was not promoted", op.op.name)
            }
        }
    }

    fn pure(&mut self, op: &OpData) {
        let args: Vec<String> = op.operands.iter().map(|&v| self.get(v)).collect();
        let from = self.kernel.dtype(op.operands[0]);
        let ty = self.kernel.dtype(op.result());
        let text = pure::expression(op.op, &args, from, ty);
        if self.uses[op.result().index()] == 1 && self.kernel.value(op.result()).name.is_none() {
            self.set(op.result(), text);
        } else {
            self.declare(op, "v", &text);
        }
    }
}

/// Whether no parenthesis closes before it opens.
fn balanced(text: &str) -> bool {
    let mut depth = 0;
    text.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    })
}
