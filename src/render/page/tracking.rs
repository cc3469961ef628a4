//! The fields of tracking, each with its unit and, where it has one, its direction in words.

use super::{Block, Entry, Level, Place, Role, Value};
use crate::explain::tracking as fields;
use crate::health::{Limits, State, Verdict};
use crate::report::{ErrorBound, LeapStatus, Report, Tracking};
use crate::units::{Sign, moment, offset, ppm, rate, seconds, span};

pub(super) fn tracking(
    tracking: &Tracking,
    report: &Report,
    verdict: Option<&Verdict>,
) -> Vec<Block> {
    let mut entries = Vec::from(reference_and_bound(tracking, report, verdict));
    entries.extend(offsets(tracking));
    entries.extend(rates(tracking));
    vec![Block::Entries(entries)]
}

fn reference_and_bound(
    tracking: &Tracking,
    report: &Report,
    verdict: Option<&Verdict>,
) -> [Entry; 3] {
    let age = report.update_age_seconds();
    let updated = Value::known(
        age.map(|age| format!("{} ago", span(age))),
        freshness(verdict),
    );
    let bound = tracking.error_bound;
    let error = judged(
        bound.map(ErrorBound::seconds),
        Limits::ERROR_BOUND,
        |seconds| size(seconds, 2),
    );
    let time = tracking.ref_time.0;
    [
        Entry::plain(&fields::REFERENCE, Place::Across, reference(tracking)),
        Entry::new(&fields::REFERENCE_TIME, Place::Across, updated)
            .remarked(time.map(|time| format!("({})", moment(time)))),
        Entry::new(&fields::MAXIMUM_ERROR, Place::Across, error).remarked(bound.and_then(sum)),
    ]
}

fn offsets(tracking: &Tracking) -> [Entry; 6] {
    let stratum = tracking.stratum.map(|stratum| stratum.to_string());
    let system_time = judged(
        tracking.system_time_offset_seconds.map(f64::from),
        Limits::SYSTEM_TIME_OFFSET,
        |seconds| offset(seconds, 3),
    );
    let last_offset = tracking.last_offset_seconds;
    let last_offset = last_offset.map(|seconds| offset(seconds.into(), 3));
    let size = |value: Option<f32>| value.map(|seconds| size(seconds.into(), 3));
    [
        Entry::plain(&fields::STRATUM, Place::Left, stratum),
        Entry::new(&fields::SYSTEM_TIME, Place::Left, system_time),
        Entry::plain(&fields::LAST_OFFSET, Place::Left, last_offset),
        Entry::plain(
            &fields::RMS_OFFSET,
            Place::Left,
            size(tracking.rms_offset_seconds),
        ),
        Entry::plain(
            &fields::ROOT_DELAY,
            Place::Left,
            size(tracking.root_delay_seconds),
        ),
        Entry::plain(
            &fields::ROOT_DISPERSION,
            Place::Left,
            size(tracking.root_dispersion_seconds),
        ),
    ]
}

fn rates(tracking: &Tracking) -> [Entry; 5] {
    let leap_status = Value::text(tracking.leap_status.word(), leap(tracking));
    let interval = tracking.update_interval_seconds;
    let interval = interval.map(|seconds| span(seconds.into()));
    let residual = tracking.residual_frequency_ppm;
    let residual = residual.map(|value| ppm(value.into(), Sign::Shown).text());
    let skew = judged(tracking.skew_ppm.map(f64::from), Limits::SKEW, |skew| {
        ppm(skew, Sign::Hidden).text()
    });
    [
        Entry::new(&fields::LEAP_STATUS, Place::Right, leap_status),
        Entry::plain(&fields::UPDATE_INTERVAL, Place::Right, interval),
        Entry::plain(
            &fields::FREQUENCY,
            Place::Right,
            Some(rate(tracking.frequency_ppm.into())),
        ),
        Entry::plain(&fields::RESIDUAL_FREQUENCY, Place::Right, residual),
        Entry::new(&fields::SKEW, Place::Right, skew),
    ]
}

/// A figure in words, with what its limits say about its size.
fn judged(figure: Option<f64>, limits: Limits, text: impl Fn(f64) -> String) -> Value {
    figure.map_or(Value::nothing(), |figure| {
        Value::text(text(figure), Role::Judged(limits.level(figure.abs())))
    })
}

fn size(size: f64, digits: usize) -> String {
    seconds(size, digits, Sign::Hidden)
}

fn leap(tracking: &Tracking) -> Role {
    Role::Judged(match tracking.leap_status {
        LeapStatus::Normal => Level::Good,
        LeapStatus::Insert | LeapStatus::Delete | LeapStatus::Unknown(_) => Level::Warn,
        LeapStatus::Unsynchronized if tracking.is_in_leap_second() => Level::Warn,
        LeapStatus::Unsynchronized => Level::Bad,
    })
}

/// The time of the last update is as good as the verdict on it.
fn freshness(verdict: Option<&Verdict>) -> Role {
    match verdict {
        Some(verdict) if verdict.state == State::Stale => Role::Judged(State::Stale.level()),
        _ => Role::Text,
    }
}

/// The reference's name, and in brackets its address and its id, as far as they say more.
fn reference(tracking: &Tracking) -> Option<String> {
    let id = tracking.reference_id?.to_string();
    let Some(name) = tracking.reference() else {
        return Some(format!("local ({id})"));
    };
    let address = tracking.reference_address.text();
    Some(if !address.is_empty() && address != name {
        format!("{name} ({address}, {id})")
    } else if id == name {
        name
    } else {
        format!("{name} ({id})")
    })
}

/// What the bound is made of, so that one sees which part dominates.
fn sum(bound: ErrorBound) -> Option<String> {
    let parts = bound.parts().into_iter().filter(|&(_, part)| part > 0.0);
    let parts = parts.map(|(name, part)| format!("{} {name}", size(part, 2)));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| format!("= {}", parts.join(" + ")))
}
