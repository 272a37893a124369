//! The house rules: one module each, one readable list, every finding reported.
//!
//! A rule that a compiler lint can hold is a lint (`Cargo.toml`, `clippy.toml`); what is here is what no lint sees.
//! A rule is a function from the sources to findings and does no I/O, so its tests need no files.

mod arrows;
mod attributes;
mod doc_blocks;
mod length;
mod machine_paths;
mod module_docs;
mod no_unsafe;

use crate::finding::Finding;
use crate::source::Sources;

type Rule = fn(&Sources) -> Vec<Finding>;

const RULES: [Rule; 7] = [
    arrows::check,
    attributes::check,
    doc_blocks::check,
    length::check,
    machine_paths::check,
    module_docs::check,
    no_unsafe::check,
];

/// Runs every rule, and orders what they find by place.
pub fn run_all(sources: &Sources) -> Vec<Finding> {
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(sources)).collect();
    findings.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    findings
}

#[cfg(test)]
mod tests {
    use super::run_all;
    use crate::source::sources_of;

    #[test]
    fn findings_come_in_the_order_of_places() {
        let sources = sources_of(&[
            ("b.rs", "fn b() {}"),
            ("a.rs", "fn a() {}\n#[should_panic]"),
        ]);
        let places: Vec<(String, usize)> = run_all(&sources)
            .into_iter()
            .map(|finding| (finding.path, finding.line))
            .collect();
        let expected = [("a.rs", 1), ("a.rs", 2), ("b.rs", 1)];
        assert_eq!(places, expected.map(|(path, line)| (path.to_owned(), line)));
    }
}
