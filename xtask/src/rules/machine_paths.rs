//! `machine-paths`: no file names a folder of the machine it was written on.

use crate::finding::Finding;
use crate::source::Sources;

/// Spelt in two halves, or this file would be a finding.
const PREFIXES: [&str; 4] = [
    concat!("/", "work/"),
    concat!("/", "root/"),
    concat!("/", "home/"),
    concat!("/", "Users/"),
];

/// A finding for each line that holds such a path. `crates/work/` holds none: the prefix must not follow a name.
pub fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &sources.files {
        for (line, text) in file.numbered_lines() {
            if let Some(prefix) = PREFIXES.iter().find(|prefix| names(text, prefix)) {
                findings.push(Finding {
                    path: file.path.clone(),
                    line,
                    rule: "machine-paths",
                    message: format!("`{prefix}` exists on one machine only; use a relative path"),
                });
            }
        }
    }
    findings
}

fn names(text: &str, prefix: &str) -> bool {
    text.match_indices(prefix)
        .any(|(at, _)| !text[..at].ends_with(|c: char| c.is_alphanumeric() || "_-./".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::{PREFIXES, check};
    use crate::source::sources_of;

    #[test]
    fn an_absolute_path_is_found_and_a_relative_one_is_not() {
        let absolute = format!("ok\nsee {}x\n", PREFIXES[0]);
        let relative = format!("see ..{0}x and crates{0}x\n", PREFIXES[0]);
        let sources = sources_of(&[("a.md", &absolute), ("b.md", &relative)]);
        let findings = check(&sources);
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].path.as_str(), findings[0].line), ("a.md", 2));
    }
}
