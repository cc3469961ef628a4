//! Private chronyds: a [`Scenario`] says what a daemon is configured to be and whom it follows, [`Scenario::start`] makes it
//! a running [`Daemon`] in a directory of its own. Where the processes run is the matter of [`crate::local`] alone; what
//! the figures should be is chronyc's to say, in [`crate::oracle`].

use std::ffi::OsStr;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use rustix::process::{Signal, geteuid};
use tempfile::TempDir;

use crate::local::{self, Process};
use crate::loopback;
use crate::oracle::{self, Snapshot};
use crate::preload::{Preload, RTC_DEVICE, Rtc};

/// Options of a `server` line that have it measured within seconds.
pub const FAST: &str = "iburst minpoll 0 maxpoll 1";

/// How long a daemon may take to become what its scenario wants.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a daemon takes questions.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Questions {
    /// A Unix socket, and UDP at this address.
    SocketAndUdp(IpAddr),
    /// `cmdport 0`.
    SocketOnly,
}

/// A server of time: a chronyd of its own.
#[derive(Debug)]
struct Server {
    stratum: u8,
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
    rtc: Option<Rtc>,
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
            rtc: None,
        }
    }

    /// The scenario most tests need: three good servers, of strata 1 to 3, whom the daemon follows.
    pub fn three_servers() -> Self {
        (1..=3).fold(Self::new(), |scenario, stratum| {
            scenario.server(stratum, FAST)
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
    pub fn server_at(
        mut self,
        stratum: u8,
        addresses: &[IpAddr],
        name: &str,
        options: &str,
    ) -> Self {
        let port = loopback::port(addresses);
        self.servers.push(Server {
            stratum,
            addresses: addresses.to_vec(),
            port,
        });
        self.line(&format!("server {name} port {port} {options}"))
    }

    /// Exchanges time with a peer of that stratum, which is started as well.
    pub fn peer(mut self, stratum: u8, options: &str) -> Self {
        let (own, theirs) = (loopback::address(), loopback::address());
        let port = loopback::port(&[own.into(), theirs.into()]);
        self.servers.push(Server {
            stratum,
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

        let chronyd = local::chronyd(directory.path());
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
                Some(SocketAddr::new(address, loopback::port(&[address])))
            }
            Questions::SocketOnly => None,
        };
        let file = directory.path().join("client.conf");
        fs::write(&file, self.configuration(&run, udp)).expect("a configuration");
        let preload = Preload::compile(directory.path());
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
        let mut lines = vec![
            format!("local stratum {}", self.stratum),
            "allow 127.0.0.0/8".to_owned(),
            "allow ::1".to_owned(),
            format!("port {}", self.port),
            "cmdport 0".to_owned(),
            // No Unix socket either.
            "bindcmdaddress /".to_owned(),
            format!("pidfile {}", file.with_extension("pid").display()),
        ];
        for address in &self.addresses {
            lines.push(format!("bindaddress {address}"));
        }
        lines.join("\n") + "\n"
    }
}

/// A running daemon with the servers it follows. All of them end, and their directory goes, when it is dropped.
#[derive(Debug)]
pub struct Daemon {
    process: Process,
    servers: Vec<Process>,
    server_addresses: Vec<IpAddr>,
    socket: PathBuf,
    udp: Option<SocketAddr>,
    preload: Preload,
    directory: TempDir,
}

impl Daemon {
    /// The path of its Unix socket.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The directory of its Unix socket, which is where clients bind theirs.
    ///
    /// # Panics
    ///
    /// Never: a socket lies in a directory.
    pub fn socket_directory(&self) -> &Path {
        self.socket.parent().expect("a socket in a directory")
    }

    /// Its UDP address.
    ///
    /// # Panics
    ///
    /// When the scenario gave it none.
    pub fn udp(&self) -> SocketAddr {
        self.udp.expect("a scenario with UDP")
    }

    /// Its UDP address, if it has one.
    pub(crate) fn udp_address(&self) -> Option<(IpAddr, u16)> {
        self.udp.map(|address| (address.ip(), address.port()))
    }

    /// The way to it by its Unix socket.
    pub fn socket_door(&self) -> Door {
        Door::at_socket(&self.socket)
    }

    /// The way to it by UDP.
    pub fn udp_door(&self) -> Door {
        Door::at_address(self.udp())
    }

    /// Every way to it.
    pub fn doors(&self) -> Vec<Door> {
        let udp = self.udp.map(Door::at_address);
        [Some(self.socket_door()), udp]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The addresses of the servers that were started for it, in the order of the scenario.
    pub fn servers(&self) -> &[IpAddr] {
        &self.server_addresses
    }

    /// Runs chronyc against it: at its Unix socket, or by UDP where the socket's directory is closed.
    ///
    /// # Panics
    ///
    /// When chronyc cannot be run.
    pub fn chronyc(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("chronyc");
        match self.udp {
            Some(address) => command
                .args(["-h", &address.ip().to_string()])
                .args(["-p", &address.port().to_string()]),
            None => command.arg("-h").arg(&self.socket),
        };
        command
            .args(arguments)
            .output()
            .unwrap_or_else(|cause| panic!("cannot run chronyc: {cause}"))
    }

    /// Waits until chronyc shows what `condition` asks for, which `what` names.
    ///
    /// # Panics
    ///
    /// When it does not come to that, with chronyc's last answer and the daemon's log.
    pub fn wait_until(&self, what: &str, condition: impl Fn(&Snapshot) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let seen = oracle::ask(self);
            if condition(&seen) {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "not {what} within {PATIENCE:?}: {seen:#?}\n{}",
                self.process.log()
            );
            local::pause();
        }
    }

    /// Waits until it follows a source, every server started for it has given samples enough to be judged, and it has
    /// been corrected more than once.
    pub fn wait_until_synchronized(&self) {
        let started = self.server_addresses.len();
        self.wait_until("synchronized", |seen| {
            seen.is_synchronized()
                && seen.sources_with_samples(4) >= started
                && seen.update_interval() != "0.0"
        });
    }

    /// Stops the daemon's time: it goes on answering, and its figures do not change until the guard is dropped.
    pub fn stop_time(&self) -> StoppedTime<'_> {
        self.preload.freeze(true);
        StoppedTime(&self.preload)
    }

    /// Has it hang: it lives, and answers nothing (`SIGSTOP`).
    pub fn hang(&self) {
        self.process.signal(Signal::STOP);
    }

    /// Lets a daemon that hangs go on.
    pub fn resume(&self) {
        self.process.signal(Signal::CONT);
    }

    /// Has the servers it follows hang.
    pub fn hang_servers(&self) {
        for server in &self.servers {
            server.signal(Signal::STOP);
        }
    }

    /// A command that runs `program` as a user whom the socket's directory is closed to. Root puts on another user; anyone
    /// else closes the directory to themselves, which leaves them in the same place.
    ///
    /// # Panics
    ///
    /// When the program cannot be placed where that user may run it.
    pub fn as_stranger(&self, program: &Path) -> Command {
        let copy = self.directory.path().join("second-hand");
        local::place_program(program, &copy);
        if geteuid().is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
            command.arg(copy);
            command
        } else {
            open_to(self.socket_directory(), 0);
            Command::new(copy)
        }
    }

    fn wait_for_answers(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while !self.chronyc(&["tracking"]).status.success() || !self.socket.exists() {
            assert!(
                self.process.runs() && Instant::now() < deadline,
                "chronyd does not answer:\n{}",
                self.process.log()
            );
            local::pause();
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // A directory that was closed to its owner could not be emptied.
        let mode = fs::Permissions::from_mode(0o750);
        let _ = fs::set_permissions(self.socket_directory(), mode);
    }
}

/// A way to a daemon, in the program's terms.
#[derive(Clone, Debug)]
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

/// While this lives, a daemon's time stands still.
#[derive(Debug)]
pub struct StoppedTime<'daemon>(&'daemon Preload);

impl Drop for StoppedTime<'_> {
    fn drop(&mut self) {
        self.0.freeze(false);
    }
}

/// The loopback addresses a name server needs no asking for: `localhost`.
pub const LOCALHOST: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
];

fn open_to(directory: &Path, mode: u32) {
    fs::set_permissions(directory, fs::Permissions::from_mode(mode)).expect("a directory's mode");
}
