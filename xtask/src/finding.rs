//! What a house rule reports: a place, the rule's name, and what to do about it.

use std::fmt;

/// One violation of one house rule. `line` counts from 1; 0 stands for the file as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Path from the repository's root, with forward slashes.
    pub path: String,
    /// The line to look at, or 0.
    pub line: usize,
    /// The rule's name, as ARCHITECTURE.md and CONTRIBUTING.md spell it.
    pub rule: &'static str,
    /// What is wrong and what would put it right.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path)?;
        if self.line > 0 {
            write!(f, "{}:", self.line)?;
        }
        write!(f, " [{}] {}", self.rule, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::Finding;

    #[test]
    fn a_whole_file_has_no_line() {
        let mut finding = Finding {
            path: "a.rs".to_owned(),
            line: 3,
            rule: "docs",
            message: "say what it is".to_owned(),
        };
        assert_eq!(finding.to_string(), "a.rs:3: [docs] say what it is");
        finding.line = 0;
        assert_eq!(finding.to_string(), "a.rs: [docs] say what it is");
    }
}
