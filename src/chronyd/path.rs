//! Why a path to chronyd failed, in words, and what to do about it.

use std::fmt;
use std::path::PathBuf;

use rustix::process::geteuid;

use super::endpoint::{Endpoint, printable};
use super::status::{OPEN_COMMANDS, Status};
use crate::report::{Problem, ProblemKind};

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
    /// The directory of chronyd's socket is on a read-only file system, where nobody can put the
    /// client's socket.
    ReplyPathReadOnly(PathBuf),
    /// A symbolic link is in the place of chronyd's socket, and could lead to another program.
    SymbolicLink,
    /// The port belongs to this user, who is neither root nor chrony, and could give any answer.
    PortOwner(u32),
    /// chronyd answered that this host may not ask.
    HostDenied,
    /// chronyd permitted no request on this path.
    NotPermitted,
    /// No reply within the time given.
    Silent,
    /// The time was up before this path had its turn.
    NotTried,
    /// The answer is not of chrony's protocol; the text says why.
    NotChrony(String),
    /// chronyd speaks another version of the protocol.
    Version(u8),
    /// The host's name could not be resolved; the resolver's own words.
    Unresolvable(String),
    /// There is no way to the host; the operating system's own words.
    NoRoute(String),
    /// Any other error of the operating system, in its own words.
    System(String),
}

impl Cause {
    /// The cause of a status that makes the whole path useless; `None`: the status concerns one
    /// request only.
    pub(super) fn of_status(status: Status) -> Option<Self> {
        if status.is_host_denied() {
            Some(Self::HostDenied)
        } else if status.is_wrong_length() {
            Some(Self::NotChrony(status.text().into_owned()))
        } else {
            None
        }
    }

    /// The kind of failure this cause belongs to.
    pub fn kind(&self) -> ProblemKind {
        match self {
            Self::Refused
            | Self::NoSocket
            | Self::Unresolvable(_)
            | Self::NoRoute(_)
            | Self::System(_) => ProblemKind::Connection,
            Self::SocketDenied
            | Self::ReplyPathDenied(_)
            | Self::ReplyPathReadOnly(_)
            | Self::SymbolicLink
            | Self::PortOwner(_)
            | Self::HostDenied
            | Self::NotPermitted => ProblemKind::Permission,
            Self::Silent | Self::NotTried => ProblemKind::Timeout,
            Self::NotChrony(_) | Self::Version(_) => ProblemKind::Protocol,
        }
    }

    /// Whether a restart of chronyd can be the cause.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self, Self::Refused | Self::NoSocket)
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
                printable(directory)
            ),
            Self::ReplyPathReadOnly(directory) => write!(
                f,
                "no room for the reply socket in {}: read-only file system",
                printable(directory)
            ),
            Self::SymbolicLink => f.write_str("a symbolic link instead of a socket"),
            Self::PortOwner(owner) => write!(
                f,
                "the port belongs to user {owner}, who is neither root nor chrony"
            ),
            Self::HostDenied => f.write_str("chronyd does not answer this host"),
            Self::NotPermitted => f.write_str("chronyd does not permit this request"),
            Self::Silent => f.write_str("no reply"),
            Self::NotTried => f.write_str("not tried in time"),
            Self::NotChrony(how) => write!(f, "not chrony's protocol ({how})"),
            Self::Version(6) => f.write_str("chronyd wants another version of the protocol"),
            Self::Version(version) => {
                write!(f, "chronyd speaks protocol version {version}, not 6")
            }
            Self::Unresolvable(why) => write!(f, "cannot resolve the name: {why}"),
            Self::NoRoute(what) | Self::System(what) => f.write_str(what),
        }
    }
}

/// One path that was tried, and why it failed.
#[derive(Debug, Clone, PartialEq)]
pub struct FailedPath {
    /// Where chronyd was looked for.
    pub path: Endpoint,
    /// Why it failed.
    pub cause: Cause,
}

/// The problem of a fetch that no path could serve: every path with its cause, the most telling
/// kind among them, and a hint that fits the causes.
pub fn unreachable(failed: &[FailedPath]) -> Problem {
    let says_most = [
        ProblemKind::Protocol,
        ProblemKind::Timeout,
        ProblemKind::Permission,
    ];
    let kind = says_most
        .into_iter()
        .find(|&kind| failed.iter().any(|path| path.cause.kind() == kind))
        .unwrap_or(ProblemKind::Connection);
    let paths: Vec<String> = failed
        .iter()
        .map(|failed| format!("{}: {}", failed.path, failed.cause))
        .collect();
    Problem {
        kind,
        message: format!("{}{}", Problem::UNREACHABLE, paths.join("; ")),
        hint: Some(hint(kind, failed, geteuid().is_root()).to_owned()),
    }
}

/// What to do when no path led to chronyd, for root or for another user.
fn hint(kind: ProblemKind, failed: &[FailedPath], is_root: bool) -> &'static str {
    let any = |wanted: fn(&Cause) -> bool| failed.iter().any(|path| wanted(&path.cause));
    match kind {
        ProblemKind::Permission if any(|cause| matches!(cause, Cause::PortOwner(_))) => {
            "another user's program may be answering in chronyd's place: end it, or set \
             net.ipv4.ip_unprivileged_port_start above the port"
        }
        ProblemKind::Permission if any(|cause| *cause == Cause::HostDenied) => {
            "allow this host with `cmdallow` in chrony.conf"
        }
        ProblemKind::Permission if any(|cause| *cause == Cause::NotPermitted) => OPEN_COMMANDS,
        ProblemKind::Permission if any(|cause| *cause == Cause::SymbolicLink) => {
            "give the socket's own path with --host"
        }
        ProblemKind::Permission
            if is_root || any(|cause| matches!(cause, Cause::ReplyPathReadOnly(_))) =>
        {
            "let chronyd answer on loopback (no `cmdport 0` in chrony.conf), or make its socket's \
             directory one to write in: replies go to a socket there"
        }
        ProblemKind::Permission => {
            "run as root, or let chronyd answer everyone on loopback (no `cmdport 0` in chrony.conf)"
        }
        ProblemKind::Timeout if silent(failed).all(|path| matches!(path, Endpoint::Unix(_))) => {
            "chronyd may be hung, or kept from writing to a socket beside its own (by AppArmor or \
             SELinux)"
        }
        ProblemKind::Timeout => {
            "chronyd may be hung, or drop requests from this host (see `cmdallow`, `bindcmdaddress` \
             and firewalls)"
        }
        ProblemKind::Protocol if any(|cause| matches!(cause, Cause::Version(_))) => {
            "chronyd and this program are too far apart in age to talk to each other"
        }
        ProblemKind::Protocol => "something other than chronyd answers; check --host and --port",
        _ if any(|cause| matches!(cause, Cause::Unresolvable(_))) => {
            "check the name, or give an address"
        }
        _ if any(|cause| matches!(cause, Cause::NoRoute(_))) => {
            "check the network (this machine's own addresses need `ip link set lo up`)"
        }
        _ => {
            "chronyd is not running, or listens elsewhere (see `cmdport` and `bindcmdaddress` in \
             chrony.conf, and --host)"
        }
    }
}

/// The paths that could be used, but brought no reply.
fn silent(failed: &[FailedPath]) -> impl Iterator<Item = &Endpoint> {
    failed
        .iter()
        .filter(|path| path.cause == Cause::Silent)
        .map(|path| &path.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers are those of `candm.h`.
    #[test]
    fn two_statuses_make_a_path_useless() {
        for number in 1..=20 {
            let status = Status::from_number(number).expect("a failure");
            let is_useless = Cause::of_status(status).is_some();
            assert_eq!(is_useless, matches!(number, 10 | 19), "{number}");
        }
    }

    /// The hint for these causes, of chronyd's socket and two addresses of this machine.
    fn hint_for(causes: &[Cause], is_root: bool) -> &'static str {
        let paths = ["/run/chrony/chronyd.sock", "127.0.0.1", "::1"];
        let failed: Vec<FailedPath> = paths
            .iter()
            .zip(causes)
            .map(|(path, cause)| FailedPath {
                path: Endpoint::parse(path, 323).expect("a path"),
                cause: cause.clone(),
            })
            .collect();
        hint(unreachable(&failed).kind, &failed, is_root)
    }

    /// Each hint by the word that it cannot do without.
    #[test]
    fn the_advice_fits_the_causes() {
        use Cause::{
            HostDenied, NoRoute, NoSocket, NotChrony, NotPermitted, PortOwner, Refused,
            ReplyPathDenied, ReplyPathReadOnly, Silent, SocketDenied, SymbolicLink, Unresolvable,
            Version,
        };
        let directory = || PathBuf::from("/run/chrony");
        let text = || "words".to_owned();
        let cases = [
            (vec![NoSocket, Refused, Refused], "not running"),
            (vec![SocketDenied, Refused, Refused], "run as root"),
            (vec![ReplyPathDenied(directory()), Refused], "run as root"),
            (vec![ReplyPathReadOnly(directory()), Refused], "directory"),
            (vec![SymbolicLink, Refused], "own path"),
            (
                vec![SocketDenied, PortOwner(1000)],
                "ip_unprivileged_port_start",
            ),
            (vec![SocketDenied, HostDenied], "`cmdallow`"),
            (vec![SocketDenied, NotPermitted], "`opencommands`"),
            (vec![Silent, Refused, Refused], "beside its own"),
            (vec![NoSocket, Silent, Refused], "firewalls"),
            (vec![Silent, Silent, Silent], "firewalls"),
            (vec![NoSocket, Version(5)], "too far apart"),
            (vec![Silent, NotChrony(text())], "something other"),
            (vec![NoSocket, Unresolvable(text())], "check the name"),
            (vec![NoSocket, NoRoute(text())], "ip link set lo up"),
        ];
        for (causes, word) in cases {
            let hint = hint_for(&causes, false);
            assert!(hint.contains(word), "{causes:?}: {hint}");
        }
    }

    #[test]
    fn a_silent_socket_has_no_firewall() {
        let hint = hint_for(&[Cause::Silent, Cause::Refused], false);
        assert!(!hint.contains("cmdallow"), "{hint}");
    }

    #[test]
    fn root_is_not_told_to_run_as_root() {
        for cause in [
            Cause::ReplyPathReadOnly("/run/chrony".into()),
            Cause::ReplyPathDenied("/run/chrony".into()),
            Cause::SocketDenied,
        ] {
            let hint = hint_for(&[cause, Cause::Refused], true);
            assert!(!hint.contains("as root"), "{hint}");
        }
    }

    #[test]
    fn its_own_version_is_not_another() {
        let words = |version| Cause::Version(version).to_string();
        assert_eq!(words(5), "chronyd speaks protocol version 5, not 6");
        assert_eq!(words(6), "chronyd wants another version of the protocol");
    }
}
