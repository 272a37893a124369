//! The walk over blocks and statements.

use super::dialect::Dialect;
use super::expr::Expr;
use super::inline::{self, Inline};
use super::lines::Lines;
use super::names::Names;
use super::uses::{Site, Uses};
use super::vars::{VarId, Vars};
use super::wide::Wide;
use enigma_core::ir::{Attr, BlockId, Def, Kernel, Memory, OpData, OpId, ParamId, Value};
use enigma_core::ops::lanes::{Reduction, Source, Vote};
use enigma_core::ops::{AtomicOp, Kind, MatrixOp, SimdOp};
use enigma_core::{Loc, Scalar, Type};
use std::cell::RefCell;
use std::collections::HashMap;

/// What a kernel became.
#[derive(Debug)]
pub struct Text {
    /// Functions that the body calls, in the order of their first call.
    pub helpers: Vec<String>,
    /// The statements, indented once.
    pub body: String,
    /// Where the user wrote what each line of `body` does.
    pub places: Vec<Loc>,
}

/// Writes the body of one kernel.
pub struct Emitter<'k> {
    pub(super) kernel: &'k Kernel,
    pub(super) dialect: &'k dyn Dialect,
    pub(super) vars: Vars,
    pub(super) names: Names<'k>,
    pub(super) wide: Wide,
    uses: Uses,
    inline: Inline,
    /// The names of vectors that were loaded, by the operation on each element.
    pub(super) vector_names: HashMap<OpId, String>,
    value_names: HashMap<Value, String>,
    var_names: Vec<Option<String>>,
    memory_names: HashMap<Memory, String>,
    param_names: HashMap<ParamId, String>,
    helpers: RefCell<Vec<String>>,
    out: Lines,
}

impl<'k> Emitter<'k> {
    /// For a kernel whose interface has been named: `names` holds everything outside the body.
    pub fn new(
        kernel: &'k Kernel,
        dialect: &'k dyn Dialect,
        names: Names<'k>,
        param_names: HashMap<ParamId, String>,
        alloc_names: HashMap<Memory, String>,
    ) -> Emitter<'k> {
        let wide = Wide::plan(kernel, dialect);
        let uses = Uses::collect(kernel, &wide);
        let vars = Vars::collect(kernel, &uses);
        let inline = inline::plan(kernel, &wide, &uses, &vars, dialect);
        let mut memory_names = alloc_names;
        memory_names.extend(
            param_names
                .iter()
                .map(|(&p, name)| (Memory::Buffer(p), name.clone())),
        );
        let mut out = Lines::default();
        out.indent();
        Emitter {
            kernel,
            dialect,
            var_names: vec![None; vars.len()],
            vars,
            names,
            wide,
            uses,
            inline,
            vector_names: HashMap::new(),
            value_names: HashMap::new(),
            memory_names,
            param_names,
            helpers: RefCell::default(),
            out,
        }
    }

    /// Writes the kernel's body.
    pub fn body(mut self) -> Text {
        self.ops(Kernel::BODY);
        let (body, places) = self.out.into_text();
        Text {
            helpers: self.helpers.into_inner(),
            body,
            places,
        }
    }

    /// Whether anything reads a value.
    pub fn is_read(&self, v: Value) -> bool {
        self.uses.count(v) > 0
    }

    /// The kernel.
    pub fn kernel(&self) -> &'k Kernel {
        self.kernel
    }

    /// The target's name of a type.
    pub fn type_name(&self, ty: Scalar) -> &'static str {
        self.dialect.type_name(ty)
    }

    /// Appends a line; `loc` goes into its comment.
    pub fn line(&mut self, text: &str, loc: Option<&Loc>) {
        self.out.line(text, loc);
    }

    /// Opens braces after a head: `if (...)`.
    pub(super) fn open(&mut self, head: &str, loc: Option<&Loc>) {
        self.out.line(&format!("{head} {{"), loc);
        self.out.indent();
        self.names.open();
    }

    /// Closes braces.
    pub(super) fn close(&mut self) {
        self.names.close();
        self.out.dedent();
        self.out.line("}", None);
    }

    /// Closes braces and opens others: `} else {`.
    pub(super) fn reopen(&mut self, between: &str) {
        self.names.close();
        self.out.dedent();
        self.out.line(&format!("}} {between} {{"), None);
        self.out.indent();
        self.names.open();
    }

    /// Makes sure a function of the prelude is there.
    pub fn helper(&self, text: String) {
        let mut helpers = self.helpers.borrow_mut();
        if !helpers.contains(&text) {
            helpers.push(text);
        }
    }

    /// The name of a buffer or of threadgroup memory.
    pub fn memory(&self, memory: Memory) -> &str {
        &self.memory_names[&memory]
    }

    pub(super) fn param(&self, param: ParamId) -> &str {
        &self.param_names[&param]
    }

    /// `memory[index]`
    pub fn element(&self, memory: Memory, index: Value) -> Expr {
        Expr::index(self.memory(memory), &self.loose(index))
    }

    /// `&memory[index]`, or `memory` at 0.
    pub fn address(&self, memory: Memory, index: Value) -> Expr {
        if self.kernel.constant(index).is_some_and(|c| c.as_int() == 0) {
            return Expr::primary(self.memory(memory));
        }
        Expr::prefix("&", &self.element(memory, index))
    }

    /// Whether a value is written where it is used.
    pub(super) fn is_inlined(&self, v: Value) -> bool {
        self.inline.contains(v)
    }

    /// The operation that defines an inlined value.
    pub(super) fn inlined_op(&self, v: Value) -> Option<&'k OpData> {
        match self.kernel.value(v).def {
            Def::Result(id, _) if self.is_inlined(v) => Some(self.kernel.op(id)),
            Def::Result(..) | Def::Argument(..) => None,
        }
    }

    /// The name of a value that has one.
    pub fn name(&self, v: Value) -> &str {
        let name = match self.vars.of(v) {
            Some(var) => self.var_names[var.index()].as_ref(),
            None => self.value_names.get(&v),
        };
        name.unwrap_or_else(|| panic!("internal error: value %{} has no name yet", v.index()))
    }

    pub(super) fn var_name(&self, var: VarId) -> &str {
        self.var_names[var.index()]
            .as_deref()
            .expect("internal error: an undeclared variable")
    }

    /// The block that defines a value.
    pub(super) fn home(&self, v: Value) -> BlockId {
        match self.kernel.value(v).def {
            Def::Result(op, _) => self.kernel.op(op).parent,
            Def::Argument(block, _) => block,
        }
    }

    /// Records a name that was declared already.
    pub(super) fn set_name(&mut self, v: Value, name: String) {
        self.value_names.insert(v, name);
    }

    /// A name for something that is not a value, free in the open scope.
    pub fn fresh_name(&mut self, wanted: &str) -> String {
        self.names.declare(wanted)
    }

    /// Gives a value a name in the open scope.
    pub fn name_value(&mut self, v: Value, wanted: &str) -> String {
        let name = self.names.declare(wanted);
        self.value_names.insert(v, name.clone());
        name
    }

    /// Gives a variable its name in the open scope.
    pub(super) fn declare_var(&mut self, var: VarId) -> String {
        let data = self.vars.data(var);
        let wanted = data.name.as_deref().unwrap_or(data.fallback).to_string();
        let name = self.names.declare(&wanted);
        self.var_names[var.index()] = Some(name.clone());
        name
    }

    pub(super) fn var_type(&self, var: VarId) -> &'static str {
        self.name_of_type(self.vars.data(var).ty)
    }

    fn name_of_type(&self, ty: Type) -> &'static str {
        match ty {
            Type::Scalar(ty) => self.type_name(ty),
            Type::Matrix(ty) => self.dialect.matrix_name(ty),
            Type::Event => panic!("internal error: an event in a variable"),
        }
    }

    /// The variable of a value, if it was declared before: then the value is assigned to it.
    fn declared(&self, v: Value) -> Option<&str> {
        self.var_names[self.vars.of(v)?.index()].as_deref()
    }

    /// Names a value that is about to be declared: `T name`.
    fn declaration(&mut self, v: Value) -> String {
        let ty = self.name_of_type(self.kernel.ty(v));
        let name = match self.vars.of(v) {
            Some(var) => self.declare_var(var),
            None => {
                let wanted = self.wanted_name(v);
                self.name_value(v, &wanted)
            }
        };
        format!("{ty} {name}")
    }

    /// Writes `T name = expression;`, or `name = expression;` for a variable that is there.
    pub fn define(&mut self, v: Value, expression: &Expr, loc: &Loc) {
        let text = match self.declared(v) {
            // What an unsigned number's absolute value is, for example.
            Some(name) if expression.to_string() == name => return,
            Some(name) => self.assignment(name, self.kernel.ty(v), expression),
            None => format!("{} = {expression};", self.declaration(v)),
        };
        self.line(&text, Some(loc));
    }

    /// `name = expression;`, or `name += part;` where that is the same.
    pub(super) fn assignment(&self, name: &str, ty: Type, expression: &Expr) -> String {
        // Metal has no such operators on bfloat.
        match expression.without_first(name) {
            Some((operator, rest)) if ty != Type::Scalar(Scalar::BF16) => {
                format!("{name} {operator}= {rest};")
            }
            _ => format!("{name} = {expression};"),
        }
    }

    /// Writes `T name;`, for what a function fills in; nothing for a variable that is there.
    pub fn declare_only(&mut self, v: Value, loc: &Loc) {
        if self.declared(v).is_none() {
            let declaration = self.declaration(v);
            self.line(&format!("{declaration};"), Some(loc));
        }
    }

    /// Writes `T name = call;`, or `call;` where nothing reads the result.
    pub fn define_if_read(&mut self, v: Value, call: &Expr, loc: &Loc) {
        if self.is_read(v) {
            self.define(v, call, loc);
        } else {
            self.line(&format!("{call};"), Some(loc));
        }
    }

    /// The user's name of a value, or a short one that says what it is.
    fn wanted_name(&self, v: Value) -> String {
        if let Some(name) = &self.kernel.value(v).name {
            return name.to_string();
        }
        let Def::Result(id, _) = self.kernel.value(v).def else {
            return "t".into();
        };
        let op = self.kernel.op(id);
        match op.op.kind {
            Kind::Load | Kind::LoadIf => match op.attr {
                Attr::Memory(m) => format!("{}_value", self.kernel.memory_name(m)),
                _ => "value".into(),
            },
            Kind::Query(_) => op.op.name.to_string(),
            Kind::Simd(op) => simd_name(op).into(),
            Kind::Atomic(AtomicOp::CompareExchange) => "swapped".into(),
            Kind::Atomic(_) => "old".into(),
            Kind::Matrix(matrix) => matrix_name(matrix).into(),
            _ if self.kernel.dtype(v) == Scalar::Bool => "cond".into(),
            _ => self.index_name(v).unwrap_or("t").into(),
        }
    }

    /// What to call a value that says which element of memory is accessed, or is part of what does.
    fn index_name(&self, v: Value) -> Option<&'static str> {
        let name = |site: &Site| {
            let id = *self.kernel.block(site.block).ops.get(site.index)?;
            let op = self.kernel.op(id);
            match op.attr {
                Attr::Memory(_) | Attr::Atomic { .. } | Attr::Matrix { .. } => {
                    (op.operands[0] == v).then_some("index")
                }
                _ => match op.results[..] {
                    [part] if self.is_inlined(part) => self.index_name(part).map(|_| "offset"),
                    _ => None,
                },
            }
        };
        // "index" comes before "offset".
        self.uses.sites(v).iter().filter_map(name).min()
    }

    /// Writes the operations of a block; its yields are the owner's business.
    pub(super) fn ops(&mut self, block: BlockId) {
        let kernel = self.kernel;
        for &id in &kernel.block(block).ops {
            self.op(id);
        }
    }

    fn op(&mut self, id: OpId) {
        let op = self.kernel.op(id);
        match op.op.kind {
            Kind::Pure
            | Kind::Const
            | Kind::Query(_)
            | Kind::ScalarParam
            | Kind::FunctionConstant
            | Kind::Load
            | Kind::LoadIf => {
                let v = op.result();
                if self.wide.is_place(id) {
                    self.load_vector(id);
                }
                // What indices of elements are accessed with others nothing reads.
                let is_read = op.op.kind != Kind::Pure || self.is_read(v);
                if is_read && !self.is_inlined(v) {
                    let expression = self.definition(op);
                    self.define(v, &expression, &op.loc);
                }
            }
            Kind::Store => match self.wide.group(id) {
                None => self.store(op),
                Some(_) if self.wide.is_place(id) => self.store_vector(id),
                Some(_) => {}
            },
            Kind::Barrier
            | Kind::SimdBarrier
            | Kind::Assert
            | Kind::Simd(_)
            | Kind::Atomic(_)
            | Kind::Matrix(_)
            | Kind::AsyncCopy1d
            | Kind::AsyncCopy2d
            | Kind::AsyncCopyWait => {
                let dialect = self.dialect;
                dialect.custom(self, id);
            }
            Kind::For => self.counted_loop(op),
            Kind::While => self.conditional_loop(op),
            Kind::If => self.branch(op),
            Kind::LocalGet | Kind::LocalSet => {
                panic!("internal error: {} was not promoted", op.op.name)
            }
            Kind::Composite(_) => panic!("internal error: {} in a kernel", op.op.name),
        }
    }

    fn store(&mut self, op: &OpData) {
        let Attr::Memory(memory) = op.attr else {
            panic!("internal error: a store to nothing")
        };
        let element = self.element(memory, op.operands[0]);
        let value = self.loose(op.operands[1]);
        let ty = Type::Scalar(self.kernel.element(memory));
        let text = self.assignment(&element.to_string(), ty, &value);
        self.line(&text, Some(&op.loc));
    }
}

/// A name for a matrix.
fn matrix_name(op: MatrixOp) -> &'static str {
    match op {
        MatrixOp::Load => "tile",
        MatrixOp::Fill => "filled",
        MatrixOp::Multiply => "product",
        MatrixOp::MultiplyAccumulate => "sum",
        MatrixOp::Store => panic!("internal error: a store gives no matrix"),
    }
}

/// A name for the result of an operation across lanes.
fn simd_name(op: SimdOp) -> &'static str {
    match op {
        SimdOp::Reduce(reduction, _) | SimdOp::Scan(reduction, ..) => match reduction {
            Reduction::Sum => "sum",
            Reduction::Product => "product",
            Reduction::Min => "smallest",
            Reduction::Max => "largest",
            Reduction::And | Reduction::Or | Reduction::Xor => "bits",
        },
        SimdOp::Shuffle(Source::Broadcast, _) | SimdOp::BroadcastFirst(_) => "shared",
        SimdOp::Shuffle(..) => "other",
        SimdOp::Fill(..) => "moved",
        SimdOp::Vote(vote, _) => match vote {
            Vote::All => "all_lanes",
            Vote::Any => "any_lane",
            Vote::IsFirst => "is_first",
            Vote::Ballot | Vote::Active => "lanes",
        },
    }
}
