//! How many NTP sources chronyd polls, and how many it does not (`activity` in chronyc).

use serde::Serialize;

/// The NTP sources, counted by whether chronyd polls them. Reference clocks are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Activity {
    /// Sources that are polled.
    pub online: u32,
    /// Sources that are not polled until a user or a script says `online`.
    pub offline: u32,
    /// Sources that are polled in a burst, and stay online after it.
    pub burst_online: u32,
    /// Sources that are polled in a burst, and are offline after it.
    pub burst_offline: u32,
    /// Sources whose name has no address yet.
    pub unresolved: u32,
}
