//! What ends a run before its output is written.

use std::fmt;
use std::io;

use crate::exit_status::ExitStatus;

/// What ends a run without a report.
#[derive(Debug)]
pub enum Error {
    /// The output could not be written there.
    Output {
        /// Standard output or a file, as a message names it.
        target: String,
        /// Why not.
        source: io::Error,
    },
    /// A signal asked the program to end while its socket lay beside chronyd's; the socket is
    /// removed.
    Interrupted(i32),
}

impl Error {
    /// The status to exit with.
    pub fn exit_status(&self) -> ExitStatus {
        ExitStatus::Unknown
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Output { target, source } => write!(f, "cannot write to {target}: {source}"),
            Self::Interrupted(signal) => write!(f, "ended by signal {signal}"),
        }
    }
}

impl std::error::Error for Error {}
