//! Daemons as processes of this machine: how a chronyd is started, signalled and ended here. It knows nothing of what a
//! configuration says, and how they do in a container is [`crate::docker`]'s.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::{thread, time::Duration};

use rustix::process::{Pid, Signal, geteuid, kill_process};

use crate::environment::installed;

/// A running chronyd, killed and reaped when dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a chronyd with `configuration`, in the foreground, its log beside that file. `-x` keeps it away from the
    /// machine's clock, always.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn start(chronyd: &Path, configuration: &Path, environment: &[(&str, &OsStr)]) -> Self {
        let log = configuration.with_extension("log");
        // setpriv ends the daemon with the test, even with one that is killed and drops nothing.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--"]).arg(chronyd);
        command.args(["-x", "-d", "-u"]).arg(user());
        if !geteuid().is_root() {
            command.arg("-U");
        }
        let child = command
            .arg("-f")
            .arg(configuration)
            .envs(environment.iter().copied())
            .stderr(File::create(&log).expect("a log file"))
            .spawn()
            .unwrap_or_else(|cause| panic!("cannot run setpriv (of util-linux): {cause}"));
        Self { child, log }
    }

    /// Sends the daemon a signal.
    ///
    /// # Panics
    ///
    /// When it is gone.
    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal)
            .unwrap_or_else(|cause| panic!("cannot signal chronyd: {cause}\n{}", self.log()));
    }

    /// Whether it still runs.
    ///
    /// # Panics
    ///
    /// When that cannot be found out.
    pub fn runs(&mut self) -> bool {
        let ended = self.child.try_wait().expect("the state of a child");
        ended.is_none()
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only for a process that is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Puts a copy of this machine's chronyd into `directory`. `AppArmor` confines the installed one, by its path, to the
/// directories of the machine's own daemon.
///
/// # Panics
///
/// When the machine has no chronyd.
pub fn chronyd(directory: &Path) -> PathBuf {
    let copy = directory.join("chronyd");
    let installed = installed(&["chronyd"])
        .expect("chronyd is not installed: script/test installs what the tests need");
    place_program(&installed, &copy);
    copy
}

/// Copies a program to where any user can run it.
///
/// # Panics
///
/// When it cannot be copied.
pub fn place_program(from: &Path, to: &Path) {
    // Another thread's child may hold the new file open for writing for a moment, between its fork and its exec; a copy
    // made by another process is never open here.
    let copied = Command::new("cp").arg(from).arg(to).status();
    assert!(
        copied.is_ok_and(|status| status.success()),
        "cannot copy {} to {}",
        from.display(),
        to.display()
    );
    fs::set_permissions(to, fs::Permissions::from_mode(0o755)).expect("the copy's mode");
}

/// The name of the user the tests run as.
fn user() -> String {
    let output = Command::new("id").arg("-un").output().expect("id");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Waits a little before something is looked at again.
pub fn pause() {
    thread::sleep(Duration::from_millis(50));
}
