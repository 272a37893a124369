//! Branches and loops. Carried values are variables, assigned together by way of temporaries.

use super::writer::Writer;
use enigma_core::ir::{OpData, Value};

impl Writer<'_> {
    /// Declares variables for values, with initial expressions where there are any.
    fn carry(&mut self, values: &[Value], init: Option<&[Value]>, op: &OpData) -> Vec<String> {
        let mut names = Vec::new();
        for (n, &v) in values.iter().enumerate() {
            let ty = self.kernel.dtype(v);
            let start = init
                .map(|init| format!(" = {}", self.get(init[n])))
                .unwrap_or_default();
            let name = self.variable(v, "carried");
            self.line(&format!("{ty} {name}{start};"), Some(op));
            names.push(name);
        }
        names
    }

    /// Assigns variables at once: each new value is computed before any variable changes.
    fn assign(&mut self, names: &[String], from: &[Value]) {
        let moves: Vec<(usize, String)> = from
            .iter()
            .enumerate()
            .map(|(n, &v)| (n, self.get(v)))
            .filter(|(n, text)| names[*n] != *text)
            .collect();
        if let [(n, text)] = &moves[..] {
            self.line(&format!("{} = {text};", names[*n]), None);
            return;
        }
        let mut temporaries = Vec::new();
        for (n, text) in moves {
            let ty = self.kernel.dtype(from[n]);
            let name = self.names.fresh("next");
            self.line(&format!("{ty} {name} = {text};"), None);
            temporaries.push((n, name));
        }
        for (n, name) in temporaries {
            self.line(&format!("{} = {name};", names[n]), None);
        }
    }

    fn alias(&mut self, values: &[Value], names: &[String]) {
        for (&v, name) in values.iter().zip(names) {
            self.set(v, name.clone());
        }
    }

    pub(super) fn branch(&mut self, op: &OpData) {
        let names = self.carry(&op.results, None, op);
        let condition = self.get(op.operands[0]);
        self.line(&format!("if ({condition}) {{"), Some(op));
        for (n, &block) in op.blocks.iter().enumerate() {
            let body = self.kernel.block(block);
            if n == 1 && body.ops.is_empty() && body.yields.is_empty() {
                break;
            }
            if n == 1 {
                self.line("} else {", None);
            }
            self.indent();
            self.block(block);
            self.assign(&names, &body.yields);
            self.dedent();
        }
        self.line("}", None);
    }

    /// The trip count is fixed on entry, in the unsigned type, so that no bound overflows.
    pub(super) fn counted(&mut self, op: &OpData) {
        let body = self.kernel.block(op.blocks[0]);
        let names = self.carry(&op.results, Some(&op.operands[3..]), op);
        self.alias(&body.args[1..], &names);
        let ty = self.kernel.dtype(op.operands[0]);
        let wide = ty
            .to_unsigned()
            .expect("internal error: a loop over no integer");
        let [lo, hi, step] = [0, 1, 2].map(|n| self.get(op.operands[n]));
        let (trips, round) = (self.names.fresh("trips"), self.names.fresh("round"));
        let count = format!("{wide}({wide}({hi}) - {wide}({lo}) - 1u) / {wide}({step}) + 1u");
        self.line(
            &format!("ulong {trips} = {lo} < {hi} && {step} > 0 ? ulong({count}) : 0ul;"),
            Some(op),
        );
        self.line(
            &format!("for (ulong {round} = 0ul; {round} < {trips}; {round}++) {{"),
            None,
        );
        self.indent();
        let index = self.variable(body.args[0], "i");
        self.line(
            &format!("{ty} {index} = {ty}({wide}({lo}) + {wide}({round}) * {wide}({step}));"),
            None,
        );
        self.block(op.blocks[0]);
        self.assign(&names, &body.yields);
        self.dedent();
        self.line("}", None);
    }

    pub(super) fn conditional(&mut self, op: &OpData) {
        let (test, body) = (
            self.kernel.block(op.blocks[0]),
            self.kernel.block(op.blocks[1]),
        );
        let results = self.carry(&op.results, None, op);
        self.alias(&body.args, &results);
        let carried = self.carry(&test.args, Some(&op.operands), op);
        self.line("while (true) {", Some(op));
        self.indent();
        self.block(op.blocks[0]);
        let condition = self.names.fresh("proceed");
        let text = self.get(test.yields[0]);
        self.line(&format!("bool {condition} = {text};"), None);
        self.assign(&results, &test.yields[1..]);
        self.line(&format!("if (!{condition}) break;"), None);
        self.block(op.blocks[1]);
        self.assign(&carried, &body.yields);
        self.dedent();
        self.line("}", None);
    }
}
