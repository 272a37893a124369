//! `attributes`: no `#[should_panic]`, and no `#[allow]`.
//!
//! A test that expects a panic accepts any panic; it should expect the error instead. `#[expect]` with a reason does
//! what `#[allow]` does and complains once it is no longer needed. Clippy also denies `allow`, but only in code that
//! the present features and platform compile.

use crate::finding::Finding;
use crate::source::{Code, Sources};

const BANNED: [(&str, &str); 3] = [
    ("#[should_panic", "expect the error, not a panic"),
    ("#[allow(", "use `#[expect(lint, reason = \"...\")]`"),
    ("#![allow(", "use `#![expect(lint, reason = \"...\")]`"),
];

/// A finding for each banned attribute in code.
pub fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in sources.rust() {
        let code = Code::of(&file.text);
        for (attribute, advice) in BANNED {
            findings.extend(code.lines_with(attribute).map(|line| Finding {
                path: file.path.clone(),
                line,
                rule: "attributes",
                message: format!("`{attribute}`: {advice}"),
            }));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::source::sources_of;

    #[test]
    fn finds_attributes_in_code_only() {
        let text = "//! `#[allow(x)]` is banned.\n#[allow(dead_code)]\n#[should_panic(expected = \"x\")]\n\
                    #[expect(dead_code, reason = \"y\")]\nlet x = \"#[allow(\";\n";
        let lines: Vec<usize> = check(&sources_of(&[("a.rs", text)]))
            .iter()
            .map(|finding| finding.line)
            .collect();
        assert_eq!(lines, [3, 2]);
    }
}
