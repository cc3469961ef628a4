//! What chronyd said, as typed records: the one thing that the fetching half and the rendering half
//! of the program share. It knows neither sockets nor terminals, and it judges nothing.
//!
//! Signs: every offset is positive when the clock it speaks of is ahead (fast), every frequency
//! when it runs fast. A value that has no meaning in the state chronyd is in is `None`, never a
//! placeholder. Floating-point values are `f32` because that holds exactly what chronyd sends, and
//! so prints without invented digits.

mod activity;
mod address;
mod authentication;
mod ntp_data;
mod per_source;
mod problem;
mod reach;
mod rtc;
mod selection;
mod sources;
mod stats;
mod tracking;

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

pub use activity::Activity;
pub use address::{Address, RefId, label};
pub use authentication::{Algorithm, Authentication, AuthenticationMode};
pub use ntp_data::{NtpAnswer, NtpData, NtpTest, NtpTests};
#[cfg(feature = "schema")]
pub(crate) use per_source::Marked;
pub use per_source::PerSource;
pub use problem::{Kind, Problem};
pub use reach::Reach;
pub use rtc::Rtc;
pub use selection::{Selection, SelectionOptions, SelectionState};
pub use sources::{Mode, Poll, Source, Standing, State, usable};
pub use stats::SourceStats;
pub use tracking::{ErrorBound, ErrorPart, LeapStatus, RefTime, Tracking};

use crate::exit_status::ExitStatus;

/// The four things that can be asked of chronyd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ReportKind {
    /// How well the system clock is synchronized.
    Tracking,
    /// The sources chronyd polls.
    Sources,
    /// What chronyd has estimated about each source.
    Stats,
    /// The hardware clock.
    Rtc,
}

impl ReportKind {
    /// How many there are. It makes the compiler ask for a new report here, and then in [`Self::ALL`].
    const COUNT: usize = match Self::Tracking {
        Self::Tracking | Self::Sources | Self::Stats | Self::Rtc => 4,
    };

    /// Every report, in the order in which they are shown.
    pub const ALL: [Self; Self::COUNT] = [Self::Tracking, Self::Sources, Self::Stats, Self::Rtc];

    /// What people call the report.
    pub fn title(self) -> &'static str {
        match self {
            Self::Tracking => "Tracking",
            Self::Sources => "Sources",
            Self::Stats => "Source statistics",
            Self::Rtc => "Hardware clock",
        }
    }
}

impl fmt::Display for ReportKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tracking => "tracking",
            Self::Sources => "sources",
            Self::Stats => "stats",
            Self::Rtc => "rtc",
        })
    }
}

/// One report in a [`Report`]: not requested, requested and missing, or received.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked<T> {
    /// It was not requested, and is not in the output.
    No,
    /// It was requested and did not come; [`Report::problems`] says why.
    Missing,
    /// It was requested and came.
    Got(T),
    /// It was not requested, but fetched because another report cannot be judged without it.
    Aside(T),
}

impl<T> Asked<T> {
    /// The report, if it was requested and came.
    pub fn got(&self) -> Option<&T> {
        match self {
            Self::Got(report) => Some(report),
            Self::No | Self::Missing | Self::Aside(_) => None,
        }
    }

    /// The report, if it came, requested or not: to judge by, not to show.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Got(report) | Self::Aside(report) => Some(report),
            Self::No | Self::Missing => None,
        }
    }

    /// Whether it was not requested.
    pub fn is_no(&self) -> bool {
        matches!(self, Self::No | Self::Aside(_))
    }

    /// Whether it came; `None` when it was not requested.
    fn came(&self) -> Option<bool> {
        (!self.is_no()).then(|| self.got().is_some())
    }
}

impl<T: Serialize> Serialize for Asked<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.got().serialize(serializer)
    }
}

/// Converts through the shortest decimal, so that `0.1_f32` becomes 0.1: the number that the JSON
/// document prints. Widening alone would add digits that chronyd did not send.
pub fn as_printed(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(value.into())
}

/// Everything one fetch brought, whether it succeeded or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The system clock's time when the last reply had arrived.
    pub fetched_at: Timestamp,
    /// How long the fetch took, from the first request to the last reply or the end of patience.
    pub fetch_duration: Duration,
    /// What the system clock that is reported on showed when tracking arrived, or without tracking
    /// the last reply. `None` where chronyd runs on another machine: the clock of this one says
    /// nothing of that one.
    pub system_clock: Option<Timestamp>,
    /// The path that served the whole fetch (`127.0.0.1:323`, `[::1]:323` or a socket's path);
    /// `None` when none answered.
    pub server: Option<String>,
    /// How well the system clock is synchronized.
    pub tracking: Asked<Tracking>,
    /// The sources.
    pub sources: Asked<PerSource<Source>>,
    /// The estimates about each source.
    pub stats: Asked<PerSource<SourceStats>>,
    /// The hardware clock.
    pub rtc: Asked<Rtc>,
    /// How many NTP sources chronyd polls; `None`: it was not asked, or does not tell this asker.
    pub activity: Option<Activity>,
    /// What was asked for and could not be had.
    pub problems: Vec<Problem>,
}

impl Report {
    /// The exit status this report stands for: CRITICAL when chronyd delivered nothing, WARNING
    /// when something that was asked for is missing.
    pub fn exit_status(&self) -> ExitStatus {
        if self.is_unreachable() {
            ExitStatus::Critical
        } else if self.problems.is_empty() {
            ExitStatus::Ok
        } else {
            ExitStatus::Warning
        }
    }

    /// Whether this report came; `None` when it was not requested.
    pub fn came(&self, report: ReportKind) -> Option<bool> {
        match report {
            ReportKind::Tracking => self.tracking.came(),
            ReportKind::Sources => self.sources.came(),
            ReportKind::Stats => self.stats.came(),
            ReportKind::Rtc => self.rtc.came(),
        }
    }

    /// How long before the fetch chronyd last updated the clock, in whole seconds: chronyd makes the
    /// reference time up to a second older than it is, on purpose. Where the reference time says
    /// nothing (it is by another machine's clock, or in the future), it is what chronyd itself
    /// counts since the selected source's last sample.
    pub fn update_age_seconds(&self) -> Option<f64> {
        let ref_time = self.tracking.got()?.ref_time.0?;
        self.age_seconds(ref_time).or_else(|| {
            let sample_age = self.selected()?.last_sample_age_seconds?;
            Some(sample_age.into())
        })
    }

    /// How long before the fetch the hardware clock was last measured, in whole seconds.
    pub fn rtc_age_seconds(&self) -> Option<f64> {
        self.age_seconds(self.rtc.got()?.measured_at()?)
    }

    /// The source that chronyd follows, whether the sources are shown or not.
    pub fn selected(&self) -> Option<&Source> {
        let sources = self.sources.known()?;
        sources
            .iter()
            .find(|source| source.standing.state == State::Selected)
    }

    /// Whole seconds since a moment that chronyd tells, in chronyd's own (corrected) time, so that a
    /// clock that is hours off does not falsify the age. A moment in the future has none.
    fn age_seconds(&self, moment: Timestamp) -> Option<f64> {
        let tracking = self.tracking.known();
        let offset = tracking.and_then(|tracking| tracking.system_time_offset_seconds);
        let ahead = f64::from(offset.unwrap_or_default());
        let age = self.system_clock?.duration_since(moment).as_secs_f64() - ahead;
        // A correction of years is told to a few seconds.
        let slack = 1.0 + ahead.abs() * f64::from(f32::EPSILON);
        (age >= -slack).then(|| age.max(0.0).floor())
    }

    /// Whether chronyd delivered nothing at all.
    pub fn is_unreachable(&self) -> bool {
        self.away().is_some()
    }

    /// Why chronyd delivered nothing at all.
    pub fn away(&self) -> Option<&Problem> {
        self.problems
            .iter()
            .find(|problem| problem.report.is_none())
    }
}
