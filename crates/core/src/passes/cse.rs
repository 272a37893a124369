//! Merges equal pure operations within the scope of the first.
//!
//! Loads are left alone (another thread may write between them), and so is everything convergent: a
//! `simd_sum` under a branch is not the one before it.

use super::rewrite::{Rewriter, Transform, rewrite};
use crate::ir::{Attr, Kernel, OpId, Value};
use crate::ops::Kind;
use crate::types::Type;
use std::collections::HashMap;

/// The kernel with equal pure operations merged.
pub fn cse(kernel: &Kernel) -> Kernel {
    rewrite(
        kernel,
        &mut Cse {
            scopes: vec![HashMap::new()],
        },
    )
}

/// Name, operands, immediate, result type.
type Key = (&'static str, Vec<Value>, Attr, Type);

struct Cse {
    scopes: Vec<HashMap<Key, Value>>,
}

impl Transform for Cse {
    fn op(&mut self, rw: &mut Rewriter<'_>, id: OpId) {
        let op = rw.old.op(id);
        let mergeable = match op.op.kind {
            Kind::Pure
            | Kind::Const
            | Kind::Query(_)
            | Kind::ScalarParam
            | Kind::FunctionConstant => true,
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
        };
        if !mergeable {
            rw.copy(self, id);
            return;
        }
        let key = (
            op.op.name,
            rw.get_all(&op.operands),
            op.attr,
            rw.old.ty(op.result()),
        );
        let known = self
            .scopes
            .iter()
            .find_map(|scope| scope.get(&key))
            .copied();
        let value = known.unwrap_or_else(|| {
            rw.copy(self, id);
            rw.get(op.result())
        });
        rw.set(op.result(), value);
        self.scopes
            .last_mut()
            .expect("internal error: no scope")
            .insert(key, value);
    }

    fn enter(&mut self) {
        self.scopes.push(HashMap::new());
    }

    fn leave(&mut self) {
        self.scopes.pop();
    }
}
