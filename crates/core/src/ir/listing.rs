//! Lists a kernel one operation a line, under the user's names: what `dump_ir` prints.
//!
//! It is for reading. The text that stands for a kernel, with its types, is `print`'s.

use super::print::{attribute, memories};
use super::{BlockId, Kernel, OpData, Value};
use std::collections::HashMap;
use std::fmt::Write;

/// A heading with the number of operations, then `result = op(operands)` lines, nested ones deeper.
pub fn listing(kernel: &Kernel) -> String {
    let mut count = 0;
    kernel.walk(&mut |_, _| count += 1);
    let mut list = Listing {
        kernel,
        out: format!("=== IR: {} ({count} ops) ===\n", kernel.name),
        names: HashMap::new(),
        taken: HashMap::new(),
    };
    list.ops(Kernel::BODY, 1);
    list.out
}

struct Listing<'k> {
    kernel: &'k Kernel,
    out: String,
    names: HashMap<Value, String>,
    /// How many values have asked for a name; the second and later ones get a number.
    taken: HashMap<String, u32>,
}

impl Listing<'_> {
    fn ops(&mut self, block: BlockId, depth: usize) {
        for &id in &self.kernel.block(block).ops {
            self.op(self.kernel.op(id), depth);
        }
    }

    fn op(&mut self, op: &OpData, depth: usize) {
        let pad = "  ".repeat(depth);
        let results = self.list(&op.results);
        let equals = if op.results.is_empty() { "" } else { " = " };
        let memories = memories(op.attr);
        let memories = memories.iter().map(|&m| self.kernel.memory_name(m).into());
        let memories: Vec<String> = memories.collect();
        let operands = op.operands.iter().map(|&v| self.name(v));
        let operands: Vec<String> = memories.into_iter().chain(operands).collect();
        let (name, operands) = (op.op.name, operands.join(", "));
        let attribute = attribute(op.attr);
        let _ = write!(
            self.out,
            "{pad}{results}{equals}{name}({operands}){attribute}"
        );
        for &block in &op.blocks {
            self.region(block, depth);
        }
        self.out.push('\n');
    }

    fn region(&mut self, id: BlockId, depth: usize) {
        let block = self.kernel.block(id);
        let arguments = self.list(&block.args);
        let bar = if arguments.is_empty() {
            String::new()
        } else {
            format!(" |{arguments}|")
        };
        let _ = writeln!(self.out, " {{{bar}");
        self.ops(id, depth + 1);
        let pad = "  ".repeat(depth);
        if !block.yields.is_empty() {
            let yields = self.list(&block.yields);
            let _ = writeln!(self.out, "{pad}  yield({yields})");
        }
        let _ = write!(self.out, "{pad}}}");
    }

    fn list(&mut self, values: &[Value]) -> String {
        let names: Vec<String> = values.iter().map(|&v| self.name(v)).collect();
        names.join(", ")
    }

    fn name(&mut self, v: Value) -> String {
        if let Some(name) = self.names.get(&v) {
            return name.clone();
        }
        let wanted = self.kernel.value(v).name.as_deref().unwrap_or("v");
        let count = self.taken.entry(wanted.to_owned()).or_insert(0);
        *count += 1;
        let name = match (*count, self.kernel.value(v).name.is_some()) {
            (1, true) => wanted.to_owned(),
            (n, true) => format!("{wanted}_{n}"),
            (n, false) => format!("%{n}"),
        };
        self.names.insert(v, name.clone());
        name
    }
}
