//! `length`: no hand-written source file is over 1,000 lines. Most are far below; this is where a file has to split.

use crate::finding::Finding;
use crate::source::Sources;

const LIMIT_LINES: usize = 1_000;
const EXTENSIONS: [&str; 8] = ["rs", "py", "pyi", "sh", "c", "cpp", "h", "cl"];

/// A finding for each hand-written source file over the limit.
pub fn check(sources: &Sources) -> Vec<Finding> {
    let sources = sources.files.iter().filter(|file| {
        EXTENSIONS
            .iter()
            .any(|extension| file.has_extension(extension))
            && !file.is_generated()
    });
    sources
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LIMIT_LINES)
        .map(|(file, lines)| Finding {
            path: file.path.clone(),
            line: 0,
            rule: "length",
            message: format!("has {lines} lines; split it by topic (the limit is {LIMIT_LINES})"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{LIMIT_LINES, check};
    use crate::source::sources_of;

    #[test]
    fn the_limit_is_inclusive_and_spares_generated_files() {
        let fits = "x\n".repeat(LIMIT_LINES);
        let long = "x\n".repeat(LIMIT_LINES + 1);
        let generated = format!("# @generated\n{long}");
        let sources = sources_of(&[
            ("fits.rs", &fits),
            ("long.py", &long),
            ("ops.pyi", &generated),
            ("CHANGELOG.md", &long),
        ]);
        let findings = check(&sources);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].path, "long.py");
    }
}
