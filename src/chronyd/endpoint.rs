//! Where a chronyd can be. It only names places; going there is the socket's business.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZero;
use std::path::PathBuf;

/// The socket chronyd creates by default (`bindcmdaddress` in `chrony.conf`).
const DEFAULT_SOCKET: &str = "/var/run/chrony/chronyd.sock";

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

/// A place that cannot be one.
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
    /// Reads a socket path, an address or a host name; the latter two with their port, if they want
    /// another than `port`.
    ///
    /// # Errors
    /// When the text is none of them.
    pub fn parse(text: &str, port: u16) -> Result<Self, ParseEndpointError> {
        if text.starts_with('/') {
            return Ok(Self::Unix(text.into()));
        }
        let (host, port) = match text.rsplit_once(':') {
            // The colons of an IPv6 address lead to no port, unless it stands in brackets.
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
        // A scoped IPv6 address (fe80::1%eth0) has colons; the resolver reads it.
        let is_name_byte = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') || byte >= 0x80
        };
        let is_scoped = bare.contains("::") && bare.contains('%');
        if !is_scoped && (bare.is_empty() || !bare.bytes().all(is_name_byte)) {
            return Err(ParseEndpointError);
        }
        Ok(Self::Named {
            host: bare.to_owned(),
            port,
        })
    }

    /// Whether the place is this machine, so that an answer takes microseconds.
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
            Self::Unix(path) => write!(f, "{}", path.display()),
            Self::Named { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Named { host, port } => write!(f, "{host}:{port}"),
        }
    }
}

/// Where this machine's own chronyd can be, in the order to try. UDP goes first: every report is
/// open there, it needs no privilege and it leaves nothing on disk.
pub fn local_endpoints(port: u16) -> Vec<Endpoint> {
    vec![
        Endpoint::Udp((Ipv4Addr::LOCALHOST, port).into()),
        Endpoint::Udp((Ipv6Addr::LOCALHOST, port).into()),
        Endpoint::Unix(DEFAULT_SOCKET.into()),
    ]
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
            "127.0.0.1:0",
            "127.0.0.1:65536",
        ] {
            assert!(shown(wrong).is_err(), "{wrong:?}");
        }
    }
}
