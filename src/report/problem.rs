//! Why something that was requested could not be had. What is missing for it is not known here.

use serde::Serialize;

/// Why chronyd, or one of its reports, could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ProblemKind {
    /// Nothing listens there.
    Connection,
    /// This user, or this host, may not ask.
    Permission,
    /// No reply in time.
    Timeout,
    /// The reply is not chrony's protocol, or not a version this program speaks.
    Protocol,
    /// chronyd answered that it does not have it.
    Unavailable,
}

/// Why something that was requested could not be had.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// What kind of failure it is.
    pub kind: ProblemKind,
    /// What happened.
    pub message: String,
    /// What to do about it, where there is something to do.
    pub hint: Option<String>,
}

impl Problem {
    /// How the message begins where no path led to chronyd; the paths and their causes follow.
    pub const UNREACHABLE: &str = "cannot reach chronyd: ";
}
