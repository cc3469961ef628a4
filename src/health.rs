//! Judgement: what the figures of a report mean for someone who wants to know whether the clock is
//! right. Every limit stands here, with its source; nothing is fetched or printed.

use serde::Serialize;

use crate::report::{ErrorBound, LeapStatus, Report, State as SourceState, Tracking};
use crate::units::span;

/// An update older than this many polls of the source that is followed is stale: chronyd's
/// reachability register remembers eight polls, and then forgets that there ever was an answer.
const STALE_AFTER_POLLS: f64 = 8.0;

/// What the clock is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum State {
    /// chronyd follows a source.
    Synchronized,
    /// chronyd says it is synchronised, but its sources are gone.
    Stale,
    /// chronyd serves the machine's own clock for want of a better one.
    Local,
    /// chronyd has no reference.
    Unsynchronized,
    /// chronyd is not there.
    Unreachable,
}

/// How a figure is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Good,
    /// Look at it.
    Warn,
    /// Act.
    Bad,
}

impl State {
    /// How the state is to be taken.
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
    pub state: State,
    /// The source that chronyd follows, or did.
    pub reference: Option<String>,
    /// The largest error the clock can have, in seconds.
    pub max_error_seconds: Option<f32>,
    /// The verdict in words.
    pub message: String,
}

/// The verdict on the clock. `None` when tracking was not asked for, or chronyd withholds it.
pub fn verdict(report: &Report) -> Option<Verdict> {
    if report.tracking.is_no() {
        return None;
    }
    let Some(tracking) = report.tracking.got() else {
        return report.is_unreachable().then(|| Verdict {
            state: State::Unreachable,
            reference: None,
            max_error_seconds: None,
            message: "chronyd is unreachable".to_owned(),
        });
    };
    let (state, message) = judge(report, tracking);
    Some(Verdict {
        state,
        reference: tracking.reference(),
        max_error_seconds: tracking.error_bound.map(ErrorBound::rounded),
        message,
    })
}

fn judge(report: &Report, tracking: &Tracking) -> (State, String) {
    let stratum = tracking.stratum.unwrap_or_default();
    if tracking.leap_status == LeapStatus::Unsynchronized {
        return (State::Unsynchronized, "not synchronized".to_owned());
    }
    if tracking.is_local() {
        let message = format!("not synchronized: local reference, stratum {stratum}");
        return (State::Local, message);
    }
    let reference = tracking.reference().unwrap_or_default();
    if let Some(why) = staleness(report) {
        return (State::Stale, format!("stale: {why}"));
    }
    (
        State::Synchronized,
        format!("synchronized to {reference}, stratum {stratum}"),
    )
}

/// Why chronyd's claim to be synchronised is not to be believed any more; `None` when it is, or
/// when the sources are not known.
fn staleness(report: &Report) -> Option<String> {
    let sources = report.sources.got()?;
    let age = report.update_age_seconds()?;
    let Some(selected) = sources
        .iter()
        .find(|source| source.standing.state == SourceState::Selected)
    else {
        return Some(format!(
            "no source is selected, last update {} ago",
            span(age)
        ));
    };
    (age > STALE_AFTER_POLLS * selected.poll.seconds())
        .then(|| format!("last update {} ago", span(age)))
}
