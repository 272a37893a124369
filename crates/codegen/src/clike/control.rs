//! Branches and loops.

use super::emitter::Emitter;
use super::expr::Expr;
use super::uses::LoopForm;
use super::vars::VarId;
use enigma_core::ir::{BlockId, OpData, Value};
use enigma_core::ops::Kind;
use enigma_core::{Loc, Scalar};

/// The unsigned type that counts a loop's rounds.
fn counter_type(index: Scalar) -> Scalar {
    if index.bits() == 64 {
        Scalar::U64
    } else {
        Scalar::U32
    }
}

impl Emitter<'_> {
    /// `if (c) { ... } else { ... }`; results are declared before and assigned in both arms.
    pub(super) fn branch(&mut self, op: &OpData) {
        let start = (0..2)
            .rev()
            .find(|&arm| self.computes_nothing(op.blocks[arm]));
        let mut arms = [Vec::new(), Vec::new()];
        for (n, &result) in op.results.iter().enumerate() {
            let var = self.slot(result);
            let yields = [0, 1].map(|arm| self.kernel.block(op.blocks[arm]).yields[n]);
            let lives = yields
                .iter()
                .any(|&v| self.holds(var, v) && !self.is_inside(v, op));
            let first = start.filter(|_| !lives).map(|arm| yields[arm]);
            if !lives {
                self.declare(var, first, &op.loc);
            }
            for arm in 0..2 {
                if lives || start != Some(arm) {
                    arms[arm].push((var, yields[arm]));
                }
            }
        }
        let is_silent = [0, 1].map(|arm| {
            self.computes_nothing(op.blocks[arm])
                && arms[arm].iter().all(|&(var, v)| self.holds(var, v))
        });
        let condition = self.value(op.operands[0]);
        match is_silent {
            [true, true] => {}
            [true, false] => {
                self.open(
                    &format!("if ({})", Expr::prefix("!", &condition)),
                    Some(&op.loc),
                );
                self.arm(op.blocks[1], &arms[1]);
                self.close();
            }
            [false, other_is_silent] => {
                self.open(&format!("if ({condition})"), Some(&op.loc));
                self.arm(op.blocks[0], &arms[0]);
                if !other_is_silent {
                    self.reopen("else");
                    self.arm(op.blocks[1], &arms[1]);
                }
                self.close();
            }
        }
    }

    fn arm(&mut self, block: BlockId, pairs: &[(VarId, Value)]) {
        self.ops(block);
        self.assign(pairs);
    }

    /// Whether a block has no statement but its yields.
    fn computes_nothing(&self, block: BlockId) -> bool {
        self.kernel
            .block(block)
            .ops
            .iter()
            .all(|&id| self.kernel.op(id).op.kind == Kind::Const)
    }

    /// Whether a value is made inside the operation's blocks.
    fn is_inside(&self, v: Value, op: &OpData) -> bool {
        let mut block = Some(self.home(v));
        while let Some(at) = block {
            if op.blocks.contains(&at) {
                return true;
            }
            block = self
                .kernel
                .block(at)
                .owner
                .map(|owner| self.kernel.op(owner).parent);
        }
        false
    }

    /// The variable of a loop's or branch's result.
    fn slot(&self, result: Value) -> VarId {
        self.vars
            .of(result)
            .expect("internal error: a result without a variable")
    }

    /// `T name = first;` or `T name;`
    fn declare(&mut self, var: VarId, first: Option<Value>, loc: &Loc) {
        let first = first.map(|v| self.loose(v));
        let ty = self.var_type(var);
        let name = self.declare_var(var);
        match first {
            Some(value) => self.line(&format!("{ty} {name} = {value};"), Some(loc)),
            None => self.line(&format!("{ty} {name};"), Some(loc)),
        }
    }

    /// Declares the carried variables that no earlier value left behind.
    fn declare_carried(&mut self, results: &[Value], first: &[Value], loc: &Loc) {
        for (&result, &v) in results.iter().zip(first) {
            let var = self.slot(result);
            if !self.holds(var, v) {
                self.declare(var, Some(v), loc);
            }
        }
    }

    fn assign_carried(&mut self, results: &[Value], next: &[Value]) {
        let pairs: Vec<_> = results
            .iter()
            .map(|&r| self.slot(r))
            .zip(next.iter().copied())
            .collect();
        self.assign(&pairs);
    }

    /// `for (T i = lo; i < hi; i += step) { ... }`
    pub(super) fn counted_loop(&mut self, op: &OpData) {
        let body = self.kernel.block(op.blocks[0]);
        self.declare_carried(&op.results, &op.operands[3..], &op.loc);
        match LoopForm::of(self.kernel, op) {
            LoopForm::Simple => self.simple_head(op, body.args[0], false),
            LoopForm::Clamped => self.simple_head(op, body.args[0], true),
            LoopForm::Counted => self.counted_head(op, body.args[0]),
        }
        self.ops(op.blocks[0]);
        self.assign_carried(&op.results, &body.yields);
        self.close();
        self.names.close();
    }

    fn simple_head(&mut self, op: &OpData, index: Value, clamped: bool) {
        let ty = self.type_name(self.kernel.dtype(index));
        let (lo, hi, step) = (
            self.loose(op.operands[0]),
            self.value(op.operands[1]),
            self.loose(op.operands[2]),
        );
        self.names.open();
        let i = self.name_index(index);
        let increment = match step.to_string().as_str() {
            "1" => format!("++{i}"),
            _ if clamped => format!("{i} += {}", self.clamped_step(op, index)),
            step => format!("{i} += {step}"),
        };
        let test = Expr::binary("<", &Expr::primary(i.as_str()), &hi);
        self.open(
            &format!("for ({ty} {i} = {lo}; {test}; {increment})"),
            Some(&op.loc),
        );
    }

    /// A loop whose index might overflow: it counts rounds.
    fn counted_head(&mut self, op: &OpData, index: Value) {
        let dtype = self.kernel.dtype(index);
        let counter = counter_type(dtype);
        let unsigned = self.type_name(counter);
        let bounds = [0, 1, 2].map(|n| self.value(op.operands[n]));
        let trips = self.trip_count(dtype, counter, &bounds);
        let count = self.names.declare("trips");
        self.line(&format!("{unsigned} {count} = {trips};"), Some(&op.loc));
        self.names.open();
        let trip = self.names.declare("trip");
        self.open(
            &format!("for ({unsigned} {trip} = 0; {trip} < {count}; ++{trip})"),
            Some(&op.loc),
        );
        let step = self.as_integer(op.operands[2], counter);
        let mut value = Expr::binary("*", &Expr::primary(trip), &step);
        if self
            .kernel
            .constant(op.operands[0])
            .is_none_or(|lo| lo.as_int() != 0)
        {
            value = Expr::binary("+", &self.as_integer(op.operands[0], counter), &value);
        }
        if dtype != counter {
            value = Expr::call(self.type_name(dtype), &[value]);
        }
        if self.is_read(index) {
            let ty = self.type_name(dtype);
            let i = self.name_index(index);
            self.line(&format!("{ty} {i} = {value};"), Some(&op.loc));
        }
    }

    /// The step, or what is left of the range where that is less; unsigned, for the range may be too long
    /// for its own type.
    fn clamped_step(&self, op: &OpData, index: Value) -> Expr {
        let counter = counter_type(self.kernel.dtype(index));
        let [hi, step, i] =
            [op.operands[1], op.operands[2], index].map(|v| self.as_integer(v, counter));
        let least = Expr::call("min", &[step, Expr::binary("-", &hi, &i)]);
        if self.kernel.dtype(index) == counter {
            return least;
        }
        Expr::call(self.type_name(self.kernel.dtype(index)), &[least])
    }

    fn name_index(&mut self, index: Value) -> String {
        match self.kernel.value(index).name.clone() {
            Some(name) => self.name_value(index, &name),
            None => {
                let name = self.names.declare_one_of(&["i", "j", "k"]);
                self.set_name(index, name.clone());
                name
            }
        }
    }

    /// `while (c) { ... }`, or an endless loop with a `break` where the test needs statements.
    pub(super) fn conditional_loop(&mut self, op: &OpData) {
        let (test, body) = (
            self.kernel.block(op.blocks[0]),
            self.kernel.block(op.blocks[1]),
        );
        let (&condition, forwarded) = test
            .yields
            .split_first()
            .expect("internal error: a while without a test");
        self.declare_carried(&op.results, &op.operands, &op.loc);
        let forwards_as_is = op
            .results
            .iter()
            .zip(forwarded)
            .all(|(&r, &v)| self.holds(self.slot(r), v));
        let is_expression = test
            .ops
            .iter()
            .all(|&id| match self.kernel.op(id).results[..] {
                [result] => self.is_inlined(result),
                _ => false,
            });
        if forwards_as_is && is_expression {
            let condition = self.value(condition);
            self.open(&format!("while ({condition})"), Some(&op.loc));
        } else {
            self.open("while (true)", Some(&op.loc));
            self.ops(op.blocks[0]);
            let mut go_on = self.value(condition);
            if !forwards_as_is {
                // The test is of the values before they are forwarded.
                let again = self.names.declare("again");
                let ty = self.type_name(Scalar::Bool);
                self.line(&format!("{ty} {again} = {go_on};"), Some(&op.loc));
                self.assign_carried(&op.results, forwarded);
                go_on = Expr::primary(again);
            }
            self.open(
                &format!("if ({})", Expr::prefix("!", &go_on)),
                Some(&op.loc),
            );
            self.line("break;", None);
            self.close();
        }
        self.ops(op.blocks[1]);
        self.assign_carried(&op.results, &body.yields);
        self.close();
    }
}
