//! The top of a page: whether the clock is right, how far it is off, its largest error, its last
//! update. In words, and in figures for where there is more room.

use std::borrow::Cow;

use super::{Level, Role, Value};
use crate::health::{ClockState, Disagreement, SourceIssue, Thresholds, Verdict};
use crate::report::{ErrorBound, Report, Source, Tracking, usable};
use crate::units::{self, Sign, seconds, span, span_in_column};

/// Whether the clock is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// How good or bad the verdict is.
    pub level: Level,
    /// The verdict.
    pub message: String,
    /// The figures behind it, in words.
    pub facts: Vec<String>,
    /// Verdict and figures for boxes; the first four are the most important.
    pub stats: Vec<Stat>,
}

/// A figure with its name and a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stat {
    /// The name.
    pub title: &'static str,
    /// The figure.
    pub value: Value,
    /// The remark.
    pub detail: String,
    /// A name at the end of the remark; it may be long.
    pub name: Option<String>,
    /// The longest usual value: a value that changes from run to run must not move its
    /// surroundings.
    pub longest: Option<Value>,
}

impl Stat {
    fn new(title: &'static str, value: Value, detail: Option<String>) -> Self {
        Self {
            title,
            value,
            detail: detail.unwrap_or_default(),
            name: None,
            longest: None,
        }
    }

    fn room_for(self, longest: Value) -> Self {
        let longest = Some(longest);
        Self { longest, ..self }
    }
}

/// The headline for a verdict on a clock that chronyd reports on.
pub(super) fn headline(report: &Report, verdict: &Verdict, tracking: &Tracking) -> Headline {
    let offset = tracking.system_time_offset_seconds.map(f64::from);
    let distance = offset.map(|seconds| units::offset(seconds, 2));
    let bound = tracking.error_bound;
    let error = bound.map(ErrorBound::seconds);
    let size = error.map(|error| seconds(error, 2, Sign::Hidden));
    let share = bound.and_then(share);
    let age = update_age(report, tracking);
    let update = age.map(|age| format!("last update {} ago", span(age)));
    let rough_update = age.map(|age| format!("last update {} ago", span_in_column(age)));
    let at_most = size.as_ref().map(|size| match &share {
        Some(share) => format!("error at most {size} ({share})"),
        None => format!("error at most {size}"),
    });
    let facts = [distance.clone(), at_most, update];
    let distance = figure(distance, verdict, Thresholds::SYSTEM_TIME_OFFSET, offset);
    let size = figure(size, verdict, Thresholds::ERROR_BOUND, error);
    let stratum = tracking.stratum.map(|stratum| stratum.to_string());
    let mut stats = vec![
        clock(report, verdict, tracking),
        Stat::new("offset", distance, rough_update)
            .room_for(Value::text("last update 599 s ago", Role::Text)),
        Stat::new("error at most", size, share),
        Stat::new("stratum", Value::known(stratum, Role::Strong), None),
    ];
    stats.extend(report.sources.received().map(|list| sources(list, verdict)));
    Headline {
        level: verdict.level,
        message: verdict.message.clone(),
        facts: facts.into_iter().flatten().collect(),
        stats,
    }
}

fn clock(report: &Report, verdict: &Verdict, tracking: &Tracking) -> Stat {
    let state = match verdict.state {
        ClockState::Synchronized => "synchronized",
        ClockState::Stale => "stale",
        ClockState::Local => "local clock only",
        ClockState::Unsynchronized | ClockState::Unreachable => "not synchronized",
    };
    let worst = verdict.off.clone().map_or(state.into(), Cow::from);
    let value = Value::text(worst, Role::State(verdict.level));
    let abandoned = report.sources.known().is_some() && report.selected().is_none();
    let name = tracking.reference().filter(|_| !abandoned);
    let detail = match name {
        Some(_) if verdict.off.is_some() => "follows ",
        Some(_) => "to ",
        None => "no source selected",
    };
    let stat = Stat::new("clock", value, Some(detail.to_owned()));
    let longest = Value::text("not synchronized", Role::State(Level::Bad));
    Stat { name, ..stat }.room_for(longest)
}

fn sources(sources: &[Source], verdict: &Verdict) -> Stat {
    let (usable, all) = (usable(sources), sources.len());
    let is_usable = |source: &Source| source.standing.state.is_usable();
    let level = match usable {
        0 => Level::Bad,
        _ if sources.iter().all(is_usable) => Level::Good,
        _ => Level::Warn,
    };
    let disagreement = Disagreement::of(sources);
    let disagreement = disagreement.map(|it| format!("{} disagree", it.sources.len()));
    let worst = || {
        SourceIssue::ALL.into_iter().find_map(|issue| {
            let has = |source: &&Source| SourceIssue::of(source) == Some(issue);
            let count = sources.iter().filter(has).count();
            (count > 0).then(|| format!("{}: {count}", issue.words()))
        })
    };
    // Agreement is no good news as long as the clock is wrong.
    let agreement = match verdict.level {
        Level::Good => "in agreement",
        Level::Warn | Level::Bad => "they agree",
    };
    let agreement = || (usable > 1).then(|| agreement.to_owned());
    let value = Value::text(
        format!("{usable} of {all} usable"),
        good_only_with(verdict, level),
    );
    let detail = disagreement.or_else(worst).or_else(agreement);
    Stat::new("sources", value, detail).room_for(Value::text("falseticker: 99", Role::Text))
}

/// A figure judged by its thresholds; a good one counts as good news only if the verdict is good.
fn figure(
    text: Option<String>,
    verdict: &Verdict,
    thresholds: Thresholds,
    figure: Option<f64>,
) -> Value {
    let (Some(text), Some(figure)) = (text, figure) else {
        return Value::text("unknown", Role::Strong);
    };
    Value::text(
        text,
        good_only_with(verdict, thresholds.level(figure.abs())),
    )
}

/// The role of a figure at this level.
fn good_only_with(verdict: &Verdict, level: Level) -> Role {
    match level {
        Level::Good if verdict.level != Level::Good => Role::Strong,
        level => Role::Verdict(level),
    }
}

/// Seconds since the last update by a source; a local reference gives no updates.
fn update_age(report: &Report, tracking: &Tracking) -> Option<f64> {
    let age = report.update_age_seconds();
    age.filter(|_| !tracking.is_local())
}

/// The largest part of the bound, in words.
fn share(bound: ErrorBound) -> Option<String> {
    let [(name, part), ..] = bound.parts();
    let percent = 100.0 * part / bound.seconds();
    (part > 0.0).then(|| format!("{percent:.0}% {name}"))
}
