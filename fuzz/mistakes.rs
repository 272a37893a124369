//! Mistakes planted in the Metal text of random kernels: executing it finds each of them.

use crate::generate::{build, stmt};
use crate::interpret;
use crate::metal::{Case, emitted, objection, run};
use crate::twin;
use enigma_metal_check::execute::{Host, Keep};

/// A piece of text, all of it in a kernel replaced by another, and what that stands for.
const MISTAKES: [(&str, &str, &str); 14] = [
    (
        "a sum across lanes with the wrong sign",
        "simd_sum(",
        "-simd_sum(",
    ),
    ("a smallest for a largest", "simd_max(", "simd_min("),
    (
        "a scan that leaves the lane itself out",
        "simd_prefix_inclusive_sum(",
        "simd_prefix_exclusive_sum(",
    ),
    (
        "a sum of a simdgroup for one of a quad",
        "quad_sum(",
        "simd_sum(",
    ),
    (
        "a shuffle the wrong way",
        "simd_shuffle_up(",
        "simd_shuffle_down(",
    ),
    ("a vote of all for one of any", "simd_any(", "simd_all("),
    (
        "a barrier left out",
        "threadgroup_barrier(mem_flags::mem_threadgroup);",
        ";",
    ),
    (
        "an atomic of another operation",
        "atomic_fetch_xor_explicit(",
        "atomic_fetch_or_explicit(",
    ),
    ("a sum for a difference", " - ", " + "),
    ("a product for a sum", " + ", " * "),
    ("a comparison the wrong way", " < ", " > "),
    ("a shift by one bit less", " << ", " << 1u << "),
    (
        "a matrix that is not transposed",
        ", ulong2(0, 0), true",
        ", ulong2(0, 0), false",
    ),
    ("the wrong half of a choice", " ? ", " == false ? "),
];

/// Kernels with a piece of text that are looked at, and seeds that are searched for them.
const KERNELS: usize = 6;
const SEEDS: u64 = 400;

/// The text before the body of the kernel, and the body.
fn parts(text: &str) -> (&str, &str) {
    let kernel = text.find("\nkernel void").expect("a kernel");
    let body = kernel + text[kernel..].find(") {\n").expect("a body");
    text.split_at(body + 4)
}

/// Kernels whose body has the piece.
fn with(piece: &str) -> Vec<Case> {
    let case = |seed| {
        let program = twin::twin(&stmt::program(seed));
        let (_, verified) = build::kernel(&program);
        let text = emitted(&verified).ok()?;
        let expected = parts(&text)
            .1
            .contains(piece)
            .then(|| interpret(&program, verified.kernel()))?;
        let run = run(&program, text);
        Some(Case {
            seed,
            program,
            expected: expected.ok()?,
            run,
        })
    };
    (0..SEEDS).filter_map(case).take(KERNELS).collect()
}

#[test]
fn mistakes_planted_in_metal_text_are_found() {
    let Some(host) = Host::new(Keep::Programs) else {
        println!("skipped: executing Metal text needs clang 22");
        return;
    };
    for (mistake, right, wrong) in MISTAKES {
        let cases = with(right);
        let mut runs = Vec::new();
        for case in &cases {
            let mut run = case.run.clone();
            let (head, body) = parts(&run.text);
            run.text = format!("{head}{}", body.replace(right, wrong));
            runs.push(run);
        }
        let results = cases.iter().zip(host.execute(&runs));
        let found = results.filter(|(case, result)| match result {
            Ok(executed) => objection(case, executed).is_some(),
            Err(said) => !said.contains("error:"),
        });
        let (found, all) = (found.count(), cases.len());
        println!("{mistake}: found in {found} of {all} kernels");
        assert!(found > 0, "{mistake}: not found in {all} kernels");
    }
}
