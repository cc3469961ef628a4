//! What stands at the path where the output is to go. Looks, and creates nothing.

use std::fs::{File, Metadata};
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{
    CWD, FileType, Mode, OFlags, Stat, fcntl_getfl, fcntl_setfl, fstat, open, openat,
};
use rustix::io::Errno;
use rustix::process::geteuid;
use rustix::stdio::{stderr, stdout};

/// As many as the kernel follows (`path_resolution(7)`).
const MOST_LINKS: usize = 40;

/// What stands at a path, its links followed.
#[derive(Debug)]
pub(super) enum Target {
    /// A regular file, or none yet, at this path, which is no link.
    File(PathBuf),
    /// What cannot be replaced, open for writing: a pipe, a device, a stream of this process.
    Stream(File),
}

impl Target {
    /// The kernel follows the path once, so that it can refuse to (`fs.protected_symlinks`).
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let found = match openat(CWD, path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty()) {
            Ok(found) => Some(found),
            Err(Errno::NOENT) => None,
            Err(errno) => return Err(errno.into()),
        };
        let last = follow(path)?;
        let Some(found) = found else {
            return Ok(Self::File(last));
        };
        let stat = fstat(&found)?;
        if let Some(stream) = own_stream(&stat)? {
            return Ok(Self::Stream(stream));
        }
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::Directory => Err(Errno::ISDIR.into()),
            // One without a name has none to be replaced at; `/dev/fd` can lead to it.
            FileType::RegularFile if stat.st_nlink > 0 => Ok(Self::File(last)),
            kind => open_stream(&found, kind).map(Self::Stream),
        }
    }
}

/// The path behind the links at the end of this one, whether something stands there or not.
fn follow(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let link = match path.symlink_metadata() {
            Ok(link) if link.is_symlink() => link,
            // What cannot be seen the kernel has refused already, or nothing is there yet.
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

/// What `fs.protected_symlinks` protects from (`proc_sys_fs(5)`), also where that is off or where a
/// link leads nowhere yet: in a directory like `/tmp` anyone could choose what is written to.
fn is_a_trap(link: &Metadata, directory: &Metadata) -> bool {
    const STICKY_AND_WRITABLE_BY_ALL: u32 = 0o1002;
    directory.mode() & STICKY_AND_WRITABLE_BY_ALL == STICKY_AND_WRITABLE_BY_ALL
        && link.uid() != geteuid().as_raw()
        && link.uid() != directory.uid()
}

/// A stream of this process that is the same file, as `/dev/stdout` says. It is written to as it is:
/// another user's pipe or a socket could not be opened again, and in a log that is appended to, the
/// others' lines would be lost.
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

/// Opens what was found, and not what stands at its path by now. Does not wait for the reader of a
/// named pipe: it may never come.
fn open_stream(found: &OwnedFd, kind: FileType) -> io::Result<File> {
    let path = format!("/proc/self/fd/{}", found.as_fd().as_raw_fd());
    let flags =
        OFlags::WRONLY | OFlags::TRUNC | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let stream = open(path, flags, Mode::empty()).map_err(|errno| match (errno, kind) {
        (Errno::NXIO, FileType::Fifo) => io::Error::other("nobody reads this named pipe"),
        (Errno::NXIO, FileType::Socket) => io::Error::other("it is a socket"),
        _ => errno.into(),
    })?;
    // A reader that is there may be slow.
    fcntl_setfl(&stream, fcntl_getfl(&stream)? - OFlags::NONBLOCK)?;
    Ok(stream.into())
}
