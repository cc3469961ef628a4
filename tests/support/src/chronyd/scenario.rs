//! What a daemon is configured to be, and whom it follows: the writing of chrony.conf, and the start of everything in it.

use std::ffi::OsStr;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};
use std::path::Path;

use super::{Daemon, open_to};
use crate::certificate::Certificate;
use crate::loopback;
use crate::preload::{Preload, RTC_DEVICE, Rtc};
use crate::runner::{self, Process};

/// Options of a `server` line that have it measured within seconds.
pub const FAST: &str = "iburst minpoll 0 maxpoll 1";

/// The loopback addresses a name server needs no asking for: `localhost`.
pub const LOCALHOST: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];

/// Where a daemon takes questions.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Questions {
    /// A Unix socket, and UDP at this address.
    SocketAndUdp(IpAddr),
    /// `cmdport 0`.
    SocketOnly,
}

/// Whether a client can establish keys with a server with NTS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KeyExchange {
    /// It can.
    Open,
    /// Nobody listens on the port.
    Closed,
}

/// A server of time: a chronyd of its own.
#[derive(Debug)]
struct Server {
    /// What its time is: a stratum of its own, perhaps more, perhaps none.
    lines: Vec<String>,
    addresses: Vec<IpAddr>,
    port: u16,
}

/// A daemon to be: what its configuration says, and the servers it follows.
#[derive(Debug)]
#[must_use]
pub struct Scenario {
    lines: Vec<String>,
    servers: Vec<Server>,
    questions: Questions,
    command_port: Option<u16>,
    rtc: Option<Rtc>,
    clock_shift: i64,
}

/// Strata that are not all the same.
fn good_stratum(number: u8) -> u8 {
    2 - number % 2
}

/// The options of the server of this number where the third is the odd one out.
fn truth(number: u8) -> String {
    if number == 3 {
        format!("{FAST} offset 0.5")
    } else {
        FAST.to_owned()
    }
}

impl Default for Scenario {
    fn default() -> Self {
        Self::new()
    }
}

impl Scenario {
    /// A daemon without sources that takes questions at a Unix socket and at a UDP address of its own.
    pub fn new() -> Self {
        Self {
            lines: Vec::new(),
            servers: Vec::new(),
            questions: Questions::SocketAndUdp(loopback::address().into()),
            command_port: None,
            rtc: None,
            clock_shift: 0,
        }
    }

    /// The scenario most tests need: three good servers, of strata 1 to 3, whom the daemon follows.
    pub fn three_servers() -> Self {
        (1..=3).fold(Self::new(), |scenario, stratum| {
            scenario.server(stratum, FAST)
        })
    }

    /// The scene of the demonstration: two good servers, and one that is wrong by half a second.
    pub fn odd_one_out() -> Self {
        (1..=3).fold(Self::new(), |scenario, number| {
            scenario.server(good_stratum(number), &truth(number))
        })
    }

    /// The same scene with servers of these names, which have loopback addresses, the third of them the wrong one.
    ///
    /// # Panics
    ///
    /// When a name has no address.
    pub fn odd_one_out_of(names: &[String]) -> Self {
        (1..)
            .zip(names)
            .fold(Self::new(), |scenario, (number, name)| {
                let addresses: Vec<IpAddr> = (name.as_str(), 0)
                    .to_socket_addrs()
                    .unwrap_or_else(|cause| panic!("{name}: {cause}"))
                    .map(|address| address.ip())
                    .collect();
                scenario.server_at(good_stratum(number), &addresses, name, &truth(number))
            })
    }

    /// Knows this many servers, and is told to leave them alone.
    pub fn offline_servers(self, count: u32) -> Self {
        (0..count).fold(self, |scenario, number| {
            let [_, _, high, low] = number.to_be_bytes();
            scenario.line(&format!("server 127.1.{high}.{low} port 9 offline"))
        })
    }

    /// One more line of chrony.conf. `{dir}` in it stands for the daemon's directory.
    pub fn line(mut self, line: &str) -> Self {
        self.lines.push(line.to_owned());
        self
    }

    /// Follows a server of that stratum, which is started as well, at an address of its own.
    pub fn server(self, stratum: u8, options: &str) -> Self {
        let address = loopback::address();
        self.server_at(stratum, &[address.into()], &address.to_string(), options)
    }

    /// Follows a server that listens at `addresses`, by the name `name`.
    pub fn server_at(self, stratum: u8, addresses: &[IpAddr], name: &str, options: &str) -> Self {
        self.directive_at("server", stratum, addresses, name, options)
    }

    /// Follows a server that is configured by these lines, besides those that every server has.
    pub fn server_with(self, lines: &[&str], options: &str) -> Self {
        let lines = lines.iter().map(|&line| line.to_owned()).collect();
        self.configured_server(loopback::address(), lines, options)
    }

    /// Follows a server with NTS at this address, which has this certificate. Keys can be established with it, or its port
    /// for that is closed.
    pub fn nts_server(
        self,
        address: Ipv4Addr,
        certificate: &Certificate,
        exchange: KeyExchange,
        options: &str,
    ) -> Self {
        let ports = [0, 1].map(|_| loopback::port(&[address.into()]));
        let listens = match exchange {
            KeyExchange::Open => ports[0],
            KeyExchange::Closed => ports[1],
        };
        let lines = vec![
            "local stratum 1".to_owned(),
            format!("ntsserverkey {}", certificate.key().display()),
            format!("ntsservercert {}", certificate.path().display()),
            format!("ntsport {listens}"),
        ];
        let options = format!("nts ntsport {} {options}", ports[0]);
        self.line(&format!("ntstrustedcerts {}", certificate.path().display()))
            .configured_server(address, lines, &options)
    }

    fn configured_server(mut self, address: Ipv4Addr, lines: Vec<String>, options: &str) -> Self {
        let port = loopback::port(&[address.into()]);
        self.servers.push(Server {
            lines,
            addresses: vec![address.into()],
            port,
        });
        self.line(&format!("server {address} port {port} {options}"))
    }

    /// Follows the pool `name`, all of whose servers are one that listens at `addresses`.
    pub fn pool_at(self, stratum: u8, addresses: &[IpAddr], name: &str, options: &str) -> Self {
        self.directive_at("pool", stratum, addresses, name, options)
    }

    fn directive_at(
        mut self,
        directive: &str,
        stratum: u8,
        addresses: &[IpAddr],
        name: &str,
        options: &str,
    ) -> Self {
        let port = loopback::port(addresses);
        self.servers.push(Server {
            lines: vec![format!("local stratum {stratum}")],
            addresses: addresses.to_vec(),
            port,
        });
        self.line(&format!("{directive} {name} port {port} {options}"))
    }

    /// Exchanges time with a peer of that stratum, which is started as well.
    pub fn peer(self, stratum: u8, options: &str) -> Self {
        let lines = vec![format!("local stratum {stratum}")];
        let (own, theirs) = (loopback::address(), loopback::address());
        self.peer_at(own, theirs, &lines, options)
    }

    /// Exchanges time with a peer that is configured by these lines, and by one that names this daemon with the same options.
    pub fn mutual_peer(self, lines: &[&str], options: &str) -> Self {
        let (own, theirs) = (loopback::address(), loopback::address());
        let back = format!("peer {own} port {{port}} {options}");
        let lines = lines.iter().map(|&line| line.to_owned()).chain([back]);
        self.peer_at(own, theirs, &lines.collect::<Vec<_>>(), options)
    }

    fn peer_at(mut self, own: Ipv4Addr, theirs: Ipv4Addr, lines: &[String], options: &str) -> Self {
        let port = loopback::port(&[own.into(), theirs.into()]);
        let lines = lines
            .iter()
            .map(|line| line.replace("{port}", &port.to_string()));
        self.servers.push(Server {
            lines: lines.collect(),
            addresses: vec![theirs.into()],
            port,
        });
        // A peer is answered where it listens, so this daemon listens too.
        self.line(&format!("port {port}"))
            .line(&format!("bindaddress {own}"))
            .line(&format!("peer {theirs} port {port} {options}"))
    }

    /// Follows a server nobody has started.
    pub fn silent_server(self, options: &str) -> Self {
        let address = loopback::address();
        let port = loopback::port(&[address.into()]);
        self.line(&format!("server {address} port {port} {options}"))
    }

    /// Takes questions at its Unix socket only: `cmdport 0`.
    pub fn socket_only(mut self) -> Self {
        self.questions = Questions::SocketOnly;
        self
    }

    /// Takes questions at this UDP address, besides its Unix socket.
    pub fn udp_at(mut self, address: impl Into<IpAddr>) -> Self {
        self.questions = Questions::SocketAndUdp(address.into());
        self
    }

    /// Takes questions at this UDP port, and not at one of its own.
    pub fn command_port(mut self, port: u16) -> Self {
        self.command_port = Some(port);
        self
    }

    /// Sees a system clock that is so many seconds ahead of what its servers see, and cannot set it.
    pub fn clock_ahead_by(mut self, seconds: i64) -> Self {
        self.clock_shift = seconds;
        self
    }

    /// Has a hardware clock.
    pub fn rtc(mut self, rtc: Rtc) -> Self {
        self.rtc = Some(rtc);
        self.line("rtcfile {dir}/rtc")
            .line(&format!("rtcdevice {RTC_DEVICE}"))
            .line("rtconutc")
    }

    /// Starts the daemon and its servers, and waits until it takes questions.
    ///
    /// # Panics
    ///
    /// When that fails, with the daemon's log.
    pub fn start(self) -> Daemon {
        let directory = tempfile::Builder::new()
            .prefix("sh-")
            .tempdir()
            .expect("a temporary directory");
        // The outer directory is open to the stranger's copy of the program; chronyd's own must not be open to everybody.
        let run = directory.path().join("run");
        fs::create_dir(&run).expect("a directory");
        open_to(directory.path(), 0o755);
        open_to(&run, 0o750);
        let socket = run.join("chronyd.sock");
        assert!(
            socket.as_os_str().len() < 80,
            "{} leaves no room for a client's socket beside it: choose a shorter TMPDIR",
            socket.display()
        );

        let chronyd = runner::chronyd(directory.path());
        let servers = self
            .servers
            .iter()
            .enumerate()
            .map(|(number, server)| {
                let file = directory.path().join(format!("server{number}.conf"));
                fs::write(&file, server.configuration(&file)).expect("a configuration");
                Process::start(&chronyd, &file, &[])
            })
            .collect();

        let udp = match self.questions {
            Questions::SocketAndUdp(address) => {
                let port = self.command_port;
                let port = port.unwrap_or_else(|| loopback::port(&[address]));
                Some(SocketAddr::new(address, port))
            }
            Questions::SocketOnly => None,
        };
        let file = directory.path().join("client.conf");
        fs::write(&file, self.configuration(&run, udp)).expect("a configuration");
        let preload = Preload::compile(directory.path(), self.clock_shift);
        let environment = preload.environment(self.rtc);
        let environment: Vec<(&str, &OsStr)> = environment
            .iter()
            .map(|(name, value)| (*name, value.as_os_str()))
            .collect();
        let mut daemon = Daemon {
            process: Process::start(&chronyd, &file, &environment),
            servers,
            server_addresses: self.servers.iter().map(|s| s.addresses[0]).collect(),
            socket,
            udp,
            preload,
            directory,
        };
        daemon.wait_for_answers();
        daemon
    }

    fn configuration(&self, run: &Path, udp: Option<SocketAddr>) -> String {
        let directory = run.display().to_string();
        let mut lines: Vec<String> = self
            .lines
            .iter()
            .map(|line| line.replace("{dir}", &directory))
            .collect();
        if !self.lines.iter().any(|line| line.starts_with("port ")) {
            lines.push("port 0".to_owned());
        }
        lines.push(format!("pidfile {directory}/chronyd.pid"));
        lines.push(format!("bindcmdaddress {directory}/chronyd.sock"));
        match udp {
            Some(address) => {
                lines.push(format!("bindcmdaddress {}", address.ip()));
                lines.push(format!("cmdport {}", address.port()));
                if address.is_ipv6() {
                    // The other family keeps its default, 127.0.0.1, unless it is given another address.
                    lines.push(format!("bindcmdaddress {}", loopback::address()));
                }
            }
            None => lines.push("cmdport 0".to_owned()),
        }
        lines.join("\n") + "\n"
    }
}

impl Server {
    fn configuration(&self, file: &Path) -> String {
        let mut lines = self.lines.clone();
        lines.extend([
            "allow 127.0.0.0/8".to_owned(),
            "allow ::1".to_owned(),
            format!("port {}", self.port),
            "cmdport 0".to_owned(),
            // No Unix socket either.
            "bindcmdaddress /".to_owned(),
            format!("pidfile {}", file.with_extension("pid").display()),
        ]);
        for address in &self.addresses {
            lines.push(format!("bindaddress {address}"));
        }
        lines.join("\n") + "\n"
    }
}
