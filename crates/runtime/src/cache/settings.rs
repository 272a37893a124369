//! What the environment says of the cache: whether there is one, where, and how large it may grow.

use std::ffi::OsString;
use std::path::{self, PathBuf};

/// Mebibytes that the objects may take where nothing is said.
const DEFAULT_MIB: u64 = 256;

/// Where the cache is, and its limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The folder of the objects.
    pub folder: PathBuf,
    /// Bytes that they may take.
    pub limit: u64,
    /// What is wrong with the settings, if something is.
    pub problem: Option<String>,
}

impl Settings {
    /// Reads the settings through a function that gives a variable's value; none if there is to be no cache.
    pub fn read(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<Settings> {
        let text = |name: &str| {
            let value = variable(name).filter(|value| !value.is_empty())?;
            Some(value.to_string_lossy().trim().to_ascii_lowercase())
        };
        if text("ENIGMA_CACHE").is_some_and(|on| matches!(&*on, "0" | "false" | "no" | "off")) {
            return None;
        }
        let mut problem = None;
        let mib = match text("ENIGMA_CACHE_SIZE").map(|size| (size.parse(), size)) {
            None => DEFAULT_MIB,
            Some((Ok(mib), _)) => mib,
            Some((Err(_), size)) => {
                problem = Some(format!(
                    "ENIGMA_CACHE_SIZE={size} is not a number of mebibytes; {DEFAULT_MIB} are taken"
                ));
                DEFAULT_MIB
            }
        };
        // A part of it, because a folder of the user's choice may hold other things, and be others' as well.
        let folder = path::absolute(place(variable)?.join("objects")).ok()?;
        (mib > 0).then_some(Settings {
            folder,
            limit: mib.saturating_mul(1 << 20),
            problem,
        })
    }
}

/// The cache's folder; none if nothing says where this user's files are.
fn place(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let path = |name: &str| {
        variable(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let xdg = || {
        // The specification of XDG wants others to be ignored.
        path("XDG_CACHE_HOME").filter(|place| place.is_absolute())
    };
    let home = || {
        let caches = if cfg!(target_os = "macos") {
            "Library/Caches"
        } else {
            ".cache"
        };
        path("HOME").map(|home| home.join(caches))
    };
    path("ENIGMA_CACHE_DIR").or_else(|| Some(xdg().or_else(home)?.join("enigma")))
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use std::path::Path;

    fn read(environment: &[(&str, &str)]) -> Option<Settings> {
        Settings::read(&|name| {
            let found = environment.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.into())
        })
    }

    #[test]
    fn the_place_is_the_first_that_is_named() {
        let all = [
            ("ENIGMA_CACHE_DIR", "/a"),
            ("XDG_CACHE_HOME", "/b"),
            ("HOME", "/c"),
        ];
        let folder = |n: usize| read(&all[n..]).map(|settings| settings.folder);
        assert_eq!(folder(0).as_deref(), Some(Path::new("/a/objects")));
        assert_eq!(folder(1).as_deref(), Some(Path::new("/b/enigma/objects")));
        let home = if cfg!(target_os = "macos") {
            "/c/Library/Caches/enigma/objects"
        } else {
            "/c/.cache/enigma/objects"
        };
        assert_eq!(folder(2).as_deref(), Some(Path::new(home)));
        assert_eq!(folder(3), None);
    }

    #[test]
    fn empty_and_relative_values() {
        let empty = [
            ("ENIGMA_CACHE_DIR", ""),
            ("XDG_CACHE_HOME", "b"),
            ("HOME", "/c"),
        ];
        let settings = read(&empty).expect("a place");
        assert!(settings.folder.starts_with("/c"));
        let relative = read(&[("ENIGMA_CACHE_DIR", "here")]).expect("a place");
        let here = std::env::current_dir().expect("a folder");
        assert_eq!(relative.folder, here.join("here/objects"));
    }

    #[test]
    fn the_size_is_in_mebibytes() {
        let sized = |size| read(&[("HOME", "/c"), ("ENIGMA_CACHE_SIZE", size)]);
        let limit = |size| sized(size).map(|settings| settings.limit >> 20);
        assert_eq!(limit(" 12 "), Some(12));
        assert_eq!(limit(""), Some(256));
        assert_eq!(limit("0"), None);
        assert_eq!(limit("much"), Some(256));
        let problem = sized("-1").and_then(|settings| settings.problem);
        assert!(problem.is_some_and(|text| text.contains("ENIGMA_CACHE_SIZE=-1")));
    }

    #[test]
    fn the_switch() {
        for (value, on) in [
            ("0", false),
            ("Off", false),
            ("no", false),
            ("false", false),
            ("1", true),
            ("", true),
        ] {
            let settings = read(&[("HOME", "/c"), ("ENIGMA_CACHE", value)]);
            assert_eq!(settings.is_some(), on, "{value}");
        }
    }
}
