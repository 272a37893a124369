//! `module-docs`: every Rust file opens with `//!`, because the top of a file is its specification.

use crate::finding::Finding;
use crate::source::Sources;

/// A finding for each Rust file whose first line is something else.
pub fn check(sources: &Sources) -> Vec<Finding> {
    let bare = sources.rust().filter(|file| !file.text.starts_with("//!"));
    bare.map(|file| Finding {
        path: file.path.clone(),
        line: 1,
        rule: "module-docs",
        message: "must open with `//!` and what the file is, keeps and leaves out".to_owned(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::source::sources_of;

    #[test]
    fn only_rust_files_need_it_and_on_the_first_line() {
        let sources = sources_of(&[
            ("good.rs", "//! What it is.\n"),
            ("late.rs", "\n//! What it is.\n"),
            ("note.py", "x = 1\n"),
        ]);
        let findings = check(&sources);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].path, "late.rs");
    }
}
