//! The result of a check in words: what is past which limit, and what makes up most of the error.
//! In ASCII and without the characters that Nagios removes from its macros, because monitoring
//! systems pass these words to shells and mails.

use super::Finding;
use super::metric::{Metric, Unit};
use super::range::{Range, Side};
use crate::health::diagnosis::Diagnosis;
use crate::health::{ClockState, Level, Verdict};
use crate::report::{ErrorBound, ErrorPart, Problem, ProblemKind, Report};
use crate::units::{ascii, exact_span, short};

/// How many characters of the first line are seen where room is short: on a pager, in a list.
const FIRST_LINE: usize = 80;

/// The length of the longest prefix: `CHRONY CRITICAL: `.
const PREFIX: usize = 17;

/// The words for a clock without a problem.
pub fn all_is_well(report: &Report, verdict: Option<&Verdict>) -> String {
    let state = verdict.map_or("", |verdict| &verdict.state_message);
    let bound = bound(report).map(|bound| format!(", error at most {}", time(bound.seconds(), 2)));
    [state, &bound.unwrap_or_default()].concat()
}

/// The words for an unreachable chronyd: with every path that was tried, where that fits into the
/// line.
pub fn unreachable(problem: &Problem, verdict: &Verdict) -> String {
    if problem.message.chars().count() <= FIRST_LINE - PREFIX {
        return problem.message.clone();
    }
    let why = match problem.kind {
        ProblemKind::Connection => "not running, or listening elsewhere",
        ProblemKind::Permission => "not permitted",
        ProblemKind::Timeout => "no answer in time",
        ProblemKind::Protocol => "what answers is not chronyd",
        ProblemKind::Unavailable => "no answer",
    };
    format!("{}: {why}", verdict.state_message)
}

/// The words for a clock in a bad state, with the cause, where there is room for it.
pub fn state(verdict: &Verdict, cause: Option<&Diagnosis>) -> String {
    let state = &verdict.state_message;
    let Some(cause) = cause else {
        return state.clone();
    };
    let summary = ascii(&cause.summary);
    let line = match (verdict.state, state.split_once(": ")) {
        // The cause says more than the age.
        (ClockState::Stale, Some((word, _))) => format!("{word}: {summary}"),
        (_, Some(_)) => format!("{state}; {summary}"),
        (_, None) => format!("{state}: {summary}"),
    };
    if line.chars().count() <= FIRST_LINE - PREFIX {
        line
    } else {
        state.clone()
    }
}

/// The words for a metric whose value is past a limit.
pub fn passed(metric: Metric, value: f64, range: Range, report: &Report) -> String {
    let what = subject(metric, value, report);
    match range.side(value) {
        Side::Above(end) => {
            let cause = (metric == Metric::Error).then(|| cause(report)).flatten();
            let cause = cause.map(|cause| format!(" ({cause})"));
            let limit = amount(metric, end, 3);
            format!("{what}{}, limit {limit}", cause.unwrap_or_default())
        }
        Side::Below(start) => format!("{what}, lower limit {}", amount(metric, start, 3)),
        Side::Inside => format!("{what}, within alert range {}", ends(metric, range)),
    }
}

/// The largest part of the error.
fn cause(report: &Report) -> Option<String> {
    let bound = bound(report)?;
    let [(part, seconds), ..] = bound.parts();
    Some(match part {
        ErrorPart::Offset => subject(Metric::Offset, seconds, report),
        ErrorPart::RootDispersion => "mainly root dispersion".to_owned(),
        ErrorPart::HalfRootDelay => "mainly root delay".to_owned(),
    })
}

/// The words for a metric that has a limit and no value.
pub fn no_value(metric: Metric) -> String {
    match metric {
        Metric::Rtc => "the hardware clock is not measured yet".to_owned(),
        Metric::Authenticated => "chronyd does not tell this user what is authenticated".to_owned(),
        metric => format!("{} is not known", metric.name()),
    }
}

/// Lines that help to understand the problems.
pub fn notes(
    report: &Report,
    verdict: Option<&Verdict>,
    problems: &[Finding],
    causes: &[Diagnosis],
) -> Vec<String> {
    let is_said = |text: &str| problems.iter().any(|finding| finding.message == text);
    let mut notes = Vec::new();
    if let Some(problem) = &report.unreachable {
        if !is_said(&problem.message) {
            notes.push(problem.message.clone());
        }
        notes.extend(problem.hint.iter().map(|hint| format!("hint: {hint}")));
    }
    if !report.is_unreachable() {
        for cause in causes {
            let word = if cause.explains { "cause" } else { "also" };
            notes.push(format!("{word}: {}", ascii(&cause.message)));
            notes.push(format!("remedy: {}", cause.remedy));
        }
    }
    if let Some(verdict) = verdict
        && !report.is_unreachable()
        && !problems
            .iter()
            .any(|finding| finding.message.starts_with(&verdict.state_message))
    {
        notes.push(verdict.state_message.clone());
    }
    if verdict.is_some_and(|verdict| verdict.state.level() != Level::Good)
        && let Some(usable) = Metric::Sources.value(report)
    {
        notes.push(subject(Metric::Sources, usable, report));
    }
    if let Some(bound) = bound(report) {
        notes.push(format!(
            "error at most {}: offset {}, root dispersion {}, half the root delay {}",
            time(bound.seconds(), 2),
            time(bound.offset_seconds, 2),
            time(bound.root_dispersion_seconds, 2),
            time(bound.half_root_delay_seconds, 2),
        ));
    }
    notes
}

/// A value in words.
fn subject(metric: Metric, value: f64, report: &Report) -> String {
    let amount = amount(metric, value, 2);
    let direction = |ahead: bool| if ahead { "ahead" } else { "behind" };
    match metric {
        Metric::Error | Metric::Stratum | Metric::Skew | Metric::Reach => {
            format!("{} {amount}", metric.name())
        }
        Metric::Offset => {
            let tracking = report.tracking.received();
            let offset = tracking.and_then(|tracking| tracking.system_time_offset_seconds);
            format!("clock {amount} {}", direction(offset > Some(0.0)))
        }
        Metric::Age => format!("last update {amount} ago"),
        Metric::Sources => {
            let all = report.sources.received().map_or(0, |sources| sources.len());
            format!("{amount} of {all} sources usable")
        }
        Metric::Authenticated => format!("{amount} used sources authenticated"),
        Metric::Rtc => {
            let rtc = report.rtc.received();
            let offset = rtc.and_then(|rtc| rtc.offset_seconds);
            format!("hardware clock {amount} {}", direction(offset > Some(0.0)))
        }
    }
}

fn bound(report: &Report) -> Option<ErrorBound> {
    report.tracking.received()?.error_bound
}

/// The values inside a range.
fn ends(metric: Metric, range: Range) -> String {
    let amount = |end| amount(metric, end, 3);
    match range.ends() {
        (Some(start), Some(end)) => format!("{} to {}", amount(start), amount(end)),
        (Some(start), None) => format!("from {}", amount(start)),
        (None, Some(end)) => format!("up to {}", amount(end)),
        (None, None) => "of all values".to_owned(),
    }
}

/// A metric's value with its unit, to `digits` significant digits.
fn amount(metric: Metric, value: f64, digits: usize) -> String {
    match metric.unit() {
        Unit::Seconds if metric == Metric::Age && value >= 0.0 => exact_span(value),
        Unit::Seconds => time(value, digits),
        Unit::Ppm => format!("{} ppm", rounded(value, 3)),
        Unit::Percent => format!("{} %", rounded(value, 3)),
        Unit::None if value.fract() == 0.0 => value.to_string(),
        Unit::None => rounded(value, 3),
    }
}

/// Seconds in the unit that suits them, to `digits` significant digits.
fn time(seconds: f64, digits: usize) -> String {
    let sign = if seconds < 0.0 { "-" } else { "" };
    [sign, &ascii(&short(seconds, digits))].concat()
}

/// A number to `digits` significant digits, without an exponent.
fn rounded(value: f64, digits: usize) -> String {
    // Rounds through an exponent; the result is printed as a plain decimal.
    let decimals = digits.saturating_sub(1);
    let rounded: f64 = format!("{value:.decimals$e}").parse().unwrap_or(value);
    rounded.to_string()
}
