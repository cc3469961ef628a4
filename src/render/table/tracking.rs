//! The tracking section: a field a line, each with its unit and, where it has one, its direction
//! in words.

use std::fmt::Write;

use super::Look;
use super::list::{Entry, Place, list};
use crate::explain::tracking as explain;
use crate::health::{Level, Limits, State, Verdict};
use crate::render::palette::Role;
use crate::report::{ErrorBound, LeapStatus, Report, Tracking};
use crate::units::{Sign, moment, ppm, rate, span};

pub(super) fn tracking(
    out: &mut String,
    tracking: &Tracking,
    report: &Report,
    verdict: Option<&Verdict>,
    look: Look,
) {
    let offset = |value: Option<f32>| value.map(|value| look.words.offset(value.into(), 3));
    let size =
        |value: Option<f32>| value.map(|value| look.words.seconds(value.into(), 3, Sign::Hidden));
    let age = report.update_age_seconds();
    let bound = tracking.error_bound;
    let entries = [
        Entry::new(&explain::REFERENCE, Place::Across, reference(tracking)),
        Entry::new(
            &explain::REFERENCE_TIME,
            Place::Across,
            age.map(|age| format!("{} ago", span(age))),
        )
        .judged(freshness(verdict))
        .remarked(
            tracking
                .ref_time
                .0
                .map(|time| format!("({})", moment(time))),
        ),
        Entry::new(
            &explain::MAXIMUM_ERROR,
            Place::Across,
            bound.map(|bound| look.words.seconds(bound.seconds(), 2, Sign::Hidden)),
        )
        .judged(judged(Limits::ERROR_BOUND, bound.map(ErrorBound::seconds)))
        .remarked(bound.map(|bound| sum(bound, look))),
        Entry::new(
            &explain::STRATUM,
            Place::Left,
            tracking.stratum.map(|stratum| stratum.to_string()),
        ),
        Entry::new(
            &explain::SYSTEM_TIME,
            Place::Left,
            offset(tracking.system_time_offset_seconds),
        )
        .judged(judged(
            Limits::SYSTEM_TIME_OFFSET,
            tracking.system_time_offset_seconds.map(f64::from),
        )),
        Entry::new(
            &explain::LAST_OFFSET,
            Place::Left,
            offset(tracking.last_offset_seconds),
        ),
        Entry::new(
            &explain::RMS_OFFSET,
            Place::Left,
            size(tracking.rms_offset_seconds),
        ),
        Entry::new(
            &explain::ROOT_DELAY,
            Place::Left,
            size(tracking.root_delay_seconds),
        ),
        Entry::new(
            &explain::ROOT_DISPERSION,
            Place::Left,
            size(tracking.root_dispersion_seconds),
        ),
        Entry::new(
            &explain::LEAP_STATUS,
            Place::Right,
            Some(tracking.leap_status.word().into_owned()),
        )
        .judged(leap(tracking.leap_status)),
        Entry::new(
            &explain::UPDATE_INTERVAL,
            Place::Right,
            tracking
                .update_interval_seconds
                .map(|seconds| span(seconds.into())),
        ),
        Entry::new(
            &explain::FREQUENCY,
            Place::Right,
            Some(rate(tracking.frequency_ppm.into())),
        ),
        Entry::new(
            &explain::RESIDUAL_FREQUENCY,
            Place::Right,
            tracking
                .residual_frequency_ppm
                .map(|value| ppm(value.into(), Sign::Shown).text()),
        ),
        Entry::new(
            &explain::SKEW,
            Place::Right,
            tracking
                .skew_ppm
                .map(|value| ppm(value.into(), Sign::Hidden).text()),
        )
        .judged(judged(Limits::SKEW, tracking.skew_ppm.map(f64::from))),
    ];
    list(out, &entries, look);
}

fn judged(limits: Limits, value: Option<f64>) -> Role {
    value.map_or(Role::Text, |value| Role::Judged(limits.level(value.abs())))
}

fn leap(status: LeapStatus) -> Role {
    Role::Judged(match status {
        LeapStatus::Normal => Level::Good,
        LeapStatus::Insert | LeapStatus::Delete | LeapStatus::Unknown(_) => Level::Warn,
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
    let Some(mut name) = tracking.reference() else {
        return Some(format!("local ({id})"));
    };
    let address = tracking.reference_address.text();
    if address.is_empty() || address == name {
        if id != name {
            name = format!("{name} ({id})");
        }
        return Some(name);
    }
    Some(format!("{name} ({address}, {id})"))
}

/// What the bound is made of, the largest part first, so that one sees which dominates.
fn sum(bound: ErrorBound, look: Look) -> String {
    let mut sum = String::new();
    for (name, part) in parts(bound) {
        if part > 0.0 {
            let sign = if sum.is_empty() { "=" } else { " +" };
            let part = look.words.seconds(part, 2, Sign::Hidden);
            let _infallible = write!(sum, "{sign} {part} {name}");
        }
    }
    sum
}

/// The parts of the bound with their names, the largest first.
pub(super) fn parts(bound: ErrorBound) -> [(&'static str, f64); 3] {
    let mut parts = [
        ("half delay", bound.half_root_delay_seconds),
        ("dispersion", bound.root_dispersion_seconds),
        ("offset", bound.offset_seconds),
    ];
    parts.sort_by(|one, other| other.1.total_cmp(&one.1));
    parts
}
