//! Which values live in a mutable variable: those that loops carry and branches give.
//!
//! A loop's carried value, what its block gets and what it gives at the end are one variable. It is the
//! variable that held the value before, if nothing reads that one afterwards: so `acc = acc + x` in a loop
//! in a branch in a loop is written with one `acc`. What a statement computes goes into such a variable at
//! once where that is possible (`inplace`).

use super::inplace::statement;
use super::uses::Uses;
use enigma_core::Type;
use enigma_core::ir::{BlockId, Def, Kernel, OpData, OpId, Value};
use enigma_core::ops::Kind;
use std::collections::HashMap;
use std::sync::Arc;

/// A mutable variable.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct VarId(usize);

impl VarId {
    /// Position in the list.
    pub fn index(self) -> usize {
        self.0
    }
}

/// What is known of a variable.
#[derive(Debug)]
pub struct VarData {
    /// Its type.
    pub ty: Type,
    /// The user's name for one of its values.
    pub name: Option<Arc<str>>,
    /// The name it gets without one.
    pub fallback: &'static str,
    /// The values that it holds at one time or another.
    pub(super) members: Vec<Value>,
}

/// The variables of a kernel.
#[derive(Debug)]
pub struct Vars {
    of: Vec<Option<VarId>>,
    data: Vec<VarData>,
}

impl Vars {
    /// Finds them.
    pub fn collect(kernel: &Kernel, uses: &Uses) -> Vars {
        let vars = Vars {
            of: vec![None; kernel.value_count()],
            data: Vec::new(),
        };
        let mut finder = Finder {
            kernel,
            uses,
            vars,
            latest: HashMap::new(),
        };
        kernel.walk(&mut |id, op| {
            finder.statement(id, op);
            finder.op(id, op);
            finder.remember(op);
        });
        finder.vars
    }

    /// The variable that holds a value.
    pub fn of(&self, v: Value) -> Option<VarId> {
        self.of[v.index()]
    }

    /// A variable's data.
    pub fn data(&self, var: VarId) -> &VarData {
        &self.data[var.0]
    }

    /// Number of variables.
    pub fn len(&self) -> usize {
        self.data.len()
    }
}

pub(super) struct Finder<'k> {
    pub(super) kernel: &'k Kernel,
    pub(super) uses: &'k Uses,
    pub(super) vars: Vars,
    /// The last value in a block that the user gave a name.
    pub(super) latest: HashMap<(BlockId, Arc<str>), Value>,
}

impl Finder<'_> {
    fn op(&mut self, id: OpId, op: &OpData) {
        let mut taken = Vec::new();
        for n in 0..op.results.len() {
            let (before, inside, fallback) = match op.op.kind {
                Kind::For => (
                    vec![op.operands[3 + n]],
                    vec![self.argument(op, 0, n + 1)],
                    "acc",
                ),
                Kind::While => {
                    let inside = vec![self.argument(op, 0, n), self.argument(op, 1, n)];
                    (vec![op.operands[n]], inside, "state")
                }
                Kind::If => {
                    let yields = op.blocks.iter().map(|&b| self.kernel.block(b).yields[n]);
                    (yields.rev().collect(), vec![], "result")
                }
                _ => return,
            };
            let name = inside
                .iter()
                .chain([&op.results[n]])
                .find_map(|&v| self.kernel.value(v).name.as_deref());
            let reused = before
                .into_iter()
                .find(|&v| self.fits(v, name) && self.may_reuse(id, op, v, &taken));
            let var = match reused {
                Some(v) => self.claim(v, fallback),
                None => self.fresh(op.results[n], fallback),
            };
            taken.push(var);
            for v in inside.into_iter().chain([op.results[n]]) {
                self.join(v, var);
            }
        }
    }

    /// Whether the user would call both the same.
    pub(super) fn fits(&self, v: Value, name: Option<&str>) -> bool {
        let old = match self.vars.of(v) {
            Some(var) => self.vars.data(var).name.as_deref(),
            None => self.kernel.value(v).name.as_deref(),
        };
        old.is_none() || name.is_none() || old == name
    }

    fn argument(&self, op: &OpData, block: usize, n: usize) -> Value {
        self.kernel.block(op.blocks[block]).args[n]
    }

    /// Whether the operation may change the variable of `v`: nothing reads `v` after it.
    fn may_reuse(&self, id: OpId, op: &OpData, v: Value, taken: &[VarId]) -> bool {
        let holds_alone = match self.vars.of(v) {
            Some(var) => !taken.contains(&var),
            None => self.could_be_variable(v),
        };
        let home = match self.kernel.value(v).def {
            Def::Result(def, _) => self.kernel.op(def).parent,
            Def::Argument(block, _) => block,
        };
        // A loop may read the old value once, before it starts; a branch anywhere, for what it assigns earlier is checked.
        let at = self.uses.position(id);
        let inner = self
            .uses
            .sites(v)
            .iter()
            .filter(|&&s| self.uses.position_in(self.kernel, s, op.parent) == Some(at));
        let ends_here = op.op.kind == Kind::If || inner.count() == 1;
        holds_alone && ends_here && self.is_dead_after(v, op.parent, at, home)
    }

    /// Whether a value that is not a variable yet could be one: it gets a statement of its own anyway.
    pub(super) fn could_be_variable(&self, v: Value) -> bool {
        let Def::Result(def, _) = self.kernel.value(v).def else {
            return false;
        };
        let needs_name = || self.kernel.value(v).name.is_some() || self.uses.count(v) > 1;
        let always = statement(self.kernel.op(def).op.kind);
        let has_statement = always.is_some_and(|always| always || needs_name());
        has_statement && self.kernel.ty(v) != Type::Event
    }

    /// Whether nothing reads `v` after position `at` of `block`, on any way out of it to the block that
    /// defines it; a loop on the way would read it again.
    fn is_dead_after(&self, v: Value, mut block: BlockId, mut at: usize, home: BlockId) -> bool {
        loop {
            let later = |&site| {
                self.uses
                    .position_in(self.kernel, site, block)
                    .is_some_and(|i| i > at)
            };
            if self.uses.sites(v).iter().any(later) {
                return false;
            }
            if block == home {
                return true;
            }
            let Some(owner) = self.kernel.block(block).owner else {
                return false;
            };
            if self.kernel.op(owner).op.kind != Kind::If {
                return false;
            }
            (block, at) = (self.kernel.op(owner).parent, self.uses.position(owner));
        }
    }

    fn fresh(&mut self, v: Value, fallback: &'static str) -> VarId {
        let var = VarId(self.vars.data.len());
        self.vars.data.push(VarData {
            ty: self.kernel.ty(v),
            name: None,
            fallback,
            members: Vec::new(),
        });
        self.join(v, var);
        var
    }

    /// The variable of a value, made if it has none.
    pub(super) fn claim(&mut self, v: Value, fallback: &'static str) -> VarId {
        self.vars.of(v).unwrap_or_else(|| self.fresh(v, fallback))
    }

    pub(super) fn join(&mut self, v: Value, var: VarId) {
        self.vars.of[v.index()] = Some(var);
        let data = &mut self.vars.data[var.0];
        data.members.push(v);
        if data.name.is_none() {
            data.name = self.kernel.value(v).name.clone();
        }
    }
}
