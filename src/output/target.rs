//! What exists at the path of the output. It looks and creates nothing.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FileType, Mode, OFlags, Stat, fcntl_getfl, fcntl_setfl, fstat, open};
use rustix::io::Errno;
use rustix::process::geteuid;
use rustix::stdio::{stderr, stdout};

use super::found::Found;

/// The kernel follows as many links (`path_resolution(7)`).
const MOST_LINKS: usize = 40;

/// What exists at a path after its links.
#[derive(Debug)]
pub(super) enum Target {
    /// A regular file, or none yet, at this path, which is no link.
    File(PathBuf),
    /// Something that cannot be replaced, opened for writing: a pipe, a device, a stream of this
    /// process.
    Stream(File),
}

impl Target {
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let found = Found::at(path)?;
        let last = follow(path)?;
        let Some(found) = found else {
            return Ok(Self::File(last));
        };
        let stat = found.stat;
        if let Some(stream) = own_stream(&stat)? {
            return Ok(Self::Stream(stream));
        }
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::Directory => Err(Errno::ISDIR.into()),
            // A file without a name (reached through `/dev/fd`) has no path at which it could be
            // replaced.
            FileType::RegularFile if stat.st_nlink > 0 => Ok(Self::File(last)),
            kind => open_stream(&found, kind).map(Self::Stream),
        }
    }
}

/// The path that the links at the end of this path lead to, whether something exists there or not.
fn follow(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let link = match path.symlink_metadata() {
            Ok(link) if link.is_symlink() => link,
            // Not a link; or nothing exists yet, or the kernel has already refused the path.
            _ => return Ok(path),
        };
        let directory = directory_of(&path);
        if is_a_trap(&link, &directory.metadata()?) {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                format!("{} is another user's symbolic link", path.display()),
            ));
        }
        path = directory.join(path.read_link()?);
    }
    Err(Errno::LOOP.into())
}

/// The directory a path's last part stands in.
pub(super) fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(directory) if directory != Path::new("") => directory,
        _ => Path::new("."),
    }
}

/// Whether the link is one that `fs.protected_symlinks` forbids (`proc_sys_fs(5)`): in a directory
/// like `/tmp`, any user could choose the file that is written. Checked here too, because the
/// kernel's setting may be off and does not cover a link that leads nowhere yet.
fn is_a_trap(link: &Metadata, directory: &Metadata) -> bool {
    const STICKY_AND_WRITABLE_BY_ALL: u32 = 0o1002;
    directory.mode() & STICKY_AND_WRITABLE_BY_ALL == STICKY_AND_WRITABLE_BY_ALL
        && link.uid() != geteuid().as_raw()
        && link.uid() != directory.uid()
}

/// A stream of this process that is this same file, as with `/dev/stdout`. It is used as it is:
/// another user's pipe or a socket cannot be opened again, and replacing a log would lose the lines
/// that others append to it.
fn own_stream(found: &Stat) -> io::Result<Option<File>> {
    for stream in [stdout(), stderr()] {
        let Ok(stat) = fstat(stream) else { continue };
        let is_same = (stat.st_dev, stat.st_ino) == (found.st_dev, found.st_ino);
        if is_same && fcntl_getfl(stream)? & OFlags::ACCMODE != OFlags::RDONLY {
            return stream.try_clone_to_owned().map(File::from).map(Some);
        }
    }
    Ok(None)
}

/// Opens the file that was found. Fails, and does not wait, when a named pipe has no reader.
fn open_stream(found: &Found, kind: FileType) -> io::Result<File> {
    let flags =
        OFlags::WRONLY | OFlags::TRUNC | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let stream =
        open(found.place(), flags, Mode::empty()).map_err(|errno| match (errno, kind) {
            (Errno::NXIO, FileType::Fifo) => io::Error::other("nobody reads this named pipe"),
            (Errno::NXIO, FileType::Socket) => io::Error::other("it is a socket"),
            _ => errno.into(),
        })?;
    // The pipe has a reader, which may be slow.
    fcntl_setfl(&stream, fcntl_getfl(&stream)? - OFlags::NONBLOCK)?;
    Ok(stream.into())
}
