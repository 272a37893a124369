//! Accesses of several elements at once, as `wide` found them.

use super::dialect::Vector;
use super::emitter::Emitter;
use super::expr::Expr;
use super::wide::Group;
use enigma_core::ir::{Def, Memory, OpData, OpId, Value};

impl Emitter<'_> {
    /// `float4 A_values = *(device const packed_float4*)&A[i];`
    pub(super) fn load_vector(&mut self, id: OpId) {
        let group = self.group(id);
        let (memory, ops) = (group.memory, group.ops.clone());
        let vector = self.vector(memory, ops.len());
        let op = self.kernel.op(id);
        let from = self.pointer(&vector, memory, op.operands[0]);
        let name = format!("{}_values", self.kernel.memory_name(memory));
        let name = self.names.declare(&name);
        self.line(
            &format!("{} {name} = *{from};", vector.value),
            Some(&op.loc),
        );
        for id in ops {
            self.vector_names.insert(id, name.clone());
        }
    }

    /// `*(device packed_float4*)&A[i] = float4(x, y, z, w);`
    pub(super) fn store_vector(&mut self, id: OpId) {
        let group = self.group(id);
        let vector = self.vector(group.memory, group.ops.len());
        let ops: Vec<&OpData> = group.ops.iter().map(|&id| self.kernel.op(id)).collect();
        let to = self.pointer(&vector, group.memory, ops[0].operands[0]);
        let values: Vec<Value> = ops.iter().map(|op| op.operands[1]).collect();
        let value = match self.whole(&values) {
            Some(name) => Expr::primary(name),
            None => {
                let values: Vec<Expr> = values.iter().map(|&v| self.value(v)).collect();
                Expr::call(&vector.value, &values)
            }
        };
        self.line(&format!("*{to} = {value};"), Some(&ops[0].loc));
    }

    /// The vector that was loaded whose components these are, all of them in their order.
    fn whole(&self, values: &[Value]) -> Option<&str> {
        let load = |v: Value| match self.kernel.value(v).def {
            Def::Result(id, _) if self.is_inlined(v) => Some(id),
            Def::Result(..) | Def::Argument(..) => None,
        };
        let loads: Option<Vec<OpId>> = values.iter().map(|&v| load(v)).collect();
        let first = *loads.as_ref()?.first()?;
        let name = self.vector_names.get(&first)?;
        (self.wide.group(first)?.ops == loads?).then_some(name)
    }

    fn group(&self, id: OpId) -> &Group {
        let group = self.wide.group(id);
        group.expect("internal error: an access without its group")
    }

    fn vector(&self, memory: Memory, width: usize) -> Vector {
        let vector = self.dialect.vector(self.kernel, memory, width);
        vector.expect("internal error: an access as a vector that is not there")
    }

    fn pointer(&self, vector: &Vector, memory: Memory, index: Value) -> Expr {
        Expr::prefix(
            &format!("({})", vector.pointer),
            &self.address(memory, index),
        )
    }

    /// `A_values.x`, for a load that is one of several.
    pub(super) fn component(&self, id: OpId) -> Option<Expr> {
        let name = self.vector_names.get(&id)?;
        let component = ["x", "y", "z", "w"][self.wide.component(id)?];
        Some(Expr::primary(format!("{name}.{component}")))
    }
}
