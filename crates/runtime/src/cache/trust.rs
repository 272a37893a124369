//! Whom the cache trusts: machine code is executed, so folder and files have to be this user's, and nobody else may
//! write them.

use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Makes the folder if it is not there, for this user alone, and refuses one that others can write.
pub fn prepare(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    if is_ours(&folder.metadata()?) {
        return Ok(());
    }
    let reason = "it belongs to another user, or others may write it";
    Err(io::Error::new(ErrorKind::PermissionDenied, reason))
}

/// Opens a file to read it; an error if it is not an ordinary one of this user.
pub fn open(path: &Path) -> io::Result<(File, Metadata)> {
    let mut options = OpenOptions::new();
    options.read(true);
    // Neither follow a link nor wait for the other end of a pipe.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        libc::O_NOFOLLOW | libc::O_NONBLOCK,
    );
    let file = options.open(path)?;
    // Asked of the open file: the name may stand for another one by now.
    let metadata = file.metadata()?;
    if metadata.is_file() && is_ours(&metadata) {
        return Ok((file, metadata));
    }
    Err(ErrorKind::PermissionDenied.into())
}

/// Makes a new file that this user alone may read.
pub fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn is_ours(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    // SAFETY: it has no preconditions and cannot fail.
    let user = unsafe { libc::geteuid() };
    metadata.uid() == user && metadata.mode() & 0o022 == 0
}

/// Elsewhere the folders of a user are closed to others anyway.
#[cfg(not(unix))]
fn is_ours(_: &Metadata) -> bool {
    true
}
