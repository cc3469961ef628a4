//! A datagram socket of either kind, connected to one chronyd and never waiting, and its tidy end.

use std::ffi::OsStr;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};

use rustix::fs::Mode;
use rustix::net::SocketAddrUnix;
use rustix::process::umask;
use tempfile::TempPath;

use super::signals::Held;
use crate::error::Cause;

/// Requests that may be in flight. A Unix socket queues ten datagrams by default
/// (`net.unix.max_dgram_qlen`), and chronyd drops a reply that finds the queue full. A UDP socket's
/// buffer holds some hundreds of replies.
const UNIX_WINDOW: usize = 8;
const UDP_WINDOW: usize = 64;

/// A socket that talks to one chronyd.
#[derive(Debug)]
pub(super) enum Socket {
    Udp(UdpSocket),
    Unix(UnixSocket),
}

/// A Unix socket has a file of its own, to which chronyd answers. The fields are dropped in this
/// order: the file is gone before the signals are let through.
#[derive(Debug)]
pub(super) struct UnixSocket {
    socket: UnixDatagram,
    own_path: TempPath,
    daemon: PathBuf,
    signals: Held,
}

impl Socket {
    /// A socket for chronyd's UDP port.
    pub(super) fn udp(daemon: SocketAddr) -> Result<Self, Cause> {
        let any: SocketAddr = if daemon.is_ipv4() {
            (Ipv4Addr::UNSPECIFIED, 0).into()
        } else {
            (Ipv6Addr::UNSPECIFIED, 0).into()
        };
        let open = || {
            let socket = UdpSocket::bind(any)?;
            socket.set_nonblocking(true)?;
            socket.connect(daemon)?;
            Ok(socket)
        };
        open()
            .map(Self::Udp)
            .map_err(|error: io::Error| refused_or_system(&error))
    }

    /// A socket for chronyd's Unix socket. Its own file lies beside chronyd's, the only directory
    /// that chronyd can be trusted to reach; its name cannot be guessed, and a umask gives it the
    /// mode that lets chronyd's user write to it, so that no chmod by path can be misled.
    pub(super) fn unix(daemon: &Path) -> Result<Self, Cause> {
        const PREFIX: &str = "second-hand-";
        const SUFFIX: &str = ".sock";
        let socket = UnixDatagram::unbound().map_err(|error| Cause::System(error.to_string()))?;
        // Before the file is made: where no daemon is, nothing is to be cleaned up.
        socket.connect(daemon).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Cause::NoSocket,
            io::ErrorKind::PermissionDenied => Cause::SocketDenied,
            _ => refused_or_system(&error),
        })?;
        socket
            .set_nonblocking(true)
            .map_err(|error| Cause::System(error.to_string()))?;
        let directory = daemon.parent().unwrap_or(Path::new("/"));
        let signals = Held::new().map_err(|error| Cause::System(error.to_string()))?;
        let file = tempfile::Builder::new()
            .prefix(OsStr::new(PREFIX))
            .suffix(OsStr::new(SUFFIX))
            .make_in(directory, |path| bind(&socket, path))
            .map_err(|error| match error.kind() {
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    Cause::ReplyPathDenied(directory.to_owned())
                }
                _ => Cause::System(error.to_string()),
            })?;
        Ok(Self::Unix(UnixSocket {
            socket,
            own_path: file.into_temp_path(),
            daemon: daemon.to_owned(),
            signals,
        }))
    }

    /// Requests that may be in flight at once.
    pub(super) fn window(&self) -> usize {
        match self {
            Self::Udp(_) => UDP_WINDOW,
            Self::Unix(_) => UNIX_WINDOW,
        }
    }

    pub(super) fn send(&self, datagram: &[u8]) -> io::Result<usize> {
        match self {
            Self::Udp(socket) => socket.send(datagram),
            Self::Unix(unix) => unix.socket.send(datagram),
        }
    }

    pub(super) fn receive(&self, datagram: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Udp(socket) => socket.recv(datagram),
            Self::Unix(unix) => unix.socket.recv(datagram),
        }
    }

    /// Connects again to a chronyd that has been restarted and so has made its socket anew. When
    /// it is not back yet, the next request says so.
    pub(super) fn reconnect(&self) {
        if let Self::Unix(unix) = self {
            let _not_back_yet = unix.socket.connect(&unix.daemon);
        }
    }

    /// Removes the socket's file, and returns the signal that came while it lay there.
    pub(super) fn close(self) -> Option<i32> {
        match self {
            Self::Udp(_) => None,
            Self::Unix(unix) => {
                drop(unix.own_path);
                unix.signals.release()
            }
        }
    }

    /// The signal that wants this program to end, if one has arrived while the socket's file lay
    /// there.
    pub(super) fn caught_signal(&self) -> Option<i32> {
        match self {
            Self::Udp(_) => None,
            Self::Unix(unix) => unix.signals.caught(),
        }
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Udp(socket) => socket.as_fd(),
            Self::Unix(unix) => unix.socket.as_fd(),
        }
    }
}

/// Binds with the mode 0666 from the start.
fn bind(socket: &UnixDatagram, path: &Path) -> io::Result<()> {
    let address = SocketAddrUnix::new(path)?;
    let usual = umask(Mode::from_raw_mode(0o111));
    let bound = rustix::net::bind(socket, &address);
    umask(usual);
    Ok(bound?)
}

fn refused_or_system(error: &io::Error) -> Cause {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Cause::Refused,
        _ => Cause::System(system_words(error)),
    }
}

/// The system's words without Rust's "(os error N)", in lower case as messages are here.
pub(super) fn system_words(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    words.to_lowercase()
}
