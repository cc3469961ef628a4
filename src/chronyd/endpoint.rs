//! The places where a chronyd can be. It only names them; the socket connects to them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// The sockets that chronyd creates by default (`bindcmdaddress` in `chrony.conf`), by who built it.
#[cfg(not(target_os = "macos"))]
pub(super) const DEFAULT_SOCKETS: [&str; 1] = [
    // chrony's configure, `--chronyrundir`: every Linux, FreeBSD's port, pkgsrc, OmniOS.
    "/var/run/chrony/chronyd.sock",
];
#[cfg(target_os = "macos")]
pub(super) const DEFAULT_SOCKETS: [&str; 4] = [
    "/var/run/chrony/chronyd.sock",
    // Homebrew's formula, `--localstatedir`: Apple's processors, then Intel's.
    "/opt/homebrew/var/run/chrony/chronyd.sock",
    "/usr/local/var/run/chrony/chronyd.sock",
    // MacPorts' Portfile, `--localstatedir`.
    "/opt/local/var/run/chrony/chronyd.sock",
];

/// One place to look for chronyd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// A UDP address.
    Udp(SocketAddr),
    /// chronyd's Unix socket.
    Unix(PathBuf),
    /// A host whose name has to be resolved first.
    Named {
        /// The host's name.
        host: String,
        /// The UDP port there.
        port: u16,
    },
}

/// A text that names no such place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseEndpointError;

impl fmt::Display for ParseEndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "neither the path of a socket (beginning with /) nor an address or a host name, with or \
             without a port (:323)",
        )
    }
}

impl std::error::Error for ParseEndpointError {}

impl Endpoint {
    /// Reads a socket path, an address or a host name; the latter two may name a port other than
    /// `port`.
    ///
    /// # Errors
    /// When the text is none of them.
    pub fn parse(text: &str, port: u16) -> Result<Self, ParseEndpointError> {
        if text.starts_with('/') {
            return Ok(Self::Unix(text.into()));
        }
        let (host, port) = match text.rsplit_once(':') {
            // An IPv6 address has a port only in brackets; otherwise its colons are part of the
            // address.
            Some((host, number)) if !host.contains(':') || host.ends_with(']') => {
                let port: Option<NonZero<u16>> = number.parse().ok();
                (host, port.ok_or(ParseEndpointError)?.get())
            }
            _ => (text, port),
        };
        let bare = host
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(host);
        if let Ok(ip) = bare.parse::<IpAddr>() {
            return Ok(Self::Udp((ip, port).into()));
        }
        let may_be_in_name = |c: char| {
            c.is_ascii_alphanumeric()
                || matches!(c, '.' | '-' | '_')
                || (!c.is_ascii() && !c.is_control())
        };
        let is_name = !bare.is_empty() && bare.chars().all(may_be_in_name);
        if !is_name && !is_scoped(bare) {
            return Err(ParseEndpointError);
        }
        Ok(Self::Named {
            host: bare.to_owned(),
            port,
        })
    }

    /// Whether the place is on this machine, where an answer takes microseconds.
    pub fn is_local(&self) -> bool {
        match self {
            Self::Unix(_) => true,
            Self::Udp(address) => address.ip().is_loopback(),
            Self::Named { .. } => false,
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Udp(address) => write!(f, "{address}"),
            Self::Unix(path) => f.write_str(&printable(path)),
            Self::Named { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Named { host, port } => write!(f, "{host}:{port}"),
        }
    }
}

/// The path as text, with question marks for control characters, which a terminal would obey.
pub(super) fn printable(path: &Path) -> String {
    let text = path.to_string_lossy();
    text.chars()
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}

/// Whether this is an IPv6 address with the name of an interface (`fe80::1%eth0`), which the resolver
/// reads.
fn is_scoped(host: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
    host.split_once('%')
        .is_some_and(|(ip, interface)| ip.parse::<Ipv6Addr>().is_ok() && is_name(interface))
}

/// The places of this machine's own chronyd, in chronyc's order. The Unix socket is first: there
/// root may request every report, and no other user's program can answer. A user who may not use it
/// is refused at once.
pub fn local_endpoints(port: u16) -> Vec<Endpoint> {
    let sockets = DEFAULT_SOCKETS.map(|path| Endpoint::Unix(path.into()));
    let addresses = [
        Endpoint::Udp((Ipv4Addr::LOCALHOST, port).into()),
        Endpoint::Udp((Ipv6Addr::LOCALHOST, port).into()),
    ];
    sockets.into_iter().chain(addresses).collect()
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    #[test]
    fn every_way_to_write_a_place() {
        let shown = |text| Endpoint::parse(text, 323).map(|endpoint| endpoint.to_string());
        assert_eq!(shown("127.0.0.1").as_deref(), Ok("127.0.0.1:323"));
        assert_eq!(shown("::1").as_deref(), Ok("[::1]:323"));
        assert_eq!(shown("[::1]").as_deref(), Ok("[::1]:323"));
        assert_eq!(shown("127.0.0.1:11323").as_deref(), Ok("127.0.0.1:11323"));
        assert_eq!(shown("[::1]:11323").as_deref(), Ok("[::1]:11323"));
        assert_eq!(shown("/run/x.sock").as_deref(), Ok("/run/x.sock"));
        assert_eq!(shown("ntp1.example").as_deref(), Ok("ntp1.example:323"));
        assert_eq!(
            shown("ntp1.example:11323").as_deref(),
            Ok("ntp1.example:11323")
        );
        assert_eq!(shown("localhost:1").as_deref(), Ok("localhost:1"));
        assert_eq!(shown("fe80::1%eth0").as_deref(), Ok("[fe80::1%eth0]:323"));
        assert_eq!(shown("[fe80::1%eth0]:1").as_deref(), Ok("[fe80::1%eth0]:1"));
        for wrong in [
            "",
            "a b",
            "relative/path",
            "[::1",
            "[::1]323",
            ":323",
            "ntp1.example:",
            "ntp1.example:ntp",
            "ntp1.example:0",
            "fe80::1%",
            "fe80::1%\x1b[31m",
            "fe80%lo",
            "ntp\u{9b}1",
            "127.0.0.1:0",
            "127.0.0.1:65536",
        ] {
            assert!(shown(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_terminal_does_not_obey_a_path() {
        let endpoint = Endpoint::parse("/tmp/\x1b[31m\u{9b}é", 323);
        assert_eq!(endpoint.unwrap().to_string(), "/tmp/?[31m?é");
    }
}
