//! The language version that a text states on top, against what it uses.

use super::Source;
use crate::text::stated_version;

/// A test of a word, and the version that such a word needs.
type Need = (fn(&str) -> bool, u32);

/// What a word needs, as `__METAL_VERSION__` counts; the first row that fits holds.
const NEEDS: &[Need] = &[
    (
        |word| {
            matches!(word, "atomic_thread_fence" | "coherent") || word.starts_with("thread_scope_")
        },
        320,
    ),
    (|word| word == "memory_order_seq_cst", 320),
    (|word| word.contains("bfloat"), 310),
    (|word| word == "atomic_float", 300),
    (|word| matches!(word, "atomic_ulong" | "atomic_bool"), 240),
    (|word| word.contains("_shuffle_and_fill_"), 240),
    (
        |word| word.starts_with("simdgroup_") && is_matrix(word),
        230,
    ),
    (
        |word| word.starts_with("simd_") || word.starts_with("quad_"),
        230,
    ),
    (
        |word| {
            matches!(
                word,
                "long" | "ulong" | "long2" | "ulong2" | "int64_t" | "uint64_t"
            )
        },
        220,
    ),
];

fn is_matrix(word: &str) -> bool {
    word.ends_with("8x8")
        || ["_load", "_store", "_multiply", "_accumulate", "_matrix"]
            .iter()
            .any(|end| word.ends_with(end))
}

/// A text says which version it needs, and uses nothing newer. What other versions do not see is left out.
pub fn needed(source: &mut Source<'_>) {
    let Some(stated) = stated_version(source.text) else {
        source.report(
            1,
            "version",
            "the text does not say which version it needs".into(),
        );
        return;
    };
    let mut found = Vec::new();
    for token in &source.tokens {
        let need = NEEDS
            .iter()
            .find(|(fits, _)| fits(token.text))
            .map_or(0, |(_, version)| *version);
        if need > stated {
            found.push((
                token.line,
                format!(
                    "{} needs Metal {}.{}",
                    token.text,
                    need / 100,
                    need / 10 % 10
                ),
            ));
        }
    }
    for (line, message) in found {
        source.report(line, "version", message);
    }
}
