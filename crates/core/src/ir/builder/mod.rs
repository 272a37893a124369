//! The builder: the only way to make IR.
//!
//! Both front ends call it, so a kernel written in Python and the same one written in Rust give the same
//! operations. It converts literals and mixed operands, checks every argument at once, and stamps each
//! operation with the current `Loc`. Errors leave the kernel as it was.
//!
//! Mutable things (register tensor slots, carried values) are thread-local variables here; `finish` turns
//! them into SSA values.

mod control;
mod matrix;
mod memory;
mod power;
mod revise;
mod sync;
mod values;
mod vector_memory;
mod vectors;

pub use control::{ForBlock, IfBlock, WhileBlock};
pub use matrix::MatrixPlace;
pub use revise::Checkpoint;
pub use values::Operand;

use super::{
    AllocId, Attr, Block, BlockId, Def, Kernel, Local, LocalDecl, OpData, OpId, Param, ParamId,
    ParamKind, Value, ValueData,
};
use crate::analysis::agreement::{self, Agreement};
use crate::constant::Const;
use crate::diag::{Code, Diagnostic};
use crate::loc::Loc;
use crate::ops::{self, OpDef};
use crate::passes::promote;
use crate::types::{Scalar, Type};
use std::sync::Arc;

/// What building returns: boxed, since the error is much larger than the values.
pub type Fallible<T> = Result<T, Box<Diagnostic>>;

/// Builds one kernel.
#[derive(Debug)]
pub struct Builder {
    kernel: Kernel,
    /// Open blocks, the body first; operations go to the last.
    open: Vec<BlockId>,
    loc: Loc,
    /// Async copies not waited for yet.
    pending: Vec<Value>,
}

impl Builder {
    /// An empty kernel.
    pub fn new(name: &str, loc: Loc) -> Builder {
        let kernel = Kernel {
            name: name.to_string(),
            loc: loc.clone(),
            params: Vec::new(),
            allocs: Vec::new(),
            locals: Vec::new(),
            values: Vec::new(),
            ops: Vec::new(),
            blocks: vec![Block::default()],
        };
        Builder {
            kernel,
            open: vec![Kernel::BODY],
            loc,
            pending: Vec::new(),
        }
    }

    /// An empty kernel with the interface of another: name, parameters, allocations.
    pub(crate) fn like(old: &Kernel) -> Builder {
        let mut new = Builder::new(&old.name, old.loc.clone());
        new.kernel.params = old.params.clone();
        new.kernel.allocs = old.allocs.clone();
        new
    }

    /// Lets an operation on floats be done otherwise than written.
    pub(crate) fn relax(&mut self, op: OpId) {
        self.kernel.ops[op.index()].attr = Attr::Relaxed;
    }

    /// Where the operations that follow were written.
    pub fn set_loc(&mut self, loc: Loc) {
        self.loc = loc;
    }

    /// The current place.
    pub fn loc(&self) -> &Loc {
        &self.loc
    }

    /// The kernel so far.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// A value's type.
    pub fn ty(&self, v: Value) -> Type {
        self.kernel.ty(v)
    }

    /// Gives a value the user's name for it; the last one wins.
    pub fn name_value(&mut self, v: Value, name: &str) {
        self.kernel.values[v.index()].name = Some(Arc::from(name));
    }

    /// Gives a thread-local variable the user's name for it: what it holds is called so.
    pub fn name_local(&mut self, local: Local, name: &str) {
        self.kernel.locals[local.index()].name = Some(Arc::from(name));
    }

    /// Names a threadgroup allocation after the user's variable.
    pub fn name_alloc(&mut self, alloc: AllocId, name: &str) {
        self.kernel.allocs[alloc.index()].name = name.to_string();
    }

    /// Adds a buffer parameter; its index is its position.
    pub fn buffer(&mut self, name: &str, dtype: Scalar) -> super::Memory {
        super::Memory::Buffer(self.param(name, dtype, ParamKind::Buffer))
    }

    /// Adds a scalar parameter and reads it.
    pub fn scalar(&mut self, name: &str, dtype: Scalar) -> Value {
        let id = self.param(name, dtype, ParamKind::Scalar);
        let v = self.emit1(
            &ops::query::SCALAR_PARAM,
            vec![],
            Attr::Param(id),
            dtype.into(),
        );
        self.name_value(v, name);
        v
    }

    fn param(&mut self, name: &str, dtype: Scalar, kind: ParamKind) -> ParamId {
        self.kernel.params.push(Param {
            name: name.to_string(),
            dtype,
            kind,
        });
        ParamId(self.kernel.params.len() as u32 - 1)
    }

    /// A constant, in the current block.
    pub fn constant(&mut self, c: Const) -> Value {
        self.emit1(&ops::query::CONST, vec![], Attr::Const(c), c.ty.into())
    }

    /// A diagnostic at the current place.
    pub(crate) fn error(&self, code: Code, message: impl Into<String>) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(code, self.loc.clone(), message))
    }

    /// Appends an operation whose operands have their final types.
    pub(crate) fn emit(
        &mut self,
        op: &'static OpDef,
        operands: Vec<Value>,
        attr: Attr,
        results: &[Type],
    ) -> OpId {
        let parent = *self.open.last().expect("internal error: no open block");
        let id = OpId(self.kernel.ops.len() as u32);
        let results = results
            .iter()
            .enumerate()
            .map(|(n, &ty)| self.new_value(ty, Def::Result(id, n as u32)))
            .collect();
        let loc = self.loc.clone();
        let blocks = Vec::new();
        self.kernel.ops.push(OpData {
            op,
            operands,
            results,
            attr,
            blocks,
            loc,
            parent,
        });
        self.kernel.blocks[parent.index()].ops.push(id);
        id
    }

    /// `emit` for an operation with one result.
    pub(crate) fn emit1(
        &mut self,
        op: &'static OpDef,
        operands: Vec<Value>,
        attr: Attr,
        ty: Type,
    ) -> Value {
        let id = self.emit(op, operands, attr, &[ty]);
        self.kernel.ops[id.index()].results[0]
    }

    /// Opens a new block of an operation; what is emitted next goes there.
    pub(crate) fn open_block(&mut self, owner: OpId, args: &[Type]) -> BlockId {
        let id = BlockId(self.kernel.blocks.len() as u32);
        self.kernel.blocks.push(Block {
            owner: Some(owner),
            ..Block::default()
        });
        let args = args
            .iter()
            .enumerate()
            .map(|(n, &ty)| self.new_value(ty, Def::Argument(id, n as u32)))
            .collect();
        self.kernel.blocks[id.index()].args = args;
        self.kernel.ops[owner.index()].blocks.push(id);
        self.open.push(id);
        id
    }

    /// Closes the innermost block.
    pub(crate) fn close_block(&mut self, yields: Vec<Value>) {
        let id = self.open.pop().expect("internal error: no open block");
        self.kernel.blocks[id.index()].yields = yields;
    }

    fn new_value(&mut self, ty: Type, def: Def) -> Value {
        self.kernel.values.push(ValueData {
            ty,
            name: None,
            def,
        });
        Value(self.kernel.values.len() as u32 - 1)
    }

    /// Which threads agree on all the values and reach the current place together.
    pub fn agreement(&self, values: &[Value]) -> Agreement {
        agreement::agreement(&self.kernel, &self.open, values)
    }

    /// Whether a value may be used at the current place.
    pub fn in_scope(&self, v: Value) -> bool {
        let home = match self.kernel.value(v).def {
            Def::Result(op, _) => self.kernel.op(op).parent,
            Def::Argument(block, _) => block,
        };
        self.open.contains(&home)
    }

    pub(crate) fn check_scope(&self, v: Value) -> Fallible<()> {
        if self.in_scope(v) {
            return Ok(());
        }
        let made_at = match self.kernel.value(v).def {
            Def::Result(op, _) => self.kernel.op(op).loc.to_string(),
            Def::Argument(..) => "the head of a loop".into(),
        };
        let e = self.error(
            Code::OutOfScope,
            "value used outside the block that made it",
        );
        Err(Box::new(
            e.note(format!("it was made at {made_at}, inside a branch or loop"))
                .note(
                    "carry it out: use a carried value (init=[...]), a register_tensor, or memory",
                ),
        ))
    }

    /// Declares a thread-local variable without a value; `local_set` must come first.
    pub(crate) fn declare_local(&mut self, ty: Type, what: &str) -> Local {
        let home = *self.open.last().expect("internal error: no open block");
        self.kernel.locals.push(LocalDecl {
            ty,
            home,
            what: what.to_string(),
            name: None,
        });
        Local(self.kernel.locals.len() as u32 - 1)
    }

    /// A thread-local variable, assigned.
    pub fn local(&mut self, ty: impl Into<Type>, what: &str, init: Operand) -> Fallible<Local> {
        let ty = ty.into();
        let init = self.convert_assigned(init, ty, what)?;
        let local = self.declare_local(ty, what);
        self.emit(&ops::memory::LOCAL_SET, vec![init], Attr::Local(local), &[]);
        Ok(local)
    }

    /// The variable's value here.
    pub fn local_get(&mut self, local: Local) -> Fallible<Value> {
        let decl = &self.kernel.locals[local.index()];
        if !self.open.contains(&decl.home) {
            let what = decl.what.clone();
            let e = self.error(
                Code::OutOfScope,
                format!("{what} used outside the block that made it"),
            );
            return Err(Box::new(e.note("create it before the branch or loop")));
        }
        let ty = decl.ty;
        Ok(self.emit1(&ops::memory::LOCAL_GET, vec![], Attr::Local(local), ty))
    }

    /// Assigns the variable; converts as a store does.
    pub fn local_set(&mut self, local: Local, value: Operand) -> Fallible<()> {
        let decl = self.kernel.locals[local.index()].clone();
        let value = self.convert_assigned(value, decl.ty, &decl.what)?;
        self.emit(
            &ops::memory::LOCAL_SET,
            vec![value],
            Attr::Local(local),
            &[],
        );
        Ok(())
    }

    /// The type of a variable.
    pub fn local_type(&self, local: Local) -> Type {
        self.kernel.locals[local.index()].ty
    }

    /// Ends the kernel: every block must be closed and every async copy waited for.
    pub fn finish(self) -> Result<Kernel, Vec<Diagnostic>> {
        if self.open.len() > 1 {
            return Err(vec![*self.error(
                Code::UnclosedBlock,
                "a block of the kernel was not closed",
            )]);
        }
        let unwaited = self
            .pending
            .iter()
            .map(|&event| self.unwaited(event))
            .collect::<Vec<_>>();
        if !unwaited.is_empty() {
            return Err(unwaited);
        }
        Ok(promote::promote(&self.kernel))
    }

    /// Ends a rewrite of a kernel, which closed its own blocks.
    pub(crate) fn into_kernel(self) -> Kernel {
        assert_eq!(
            self.open.len(),
            1,
            "internal error: a pass left a block open"
        );
        self.kernel
    }

    fn unwaited(&self, event: Value) -> Diagnostic {
        let Def::Result(op, _) = self.kernel.value(event).def else {
            panic!("internal error: an event that no operation made");
        };
        let loc = self.kernel.op(op).loc.clone();
        Diagnostic::new(Code::CopyNotWaited, loc, "async copy is never waited for")
            .note("pass the event it returns to async_copy_wait before the data is used")
    }
}
