//! The files of the cache: one per object, in one folder that any number of processes share.
//!
//! An object is written under a temporary name and renamed, so that a reader sees a whole file or none; nobody locks
//! and nobody waits. Nothing is synchronised with the disk: what a crash leaves half-written does not pass its
//! checksum. The time of a file is the last one it was used, and the objects that were used longest ago go first.

use super::key::Key;
use super::trust;
use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// A use is noted once in this time: it costs a system call, and the order is not that important.
const USE_NOTED: Duration = Duration::from_secs(60);

/// What is older was left by a process that ended while it wrote.
const ABANDONED: Duration = Duration::from_secs(3600);

/// The folder is looked through about once in so many parts of the limit written.
const PARTS: u64 = 64;

const OBJECT: &str = "object";
const TEMPORARY: &str = "part";

/// A folder of objects.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    /// Bytes that the objects may take.
    limit: u64,
}

/// What a folder holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Number of objects.
    pub objects: u64,
    /// Bytes of their files.
    pub bytes: u64,
}

/// A file of the folder.
struct Found {
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
}

impl Store {
    /// Opens a folder, which is made if need be.
    pub fn open(folder: PathBuf, limit: u64) -> io::Result<Store> {
        trust::prepare(&folder)?;
        Ok(Store { folder, limit })
    }

    /// Where the objects are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Bytes that the objects may take.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// The file of an object; an error of kind `NotFound` if there is none.
    pub fn read(&self, key: &Key) -> io::Result<Vec<u8>> {
        let (mut file, metadata) = trust::open(&self.path(key))?;
        let mut content = Vec::with_capacity(metadata.len().min(self.limit) as usize + 1);
        file.read_to_end(&mut content)?;
        let now = SystemTime::now();
        let age = now.duration_since(metadata.modified()?);
        if age.is_ok_and(|age| age > USE_NOTED) {
            // Where it fails, the object goes earlier than it might have.
            let _ = file.set_modified(now);
        }
        Ok(content)
    }

    /// Keeps an object, in place of what is there, and now and then removes others.
    pub fn write(&self, key: &Key, content: &[u8]) -> io::Result<()> {
        if content.len() as u64 > self.limit {
            return Ok(());
        }
        match self.put(key, content) {
            // Somebody has removed the folder.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                trust::prepare(&self.folder)?;
                self.put(key, content)?;
            }
            outcome => outcome?,
        }
        if self.is_due(key, content.len() as u64) {
            self.evict()?;
        }
        Ok(())
    }

    fn put(&self, key: &Key, content: &[u8]) -> io::Result<()> {
        static WRITTEN: AtomicU64 = AtomicU64::new(0);
        let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
        // Processes that share a folder may have the same number, in containers; so the time is there too.
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.unwrap_or_default().as_nanos();
        let name = format!("{}-{now}-{number}.{TEMPORARY}", std::process::id());
        let temporary = self.folder.join(name);
        let mut file = trust::create(&temporary)?;
        let written = file.write_all(content);
        drop(file);
        let kept = written.and_then(|()| fs::rename(&temporary, self.path(key)));
        kept.inspect_err(|_| {
            let _ = fs::remove_file(&temporary);
        })
    }

    /// Whether to look through the folder after an object of that size was written.
    ///
    /// Nobody counts what all processes write. Instead each object is the occasion with a probability of its size over
    /// a part of the limit; then no more than a few parts are written between two looks. Keys are hashes, so they
    /// are as good as random numbers.
    fn is_due(&self, key: &Key, bytes: u64) -> bool {
        let [a, b, c, d, ..] = key.0;
        let random = u64::from(u32::from_le_bytes([a, b, c, d]));
        let part = u128::from(self.limit / PARTS);
        u128::from(random) * part < u128::from(bytes) << 32
    }

    /// Removes the objects that were used longest ago until there is room for some more.
    fn evict(&self) -> io::Result<()> {
        let mut objects = self.objects()?;
        let mut bytes: u64 = objects.iter().map(|object| object.bytes).sum();
        if bytes <= self.limit {
            return Ok(());
        }
        objects.sort_by_key(|object| object.used);
        for object in objects {
            if bytes <= self.limit - self.limit / 8 {
                break;
            }
            // Another process may have removed it; it is gone then, too.
            let _ = fs::remove_file(&object.path);
            bytes -= object.bytes;
        }
        Ok(())
    }

    /// What the folder holds now.
    pub fn usage(&self) -> io::Result<Usage> {
        let objects = self.objects()?;
        Ok(Usage {
            objects: objects.len() as u64,
            bytes: objects.iter().map(|object| object.bytes).sum(),
        })
    }

    /// Removes all objects; gives how many there were.
    pub fn clear(&self) -> io::Result<u64> {
        let objects = self.objects()?;
        let mut removed = 0;
        for object in objects {
            removed += u64::from(fs::remove_file(&object.path).is_ok());
        }
        Ok(removed)
    }

    /// All objects. Removes what others began to write and left; what is not the cache's is not touched.
    fn objects(&self) -> io::Result<Vec<Found>> {
        let mut objects = Vec::new();
        let folder = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(objects),
            folder => folder?,
        };
        let now = SystemTime::now();
        for file in folder.flatten() {
            let path = file.path();
            let kind = path.extension().and_then(|kind| kind.to_str());
            if kind != Some(OBJECT) && kind != Some(TEMPORARY) {
                continue;
            }
            // It may be gone meanwhile.
            let Ok(metadata) = file.metadata() else {
                continue;
            };
            let used = metadata.modified()?;
            if kind == Some(OBJECT) {
                let bytes = metadata.len();
                objects.push(Found { path, bytes, used });
            } else if now.duration_since(used).is_ok_and(|age| age > ABANDONED) {
                let _ = fs::remove_file(&path);
            }
        }
        Ok(objects)
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(format!("{key}.{OBJECT}"))
    }
}
