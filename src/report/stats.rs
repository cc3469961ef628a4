//! What chronyd has estimated about each source (`sourcestats` in chronyc).

use serde::Serialize;

use super::{Address, RefId};

/// The statistics of one source. Without enough samples for an estimate it is `None`; the wire then
/// has a placeholder (a skew of 2000 ppm, a deviation of 4 s).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SourceStats {
    /// The source's address.
    pub address: Address,
    /// The source's name in chronyd's configuration, or a reference clock's id.
    pub name: Option<String>,
    /// The source's reference id; `None` while its name is not resolved.
    pub reference_id: Option<RefId>,
    /// Sample points in use.
    pub samples: u32,
    /// Runs of residuals of the same sign in the last regression.
    pub runs: u32,
    /// Time between the oldest and the newest sample, in seconds.
    pub span_seconds: u32,
    /// Residual frequency of the local clock against this source, in ppm; positive: fast.
    pub frequency_ppm: Option<f32>,
    /// Error bound of the frequency, in ppm.
    pub skew_ppm: Option<f32>,
    /// Estimated offset of chronyd's own estimate of true time (not of the system clock, which is
    /// `system_time_offset_seconds` off), in seconds; positive: that estimate is ahead of the source.
    pub offset_seconds: Option<f32>,
    /// Error bound of that offset, in seconds; chronyc never shows it.
    pub offset_error_seconds: Option<f32>,
    /// Sample standard deviation, in seconds.
    pub std_dev_seconds: Option<f32>,
}
