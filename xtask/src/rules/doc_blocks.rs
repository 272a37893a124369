//! `doc-blocks`: the Python in README.md and docs/ runs, because a test executes every block of it.
//!
//! That test finds blocks fenced at the start of a line, so this rule sees to it that there are no others, and that
//! the test is there at all.

use crate::finding::Finding;
use crate::source::{Source, Sources};

const DOCS_TEST: &str = "tests/python/test_docs.py";
const FENCE: &str = "```python";

/// A finding for each page whose Python blocks no test would execute.
pub fn check(sources: &Sources) -> Vec<Finding> {
    let tested = sources.get(DOCS_TEST).is_some();
    let mut findings = Vec::new();
    for page in sources.files.iter().filter(|file| is_page(file)) {
        for (line, text) in page.numbered_lines() {
            let message = if !text.trim_start().starts_with(FENCE) {
                continue;
            } else if !tested {
                format!("is executed by no test: {DOCS_TEST} is missing")
            } else if text.trim_end() != FENCE {
                format!("start the block with `{FENCE}` alone, at the start of a line")
            } else {
                continue;
            };
            findings.push(Finding {
                path: page.path.clone(),
                line,
                rule: "doc-blocks",
                message,
            });
        }
    }
    findings
}

fn is_page(file: &Source) -> bool {
    file.path == "README.md" || (file.path.starts_with("docs/") && file.has_extension("md"))
}

#[cfg(test)]
mod tests {
    use super::{DOCS_TEST, check};
    use crate::source::sources_of;

    #[test]
    fn a_block_needs_the_test_and_a_plain_fence() {
        let page = "text\n```python\nx = 1\n```\n";
        let indented = "- item\n  ```python\n  x = 1\n  ```\n";
        let untested = sources_of(&[("README.md", page)]);
        assert_eq!(check(&untested).len(), 1);
        let tested = sources_of(&[
            ("README.md", page),
            ("docs/a/b.md", indented),
            ("CONTRIBUTING.md", indented),
            (DOCS_TEST, ""),
        ]);
        let findings = check(&tested);
        assert_eq!(findings.len(), 1);
        assert_eq!(
            (findings[0].path.as_str(), findings[0].line),
            ("docs/a/b.md", 2)
        );
    }
}
