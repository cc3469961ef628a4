//! A datagram socket of either kind, connected to one chronyd and never waiting, and its tidy end.

use std::ffi::OsStr;
use std::io;
use std::net::SocketAddr;
#[cfg(target_os = "linux")]
use std::os::fd::AsRawFd as _;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

#[cfg(target_os = "linux")]
use rustix::fs::OFlags;
use rustix::fs::{self, FileType, Mode};
use rustix::io::Errno;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketAddrUnix, SocketType, bind, connect, recv, send,
    socket,
};
use rustix::process::umask;
use tempfile::{NamedTempFile, TempPath};

use super::path::Cause;
use crate::signals;

/// Requests that may be in flight. A Unix socket queues ten datagrams by default
/// (`net.unix.max_dgram_qlen`), and chronyd drops a reply that finds the queue full. The usual
/// buffer of a UDP socket on Linux (`net.core.rmem_default`, 208 KiB) holds 166 of the longest replies.
const UNIX_WINDOW: usize = 8;
const UDP_WINDOW: usize = 160;

/// A socket that talks to one chronyd.
#[derive(Debug)]
pub(super) struct Socket {
    fd: OwnedFd,
    unix: Option<UnixSide>,
}

/// What a Unix socket has besides.
#[derive(Debug)]
struct UnixSide {
    daemon: PathBuf,
    /// The socket's own file, to which chronyd answers; removed with it.
    _file: TempPath,
}

impl Socket {
    /// A socket for chronyd's UDP port.
    pub(super) fn udp(daemon: SocketAddr) -> Result<Self, Cause> {
        let family = match daemon {
            SocketAddr::V4(_) => AddressFamily::INET,
            SocketAddr::V6(_) => AddressFamily::INET6,
        };
        let fd = open(family)?;
        connect(&fd, &daemon).map_err(cause)?;
        Ok(Self { fd, unix: None })
    }

    /// A socket for chronyd's Unix socket. Its own file lies beside chronyd's, the only directory
    /// that chronyd can be trusted to reach; its name cannot be guessed, and a umask gives it the
    /// mode that lets chronyd's user write to it, so that no chmod by path can be misled. The
    /// signals are held from here on.
    pub(super) fn unix(path: &Path) -> Result<Self, Cause> {
        // Before the file is made: where no daemon is, nothing is to be cleaned up. By a socket of its
        // own, because illumos names one that connects, and then refuses to bind it.
        connect_to_file(&open(AddressFamily::UNIX)?, path)?;
        let fd = open(AddressFamily::UNIX)?;
        signals::hold().map_err(|error| Cause::System(system_words(&error)))?;
        let directory = path.parent().unwrap_or(Path::new("/"));
        let file = bind_in(directory, &fd).map_err(|error| match error.kind() {
            io::ErrorKind::PermissionDenied => Cause::ReplyPathDenied(directory.to_owned()),
            io::ErrorKind::ReadOnlyFilesystem => Cause::ReplyPathReadOnly(directory.to_owned()),
            io::ErrorKind::NotFound => Cause::NoSocket,
            _ => Cause::System(system_words(&error)),
        })?;
        connect_to_file(&fd, path)?;
        let unix = UnixSide {
            daemon: path.to_owned(),
            _file: file.into_temp_path(),
        };
        Ok(Self {
            fd,
            unix: Some(unix),
        })
    }

    /// Requests that may be in flight at once.
    pub(super) fn window(&self) -> usize {
        if self.unix.is_some() {
            UNIX_WINDOW
        } else {
            UDP_WINDOW
        }
    }

    pub(super) fn send(&self, datagram: &[u8]) -> Result<(), Errno> {
        send(&self.fd, datagram, SendFlags::DONTWAIT).map(|_whole| ())
    }

    /// The datagram's length, or how much of it fits.
    pub(super) fn receive(&self, datagram: &mut [u8]) -> Result<usize, Errno> {
        recv(&self.fd, datagram, RecvFlags::DONTWAIT).map(|(length, _)| length)
    }

    /// Connects again to a chronyd that has been restarted and so has made its socket anew. When
    /// it is not back yet, the next request says so.
    pub(super) fn reconnect(&self) {
        if let Some(unix) = &self.unix {
            let _not_back_yet = connect_to_file(&self.fd, &unix.daemon);
        }
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

/// A socket without flags, which macOS does not have: each call says that it does not wait, and no
/// other program is started that could inherit it.
fn open(family: AddressFamily) -> Result<OwnedFd, Cause> {
    socket(family, SocketType::DGRAM, None).map_err(cause)
}

/// Connects to the socket at this path, and does not follow a symbolic link there: chronyd's user may
/// create one, and the request would go to a program of that user's choice.
fn connect_to_file(fd: &OwnedFd, path: &Path) -> Result<(), Cause> {
    let because = |errno| match errno {
        Errno::NOENT | Errno::NOTDIR => Cause::NoSocket,
        Errno::ACCESS => Cause::SocketDenied,
        other => cause(other),
    };
    #[cfg(target_os = "linux")]
    let file = {
        let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        fs::open(path, flags, Mode::empty()).map_err(because)?
    };
    #[cfg(target_os = "linux")]
    let (status, place) = (
        fs::fstat(&file),
        format!("/proc/self/fd/{}", file.as_raw_fd()),
    );
    // Other systems cannot connect to what was looked at, only to what is at its path right after.
    #[cfg(not(target_os = "linux"))]
    let (status, place) = (fs::lstat(path), path);
    if FileType::from_raw_mode(status.map_err(because)?.st_mode).is_symlink() {
        return Err(Cause::SymbolicLink);
    }
    let daemon = SocketAddrUnix::new(place).map_err(cause)?;
    connect(fd, &daemon).map_err(because)
}

/// Binds to a name that is not taken, with the mode 0666 from the start.
fn bind_in(directory: &Path, fd: &OwnedFd) -> io::Result<NamedTempFile<()>> {
    tempfile::Builder::new()
        .prefix(OsStr::new("second-hand-"))
        .suffix(OsStr::new(".sock"))
        .make_in(directory, |path| {
            let address = SocketAddrUnix::new(path)?;
            let usual = umask(Mode::from_raw_mode(0o111));
            let bound = bind(fd, &address);
            umask(usual);
            Ok(bound?)
        })
}

/// Why a path leads nowhere. A socket whose chronyd has gone is left unconnected.
pub(super) fn cause(errno: Errno) -> Cause {
    match errno {
        Errno::CONNREFUSED | Errno::NOTCONN => Cause::Refused,
        Errno::NETUNREACH | Errno::HOSTUNREACH | Errno::NETDOWN => {
            Cause::NoRoute(system_words(&errno.into()))
        }
        other => Cause::System(system_words(&other.into())),
    }
}

/// The system's words without Rust's "(os error N)", in lower case as messages are here.
pub(super) fn system_words(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    words.to_lowercase()
}
