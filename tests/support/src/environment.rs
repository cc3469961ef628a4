//! The circumstances a test puts the program into: a clean environment, another user, a terminal, a
//! network of its own. It knows processes and kernels; it refuses to know chrony.

use std::env;
use std::fs::{self, File, Permissions};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use rustix::fs::OFlags;
use rustix::process::{Signal, geteuid};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use tempfile::TempDir;

use crate::local::place_program;

/// The user and group that own nothing, on every Linux.
pub const NOBODY: u32 = 65534;

/// The first of these programs that is installed, and where. The directories of system programs are not on every user's
/// PATH.
#[must_use]
pub fn installed(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let places: Vec<PathBuf> = env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/usr/local/sbin".into()])
        .collect();
    names
        .iter()
        .flat_map(|name| places.iter().map(move |place| place.join(name)))
        .find(|file| file.is_file())
}

/// A command whose environment says nothing but where programs are and that text is UTF-8.
pub fn program(executable: impl AsRef<Path>) -> Command {
    let mut command = Command::new(executable.as_ref());
    command
        .env_clear()
        .env(
            "PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        )
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null());
    command
}

/// Every signal whose default ends a process (signal(7)), without those that cannot wait: SIGKILL, the reports of a
/// program's own faults, and the real-time signals. Beside each, whether a run that notes it can die of it afterwards, which
/// takes a library that knows the signal; the others make it end with status 3.
pub const DEADLY_SIGNALS: [(Signal, bool); 14] = [
    (Signal::HUP, true),
    (Signal::INT, true),
    (Signal::QUIT, true),
    (Signal::ABORT, true),
    (Signal::USR1, true),
    (Signal::USR2, true),
    (Signal::ALARM, true),
    (Signal::TERM, true),
    (Signal::STKFLT, false),
    (Signal::XCPU, true),
    (Signal::VTALARM, true),
    (Signal::PROF, true),
    (Signal::IO, false),
    (Signal::POWER, false),
];

/// A command of the same program with the same arguments that a signal ends, also where this process was told to ignore
/// signals: by `nohup`, or as the background job of a shell's script.
#[must_use]
pub fn that_signals_end(command: &Command) -> Command {
    let mut program = program("env");
    program
        .arg("--default-signal")
        .arg(command.get_program())
        .args(command.get_args());
    program
}

/// Says by name that a test cannot run here: on standard error, past the capturing of passed tests,
/// and in the file that the variable `TESTS_NOT_RUN` names, where there is one.
pub fn not_run(test: &str, why: &str) {
    let line = format!("NOT RUN: {test}: {why}\n");
    // Nothing is left to do where even this cannot be written.
    let _ = io::stderr().write_all(line.as_bytes());
    if let Some(path) = env::var_os("TESTS_NOT_RUN") {
        let notes = File::options().append(true).create(true).open(path);
        let _ = notes.and_then(|mut notes| notes.write_all(line.as_bytes()));
    }
}

/// Whether this process may make network and mount namespaces, as root may outside most containers.
/// Where it may not, `test` is said not to have run.
///
/// # Panics
///
/// When there is no `unshare`.
#[must_use]
pub fn may_unshare(test: &str) -> bool {
    let attempt = Command::new("unshare")
        .args(["--net", "--mount", "true"])
        .output()
        .expect("unshare, of util-linux");
    if !attempt.status.success() {
        let why = String::from_utf8_lossy(&attempt.stderr);
        not_run(
            test,
            &format!("it needs namespaces of its own: {}", why.trim()),
        );
    }
    attempt.status.success()
}

/// A directory that everyone may enter, and the owner alone may change.
///
/// # Panics
///
/// When there is no room for temporary files.
#[must_use]
pub fn public_directory() -> TempDir {
    let directory = tempfile::tempdir().expect("a directory for temporary files");
    fs::set_permissions(directory.path(), Permissions::from_mode(0o755)).expect("my own directory");
    directory
}

/// A program that a user without privileges runs, wherever the original lies.
pub struct Unprivileged {
    directory: TempDir,
    executable: PathBuf,
}

impl Unprivileged {
    /// A copy of this program in a place everyone can reach.
    ///
    /// # Panics
    ///
    /// When it cannot be copied.
    pub fn copy_of(executable: impl AsRef<Path>) -> Self {
        let directory = public_directory();
        let copy = directory.path().join("program");
        place_program(executable.as_ref(), &copy);
        Self {
            directory,
            executable: copy,
        }
    }

    /// Runs it as nobody where this process is root, as this process's user elsewhere.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = program(&self.executable);
        command.current_dir(self.directory.path());
        if geteuid().is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }
}

/// Takes a directory away from [`Unprivileged`] programs, all but reading; gives it back when dropped.
pub struct ReadOnly<'a>(&'a Path);

impl<'a> ReadOnly<'a> {
    /// From now on nothing can be created or removed in this directory.
    ///
    /// # Panics
    ///
    /// When it is not this user's directory.
    #[must_use]
    pub fn directory(path: &'a Path) -> Self {
        fs::set_permissions(path, Permissions::from_mode(0o555)).expect("my own directory");
        Self(path)
    }
}

impl Drop for ReadOnly<'_> {
    fn drop(&mut self) {
        // Only so that it can be removed by who made it; root can do so anyway.
        let _ = fs::set_permissions(self.0, Permissions::from_mode(0o755));
    }
}

/// Runs a command with its standard output on a terminal of this width. What it has written to the
/// terminal stands in the output with plain line ends.
///
/// # Panics
///
/// When the system has no pseudo-terminals, or the command cannot be run.
#[must_use]
pub fn on_a_terminal(mut command: Command, columns: u16) -> Output {
    let screen = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)
        .expect("a pseudo-terminal");
    grantpt(&screen).expect("my own pseudo-terminal");
    unlockpt(&screen).expect("my own pseudo-terminal");
    let size = Winsize {
        ws_row: 50,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&screen, size).expect("a terminal of that width");
    let path = ptsname(&screen, Vec::new()).expect("the terminal's name");
    // Not to become the terminal of a test that leads a session: its end would be the test's.
    let terminal = File::options()
        .read(true)
        .write(true)
        .custom_flags(OFlags::NOCTTY.bits().cast_signed())
        .open(path.to_str().expect("a plain name"))
        .expect("the terminal");

    let child = command
        .stdout(terminal)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    // The command holds the terminal open, and the screen would never see its end.
    drop(command);
    let shown = read_screen(screen);
    let mut output = child.wait_with_output().expect("the program ends");
    output.stdout = shown;
    output
}

/// What is written to a terminal until the last one who has it open closes it.
fn read_screen(screen: OwnedFd) -> Vec<u8> {
    let mut screen = File::from(screen);
    let mut shown = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match screen.read(&mut buffer) {
            // Linux reports the end of a terminal as an input/output error.
            Ok(0) | Err(_) => break,
            Ok(length) => shown.extend_from_slice(&buffer[..length]),
        }
    }
    String::from_utf8_lossy(&shown)
        .replace("\r\n", "\n")
        .into_bytes()
}

/// A network namespace that holds a loopback interface and nothing else, and lasts until dropped.
pub struct Network {
    /// Lives in the namespace, and ends when its standard input does.
    keeper: Child,
}

impl Network {
    /// A network without IPv6, for a test that [`may_unshare`].
    ///
    /// # Panics
    ///
    /// When the kernel, `unshare` or `ip` refuses.
    #[must_use]
    pub fn without_ipv6() -> Self {
        let script = "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6 && ip link set lo up \
                      && echo ready && exec cat";
        let mut keeper = Command::new("unshare")
            .args(["--net", "sh", "-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("unshare, of util-linux");
        let mut answer = String::new();
        BufReader::new(keeper.stdout.take().expect("a pipe"))
            .read_line(&mut answer)
            .expect("a word from the namespace");
        assert_eq!(answer, "ready\n", "the namespace could not be set up");
        Self { keeper }
    }

    /// Runs a test in this network: its threads and processes see no other.
    ///
    /// # Panics
    ///
    /// When the test does.
    pub fn run<T: Send>(&self, test: impl FnOnce() -> T + Send) -> T {
        let namespace = File::open(format!("/proc/{}/ns/net", self.keeper.id()))
            .expect("the namespace is there");
        std::thread::scope(|scope| {
            let inside = scope.spawn(move || {
                move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network))
                    .expect("root may enter a namespace");
                test()
            });
            inside
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // A keeper that does not end is nobody's result.
        let _ = self.keeper.wait();
    }
}
