//! The exit statuses of every command.

use serde::Serialize;

/// The exit statuses, which are those of the Monitoring Plugins guidelines, for every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[repr(u8)]
pub enum ExitStatus {
    /// Everything asked for was fetched and printed; a check is within its limits.
    Ok = 0,
    /// Printed, but something asked for is missing; a check is past a warning limit.
    Warning = 1,
    /// chronyd is unavailable; a check is past a critical limit.
    Critical = 2,
    /// The question could not be put, or the answer not be had or written.
    Unknown = 3,
}
