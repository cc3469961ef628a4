//! What exists at a path after its links, looked at without opening it to read or write. It does not
//! know what the file is for.

use std::io;
#[cfg(target_os = "linux")]
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::Stat;
#[cfg(target_os = "linux")]
use rustix::fs::{CWD, Mode, OFlags, fstat, openat};
use rustix::io::Errno;

/// A file that existed when it was looked at.
pub(super) struct Found {
    /// Its kind and its identity.
    pub(super) stat: Stat,
    #[cfg(target_os = "linux")]
    file: OwnedFd,
    #[cfg(not(target_os = "linux"))]
    path: PathBuf,
}

impl Found {
    /// `None` where nothing exists. The kernel follows the path once, so that it can refuse a link
    /// (`fs.protected_symlinks`).
    pub(super) fn at(path: &Path) -> io::Result<Option<Self>> {
        match Self::look(path) {
            Ok(found) => Ok(Some(found)),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(errno.into()),
        }
    }

    #[cfg(target_os = "linux")]
    fn look(path: &Path) -> Result<Self, Errno> {
        let file = openat(CWD, path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty())?;
        let stat = fstat(&file)?;
        Ok(Self { stat, file })
    }

    #[cfg(not(target_os = "linux"))]
    fn look(path: &Path) -> Result<Self, Errno> {
        let stat = rustix::fs::stat(path)?;
        let path = path.to_owned();
        Ok(Self { stat, path })
    }

    /// The path to open it by, even if another file is at its own path by now.
    #[cfg(target_os = "linux")]
    pub(super) fn place(&self) -> PathBuf {
        format!("/proc/self/fd/{}", self.file.as_raw_fd()).into()
    }

    /// The path to open it by. On other systems than Linux another file may be there by now.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn place(&self) -> PathBuf {
        self.path.clone()
    }
}
