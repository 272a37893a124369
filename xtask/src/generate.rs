//! Files derived from the op table: written by `cargo xtask generate`, and checked for staleness by every `make test`.
//!
//! Generated files are checked in, so that a reader and a type checker see them without building anything. Each one
//! carries `@generated` and this command near its top; the list below is the only place that knows which there are.

mod errors;
mod examples;
mod notes;
mod python;
mod reference;
mod words;

use std::fs;
use std::io;
use std::path::Path;

use crate::finding::Finding;

/// One generated file: where it lies, and what it has to contain.
#[derive(Debug)]
pub struct Output {
    /// Path from the repository's root.
    pub path: &'static str,
    /// The whole text, ending in a newline.
    pub contents: String,
}

/// Every generated file of the repository.
pub fn outputs() -> Vec<Output> {
    vec![
        Output {
            path: "python/enigma/_ops.py",
            contents: python::module(),
        },
        Output {
            path: "docs/reference.md",
            contents: reference::page(),
        },
        Output {
            path: "docs/errors.md",
            contents: errors::page(),
        },
    ]
}

/// Writes the files whose text has changed, and returns their paths.
pub fn write(root: &Path, outputs: &[Output]) -> io::Result<Vec<&'static str>> {
    let mut written = Vec::new();
    for output in outputs.iter().filter(|output| is_stale(root, output)) {
        let path = root.join(output.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, &output.contents)?;
        written.push(output.path);
    }
    Ok(written)
}

/// A finding for each file whose text is not what would be written now.
pub fn stale(root: &Path, outputs: &[Output]) -> Vec<Finding> {
    let stale = outputs.iter().filter(|output| is_stale(root, output));
    stale
        .map(|output| Finding {
            path: output.path.to_owned(),
            line: 0,
            rule: "generated",
            message: "is stale: run `cargo xtask generate`".to_owned(),
        })
        .collect()
}

fn is_stale(root: &Path, output: &Output) -> bool {
    fs::read_to_string(root.join(output.path)).ok().as_ref() != Some(&output.contents)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Output, stale, write};

    #[test]
    fn writing_makes_a_stale_file_fresh_once() {
        let root = std::env::temp_dir().join(format!("xtask-generate-{}", std::process::id()));
        let outputs = [Output {
            path: "docs/reference.md",
            contents: "one\n".to_owned(),
        }];
        assert_eq!(stale(&root, &outputs).len(), 1);
        assert_eq!(
            write(&root, &outputs).expect("writable"),
            ["docs/reference.md"]
        );
        assert!(stale(&root, &outputs).is_empty());
        assert!(write(&root, &outputs).expect("writable").is_empty());
        fs::remove_dir_all(&root).expect("removable");
    }
}
