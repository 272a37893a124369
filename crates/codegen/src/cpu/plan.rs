//! The plan: where the body is cut, what runs once per threadgroup, and where each value lives.
//!
//! A block that contains a threadgroup barrier is executed once per threadgroup. Its operations become
//! steps: a barrier, a branch or loop that contains one, an operation whose operands are the same for the
//! threadgroup (executed once, as a scalar), or a run, which is a loop over the chunks. A block without a
//! barrier belongs to one run with everything in it.
//!
//! A loop's carried value is taken for a scalar of the threadgroup until its own body disproves that; the
//! plan is then made again without the assumption.

use super::barriers::Order;
use enigma_core::ir::{BlockId, Def, Kernel, OpData, OpId, Value};
use enigma_core::ops::{Instr, Kind, Native};
use std::collections::{HashMap, HashSet};

/// A loop over the chunks, by number.
pub type Run = u32;

/// Where a value lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Home {
    /// A scalar of the threadgroup.
    Group,
    /// Inside one run; what other runs need of it is computed again or goes through a slot.
    Run(Run),
    /// A slot: one element per thread.
    Slot,
}

/// One step of a block that is executed once per threadgroup.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Executed once, on scalars.
    Scalar(OpId),
    /// Executed for every chunk.
    Run(Run, Vec<OpId>),
    /// A threadgroup barrier.
    Barrier(OpId),
    /// A branch or loop with a barrier inside.
    Control(OpId),
}

/// The plan of one kernel.
#[derive(Debug)]
pub struct Plan<'k> {
    kernel: &'k Kernel,
    homes: Vec<Option<Home>>,
    steps: HashMap<BlockId, Vec<Step>>,
    /// Values of a run that others need through a slot.
    crossing: HashSet<Value>,
    /// Runs that take the last chunk first.
    descending: HashSet<Run>,
    /// What each run needs from outside, but for scalars of the threadgroup; in order of first use.
    imports: Vec<Vec<Value>>,
}

impl<'k> Plan<'k> {
    /// Plans a kernel without the barriers that nothing needs.
    pub fn new(kernel: &'k Kernel, unneeded: &HashMap<OpId, Order>) -> Plan<'k> {
        let mut disproved = HashSet::new();
        loop {
            let mut planner = Planner::new(kernel, &disproved, unneeded);
            planner.block(Kernel::BODY);
            if planner.wrong.is_empty() {
                let mut plan = planner.plan;
                plan.find_crossings();
                return plan;
            }
            disproved.extend(planner.wrong);
        }
    }

    /// Where a value lives.
    pub fn home(&self, v: Value) -> Home {
        self.homes[v.index()].expect("internal error: a value without a home")
    }

    /// Whether the value is a scalar of the threadgroup.
    pub fn is_group(&self, v: Value) -> bool {
        self.home(v) == Home::Group
    }

    /// The blocks that are executed once per threadgroup.
    pub fn blocks(&self) -> impl Iterator<Item = BlockId> {
        self.steps.keys().copied()
    }

    /// The steps of a block that is executed once per threadgroup.
    pub fn steps(&self, block: BlockId) -> &[Step] {
        &self.steps[&block]
    }

    /// Whether a value of a run has a slot for others to read.
    pub fn crosses(&self, v: Value) -> bool {
        self.crossing.contains(&v)
    }

    /// Whether a run takes the last chunk first.
    pub fn is_descending(&self, run: Run) -> bool {
        self.descending.contains(&run)
    }

    /// What a run needs from outside.
    pub fn imports(&self, run: Run) -> &[Value] {
        &self.imports[run as usize]
    }

    /// Whether users outside its run compute the value again: cheap, and its shape is kept.
    pub fn is_recomputed(&self, v: Value) -> bool {
        self.recomputable(v, 8)
    }

    fn recomputable(&self, v: Value, depth: u32) -> bool {
        let Def::Result(id, _) = self.kernel.value(v).def else {
            return false;
        };
        let op = self.kernel.op(id);
        match op.op.kind {
            Kind::Const | Kind::Query(_) | Kind::ScalarParam | Kind::FunctionConstant => true,
            Kind::Pure => {
                let given =
                    |&o: &Value| self.is_group(o) || depth > 0 && self.recomputable(o, depth - 1);
                is_cheap(self.kernel, op) && op.operands.iter().all(given)
            }
            Kind::Load
            | Kind::Store
            | Kind::LoadIf
            | Kind::LocalGet
            | Kind::LocalSet
            | Kind::Assert
            | Kind::Barrier
            | Kind::SimdBarrier
            | Kind::Simd(_)
            | Kind::Atomic(_)
            | Kind::AsyncCopy1d
            | Kind::AsyncCopy2d
            | Kind::AsyncCopyWait
            | Kind::Matrix(_)
            | Kind::For
            | Kind::While
            | Kind::If
            | Kind::Composite(_) => false,
        }
    }

    fn find_crossings(&mut self) {
        let blocks: Vec<BlockId> = self.steps.keys().copied().collect();
        for block in blocks {
            for step in self.steps[&block].clone() {
                match step {
                    Step::Run(run, ops) => self.import(run, &ops),
                    // What a step of the threadgroup reads of threads, it reads from slots.
                    Step::Control(op) => {
                        let operands = self.kernel.op(op).operands.clone();
                        operands.into_iter().for_each(|v| self.cross(v));
                    }
                    Step::Scalar(_) | Step::Barrier(_) => {}
                }
            }
            let yields = self.kernel.block(block).yields.clone();
            yields.into_iter().for_each(|v| self.cross(v));
        }
    }

    /// Makes a slot for a value that is used outside its run, unless it is computed again.
    fn cross(&mut self, v: Value) {
        if is_data(self.kernel, v) && matches!(self.home(v), Home::Run(_)) && !self.is_recomputed(v)
        {
            self.crossing.insert(v);
        }
    }

    fn import(&mut self, run: Run, ops: &[OpId]) {
        let mut used = Vec::new();
        for &id in ops {
            uses(self.kernel, id, &mut used);
        }
        let mut seen = HashSet::new();
        used.retain(|&v| is_data(self.kernel, v) && seen.insert(v) && !self.is_local(v, run));
        used.iter().for_each(|&v| self.cross(v));
        self.imports[run as usize] = used;
    }

    fn is_local(&self, v: Value, run: Run) -> bool {
        matches!(self.home(v), Home::Group) || self.home(v) == Home::Run(run)
    }
}

/// Every value an operation and its blocks read.
pub fn uses(kernel: &Kernel, id: OpId, used: &mut Vec<Value>) {
    let op = kernel.op(id);
    used.extend(&op.operands);
    for &block in &op.blocks {
        for &inner in &kernel.block(block).ops {
            uses(kernel, inner, used);
        }
        used.extend(&kernel.block(block).yields);
    }
}

/// Whether a value is data; an event is not.
pub fn is_data(kernel: &Kernel, v: Value) -> bool {
    kernel.ty(v).element().is_some()
}

/// An integer operation of about one instruction.
fn is_cheap(kernel: &Kernel, op: &OpData) -> bool {
    let light = match op.op.cpu {
        Native::Instr(instr) => match instr {
            Instr::Add
            | Instr::Sub
            | Instr::Mul
            | Instr::And
            | Instr::Or
            | Instr::Xor
            | Instr::Shl
            | Instr::Shr
            | Instr::Not
            | Instr::Neg
            | Instr::Cmp(_)
            | Instr::Select
            | Instr::Cast
            | Instr::Bitcast
            | Instr::Min
            | Instr::Max
            | Instr::Abs => true,
            // Cheap by a constant only.
            Instr::Div | Instr::Rem => kernel.constant(op.operands[1]).is_some(),
        },
        Native::Intrinsic(_)
        | Native::Expand(_)
        | Native::Wide(..)
        | Native::Custom
        | Native::Composite
        | Native::Unsupported(_) => false,
    };
    let mut values = op.operands.iter().chain(&op.results);
    light && values.all(|&v| !kernel.dtype(v).is_float())
}

/// Whether an operation or one inside it is a threadgroup barrier.
pub fn has_barrier(kernel: &Kernel, id: OpId) -> bool {
    let op = kernel.op(id);
    let inside = |&b: &BlockId| {
        let mut ops = kernel.block(b).ops.iter();
        ops.any(|&inner| has_barrier(kernel, inner))
    };
    op.op.kind == Kind::Barrier || op.blocks.iter().any(inside)
}

struct Planner<'k, 'd> {
    plan: Plan<'k>,
    disproved: &'d HashSet<Value>,
    unneeded: &'d HashMap<OpId, Order>,
    wrong: Vec<Value>,
}

impl<'k, 'd> Planner<'k, 'd> {
    fn new(
        kernel: &'k Kernel,
        disproved: &'d HashSet<Value>,
        unneeded: &'d HashMap<OpId, Order>,
    ) -> Planner<'k, 'd> {
        Planner {
            plan: Plan {
                kernel,
                homes: vec![None; kernel.value_count()],
                steps: HashMap::new(),
                crossing: HashSet::new(),
                descending: HashSet::new(),
                imports: Vec::new(),
            },
            disproved,
            unneeded,
            wrong: Vec::new(),
        }
    }

    fn put(&mut self, v: Value, home: Home) {
        self.plan.homes[v.index()] = Some(home);
    }

    fn all_group(&self, values: &[Value]) -> bool {
        values.iter().all(|&v| self.plan.is_group(v))
    }

    fn group_or_slot(&mut self, v: Value, group: bool) {
        self.put(v, if group { Home::Group } else { Home::Slot });
    }

    /// Plans a block that is executed once per threadgroup.
    fn block(&mut self, block: BlockId) {
        let kernel = self.plan.kernel;
        let mut steps = Vec::new();
        let mut run: Option<(Run, Vec<OpId>)> = None;
        let mut run_writes = false;
        for &id in &kernel.block(block).ops {
            let op = kernel.op(id);
            if let Some(&order) = self.unneeded.get(&id) {
                let open = run.as_ref().map(|(number, _)| *number);
                if let (Order::Descending, Some(number)) = (order, open) {
                    self.plan.descending.insert(number);
                }
                continue;
            }
            if has_barrier(kernel, id) {
                steps.extend(run.take().map(|(n, ops)| Step::Run(n, ops)));
                run_writes = false;
                if op.op.kind == Kind::Barrier {
                    steps.push(Step::Barrier(id));
                } else {
                    self.control(op);
                    steps.push(Step::Control(id));
                }
            } else if self.is_scalar(op, run_writes) {
                op.results.iter().for_each(|&v| self.put(v, Home::Group));
                // Before the run that is open: it neither needs nor changes what the scalar reads.
                steps.push(Step::Scalar(id));
            } else {
                let (number, ops) = run.get_or_insert_with(|| {
                    self.plan.imports.push(Vec::new());
                    (self.plan.imports.len() as Run - 1, Vec::new())
                });
                ops.push(id);
                let number = *number;
                run_writes |= writes(kernel, id);
                self.settle(id, number);
            }
        }
        steps.extend(run.take().map(|(n, ops)| Step::Run(n, ops)));
        self.plan.steps.insert(block, steps);
    }

    /// Everything an operation of a run defines lives in the run.
    fn settle(&mut self, id: OpId, run: Run) {
        let kernel = self.plan.kernel;
        let op = kernel.op(id);
        for &v in &op.results {
            self.put(v, Home::Run(run));
        }
        for &block in &op.blocks {
            for &v in &kernel.block(block).args {
                self.put(v, Home::Run(run));
            }
            for &inner in &kernel.block(block).ops {
                self.settle(inner, run);
            }
        }
    }

    /// Whether an operation gives the threadgroup one result, which may be computed before the open run.
    fn is_scalar(&self, op: &OpData, run_writes: bool) -> bool {
        let one_result = match op.op.kind {
            Kind::Pure | Kind::Const | Kind::ScalarParam | Kind::FunctionConstant => true,
            Kind::Query(query) => query.is_uniform(),
            Kind::Load | Kind::LoadIf => !run_writes,
            Kind::Store
            | Kind::LocalGet
            | Kind::LocalSet
            | Kind::Assert
            | Kind::Barrier
            | Kind::SimdBarrier
            | Kind::Simd(_)
            | Kind::Atomic(_)
            | Kind::AsyncCopy1d
            | Kind::AsyncCopy2d
            | Kind::AsyncCopyWait
            | Kind::Matrix(_)
            | Kind::For
            | Kind::While
            | Kind::If
            | Kind::Composite(_) => false,
        };
        one_result && self.all_group(&op.operands)
    }

    fn control(&mut self, op: &OpData) {
        match op.op.kind {
            Kind::If => self.branch(op),
            Kind::For => self.counted(op),
            Kind::While => self.conditional(op),
            _ => panic!("internal error: {} owns a barrier", op.op.name),
        }
    }

    fn branch(&mut self, op: &OpData) {
        let kernel = self.plan.kernel;
        op.blocks.iter().for_each(|&b| self.block(b));
        let agree = self.plan.is_group(op.operands[0]);
        for (n, &result) in op.results.iter().enumerate() {
            let yields: Vec<Value> = op
                .blocks
                .iter()
                .map(|&b| kernel.block(b).yields[n])
                .collect();
            let group = agree && self.all_group(&yields);
            self.group_or_slot(result, group);
        }
    }

    /// A carried value that begins as a scalar of the threadgroup and was not disproved to stay one.
    fn assume(&mut self, arg: Value, init: Value) {
        let group = self.plan.is_group(init) && !self.disproved.contains(&arg);
        self.group_or_slot(arg, group);
    }

    /// Checks an assumption against what the body yields.
    fn confirm(&mut self, arg: Value, next: Value) {
        if self.plan.is_group(arg) && !self.plan.is_group(next) {
            self.wrong.push(arg);
        }
    }

    fn counted(&mut self, op: &OpData) {
        let body = self.plan.kernel.block(op.blocks[0]);
        let agree = self.all_group(&op.operands[..3]);
        self.group_or_slot(body.args[0], agree);
        for (&arg, &init) in body.args[1..].iter().zip(&op.operands[3..]) {
            self.assume(arg, init);
        }
        self.block(op.blocks[0]);
        for ((&arg, &next), &result) in body.args[1..].iter().zip(&body.yields).zip(&op.results) {
            self.confirm(arg, next);
            let group = agree && self.plan.is_group(arg);
            self.group_or_slot(result, group);
        }
    }

    fn conditional(&mut self, op: &OpData) {
        let kernel = self.plan.kernel;
        let (test, body) = (kernel.block(op.blocks[0]), kernel.block(op.blocks[1]));
        for (&arg, &init) in test.args.iter().zip(&op.operands) {
            self.assume(arg, init);
        }
        self.block(op.blocks[0]);
        let agree = self.plan.is_group(test.yields[0]);
        for ((&forwarded, &arg), &result) in
            test.yields[1..].iter().zip(&body.args).zip(&op.results)
        {
            let group = self.plan.is_group(forwarded);
            self.group_or_slot(arg, group);
            self.group_or_slot(result, group && agree);
        }
        self.block(op.blocks[1]);
        for (&arg, &next) in test.args.iter().zip(&body.yields) {
            self.confirm(arg, next);
        }
    }
}

/// Whether an operation or one inside it writes memory.
fn writes(kernel: &Kernel, id: OpId) -> bool {
    let op = kernel.op(id);
    let inside = |&b: &BlockId| {
        kernel
            .block(b)
            .ops
            .iter()
            .any(|&inner| writes(kernel, inner))
    };
    op.op.effects.writes || op.blocks.iter().any(inside)
}
