//! Assignments of several variables at once, as the end of a loop's round or of a branch makes them.

use super::emitter::Emitter;
use super::vars::VarId;
use enigma_core::ir::Value;
use std::collections::BTreeSet;

impl Emitter<'_> {
    /// Whether a variable holds the value already.
    pub(super) fn holds(&self, var: VarId, v: Value) -> bool {
        self.vars.of(v) == Some(var)
    }

    /// Assigns each variable its value, all values being those before the first assignment.
    ///
    /// The order is one in which no variable is overwritten before its last reader; where there is none (a
    /// swap), a value waits in a temporary.
    pub(super) fn assign(&mut self, pairs: &[(VarId, Value)]) {
        let mut left: Vec<(VarId, Value)> = pairs
            .iter()
            .copied()
            .filter(|&(var, v)| !self.holds(var, v))
            .collect();
        let mut delayed = Vec::new();
        while !left.is_empty() {
            let free = (0..left.len()).find(|&n| !self.is_read_by_others(&left, n));
            let (var, v) = left.remove(free.unwrap_or(0));
            let value = self.loose(v);
            let loc = self.inlined_op(v).map(|op| op.loc.clone());
            let target = self.var_name(var).to_string();
            if free.is_some() && value.to_string() == target {
                continue;
            }
            if free.is_some() {
                let text = self.assignment(&target, self.kernel.ty(v), &value);
                self.line(&text, loc.as_ref());
            } else {
                let temporary = self.names.declare(&format!("next_{target}"));
                let ty = self.var_type(var);
                self.line(&format!("{ty} {temporary} = {value};"), loc.as_ref());
                delayed.push((target, temporary));
            }
        }
        for (target, temporary) in delayed {
            self.line(&format!("{target} = {temporary};"), None);
        }
    }

    /// Whether the n-th variable occurs in the value of another pair.
    fn is_read_by_others(&self, pairs: &[(VarId, Value)], n: usize) -> bool {
        let others = pairs.iter().enumerate().filter(|&(m, _)| m != n);
        others.map(|(_, &(_, v))| v).any(|v| {
            let mut read = BTreeSet::new();
            self.variables_of(v, &mut read);
            read.contains(&pairs[n].0)
        })
    }

    /// The variables that the text of a value reads.
    fn variables_of(&self, v: Value, read: &mut BTreeSet<VarId>) {
        if let Some(var) = self.vars.of(v) {
            read.insert(var);
        } else if let Some(op) = self.inlined_op(v) {
            for &operand in &op.operands {
                self.variables_of(operand, read);
            }
        }
    }
}
