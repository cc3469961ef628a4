//! The ways to a daemon, in the words of the program's command line and of its answer.

use std::net::SocketAddr;
use std::path::Path;

use crate::loopback;

/// A way to a daemon, in the program's terms.
#[derive(Clone, Debug)]
#[must_use]
pub struct Door {
    /// The options that lead there.
    pub options: Vec<String>,
    /// What the program calls it.
    pub server: String,
}

impl Door {
    /// A Unix socket.
    pub fn at_socket(socket: &Path) -> Self {
        let server = socket.display().to_string();
        Self {
            options: vec!["--host".to_owned(), server.clone()],
            server,
        }
    }

    /// A UDP address.
    pub fn at_address(address: SocketAddr) -> Self {
        let (host, port) = (address.ip().to_string(), address.port().to_string());
        Self {
            options: vec!["--host".to_owned(), host, "--port".to_owned(), port],
            server: address.to_string(),
        }
    }

    /// A UDP address where nobody listens.
    pub fn closed() -> Self {
        let address = loopback::address().into();
        Self::at_address(SocketAddr::new(address, loopback::port(&[address])))
    }

    /// This one, then that one; the program is expected to take `that`. At most one of the two may be a UDP address: there
    /// is but one port.
    pub fn then(&self, that: &Self) -> Self {
        Self {
            options: [self.options.as_slice(), &that.options].concat(),
            server: that.server.clone(),
        }
    }
}
