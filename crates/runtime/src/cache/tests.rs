//! The cache as a whole, in folders of its own: what is kept, rejected, removed, and what happens where nothing can be.

use super::sample::{Folder, host, kernel, spec};
use super::settings::Settings;
use super::store::{Store, Usage};
use super::{Cache, Info, Key};
use enigma_codegen::cpu::{Object, compile};
use std::cell::Cell;
use std::ffi::OsString;
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const MIB: u64 = 1 << 20;

fn cache(folder: &Path) -> Cache {
    Cache::new(Some(Settings {
        folder: folder.to_path_buf(),
        limit: MIB,
        problem: None,
    }))
}

/// Asks for the object of the sample; whether it was compiled.
fn ask(cache: &Cache) -> (Object, bool) {
    let compiled = kernel("sample", 2.0);
    let made = Cell::new(false);
    let object = cache.object(compiled.legal().kernel(), &spec(), &host(), || {
        made.set(true);
        compile(compiled.legal(), &spec(), &host())
    });
    (object, made.get())
}

/// The only file of a folder.
fn only_file(folder: &Path) -> PathBuf {
    let files: Vec<_> = fs::read_dir(folder).expect("a folder").collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].as_ref().expect("a file").path()
}

fn counts(cache: &Cache) -> [u64; 4] {
    let Info {
        hits,
        misses,
        rejected,
        objects,
        ..
    } = cache.info();
    [hits, misses, rejected, objects]
}

#[test]
fn the_second_one_hits() {
    let folder = Folder::new();
    let (made, compiled) = ask(&cache(folder.path()));
    assert!(compiled);
    let second = cache(folder.path());
    let (read, compiled) = ask(&second);
    assert!(!compiled);
    assert_eq!((read.code, read.sites), (made.code, made.sites));
    assert_eq!(counts(&second), [1, 0, 0, 1]);
    assert_eq!(second.take_problem(), None);
}

#[test]
fn damaged_objects_are_replaced() {
    let folder = Folder::new();
    ask(&cache(folder.path()));
    let file = only_file(folder.path());
    let whole = fs::read(&file).expect("an object");
    let mut flipped = whole.clone();
    flipped[whole.len() - 9] ^= 1;
    for damaged in [&flipped[..], &whole[..40], &[]] {
        fs::write(&file, damaged).expect("written");
        let cache = cache(folder.path());
        assert!(ask(&cache).1);
        assert_eq!(counts(&cache), [0, 1, 1, 1]);
        assert_eq!(
            fs::read(only_file(folder.path())).ok().as_ref(),
            Some(&whole)
        );
    }
}

#[test]
fn the_object_of_another_kernel_is_rejected() {
    let folder = Folder::new();
    ask(&cache(folder.path()));
    let file = only_file(folder.path());
    let other = kernel("other", 3.0);
    let key = Key::of(other.legal().kernel(), &spec(), &host());
    let moved = folder.path().join(format!("{key}.object"));
    fs::rename(&file, &moved).expect("renamed");
    let cache = cache(folder.path());
    cache.object(other.legal().kernel(), &spec(), &host(), || {
        compile(other.legal(), &spec(), &host())
    });
    assert_eq!(counts(&cache), [0, 1, 1, 1]);
}

#[test]
fn what_others_may_write_is_not_trusted() {
    let folder = Folder::new();
    ask(&cache(folder.path()));
    let file = only_file(folder.path());
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changed");
    };
    assert_eq!(mode_of(&file), 0o600);
    assert_eq!(mode_of(folder.path()), 0o700);
    mode(&file, 0o622);
    let one = cache(folder.path());
    assert!(ask(&one).1);
    assert_eq!(counts(&one), [0, 1, 1, 1]);
    mode(folder.path(), 0o777);
    let two = cache(folder.path());
    assert!(ask(&two).1);
    assert_eq!(two.info(), Info::default());
    let problem = two.take_problem().expect("a problem");
    assert!(problem.contains("others may write it"), "{problem}");
    assert_eq!(two.take_problem(), None);
}

fn mode_of(path: &Path) -> u32 {
    let metadata = path.metadata().expect("it is there");
    metadata.permissions().mode() & 0o777
}

#[test]
fn links_and_folders_are_no_objects() {
    let folder = Folder::new();
    ask(&cache(folder.path()));
    let file = only_file(folder.path());
    let elsewhere = Folder::new();
    fs::create_dir(elsewhere.path()).expect("a folder");
    let target = elsewhere.path().join("target");
    fs::rename(&file, &target).expect("renamed");
    symlink(&target, &file).expect("a link");
    let one = cache(folder.path());
    assert!(ask(&one).1);
    assert!(fs::symlink_metadata(&file).is_ok_and(|m| m.is_file()));
    fs::remove_file(&file).expect("removed");
    fs::create_dir(&file).expect("a folder");
    let two = cache(folder.path());
    assert!(ask(&two).1);
    let problem = two.take_problem().expect("a problem");
    assert!(
        problem.starts_with("compiled kernels cannot be kept in "),
        "{problem}"
    );
}

#[test]
fn no_place_is_no_failure() {
    let folder = Folder::new();
    fs::write(folder.path(), "a file").expect("written");
    for place in [
        folder.path(),
        &folder.path().join("below"),
        Path::new("/dev/null/x"),
    ] {
        let cache = cache(place);
        assert!(ask(&cache).1);
        assert!(cache.take_problem().is_some(), "{}", place.display());
    }
    fs::remove_file(folder.path()).expect("removed");
    let off = Cache::new(None);
    assert!(ask(&off).1);
    assert_eq!(off.take_problem(), None);
    assert_eq!(off.info(), Info::default());
}

#[test]
fn a_removed_folder_is_made_again() {
    let folder = Folder::new();
    let cache = cache(folder.path());
    fs::remove_dir(folder.path()).expect("removed");
    assert!(ask(&cache).1);
    assert!(!ask(&cache).1);
}

#[test]
fn wrong_settings_are_told() {
    let folder = Folder::new();
    let environment = |name: &str| match name {
        "ENIGMA_CACHE_DIR" => Some(OsString::from(folder.path())),
        "ENIGMA_CACHE_SIZE" => Some(OsString::from("plenty")),
        _ => None,
    };
    let cache = Cache::new(Settings::read(&environment));
    assert!(ask(&cache).1);
    assert!(!ask(&cache).1);
    let problem = cache.take_problem().expect("a problem");
    assert!(problem.contains("ENIGMA_CACHE_SIZE=plenty"), "{problem}");
}

// Eviction

/// A key whose first bytes say that its object is the occasion to look through the folder, or not.
fn numbered(number: u8, due: bool) -> Key {
    let mut key = [number; 32];
    key[..4].fill(if due { 0 } else { 0xff });
    Key(key)
}

fn age(store: &Store, key: &Key, seconds: u64) {
    let file = File::open(store.folder().join(format!("{key}.object"))).expect("an object");
    let time = SystemTime::now() - Duration::from_secs(seconds);
    file.set_modified(time).expect("changed");
}

fn is_there(store: &Store, key: &Key) -> bool {
    store.folder().join(format!("{key}.object")).exists()
}

#[test]
fn the_objects_used_longest_ago_go() {
    let folder = Folder::new();
    let store = Store::open(folder.path().to_path_buf(), 64_000).expect("a store");
    let keys: Vec<Key> = (0..64).map(|n| numbered(n, false)).collect();
    let content = [0; 999];
    for (n, key) in keys.iter().enumerate() {
        store.write(key, &content).expect("written");
        age(&store, key, 10_000 - n as u64);
    }
    // Reading the oldest one makes it the youngest.
    assert_eq!(store.read(&keys[0]).ok().as_deref(), Some(&content[..]));
    store
        .write(&numbered(64, false), &content)
        .expect("written");
    let Usage { objects, bytes } = store.usage().expect("a folder");
    assert_eq!((objects, bytes), (65, 65 * 999), "nobody has looked");
    store.write(&numbered(65, true), &content).expect("written");
    let Usage { bytes, .. } = store.usage().expect("a folder");
    assert!(bytes <= 56_000 && bytes > 54_000, "{bytes}");
    assert!(is_there(&store, &keys[0]) && !is_there(&store, &keys[1]));
    assert!(is_there(&store, &keys[63]) && is_there(&store, &numbered(65, true)));
}

#[test]
fn the_limit_holds_whatever_the_keys() {
    let folder = Folder::new();
    let store = Store::open(folder.path().to_path_buf(), MIB).expect("a store");
    for n in 0..1000u32 {
        let key = Key(*blake3::hash(&n.to_le_bytes()).as_bytes());
        store.write(&key, &[0; 4096]).expect("written");
        let Usage { bytes, .. } = store.usage().expect("a folder");
        assert!(bytes <= MIB + MIB / 4, "{bytes} after {n}");
    }
    let too_large = vec![0; MIB as usize + 1];
    store
        .write(&numbered(1, true), &too_large)
        .expect("ignored");
    assert!(!is_there(&store, &numbered(1, true)));
}

#[test]
fn clearing_leaves_what_is_not_the_caches() {
    let folder = Folder::new();
    let store = Store::open(folder.path().to_path_buf(), MIB).expect("a store");
    let foreign = folder.path().join("notes.txt");
    let [fresh, abandoned] = ["fresh.part", "abandoned.part"].map(|name| folder.path().join(name));
    for path in [&foreign, &fresh, &abandoned] {
        fs::write(path, "text").expect("written");
    }
    let old = SystemTime::now() - Duration::from_secs(7200);
    let file = File::options()
        .write(true)
        .open(&abandoned)
        .expect("a file");
    file.set_modified(old).expect("changed");
    store.write(&numbered(1, false), b"x").expect("written");
    store.write(&numbered(2, false), b"y").expect("written");
    assert_eq!(store.clear().ok(), Some(2));
    assert_eq!(store.usage().ok(), Some(Usage::default()));
    assert!(foreign.exists() && fresh.exists() && !abandoned.exists());
}

#[test]
fn threads_read_whole_objects_while_others_write_and_evict() {
    let folder = Folder::new();
    let store = Store::open(folder.path().to_path_buf(), 40_000).expect("a store");
    let content = |n: u8| vec![n; 5000 + usize::from(n)];
    std::thread::scope(|scope| {
        for thread in 0..6u8 {
            let store = &store;
            scope.spawn(move || {
                for round in 0..200u8 {
                    let n = (round.wrapping_mul(7) ^ thread) % 16;
                    let key = numbered(n, n % 2 == 0);
                    store.write(&key, &content(n)).expect("written");
                    // Another thread may have evicted it.
                    if let Ok(read) = store.read(&key) {
                        assert_eq!(read, content(n));
                    }
                }
            });
        }
    });
    let names = fs::read_dir(folder.path()).expect("a folder").flatten();
    let left: Vec<_> = names
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|e| e == "part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
