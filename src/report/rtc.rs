//! The hardware clock, as chronyd tracks it (`rtcdata` in chronyc).

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::RefTime;

/// What chronyd knows about the real-time clock. Before the first two measurements there is no
/// estimate, and the reference time, the offset and the drift are `None`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rtc {
    /// The RTC's own time when it was last measured (UTC). The moment of that measurement is
    /// [`Self::measured_at`].
    #[serde(flatten)]
    pub ref_time: RefTime,
    /// Measurements the estimate is made of.
    pub samples: u16,
    /// Runs of residuals of the same sign in the regression.
    pub runs: u16,
    /// Time the measurements cover, in seconds.
    pub span_seconds: u32,
    /// RTC minus true time when it was measured, in seconds; positive: the RTC is ahead.
    pub offset_seconds: Option<f32>,
    /// Rate at which the RTC drifts, in ppm; positive: it gains.
    pub drift_ppm: Option<f32>,
}

impl Rtc {
    /// The moment of the last measurement: the RTC's own time less its offset.
    pub fn measured_at(&self) -> Option<Timestamp> {
        let ahead = SignedDuration::try_from_secs_f32(self.offset_seconds?).ok()?;
        self.ref_time.0?.checked_sub(ahead).ok()
    }
}
