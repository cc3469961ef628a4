//! Runs the daemons of all tests, as processes of this machine or in containers. It knows how to pass a daemon's life on to
//! the one or the other; what a daemon is configured to be is the same in both, and not its matter.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use rustix::process::Signal;

use crate::{docker, local};

/// What says where they run: `local`, also when it is not set, or `docker`.
const VARIABLE: &str = "SECOND_HAND_TEST_DAEMONS";

/// A running chronyd, ended when dropped.
#[derive(Debug)]
pub enum Process {
    /// A process of this machine.
    Local(local::Process),
    /// A container.
    Docker(docker::Process),
}

impl Process {
    /// Starts a chronyd with `configuration`, in the foreground, its log beside that file. `-x` keeps it away from the
    /// machine's clock, always.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn start(chronyd: &Path, configuration: &Path, environment: &[(&str, &OsStr)]) -> Self {
        if is_docker() {
            Self::Docker(docker::Process::start(chronyd, configuration, environment))
        } else {
            Self::Local(local::Process::start(chronyd, configuration, environment))
        }
    }

    /// Sends the daemon a signal.
    ///
    /// # Panics
    ///
    /// When it is gone.
    pub fn signal(&self, signal: Signal) {
        match self {
            Self::Local(process) => process.signal(signal),
            Self::Docker(process) => process.signal(signal),
        }
    }

    /// Whether it still runs.
    ///
    /// # Panics
    ///
    /// When that cannot be found out.
    pub fn runs(&mut self) -> bool {
        match self {
            Self::Local(process) => process.runs(),
            Self::Docker(process) => process.runs(),
        }
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        match self {
            Self::Local(process) => process.log(),
            Self::Docker(process) => process.log(),
        }
    }
}

/// The program to start daemons with whose files lie in `directory`: a copy of this machine's, or the one in the image.
///
/// # Panics
///
/// When the machine has no chronyd.
pub fn chronyd(directory: &Path) -> PathBuf {
    if is_docker() {
        "chronyd".into()
    } else {
        local::chronyd(directory)
    }
}

fn is_docker() -> bool {
    match env::var(VARIABLE).as_deref() {
        Err(env::VarError::NotPresent) | Ok("local") => false,
        Ok("docker") => true,
        other => panic!("{VARIABLE} is neither local nor docker: {other:?}"),
    }
}
