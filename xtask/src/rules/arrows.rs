//! `arrows`: dependencies between crates point one way, and a foreign library lives in the crate that owns its subject.
//!
//! Reads the `[dependencies]` tables of each `Cargo.toml`, development and per-target ones included, by line: the
//! manifests of this repository write one dependency a line, or a table of its own for one.

use crate::finding::Finding;
use crate::source::{Source, Sources};

/// Each crate and the siblings that it may depend on.
const ARROWS: [(&str, &[&str]); 7] = [
    ("crates/core", &[]),
    ("crates/codegen", &["enigma-core", "enigma-metal-check"]),
    (
        "crates/runtime",
        &["enigma-core", "enigma-codegen", "enigma-metal-check"],
    ),
    (
        "crates/python",
        &["enigma-core", "enigma-codegen", "enigma"],
    ),
    ("fuzz", &["enigma-core", "enigma-codegen", "enigma"]),
    ("tests/metal", &[]),
    ("xtask", &["enigma-core", "enigma-metal-check"]),
];

/// Libraries that some crates alone may use: LLVM makes code in one and loads it in another.
const OWNED: [(&str, &[&str]); 2] = [
    ("pyo3", &["crates/python"]),
    ("llvm-sys", &["crates/codegen", "crates/runtime"]),
];

/// A finding for each dependency that points the wrong way, and for each crate that has no arrows declared.
pub fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for manifest in &sources.files {
        let Some(folder) = manifest.path.strip_suffix("/Cargo.toml") else {
            continue;
        };
        for (line, name) in dependencies(manifest) {
            if let Some(message) = objection(folder, name) {
                findings.push(Finding {
                    path: manifest.path.clone(),
                    line,
                    rule: "arrows",
                    message,
                });
            }
        }
    }
    findings
}

fn objection(folder: &str, name: &str) -> Option<String> {
    if let Some((_, owners)) = OWNED.iter().find(|(library, _)| *library == name) {
        let message = || format!("only {} may depend on {name}", owners.join(" and "));
        return (!owners.contains(&folder)).then(message);
    }
    if name != "enigma" && !name.starts_with("enigma-") {
        return None;
    }
    let allowed = ARROWS.iter().find(|(from, _)| *from == folder);
    match allowed {
        None => Some(format!("say in {} what {folder} may depend on", file!())),
        Some((_, siblings)) if siblings.contains(&name) => None,
        Some((_, siblings)) => Some(format!(
            "{folder} may not depend on {name}; of its siblings it may use: {}",
            if siblings.is_empty() {
                "none".to_owned()
            } else {
                siblings.join(", ")
            },
        )),
    }
}

/// The names that a manifest depends on, with their lines.
fn dependencies(manifest: &Source) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    let mut in_table = false;
    for (line, text) in manifest.numbered_lines() {
        let text = text.trim();
        if let Some(header) = text.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            in_table = header.ends_with("dependencies");
            if let Some((_, name)) = header.rsplit_once("dependencies.") {
                names.push((line, name));
            }
        } else if in_table && !text.starts_with('#') {
            let end = text.find(['.', '=', ' ']).unwrap_or(0);
            if end > 0 {
                names.push((line, text[..end].trim_matches('"')));
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::source::sources_of;

    fn messages(path: &str, text: &str) -> Vec<String> {
        let findings = check(&sources_of(&[(path, text)]));
        findings
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn arrows_point_one_way() {
        let text = "[dependencies]\nenigma-core.workspace = true\nhalf = \"2\"\n";
        assert!(messages("crates/codegen/Cargo.toml", text).is_empty());
        let found = messages(
            "crates/core/Cargo.toml",
            "[dev-dependencies]\nenigma = { path = \"..\" }\n",
        );
        assert_eq!(
            found,
            ["crates/core may not depend on enigma; of its siblings it may use: none"]
        );
    }

    #[test]
    fn libraries_have_owners_on_every_target_and_in_every_form() {
        let text = "[target.'cfg(unix)'.dependencies]\npyo3.workspace = true\n[dependencies.llvm-sys]\nversion = \"1\"\n";
        assert_eq!(
            messages("crates/core/Cargo.toml", text),
            [
                "only crates/python may depend on pyo3",
                "only crates/codegen and crates/runtime may depend on llvm-sys"
            ]
        );
    }

    #[test]
    fn a_new_crate_has_to_declare_its_arrows() {
        let text = "[features]\nenigma-x = []\n[dependencies]\nenigma-core = \"1\"\n";
        assert_eq!(messages("crates/new/Cargo.toml", text).len(), 1);
    }
}
