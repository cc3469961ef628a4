//! Judgement: what the figures of a report mean for someone who wants to know whether the clock is
//! right. Every threshold stands here, with its source; nothing is fetched or printed.

pub mod diagnosis;

use std::ops::RangeInclusive;

use serde::Serialize;

use crate::report::{
    Address, ErrorBound, Reach, Report, Requested, Source, State as SourceState, Tracking,
    as_printed, usable,
};
use crate::units::{self, Sign, span};

/// Two thresholds of a figure: past the first it is worth a look, past the second it is time to act.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// The largest value that is good.
    pub good: f64,
    /// The largest value that is not bad.
    pub tolerable: f64,
}

/// The thresholds, in the unit of the figure. What is not here (stratum, frequency, offsets of single
/// measurements, the RTC) informs, and is neither good nor bad: a clock of stratum 4 that would
/// lose a second an hour is right as long as chronyd corrects it.
impl Thresholds {
    /// Largest error the clock can have, in seconds. The second: RFC 5905 (A.1.1, `MAXDIST`) sets
    /// no clock by a server that can be a second off. The first: a tenth of it, about the step
    /// threshold of the same table (`STEPT`, 0.128 s), past which NTP no longer slews.
    pub const ERROR_BOUND: Self = Self::new(0.1, 1.0);
    /// Size of the system time's offset, in seconds. The second: the step threshold as above,
    /// rounded. The first: a tenth of it, and still ten times what NTP reaches over the Internet.
    pub const SYSTEM_TIME_OFFSET: Self = Self::new(0.01, 0.1);
    /// Error bound of the frequency, in ppm. chrony.conf(5), `maxupdateskew`: an estimate is
    /// reliable up to 10 ppm by servers on a wired network, up to 100 ppm over a wireless one.
    pub const SKEW: Self = Self::new(10.0, 100.0);
    /// Polls without a usable answer since the oldest that a register remembers. One lost datagram
    /// is the Internet; half of the eight polls that the register holds is a source on its way out.
    pub const MISSED_POLLS: Self = Self::new(1.0, 3.0);
    /// Age of a source's last sample, in its poll intervals. The first: half of the polls that the
    /// register holds have brought nothing that could be used. The second: all of them.
    pub const SAMPLE_AGE_POLLS: Self = Self::new(4.0, 8.0);

    const fn new(good: f64, tolerable: f64) -> Self {
        Self { good, tolerable }
    }

    /// How a value without a sign is to be taken.
    pub fn level(self, value: f64) -> Level {
        if value > self.tolerable {
            Level::Bad
        } else if value > self.good {
            Level::Warn
        } else {
            Level::Good
        }
    }
}

/// An update older than this many polls of the source that is followed is stale: chronyd's
/// reachability register remembers eight polls, and then forgets that there ever was an answer.
const STALE_AFTER_POLLS: f64 = 8.0;

/// So many update intervals are no sign of it either: a source with a filter (`filter` in
/// chrony.conf(5)) brings an update only every so many polls.
const STALE_AFTER_UPDATES: f64 = 3.0;

/// chronyd makes the reference time up to so many seconds older than it is (`fuzz_ref_time` in its
/// `reference.c`).
const REFERENCE_TIME_FUZZ: f64 = 1.0;

/// The strata of a clock that has a reference (RFC 5905, section 7.3).
const STRATA: RangeInclusive<u16> = 1..=15;

/// What the clock is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum State {
    /// chronyd follows a source.
    Synchronized,
    /// chronyd says it is synchronized, but follows no source, or has had no update for long.
    Stale,
    /// chronyd serves the machine's own clock for want of a better one.
    Local,
    /// chronyd has no reference.
    Unsynchronized,
    /// chronyd is not there.
    Unreachable,
}

/// How a figure is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Level {
    /// As it should be.
    #[serde(rename = "ok")]
    Good,
    /// Look at it.
    #[serde(rename = "warning")]
    Warn,
    /// Act.
    #[serde(rename = "critical")]
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
    /// How the clock is to be taken: the worse of its state and of its largest error, by the usual
    /// limits of `check`.
    pub level: Level,
    /// The source that chronyd follows, or did.
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
    /// The verdict on a clock of which chronyd tells nothing.
    fn unreachable() -> Self {
        let message = "chronyd is unreachable".to_owned();
        Self {
            state: State::Unreachable,
            level: State::Unreachable.level(),
            reference: None,
            max_error_seconds: None,
            message: message.clone(),
            state_message: message,
            off: None,
        }
    }
}

/// The verdict on the clock. `None` when tracking was not asked for, or chronyd withholds it.
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
            .filter(|_| state != State::Unsynchronized)
            .map(ErrorBound::rounded),
        message: match &off {
            Some(off) => format!("the clock is {off}; {state_message}"),
            None => state_message.clone(),
        },
        state_message,
        off,
    })
}

/// The largest error of the clock; where chronyd follows nothing and no bound is known, what it
/// knows to be still to be corrected.
fn error(tracking: &Tracking) -> Option<f64> {
    let offset = tracking.system_time_offset_seconds;
    match tracking.error_bound {
        Some(bound) => Some(bound.seconds()),
        None => offset.map(|offset| f64::from(offset).abs()),
    }
}

/// How far off a clock is whose error is too large: by how much, where most of the error is known to
/// be there, or by how much at most.
fn distance(tracking: &Tracking, error: f64) -> String {
    let is_known = tracking
        .error_bound
        .is_none_or(ErrorBound::is_mainly_offset);
    match tracking.system_time_offset_seconds {
        Some(offset) if is_known => units::offset(offset.into(), 2),
        _ => format!("up to {} off", units::seconds(error, 2, Sign::Hidden)),
    }
}

fn judge(report: &Report, tracking: &Tracking) -> (State, String) {
    let stratum = tracking.stratum.unwrap_or_default();
    if tracking.reference_id.is_none() {
        return (State::Unsynchronized, "not synchronized".to_owned());
    }
    if tracking.is_local() {
        let message = format!("not synchronized: local reference, stratum {stratum}");
        return (State::Local, message);
    }
    if let Some(what) = contradiction(report, tracking) {
        let message = format!("not synchronized: chronyd contradicts itself: {what}");
        return (State::Unsynchronized, message);
    }
    let reference = tracking.reference().unwrap_or_default();
    if let Some(why) = staleness(report, tracking) {
        return (State::Stale, format!("stale: {why}"));
    }
    (
        State::Synchronized,
        format!("synchronized to {reference}, stratum {stratum}"),
    )
}

/// What no chronyd that is synchronized would say; the rest is not to be believed either.
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
                .is_some_and(|stratum| STRATA.contains(&stratum)),
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

/// Why chronyd's claim to be synchronized is not to be believed any more; `None` when it is, or
/// when the sources are not known.
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
        // After the first update it is unknown when to expect the next: as long as the source
        // answers, a filter may be waiting for more.
        None if selected.reach.missed().is_some() => return None,
        None => polls,
    };
    last_update.filter(|_| age > Some(limit + REFERENCE_TIME_FUZZ))
}

/// How a source's answers are to be taken: by what was missed since it was first heard of, not by
/// the register's size, in which one old answer (200) outweighs six new ones (176).
pub fn reach(reach: Reach) -> Level {
    match reach.missed() {
        None => Level::Bad,
        Some(missed) => Thresholds::MISSED_POLLS.level(missed.into()),
    }
}

/// How the age of a source's last sample is to be taken; without one it is bad.
pub fn sample_age(source: &Source) -> Level {
    source.last_sample_age_seconds.map_or(Level::Bad, |age| {
        Thresholds::SAMPLE_AGE_POLLS.level(f64::from(age) / source.poll.seconds())
    })
}

/// What is the matter with a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceIssue {
    /// It disagrees with the majority, or with the others where there is none.
    Falseticker,
    /// Its time varies too much.
    Jittery,
    /// Its name is not resolved.
    Unresolved,
    /// No usable answer that chronyd remembers: silence, or answers that it cannot use.
    NoUsableAnswer,
    /// Usable answers came, and of late few of them.
    FewUsableAnswers,
}

impl SourceIssue {
    /// Every issue, the worst first.
    pub const ALL: [Self; 5] = [
        Self::Falseticker,
        Self::Jittery,
        Self::NoUsableAnswer,
        Self::FewUsableAnswers,
        Self::Unresolved,
    ];

    /// The issue with this source, if there is any.
    pub fn of(source: &Source) -> Option<Self> {
        match source.standing.state {
            SourceState::Falseticker => return Some(Self::Falseticker),
            SourceState::Jittery => return Some(Self::Jittery),
            _ => {}
        }
        if matches!(source.address, Address::Unresolved(_)) {
            Some(Self::Unresolved)
        } else if source.reach.missed().is_none() {
            Some(Self::NoUsableAnswer)
        } else if reach(source.reach) == Level::Bad {
            Some(Self::FewUsableAnswers)
        } else {
            None
        }
    }

    /// The issue in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Falseticker => "falseticker",
            Self::Jittery => "too variable",
            Self::Unresolved => "unresolved",
            Self::NoUsableAnswer => "no usable answer",
            Self::FewUsableAnswers => "few usable answers",
        }
    }

    /// How it is to be taken.
    pub fn level(self) -> Level {
        match self {
            Self::Falseticker => Level::Bad,
            _ => Level::Warn,
        }
    }
}

/// Sources that contradict each other without a majority among them. chronyd calls each of them a
/// falseticker; which of them is wrong is unknown.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement<'a> {
    /// The sources, of which there are two at least.
    pub sources: Vec<&'a Source>,
    /// How far the two that are farthest apart are from each other, in seconds.
    pub by_seconds: f64,
}

impl<'a> Disagreement<'a> {
    /// The disagreement among these sources; `None` where chronyd has found a majority.
    pub fn of(sources: &'a [Source]) -> Option<Self> {
        if usable(sources) > 0 {
            return None;
        }
        let at_odds = |source: &&Source| {
            source.standing.state == SourceState::Falseticker && source.offset_seconds.is_some()
        };
        let sources: Vec<&Source> = sources.iter().filter(at_odds).collect();
        let offsets = sources.iter().filter_map(|source| source.offset_seconds);
        let offsets: Vec<f64> = offsets.map(as_printed).collect();
        let least = offsets.iter().copied().reduce(f64::min)?;
        let most = offsets.iter().copied().reduce(f64::max)?;
        (sources.len() > 1).then_some(Self {
            sources,
            by_seconds: most - least,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_itself_is_still_within() {
        assert_eq!(Thresholds::SKEW.level(10.0), Level::Good);
        assert_eq!(Thresholds::SKEW.level(10.1), Level::Warn);
        assert_eq!(Thresholds::SKEW.level(100.0), Level::Warn);
        assert_eq!(Thresholds::SKEW.level(100.1), Level::Bad);
    }

    #[test]
    fn reach_counts_misses_since_the_oldest_answer() {
        let cases = [
            (0o377, Level::Good),
            (0o001, Level::Good),
            (0o007, Level::Good),
            (0o176, Level::Good),
            (0o367, Level::Good),
            (0o363, Level::Warn),
            (0o370, Level::Warn),
            (0o360, Level::Bad),
            (0o200, Level::Bad),
            (0o000, Level::Bad),
        ];
        for (register, level) in cases {
            assert_eq!(reach(Reach(register)), level, "{register:o}");
        }
    }
}
