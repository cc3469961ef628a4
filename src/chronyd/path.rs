//! Why a path to chronyd failed, in words, and what to do about it.

use std::fmt;
use std::path::PathBuf;

use crate::report::{Kind, Problem};

/// Why one path to chronyd failed.
#[derive(Debug, Clone, PartialEq)]
pub enum Cause {
    /// Nothing listens on the port, or the socket's daemon is gone.
    Refused,
    /// There is no socket at this path.
    NoSocket,
    /// This user may not use chronyd's socket.
    SocketDenied,
    /// This user may not put the client's socket beside chronyd's, where chronyd would answer.
    ReplyPathDenied(PathBuf),
    /// chronyd answered that this host may not ask.
    HostDenied,
    /// No reply within the time given.
    Silent,
    /// What answered does not speak chrony's protocol; the text says how one can tell.
    NotChrony(String),
    /// chronyd speaks another version of the protocol.
    Version(u8),
    /// The host's name could not be resolved; the resolver's own words.
    Unresolvable(String),
    /// Any other failure of the operating system's, in its own words.
    System(String),
}

impl Cause {
    /// The kind of failure this cause belongs to.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Refused | Self::NoSocket | Self::Unresolvable(_) | Self::System(_) => {
                Kind::Connection
            }
            Self::SocketDenied | Self::ReplyPathDenied(_) | Self::HostDenied => Kind::Permission,
            Self::Silent => Kind::Timeout,
            Self::NotChrony(_) | Self::Version(_) => Kind::Protocol,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str("connection refused"),
            Self::NoSocket => f.write_str("no such socket"),
            Self::SocketDenied => f.write_str("permission denied"),
            Self::ReplyPathDenied(directory) => write!(
                f,
                "permission denied to create the reply socket in {}",
                directory.display()
            ),
            Self::HostDenied => f.write_str("chronyd does not answer this host"),
            Self::Silent => f.write_str("no reply"),
            Self::NotChrony(how) => write!(f, "not chrony's protocol ({how})"),
            Self::Version(version) => {
                write!(f, "chronyd speaks protocol version {version}, not 6")
            }
            Self::Unresolvable(why) => write!(f, "cannot resolve the name: {why}"),
            Self::System(what) => f.write_str(what),
        }
    }
}

/// One path that was tried, and why it failed.
#[derive(Debug, Clone, PartialEq)]
pub struct FailedPath {
    /// The path as the user would write it.
    pub path: String,
    /// Why it failed.
    pub cause: Cause,
}

/// The problem of a fetch that no path could serve: every path with its cause, the kind that says
/// most about what is wrong, and advice that fits the causes.
pub fn unreachable(failed: &[FailedPath]) -> Problem {
    let says_most = [Kind::Protocol, Kind::Timeout, Kind::Permission];
    let kind = says_most
        .into_iter()
        .find(|&kind| failed.iter().any(|path| path.cause.kind() == kind))
        .unwrap_or(Kind::Connection);
    let paths: Vec<String> = failed
        .iter()
        .map(|failed| format!("{}: {}", failed.path, failed.cause))
        .collect();
    Problem {
        report: None,
        kind,
        message: format!("cannot reach chronyd: {}", paths.join("; ")),
        hint: Some(hint(kind, failed).to_owned()),
    }
}

/// What to do when no path led to chronyd.
fn hint(kind: Kind, failed: &[FailedPath]) -> &'static str {
    let any = |wanted: fn(&Cause) -> bool| failed.iter().any(|path| wanted(&path.cause));
    match kind {
        Kind::Permission if any(|cause| *cause == Cause::HostDenied) => {
            "allow this host with `cmdallow` in chrony.conf"
        }
        Kind::Permission => {
            "run as root, or let chronyd answer everyone on loopback (no `cmdport 0` in chrony.conf)"
        }
        Kind::Timeout => {
            "chronyd may be hung, or drop requests from this host (see `cmdallow`, `bindcmdaddress` \
             and firewalls)"
        }
        Kind::Protocol if any(|cause| matches!(cause, Cause::Version(_))) => {
            "chronyd and this program are too far apart in age to talk to each other"
        }
        Kind::Protocol => "something other than chronyd answers; check --host and --port",
        _ if any(|cause| matches!(cause, Cause::Unresolvable(_))) => {
            "check the name, or give an address"
        }
        _ => {
            "chronyd is not running, or listens elsewhere (see `cmdport` and `bindcmdaddress` in \
             chrony.conf, and --host)"
        }
    }
}
