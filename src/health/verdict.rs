//! The verdict on the clock: is it right, and how far is it off? No other file decides that.

use serde::Serialize;

use super::{Level, Thresholds};
use crate::report::{Address, ErrorBound, Report, Requested, Tracking};
use crate::units::{self, Sign, span};

/// An update older than this many polls of the selected source is stale: chronyd's reachability
/// register holds eight polls.
const STALE_AFTER_POLLS: f64 = 8.0;

/// An update is not stale before this many update intervals either: a source with `filter`
/// (chrony.conf(5)) brings an update only every few polls.
const STALE_AFTER_UPDATES: f64 = 3.0;

/// chronyd makes the reference time up to this many seconds older on purpose (`fuzz_ref_time` in
/// its `reference.c`).
const REFERENCE_TIME_FUZZ: f64 = 1.0;

/// The state of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ClockState {
    /// chronyd follows a source.
    Synchronized,
    /// chronyd says it is synchronized, but has no selected source, or had no update for a long
    /// time.
    Stale,
    /// chronyd serves the machine's own clock because it has no source.
    Local,
    /// chronyd has no reference.
    Unsynchronized,
    /// chronyd does not answer.
    Unreachable,
}

impl ClockState {
    /// How good or bad the state is.
    pub fn level(self) -> Level {
        match self {
            Self::Synchronized => Level::Good,
            Self::Stale | Self::Local => Level::Warn,
            Self::Unsynchronized | Self::Unreachable => Level::Bad,
        }
    }
}

/// Whether the clock is right, in one line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verdict {
    /// What the clock is worth.
    pub state: ClockState,
    /// How good or bad the clock is: the worse of its state and of its largest error, by the usual
    /// limits of `check`.
    pub level: Level,
    /// The source that chronyd follows or followed last.
    pub reference: Option<String>,
    /// The largest error the clock can have, in seconds.
    pub max_error_seconds: Option<f32>,
    /// The verdict in words: how far the clock is off, where that is worse than its state, and the
    /// state.
    pub message: String,
    /// The state alone in words.
    #[serde(skip)]
    pub state_message: String,
    /// How far the clock is off in words, where that is worse than its state: `1 h behind`.
    #[serde(skip)]
    pub off: Option<String>,
}

impl Verdict {
    /// The verdict when chronyd delivered nothing.
    fn unreachable() -> Self {
        let message = "chronyd is unreachable".to_owned();
        Self {
            state: ClockState::Unreachable,
            level: ClockState::Unreachable.level(),
            reference: None,
            max_error_seconds: None,
            message: message.clone(),
            state_message: message,
            off: None,
        }
    }
}

/// The verdict on the clock. `None`: tracking was not requested, or it alone is missing.
pub fn verdict(report: &Report) -> Option<Verdict> {
    let tracking = match &report.tracking {
        Requested::No | Requested::Aside(_) => return None,
        Requested::Missing(_) if !report.is_unreachable() => return None,
        Requested::Missing(_) | Requested::Unreachable => return Some(Verdict::unreachable()),
        Requested::Received(tracking) => tracking,
    };
    let (state, state_message) = judge(report, tracking);
    let error = error(tracking)
        .map(|error| (Thresholds::ERROR_BOUND.level(error), error))
        .filter(|&(level, _)| level > state.level());
    let off = error.map(|(_, error)| distance(tracking, error));
    Some(Verdict {
        state,
        level: error.map_or(state.level(), |(level, _)| level),
        reference: tracking.reference(),
        max_error_seconds: tracking
            .error_bound
            .filter(|_| state != ClockState::Unsynchronized)
            .map(ErrorBound::rounded),
        message: match &off {
            Some(off) => format!("the clock is {off}; {state_message}"),
            None => state_message.clone(),
        },
        state_message,
        off,
    })
}

/// The largest error of the clock in seconds; without a known bound, the size of the system clock's
/// offset.
fn error(tracking: &Tracking) -> Option<f64> {
    let offset = tracking.system_time_offset_seconds;
    match tracking.error_bound {
        Some(bound) => Some(bound.seconds()),
        None => offset.map(|offset| f64::from(offset).abs()),
    }
}

/// How far off a clock with too large an error is, in words: by its offset, where that is most of
/// the error; otherwise up to the error.
fn distance(tracking: &Tracking, error: f64) -> String {
    let is_known = tracking
        .error_bound
        .is_none_or(ErrorBound::is_mainly_offset);
    match tracking.system_time_offset_seconds {
        Some(offset) if is_known => units::offset(offset.into(), 2),
        _ => format!("up to {} off", units::seconds(error, 2, Sign::Hidden)),
    }
}

fn judge(report: &Report, tracking: &Tracking) -> (ClockState, String) {
    let stratum = tracking.stratum.unwrap_or_default();
    if tracking.reference_id.is_none() {
        return (ClockState::Unsynchronized, "not synchronized".to_owned());
    }
    if tracking.is_local() {
        let message = format!("not synchronized: local reference, stratum {stratum}");
        return (ClockState::Local, message);
    }
    if let Some(what) = contradiction(report, tracking) {
        let message = format!("not synchronized: chronyd contradicts itself: {what}");
        return (ClockState::Unsynchronized, message);
    }
    let reference = tracking.reference().unwrap_or_default();
    if let Some(why) = staleness(report, tracking) {
        return (ClockState::Stale, format!("stale: {why}"));
    }
    (
        ClockState::Synchronized,
        format!("synchronized to {reference}, stratum {stratum}"),
    )
}

/// A statement that contradicts chronyd's claim to be synchronized, so that none of its figures can
/// be believed.
fn contradiction(report: &Report, tracking: &Tracking) -> Option<&'static str> {
    let selected = report.selected();
    let bound = tracking.error_bound;
    let is_bound = bound.is_some_and(|bound| {
        let parts = bound.parts();
        let mut parts = parts.iter();
        parts.all(|&(_, part)| part >= 0.0 && part.is_finite())
    });
    let contradictions = [
        (tracking.reference_address == Address::None, "no reference"),
        (tracking.ref_time.0.is_none(), "the clock was never updated"),
        (
            !tracking
                .stratum
                .is_some_and(|stratum| Tracking::STRATA.contains(&stratum)),
            "an impossible stratum",
        ),
        (!is_bound, "an impossible error"),
        (
            selected.is_some_and(|source| source.last_sample_age_seconds.is_none()),
            "the selected source has no sample",
        ),
    ];
    let found = contradictions.into_iter().find(|(is_so, _)| *is_so);
    found.map(|(_, what)| what)
}

/// Why chronyd's claim to be synchronized is out of date; `None`: it is not, or the sources are
/// unknown.
fn staleness(report: &Report, tracking: &Tracking) -> Option<String> {
    report.sources.known()?;
    let age = report.update_age_seconds();
    let last_update = age.map(|age| format!("last update {} ago", span(age)));
    let Some(selected) = report.selected() else {
        let parts = [Some("no source is selected".to_owned()), last_update];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        return Some(parts.join(", "));
    };
    let polls = STALE_AFTER_POLLS * selected.poll.seconds();
    let limit = match tracking.update_interval_seconds {
        Some(interval) => polls.max(STALE_AFTER_UPDATES * f64::from(interval)),
        // After the first update the interval is unknown: as long as the source answers, a filter
        // may still be collecting samples.
        None if selected.reach.missed().is_some() => return None,
        None => polls,
    };
    last_update.filter(|_| age > Some(limit + REFERENCE_TIME_FUZZ))
}
