//! Private chronyds: a [`Scenario`] says what a daemon is configured to be and whom it follows, [`Scenario::start`] makes it
//! a running [`Daemon`] in a directory of its own. Where the processes run is the matter of [`crate::runner`] alone; what
//! the figures should be is chronyc's to say, in [`crate::oracle`].

mod door;
mod scenario;

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use rustix::process::{Signal, geteuid};
use tempfile::TempDir;

use crate::environment;
use crate::local;
use crate::oracle::{self, Snapshot};
use crate::preload::Preload;
use crate::runner::Process;

pub use door::Door;
pub use scenario::{FAST, KeyExchange, LOCALHOST, Scenario};

/// How long a daemon may take to become what its scenario wants.
const PATIENCE: Duration = Duration::from_secs(60);

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

    /// Runs chronyc against it: by UDP, or at its Unix socket where there is no UDP.
    ///
    /// # Panics
    ///
    /// When chronyc cannot be run.
    pub fn chronyc(&self, arguments: &[&str]) -> Output {
        let Some(address) = self.udp else {
            return self.chronyc_at_socket(arguments);
        };
        Command::new("chronyc")
            .args(["-h", &address.ip().to_string()])
            .args(["-p", &address.port().to_string()])
            .args(arguments)
            .output()
            .unwrap_or_else(|cause| panic!("cannot run chronyc: {cause}"))
    }

    /// Runs chronyc against it at its Unix socket, where everything is told and orders are taken.
    ///
    /// # Panics
    ///
    /// When chronyc cannot be run.
    pub fn chronyc_at_socket(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("chronyc");
        if geteuid().is_root() && oracle::chronyc_drops_privileges() {
            command.args(["-u", "root"]);
        }
        command
            .arg("-h")
            .arg(&self.socket)
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
            self.assert_before(deadline, what, &seen);
            local::pause();
        }
    }

    /// Waits as [`Self::wait_until`] does, and has that moment last: the daemon's time stands still from then on, until the
    /// guard is dropped.
    ///
    /// # Panics
    ///
    /// When it does not come to that.
    pub fn stop_time_when(
        &self,
        what: &str,
        condition: impl Fn(&Snapshot) -> bool,
    ) -> StoppedTime<'_> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            // While its time goes on: with a clock that stands still every now and then it could not measure anything.
            self.wait_until(what, &condition);
            let stopped = self.stop_time();
            let seen = oracle::ask(self);
            if condition(&seen) {
                return stopped;
            }
            self.assert_before(deadline, what, &seen);
        }
    }

    #[track_caller]
    fn assert_before(&self, deadline: Instant, what: &str, seen: &Snapshot) {
        assert!(
            Instant::now() < deadline,
            "not {what} within {PATIENCE:?}: {seen:#?}\n{}",
            self.process.log()
        );
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

    /// Waits until it follows a source, whatever becomes of the others.
    pub fn wait_until_synchronized_to_one(&self) {
        self.wait_until("synchronized", |seen| {
            seen.is_synchronized() && seen.update_interval() != "0.0"
        });
    }

    /// Waits until the third of the servers started for it is the only falseticker, one of the others is selected and the
    /// rest are combined with it.
    pub fn wait_until_the_odd_one_is_out(&self) {
        self.wait_until("rid of a falseticker", |seen| {
            let mut states: Vec<char> = seen.states().chars().collect();
            let third = states.remove(2);
            states.sort_unstable();
            third == 'x' && states.starts_with(&['*', '+']) && states.ends_with(&['+'])
        });
    }

    /// Waits until every source has answered its last eight polls.
    pub fn wait_until_all_polls_are_answered(&self) {
        self.wait_until("done with eight polls", |seen| {
            let mut sources = seen.numeric.sources.iter();
            sources.all(|row| row[oracle::sources::REACH] == "377")
        });
    }

    /// Stops the daemon's time: it goes on answering, and its figures do not change until the guard is dropped.
    pub fn stop_time(&self) -> StoppedTime<'_> {
        self.preload.freeze();
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

    /// Has a program see the system clock that the daemon sees.
    pub fn share_clock_with(&self, mut command: Command) -> Command {
        command.envs(self.preload.clock());
        command
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
            let mut command = environment::program("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
            command.arg(copy);
            command
        } else {
            open_to(self.socket_directory(), 0);
            environment::program(copy)
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

/// While this lives, a daemon's time stands still.
#[derive(Debug)]
#[must_use]
pub struct StoppedTime<'daemon>(&'daemon Preload);

impl Drop for StoppedTime<'_> {
    fn drop(&mut self) {
        self.0.thaw();
    }
}

fn open_to(directory: &Path, mode: u32) {
    fs::set_permissions(directory, fs::Permissions::from_mode(mode)).expect("a directory's mode");
}
