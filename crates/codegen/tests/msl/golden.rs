//! The text of every case against its file.

use crate::cases;
use crate::kernel::K;
use std::path::PathBuf;

/// A directory of the repository.
pub fn directory(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests")
        .join(name)
}

#[test]
fn text_is_as_in_the_golden_files() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut different = Vec::new();
    for case in cases::all() {
        let mut k = K::new(case.name);
        (case.build)(&mut k);
        let text = k
            .emit_for(&case.options)
            .unwrap_or_else(|e| panic!("{}: {e:#?}", case.name));
        let path = directory("golden/msl").join(format!("{}.metal", case.name));
        if bless {
            std::fs::write(&path, &text).expect("a writable golden file");
        } else if std::fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            different.push(format!("--- {} is now:\n{text}", path.display()));
        }
    }
    assert!(
        different.is_empty(),
        "{}\nBLESS=1 accepts it",
        different.join("\n")
    );
}

#[test]
fn every_golden_file_has_a_case() {
    let cases: Vec<String> = cases::all().map(|c| format!("{}.metal", c.name)).collect();
    for entry in std::fs::read_dir(directory("golden/msl")).expect("golden files") {
        let name = entry
            .expect("a golden file")
            .file_name()
            .into_string()
            .expect("a plain name");
        assert!(cases.contains(&name), "{name} belongs to no case");
    }
}

#[test]
fn text_depends_on_the_kernel_alone() {
    let build = || {
        let case = cases::all()
            .find(|c| c.name == "tiled_matmul")
            .expect("the case");
        let mut k = K::new(case.name);
        (case.build)(&mut k);
        k.emit_for(&case.options).expect("text")
    };
    assert_eq!(build(), build());
}
