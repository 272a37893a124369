//! The repository's text files, read once, as the rules see them.
//!
//! Reads the working tree rather than Git's index, so that a rule holds before a commit and in an unpacked archive.
//! Folders that builds write into are left out by name, so a new one has to be named here and in `.gitignore`.

mod code;

use std::fs;
use std::io;
use std::path::Path;

pub use code::Code;

/// Folders that hold no source: build outputs, caches and environments, wherever they lie.
const SKIPPED_FOLDERS: [&str; 5] = ["target", "dist", "build", "__pycache__", "node_modules"];

/// Folders that start with a dot and are sources nevertheless.
const DOT_FOLDERS: [&str; 2] = [".ci", ".cargo"];

/// One text file.
#[derive(Debug)]
pub struct Source {
    /// Path from the repository's root, with forward slashes.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// Whether the file's name ends in `.extension`.
    pub fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|found| found == extension)
    }

    /// A generated file names its generator near the top, and is then judged by the generator's check alone.
    pub fn is_generated(&self) -> bool {
        self.text
            .lines()
            .take(5)
            .any(|line| line.contains("@generated"))
    }

    /// The lines with their numbers, which count from 1.
    pub fn numbered_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}

/// Every text file of the repository, in the order of their paths.
#[derive(Debug, Default)]
pub struct Sources {
    /// The files.
    pub files: Vec<Source>,
}

impl Sources {
    /// Reads every file below `root` that is valid UTF-8.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut sources = Self::default();
        sources.read_folder(root, "")?;
        sources.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(sources)
    }

    /// The Rust files.
    pub fn rust(&self) -> impl Iterator<Item = &Source> {
        self.files.iter().filter(|file| file.has_extension("rs"))
    }

    /// The file at `path`, if there is one.
    pub fn get(&self, path: &str) -> Option<&Source> {
        self.files.iter().find(|file| file.path == path)
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() {
                let hidden = name.starts_with('.') && !DOT_FOLDERS.contains(&name.as_str());
                if !hidden && !SKIPPED_FOLDERS.contains(&name.as_str()) {
                    self.read_folder(&entry.path(), &format!("{path}/"))?;
                }
            } else if kind.is_file()
                && let Ok(text) = String::from_utf8(fs::read(entry.path())?)
            {
                self.files.push(Source { path, text });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
pub fn sources_of(files: &[(&str, &str)]) -> Sources {
    let files = files.iter().map(|(path, text)| Source {
        path: (*path).to_owned(),
        text: (*text).to_owned(),
    });
    Sources {
        files: files.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Sources, sources_of};

    #[test]
    fn reads_this_package_and_skips_build_folders() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let sources = Sources::read(root).expect("the package's folder is readable");
        assert!(sources.get("src/source/mod.rs").is_some());
        assert!(
            sources
                .files
                .iter()
                .all(|file| !file.path.starts_with("target/"))
        );
    }

    #[test]
    fn generated_files_say_so_near_the_top() {
        let sources = sources_of(&[
            ("a.py", "# @generated\n"),
            ("b.py", "\n\n\n\n\n# @generated\n"),
        ]);
        let generated: Vec<bool> = sources
            .files
            .iter()
            .map(super::Source::is_generated)
            .collect();
        assert_eq!(generated, [true, false]);
    }
}
