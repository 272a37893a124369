//! `no-unsafe`: `unsafe` is at the edge of the project. The core has none, tests and examples included.

use crate::finding::Finding;
use crate::source::{Code, Sources};

const SAFE_FOLDERS: [&str; 2] = ["crates/core/", "xtask/"];

/// A finding for each line of safe folders that says `unsafe`.
pub fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in sources.rust() {
        if SAFE_FOLDERS
            .iter()
            .any(|folder| file.path.starts_with(folder))
        {
            let code = Code::of(&file.text);
            findings.extend(code.lines_with_word("unsafe").map(|line| Finding {
                path: file.path.clone(),
                line,
                rule: "no-unsafe",
                message: "move what needs `unsafe` to crates/runtime".to_owned(),
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
    fn the_core_may_only_forbid_it() {
        let text = "//! No unsafe here.\n#![forbid(unsafe_code)]\nunsafe { f() }\n";
        let sources = sources_of(&[
            ("crates/core/src/a.rs", text),
            ("crates/runtime/src/a.rs", text),
        ]);
        let findings = check(&sources);
        assert_eq!(findings.len(), 1);
        assert_eq!(
            (findings[0].path.as_str(), findings[0].line),
            ("crates/core/src/a.rs", 3)
        );
    }
}
