//! The fields of tracking, each with its unit and, where it has one, its direction in words.

use super::{Block, Entry, Level, Role, Value};
use crate::fields::tracking as fields;
use crate::health::{ClockState, Thresholds, Verdict};
use crate::report::{ErrorBound, LeapStatus, Report, Tracking};
use crate::units::{Sign, moment, offset, ppm, rate, seconds, span};

pub(super) fn tracking(it: &Tracking, report: &Report, verdict: Option<&Verdict>) -> Vec<Block> {
    let age = report.update_age_seconds();
    let age = age.map(|age| format!("{} ago", span(age)));
    let updated = it.ref_time.0.map(|time| format!("({})", moment(time)));
    let bound = it.error_bound;
    let error = bound.map(ErrorBound::seconds);
    let error = judged(error, Thresholds::ERROR_BOUND, |error| size(error, 2));
    let mut entries = vec![
        Entry::across(&fields::REFERENCE, reference(it)),
        Entry::across(
            &fields::REFERENCE_TIME,
            Value::known(age, freshness(verdict)),
        )
        .remarked(updated),
        Entry::across(&fields::MAXIMUM_ERROR, error).remarked(bound.and_then(sum)),
    ];
    entries.extend(offsets(it));
    entries.extend(rates(it));
    if bound.is_some() {
        return vec![Block::Entries(entries)];
    }
    entries.retain(|entry| entry.value != Value::nothing());
    let rest = "The rest is not known while no source is followed.";
    vec![
        Block::Entries(entries),
        Block::Remark(rest.into(), Role::Faint),
    ]
}

fn offsets(it: &Tracking) -> [Entry; 6] {
    let size = |value: Option<f32>| value.map(|seconds| size(seconds.into(), 3));
    let system_time = it.system_time_offset_seconds.map(f64::from);
    let system_time = judged(system_time, Thresholds::SYSTEM_TIME_OFFSET, |it| {
        offset(it, 3)
    });
    let last_offset = it.last_offset_seconds.map(|it| offset(it.into(), 3));
    [
        Entry::left(&fields::STRATUM, it.stratum.map(|it| it.to_string())),
        Entry::left(&fields::SYSTEM_TIME, system_time),
        Entry::left(&fields::LAST_OFFSET, last_offset),
        Entry::left(&fields::RMS_OFFSET, size(it.rms_offset_seconds)),
        Entry::left(&fields::ROOT_DELAY, size(it.root_delay_seconds)),
        Entry::left(&fields::ROOT_DISPERSION, size(it.root_dispersion_seconds)),
    ]
}

fn rates(it: &Tracking) -> [Entry; 5] {
    let interval = it.update_interval_seconds.map(|it| span(it.into()));
    let residual = it.residual_frequency_ppm.map(f64::from);
    let residual = residual.map(|value| ppm(value, Sign::Shown).text());
    let skew = it.skew_ppm.map(f64::from);
    let skew = judged(skew, Thresholds::SKEW, |skew| {
        ppm(skew, Sign::Hidden).text()
    });
    [
        Entry::right(
            &fields::LEAP_STATUS,
            Value::text(it.leap_status.word(), leap(it)),
        ),
        Entry::right(&fields::UPDATE_INTERVAL, interval),
        Entry::right(
            &fields::FREQUENCY,
            it.frequency_ppm.map(|it| rate(it.into())),
        ),
        Entry::right(&fields::RESIDUAL_FREQUENCY, residual),
        Entry::right(&fields::SKEW, skew),
    ]
}

/// A figure in words, judged by its thresholds.
fn judged(figure: Option<f64>, thresholds: Thresholds, text: impl Fn(f64) -> String) -> Value {
    figure.map_or(Value::nothing(), |figure| {
        Value::text(text(figure), Role::Judged(thresholds.level(figure.abs())))
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

/// The role of the last update, which is a warning if the clock is stale.
fn freshness(verdict: Option<&Verdict>) -> Role {
    match verdict {
        Some(verdict) if verdict.state == ClockState::Stale => {
            Role::Judged(ClockState::Stale.level())
        }
        _ => Role::Text,
    }
}

/// The reference's name, and in brackets its address and its id, unless they repeat the name.
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

/// The bound as a sum, which shows the largest part.
fn sum(bound: ErrorBound) -> Option<String> {
    let parts = bound.parts().into_iter().filter(|&(_, part)| part > 0.0);
    let parts = parts.map(|(name, part)| format!("{} {name}", size(part, 2)));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| format!("= {}", parts.join(" + ")))
}
