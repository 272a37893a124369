//! Makes a failing program smaller: drops statements, takes loops apart, simplifies expressions, for as
//! long as it still fails.

use super::program::{Expr, Program, Stmt};
use enigma_core::Const;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Tries of the failing check before it is small enough.
const TRIES: usize = 3000;

/// What is wrong with a program, in words, if anything is.
pub type Check = dyn Fn(&Program) -> Option<String>;

/// The check, a panic in it taken for a failure.
pub fn failure(program: &Program, check: &Check) -> Option<String> {
    let guarded = AssertUnwindSafe(|| check(program));
    catch_unwind(guarded).unwrap_or_else(|_| Some("a panic, printed above".into()))
}

/// The smallest program found that still fails.
pub fn shrink(program: &Program, check: &Check) -> Program {
    let mut best = program.clone();
    let mut tries = 0;
    let mut position = 0;
    while position < count(&best.body) {
        let next = smaller(&best, position).into_iter().find(|candidate| {
            tries += 1;
            tries <= TRIES && failure(candidate, check).is_some()
        });
        match next {
            Some(candidate) => best = candidate,
            None => position += 1,
        }
        if tries > TRIES {
            break;
        }
    }
    best
}

/// Statements, with those inside.
fn count(statements: &[Stmt]) -> usize {
    statements
        .iter()
        .map(|s| 1 + blocks(s).into_iter().map(count).sum::<usize>())
        .sum()
}

fn blocks(s: &Stmt) -> Vec<&[Stmt]> {
    match s {
        Stmt::If(_, then, other) => vec![then, other],
        Stmt::For(f) => vec![&f.body],
        Stmt::While(w) => vec![&w.test, &w.body],
        _ => vec![],
    }
}

/// The program with one step taken at the statement of that number.
fn smaller(p: &Program, position: usize) -> Vec<Program> {
    let mut found = Vec::new();
    let mut at = |replace: &dyn Fn(&Stmt) -> Vec<Vec<Stmt>>| {
        let mut number = position;
        for body in edit(&p.body, &mut number, replace) {
            found.push(Program { body, ..p.clone() });
        }
    };
    at(&|_| vec![vec![]]);
    at(&|s| {
        blocks(s)
            .into_iter()
            .filter(|b| !b.is_empty())
            .map(<[Stmt]>::to_vec)
            .collect()
    });
    at(&|s| simpler(s).into_iter().map(|s| vec![s]).collect());
    found
}

/// Each way to replace the statement of that number.
fn edit(
    body: &[Stmt],
    number: &mut usize,
    replace: &dyn Fn(&Stmt) -> Vec<Vec<Stmt>>,
) -> Vec<Vec<Stmt>> {
    for (i, s) in body.iter().enumerate() {
        let with = |new: Vec<Stmt>| [&body[..i], &new, &body[i + 1..]].concat();
        if *number == 0 {
            return replace(s).into_iter().map(with).collect();
        }
        *number -= 1;
        for (n, block) in blocks(s).into_iter().enumerate() {
            let inner = edit(block, number, replace);
            if !inner.is_empty() {
                return inner
                    .into_iter()
                    .map(|new| with(vec![with_block(s, n, new)]))
                    .collect();
            }
        }
    }
    Vec::new()
}

fn with_block(s: &Stmt, n: usize, new: Vec<Stmt>) -> Stmt {
    let mut s = s.clone();
    match (&mut s, n) {
        (Stmt::If(_, block, _), 0) | (Stmt::If(_, _, block), _) => *block = new,
        (Stmt::For(f), _) => f.body = new,
        (Stmt::While(w), 0) => w.test = new,
        (Stmt::While(w), _) => w.body = new,
        _ => {}
    }
    s
}

/// The statement with one of its expressions replaced by a part of it, or by zero.
fn simpler(s: &Stmt) -> Vec<Stmt> {
    let mut found = Vec::new();
    for n in 0..expressions(&mut s.clone()).len() {
        let original = expressions(&mut s.clone())[n].clone();
        for part in parts(&original) {
            let mut new = s.clone();
            *expressions(&mut new)[n] = part;
            found.push(new);
        }
    }
    found
}

fn expressions(s: &mut Stmt) -> Vec<&mut Expr> {
    match s {
        Stmt::Set(_, e) | Stmt::SetUniform(_, e) | Stmt::CopyOut(e) | Stmt::If(e, _, _) => vec![e],
        Stmt::Store(e, mask) => [e].into_iter().chain(mask).collect(),
        Stmt::Near(_, args) => args.iter_mut().collect(),
        Stmt::For(f) => vec![&mut f.extra],
        Stmt::While(w) => vec![&mut w.limit, &mut w.condition],
        Stmt::Product(product) => vec![&mut product.from],
        Stmt::Barrier(_) | Stmt::SimdBarrier(_) => vec![],
        Stmt::Exchange { value, from, .. } => vec![value, from],
        Stmt::SharedAtomic {
            index, value, from, ..
        } => vec![index, value, from],
        Stmt::Atomic { index, value, .. } => vec![index, value],
        Stmt::Reduce { value, .. } => vec![value],
        Stmt::Shuffle { value, lane, .. } => vec![value, lane],
        Stmt::Fill { values, delta, .. } => values.iter_mut().chain([delta]).collect(),
        Stmt::Vote { condition, .. } => vec![condition],
        Stmt::CopyIn { from, .. } => vec![from],
    }
}

/// Expressions of the same dtype that are simpler: zero, parts, and the same with a simpler part.
fn parts(e: &Expr) -> Vec<Expr> {
    if e.parts().is_empty() {
        return Vec::new();
    }
    let mut found = vec![Expr::Const(Const::from_bits(e.dtype(), 0))];
    found.extend(e.parts().iter().filter(|p| p.dtype() == e.dtype()).cloned());
    for (n, part) in e.parts().iter().enumerate() {
        found.extend(parts(part).into_iter().map(|new| with_part(e, n, new)));
    }
    found
}

fn with_part(e: &Expr, n: usize, new: Expr) -> Expr {
    let mut e = e.clone();
    match &mut e {
        Expr::Input(_, part) | Expr::Cast(_, part) | Expr::Bits(_, part) => **part = new,
        Expr::InputIf(_, parts) => parts[n] = new,
        Expr::Op(_, parts) | Expr::Component(_, parts) => parts[n] = new,
        Expr::Var(_)
        | Expr::Uniform(_)
        | Expr::Const(_)
        | Expr::Query(..)
        | Expr::Param(..)
        | Expr::Scratch(_) => {}
    }
    e
}
