//! The copy of the runtime, and that of `objc2-metal`.

use super::{TARGET, output};
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What replaces the runtime's own build script: it turns Metal on, and has no cache to name.
const BUILD: &str = "\
//! Turns Metal on.

fn main() {
    println!(\"cargo::rerun-if-changed=build.rs\");
    println!(\"cargo::rustc-cfg=check_metal\");
    println!(\"cargo::rustc-env=CODEGEN_FINGERPRINT=0\");
}
";

/// The attribute that only Apple's systems take, and what stands for it.
const LINK: (&str, &str) = (
    "#[link(name = \"Metal\", kind = \"framework\")]",
    "#[cfg_attr(target_vendor = \"apple\", link(name = \"Metal\", kind = \"framework\"))]",
);

/// Brings the copy up to date. Files that have not changed are not written, so that nothing is compiled again.
pub fn write(root: &Path, folder: &Path) -> io::Result<()> {
    let bindings = bindings(root)?;
    mirror(&bindings, &folder.join("objc2-metal"), &|path, text| {
        if path.ends_with("src/generated/mod.rs") {
            replaced(&text, &[LINK])
        } else {
            Ok(text)
        }
    })?;
    let runtime = root.join("crates/runtime");
    mirror(
        &runtime.join("src"),
        &folder.join("runtime/src"),
        &|_, text| Ok(text),
    )?;
    update(&folder.join("runtime/build.rs"), BUILD)?;
    let manifest = fs::read_to_string(runtime.join("Cargo.toml"))?;
    update(&folder.join("runtime/Cargo.toml"), &package(&manifest)?)?;
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    update(&folder.join("Cargo.toml"), &workspace(&manifest)?)?;
    // The same versions as those that a Mac gets.
    let lock = folder.join("Cargo.lock");
    if !lock.exists() || is_newer(&root.join("Cargo.lock"), &lock)? {
        fs::copy(root.join("Cargo.lock"), &lock)?;
    }
    Ok(())
}

/// The workspace of the copy: the runtime alone, the other crates where they are.
fn workspace(manifest: &str) -> io::Result<String> {
    let members = manifest.lines().find(|line| line.starts_with("members = "));
    let defaults = manifest
        .lines()
        .find(|line| line.starts_with("default-members = "));
    let (Some(members), Some(defaults)) = (members, defaults) else {
        return Err(io::Error::other("Cargo.toml has no members"));
    };
    let text = replaced(
        manifest,
        &[
            (members, "members = [\"runtime\"]"),
            (defaults, ""),
            ("path = \"crates/runtime\"", "path = \"runtime\""),
            ("path = \"crates/", "path = \"../../crates/"),
            ("path = \"tests/", "path = \"../../tests/"),
            (
                "block2 = \"0.6\"",
                "block2 = { version = \"0.6\", features = [\"gnustep-2-1\"] }",
            ),
            (
                "objc2 = { version = \"0.6\", default-features = false, features = [\"std\"",
                "objc2 = { version = \"0.6\", default-features = false, features = [\"std\", \"gnustep-2-1\"",
            ),
            (
                "objc2-foundation = { version = \"0.3\", default-features = false",
                "objc2-foundation = { version = \"0.3\", default-features = false, features = [\"gnustep-2-1\"]",
            ),
        ],
    )?;
    Ok(text + "\n[patch.crates-io]\nobjc2-metal = { path = \"objc2-metal\" }\n")
}

/// The runtime's manifest, with Metal's crates for every system and without what only tests need.
fn package(manifest: &str) -> io::Result<String> {
    let text = replaced(manifest, &[("cfg(target_os = \"macos\")", "cfg(all())")])?;
    let tests = text.find("[dev-dependencies]");
    let rest = text.find("[lints]");
    match (tests, rest) {
        (Some(tests), Some(rest)) if tests < rest => Ok(text[..tests].to_string() + &text[rest..]),
        _ => Err(io::Error::other(
            "crates/runtime/Cargo.toml has its sections in another order",
        )),
    }
}

/// A text with replacements, each of which has to apply.
fn replaced(text: &str, pairs: &[(&str, &str)]) -> io::Result<String> {
    let mut text = text.to_string();
    for (old, new) in pairs {
        if !text.contains(old) {
            return Err(io::Error::other(format!("{old:?} is not there any more")));
        }
        text = text.replace(old, new);
    }
    Ok(text)
}

/// Where Cargo keeps the source of `objc2-metal`; it is fetched if need be.
fn bindings(root: &Path) -> io::Result<PathBuf> {
    let mut command = Command::new(env!("CARGO"));
    command
        .args([
            "metadata",
            "--format-version",
            "1",
            "--filter-platform",
            TARGET,
        ])
        .current_dir(root);
    let output = output(&mut command)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(io::Error::other(format!("cargo metadata:\n{said}")));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    manifests(&text)
        .find(|path| is_of(path, "objc2-metal-"))
        .and_then(|path| path.parent().map(Path::to_path_buf))
        .ok_or_else(|| io::Error::other("objc2-metal is no dependency any more"))
}

/// The manifests that the text of Cargo's metadata names.
fn manifests(text: &str) -> impl Iterator<Item = PathBuf> {
    let parts = text.split("\"manifest_path\":\"").skip(1);
    parts.filter_map(|part| Some(PathBuf::from(part.split('"').next()?)))
}

fn is_of(manifest: &Path, package: &str) -> bool {
    let folder = manifest.parent().and_then(Path::file_name);
    let rest = folder.and_then(|name| name.to_str()?.strip_prefix(package));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Makes a folder the copy of another; files pass through `change`, and what is not there any more goes.
fn mirror(
    from: &Path,
    to: &Path,
    change: &dyn Fn(&Path, String) -> io::Result<String>,
) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let mut kept = HashSet::new();
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else {
            continue;
        };
        let target = to.join(name);
        kept.insert(target.clone());
        if path.is_dir() {
            mirror(&path, &target, change)?;
        } else if let Ok(text) = fs::read_to_string(&path) {
            update(&target, &change(&path, text)?)?;
        }
    }
    for entry in fs::read_dir(to)? {
        let path = entry?.path();
        if !kept.contains(&path) && path.extension().is_some_and(|extension| extension == "rs") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Writes a file whose content is another.
pub fn update(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::write(path, text)?;
    }
    Ok(())
}

fn is_newer(path: &Path, than: &Path) -> io::Result<bool> {
    Ok(fs::metadata(path)?.modified()? > fs::metadata(than)?.modified()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_of_a_package_is_found_by_its_whole_name() {
        let text = r#"{"manifest_path":"r/objc2-metal-kit-0.3.2/Cargo.toml","x":1},
            {"manifest_path":"r/objc2-metal-0.3.2/Cargo.toml"}"#;
        let found: Vec<bool> = manifests(text)
            .map(|path| is_of(&path, "objc2-metal-"))
            .collect();
        assert_eq!(found, [false, true]);
    }

    #[test]
    fn what_is_replaced_has_to_be_there() {
        let text = replaced("a b b", &[("b", "c")]).expect("a replacement");
        assert_eq!(text, "a c c");
        assert!(replaced("a", &[("b", "c")]).is_err());
        assert!(package("[lints]\n[dev-dependencies]\ncfg(target_os = \"macos\")").is_err());
    }
}
