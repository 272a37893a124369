//! Type check and lint of the text, without Apple's compiler (`tests/metal`).

use crate::cases::simd::apply;
use crate::golden::directory;
use crate::kernel::K;
use enigma_codegen::msl::{self, AsyncCopy};
use enigma_core::Scalar;
use enigma_core::ops::{self, Arg, Kind, OpDef};
use enigma_core::passes::Floats;
use enigma_metal_check::clang::{STRICT, clang, complaints};
use enigma_metal_check::lint::lint;
use enigma_metal_check::text::together;

const SKIPPED: &str = "skipped: type checks of Metal text need clang 22";

/// What the linter says of a text.
fn findings(text: &str) -> String {
    let lines = lint(text).into_iter().map(|finding| format!("{finding}\n"));
    lines.collect()
}

#[test]
fn golden_files_pass_type_check_and_lint() {
    let Some(clang) = clang() else {
        println!("{SKIPPED}");
        return;
    };
    let (mut found, mut count) = (Vec::new(), 0);
    // Those of the builder here, and those of kernels written through the Rust front end.
    for folder in ["golden/msl", "golden/rust"] {
        let entries = std::fs::read_dir(directory(folder)).expect("golden files");
        for entry in entries {
            let file = entry.expect("a golden file").path();
            let text = std::fs::read_to_string(&file).expect("a golden file");
            let said = complaints(clang, &text, STRICT) + &findings(&text);
            if !said.is_empty() {
                found.push(format!("{}:\n{said}", file.display()));
            }
            count += 1;
        }
    }
    assert!(count >= 60, "{count} golden files");
    assert!(found.is_empty(), "{}", found.join("\n"));
    println!("{count} golden files pass type check and lint");
}

#[test]
fn random_programs_pass_a_type_check() {
    let Some(clang) = clang() else {
        println!("{SKIPPED}");
        return;
    };
    let text = |seed| {
        let (kernel, _) = crate::random::program(seed);
        msl::emit(&kernel, Floats::Ieee, AsyncCopy::Cooperative).expect("text")
    };
    let texts: Vec<String> = (1..=100).map(text).collect();
    for text in &texts {
        assert_eq!(findings(text), "", "{text}");
    }
    // Random programs compare values with themselves and leave parameters unread.
    let odd = [
        "-Wno-unused",
        "-Wno-unused-parameter",
        "-Wno-tautological-compare",
        "-Wno-tautological-unsigned-zero-compare",
    ];
    let found = complaints(clang, &together(&texts), &[STRICT, &odd[..]].concat());
    assert_eq!(found, "");
}

/// Every operation across lanes on every dtype it takes.
#[test]
fn operations_across_lanes_pass_a_type_check() {
    let Some(clang) = clang() else {
        println!("{SKIPPED}");
        return;
    };
    let mut texts = Vec::new();
    for ty in Scalar::ALL {
        let takes = |op: &&'static OpDef| match op.sig.args.first() {
            Some(Arg::T(class)) => class.contains(ty),
            _ => ty == Scalar::Bool,
        };
        let mut k = K::new("k");
        let data = k.b.buffer("data", ty);
        let votes = k.b.buffer("votes", Scalar::U32);
        let (tid, number) = (k.tid(), k.b.scalar("number", Scalar::U64));
        let x = k.load(data, tid);
        let across = ops::all().filter(|op| matches!(op.kind, Kind::Simd(_)));
        for op in across.filter(takes) {
            let v = apply(&mut k, op, x, number);
            let has_bits = ty == Scalar::Bool && k.b.kernel().dtype(v) == Scalar::U32;
            k.store(if has_bits { votes } else { data }, tid, v);
        }
        let one = k.emit(AsyncCopy::Cooperative).expect("text");
        assert_eq!(findings(&one), "", "{one}");
        texts.push(one);
    }
    let found = complaints(
        clang,
        &together(&texts),
        &[STRICT, &["-Wno-unused-parameter"]].concat(),
    );
    assert_eq!(found, "");
}
