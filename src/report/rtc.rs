//! The hardware clock, as chronyd tracks it (`rtcdata` in chronyc).

use serde::Serialize;

use super::RefTime;

/// What chronyd knows about the real-time clock. Before its first two measurements the driver runs
/// without an estimate: then the reference time, the offset and the drift are `None`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rtc {
    /// When the RTC was last measured (UTC).
    #[serde(flatten)]
    pub ref_time: RefTime,
    /// Measurements the estimate is made of.
    pub samples: u16,
    /// Runs of residuals of the same sign in the regression.
    pub runs: u16,
    /// Time the measurements cover, in seconds.
    pub span_seconds: u32,
    /// RTC minus true time at the reference time, in seconds; positive: the RTC is ahead.
    pub offset_seconds: Option<f32>,
    /// Rate at which the RTC drifts, in ppm; positive: it gains.
    pub drift_ppm: Option<f32>,
}
