//! chronyd's answers as typed records: all that the fetching half and the rendering half of the
//! program share. It knows neither sockets nor terminals, and judges nothing.
//!
//! Signs: every offset is positive when the clock it speaks of is ahead (fast), every frequency
//! when it runs fast. A value that has no meaning in the state chronyd is in is `None`, never a
//! placeholder. Floating-point values are `f32`, which holds exactly what chronyd sends and prints
//! no invented digits.

mod activity;
mod address;
mod authentication;
mod ntp_data;
mod per_source;
mod problem;
mod reach;
mod requested;
mod rtc;
mod selection;
mod sources;
mod stats;
mod tracking;

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

pub use activity::Activity;
pub use address::{Address, RefId, label};
pub use authentication::{Algorithm, Authentication, AuthenticationMode};
pub use ntp_data::{NtpAnswer, NtpData, NtpTest, NtpTests};
#[cfg(feature = "schema")]
pub(crate) use per_source::Marked;
pub use per_source::PerSource;
pub use problem::{Problem, ProblemKind};
pub use reach::Reach;
pub use requested::Requested;
pub use rtc::Rtc;
pub use selection::{Selection, SelectionOptions, SelectionState};
pub use sources::{Mode, Poll, Source, SourceState, Standing, usable};
pub use stats::SourceStats;
pub use tracking::{ErrorBound, ErrorPart, LeapStatus, RefTime, Tracking};

use crate::exit_status::ExitStatus;

/// The four reports that a user can ask for.
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
    /// How many reports there are. A new variant does not compile until it is counted here and
    /// listed in [`Self::ALL`].
    const COUNT: usize = match Self::Tracking {
        Self::Tracking | Self::Sources | Self::Stats | Self::Rtc => 4,
    };

    /// Every report, in the order in which they are shown.
    pub const ALL: [Self; Self::COUNT] = [Self::Tracking, Self::Sources, Self::Stats, Self::Rtc];

    /// The heading of the report.
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

/// Converts through the shortest decimal, so that `0.1_f32` becomes 0.1: the number that the JSON
/// document prints. Widening alone would add digits that chronyd did not send.
pub fn as_printed(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(value.into())
}

/// The result of one fetch, whether it succeeded or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The time of the system clock when the last reply had arrived.
    pub fetched_at: Timestamp,
    /// How long the fetch took, from the first request to the last reply or the timeout.
    pub fetch_duration: Duration,
    /// The time of the reported system clock when the tracking reply arrived, or without one the
    /// last reply. `None` where chronyd runs on another machine, whose clock this program cannot
    /// read.
    pub system_clock: Option<Timestamp>,
    /// The path that served the whole fetch (`127.0.0.1:323`, `[::1]:323` or a socket's path);
    /// `None` when none answered.
    pub server: Option<String>,
    /// How well the system clock is synchronized.
    pub tracking: Requested<Tracking>,
    /// The sources.
    pub sources: Requested<PerSource<Source>>,
    /// The estimates about each source.
    pub stats: Requested<PerSource<SourceStats>>,
    /// The hardware clock.
    pub rtc: Requested<Rtc>,
    /// How many NTP sources chronyd polls; `None`: it was not asked, or does not tell this user.
    pub activity: Option<Activity>,
    /// Why chronyd delivered nothing at all, where that is so.
    pub unreachable: Option<Problem>,
}

impl Report {
    /// The exit status of a run that prints this report: CRITICAL when chronyd delivered nothing,
    /// WARNING when something requested is missing.
    pub fn exit_status(&self) -> ExitStatus {
        if self.is_unreachable() {
            ExitStatus::Critical
        } else if self.problems().next().is_none() {
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

    /// Seconds from the last update of the clock to the fetch; whole ones, because chronyd makes
    /// the reference time up to a second older on purpose. Where the reference time cannot be used
    /// (it is from another machine's clock, or in the future), it is the age of the selected
    /// source's last sample.
    pub fn update_age_seconds(&self) -> Option<f64> {
        let ref_time = self.tracking.received()?.ref_time.0?;
        self.age_seconds(ref_time).or_else(|| {
            let sample_age = self.selected()?.last_sample_age_seconds?;
            Some(sample_age.into())
        })
    }

    /// Whole seconds from the last measurement of the hardware clock to the fetch.
    pub fn rtc_age_seconds(&self) -> Option<f64> {
        self.age_seconds(self.rtc.received()?.measured_at()?)
    }

    /// The source that chronyd follows, whether the sources are shown or not.
    pub fn selected(&self) -> Option<&Source> {
        let sources = self.sources.known()?;
        sources
            .iter()
            .find(|source| source.standing.state == SourceState::Selected)
    }

    /// Whole seconds since a moment in chronyd's own (corrected) time. The system clock's offset is
    /// taken out, so that a clock that is hours off does not falsify the age. `None`: the moment is
    /// in the future.
    fn age_seconds(&self, moment: Timestamp) -> Option<f64> {
        let tracking = self.tracking.known();
        let offset = tracking.and_then(|tracking| tracking.system_time_offset_seconds);
        let ahead = f64::from(offset.unwrap_or_default());
        let age = self.system_clock?.duration_since(moment).as_secs_f64() - ahead;
        // An `f32` holds an offset of years to a few seconds only.
        let slack = 1.0 + ahead.abs() * f64::from(f32::EPSILON);
        (age >= -slack).then(|| age.max(0.0).floor())
    }

    /// Whether chronyd delivered nothing at all.
    pub fn is_unreachable(&self) -> bool {
        self.unreachable.is_some()
    }

    /// Why this report alone is missing; `None` when it is not, or when chronyd is unreachable.
    pub fn problem(&self, report: ReportKind) -> Option<&Problem> {
        match report {
            ReportKind::Tracking => self.tracking.problem(),
            ReportKind::Sources => self.sources.problem(),
            ReportKind::Stats => self.stats.problem(),
            ReportKind::Rtc => self.rtc.problem(),
        }
    }

    /// Every reason why something requested is missing, with the report that it concerns; `None` is
    /// chronyd itself, which comes first.
    pub fn problems(&self) -> impl Iterator<Item = (Option<ReportKind>, &Problem)> {
        let of_reports = ReportKind::ALL.into_iter();
        let of_reports = of_reports.filter_map(|kind| Some((Some(kind), self.problem(kind)?)));
        let unreachable = self.unreachable.iter().map(|problem| (None, problem));
        unreachable.chain(of_reports)
    }
}
