//! Planted mistakes: for each rule a text that breaks it and its clean twin.
//!
//! A text is what stands in the body of the kernel below, or a whole file where it says `kernel` itself. Tables are in
//! the order of what is known of Metal: atomics, barriers, threadgroup memory, integers, floats, lanes, the grid,
//! control flow, vectors, private symbols; then language versions.

mod tables {
    pub mod atomics;
    pub mod barriers;
    pub mod control;
    pub mod copies;
    pub mod floats;
    pub mod grid;
    pub mod integers;
    pub mod lanes;
    pub mod memory;
    pub mod vectors;
    pub mod versions;
}

use enigma_metal_check::clang::{STRICT, clang, complaints};
use enigma_metal_check::lint::lint;
use enigma_metal_check::text::together;
use tables::{
    atomics, barriers, control, copies, floats, grid, integers, lanes, memory, vectors, versions,
};

/// Who has to find a mistake.
#[derive(Clone, Copy, PartialEq)]
pub enum By {
    /// The type check.
    Clang,
    /// A rule of the linter.
    Lint,
}

/// A rule of Metal, broken and kept.
pub struct Mistake {
    /// What Metal wants.
    pub rule: &'static str,
    /// Who finds it.
    pub by: By,
    /// The text that breaks it.
    pub bad: &'static str,
    /// What the diagnostic says; of a linter's, its rule or message.
    pub says: &'static str,
    /// The same done right.
    pub good: &'static str,
}

/// A row of a table: rule, who finds it, what is wrong, what is said, what is right.
pub const fn row(
    rule: &'static str,
    by: By,
    bad: &'static str,
    says: &'static str,
    good: &'static str,
) -> Mistake {
    Mistake {
        rule,
        by,
        bad,
        says,
        good,
    }
}

fn all() -> impl Iterator<Item = &'static Mistake> {
    [
        atomics::TABLE,
        barriers::TABLE,
        memory::TABLE,
        integers::TABLE,
        floats::TABLE,
        lanes::TABLE,
        grid::TABLE,
        control::TABLE,
        vectors::TABLE,
        copies::TABLE,
        versions::TABLE,
    ]
    .into_iter()
    .flatten()
}

/// A whole text.
fn text(body: &str) -> String {
    if body.contains("kernel ") {
        let version = if body.starts_with("// Metal") {
            ""
        } else {
            "// Metal Shading Language 3.2 or newer.\n"
        };
        return format!("{version}{body}\n",).replace(
            "#HEAD",
            "#include <metal_stdlib>\n#include <metal_simdgroup_matrix>\nusing namespace metal;",
        );
    }
    format!(
        "// Metal Shading Language 3.2 or newer.\n#include <metal_stdlib>\n#include <metal_simdgroup_matrix>\n\
         using namespace metal;\nkernel void k(\n    device const float* A [[buffer(0)]],\n    \
         device float* B [[buffer(1)]],\n    device uint* U [[buffer(2)]],\n    constant int& n [[buffer(3)]],\n    \
         uint3 tid [[thread_position_in_grid]]\n) {{\n    threadgroup float shared[4];\n    shared[0] = A[0];\n    \
         B[0] = shared[0];\n    U[0] = uint(n) + tid.x;\n    {body}\n}}\n"
    )
}

fn found(text: &str, by: By, clang: &str) -> String {
    match by {
        // Names that the rule does not need read as mistakes of their own otherwise.
        By::Clang => complaints(clang, text, &[STRICT, &["-Wno-unused"]].concat()),
        By::Lint => lint(text).iter().map(|f| format!("{f}\n")).collect(),
    }
}

/// What is wrong with a row.
fn objections(mistake: &Mistake, clang: &str) -> Vec<String> {
    let mut objections = Vec::new();
    let bad = found(&text(mistake.bad), mistake.by, clang);
    if bad.is_empty() {
        objections.push(format!("{}: not found: {}", mistake.rule, mistake.bad));
    } else if !bad.contains(mistake.says) {
        objections.push(format!(
            "{}: said, instead of {:?}:\n{bad}",
            mistake.rule, mistake.says
        ));
    }
    let good = found(&text(mistake.good), By::Lint, clang);
    if !good.is_empty() {
        objections.push(format!("{}: the twin is not clean:\n{good}", mistake.rule));
    }
    objections
}

/// What clang says of all twins: at once where they state the newest version.
fn objections_to_twins(clang: &str) -> Vec<String> {
    let (newest, older): (Vec<String>, Vec<String>) = all()
        .map(|mistake| text(mistake.good))
        .partition(|text| text.contains("Language 3.2"));
    let together = together(&newest);
    let found = older
        .iter()
        .chain([&together])
        .map(|text| found(text, By::Clang, clang));
    found.filter(|found| !found.is_empty()).collect()
}

#[test]
fn every_planted_mistake_is_found_and_its_twin_is_clean() {
    let Some(clang) = clang() else {
        println!("skipped: type checks of Metal text need clang 22");
        return;
    };
    let mistakes: Vec<&Mistake> = all().collect();
    assert!(mistakes.len() >= 60, "{} mistakes", mistakes.len());
    let half = mistakes.len() / 2;
    let check = |part: &[&Mistake]| -> Vec<String> {
        part.iter().flat_map(|m| objections(m, clang)).collect()
    };
    let missed = std::thread::scope(|scope| {
        let first = scope.spawn(|| check(&mistakes[..half]));
        let mut missed = check(&mistakes[half..]);
        missed.extend(first.join().expect("no panic"));
        missed.extend(objections_to_twins(clang));
        missed
    });
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    let count = mistakes.len();
    println!("{count} planted mistakes found, {count} twins clean");
}
