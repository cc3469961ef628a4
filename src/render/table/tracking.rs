//! The tracking section: a field a line, each with its unit and, where it has one, its direction
//! in words.

use super::Look;
use super::grid::{Cell, Column, grid};
use crate::render::palette::Role;
use crate::report::{Report, Tracking};
use crate::units::{Sign, moment, ppm, rate, span};

pub(super) fn tracking(tracking: &Tracking, report: &Report, look: Look) -> String {
    let columns = [Column::left(""), Column::left("").cut()];
    let rows: Vec<Vec<Cell>> = fields(tracking, report, look)
        .into_iter()
        .map(|(label, value)| {
            let value = match value {
                Some(value) => Cell::text(value, Role::Text),
                None => Cell::text(look.glyphs.nothing, Role::Faint),
            };
            vec![Cell::text(label, Role::Label), value]
        })
        .collect();
    grid(&columns, &rows, look)
}

fn fields(tracking: &Tracking, report: &Report, look: Look) -> Vec<(&'static str, Option<String>)> {
    let offset = |value: Option<f32>| value.map(|value| look.words.offset(value.into(), 3));
    let size = |value: Option<f32>| {
        value.map(|value| look.words.seconds(value.into(), 3, Sign::Hidden).text())
    };
    let reference_time = tracking.ref_time.0.map(|time| {
        let age = report.update_age_seconds().map(span).unwrap_or_default();
        format!("{} ({age} ago)", moment(time))
    });
    let residual = tracking
        .residual_frequency_ppm
        .map(|value| ppm(value.into(), Sign::Shown).text());
    let skew = tracking
        .skew_ppm
        .map(|value| ppm(value.into(), Sign::Hidden).text());
    vec![
        ("Reference", reference(tracking)),
        (
            "Stratum",
            tracking.stratum.map(|stratum| stratum.to_string()),
        ),
        (
            "Leap status",
            Some(tracking.leap_status.word().into_owned()),
        ),
        ("Reference time", reference_time),
        ("System time", offset(tracking.system_time_offset_seconds)),
        ("Maximum error", maximum_error(tracking, look)),
        ("Last offset", offset(tracking.last_offset_seconds)),
        ("RMS offset", size(tracking.rms_offset_seconds)),
        ("Frequency", Some(rate(tracking.frequency_ppm.into()))),
        ("Residual frequency", residual),
        ("Skew", skew),
        ("Root delay", size(tracking.root_delay_seconds)),
        ("Root dispersion", size(tracking.root_dispersion_seconds)),
        (
            "Update interval",
            tracking
                .update_interval_seconds
                .map(|seconds| span(seconds.into())),
        ),
    ]
}

/// The reference's name, and in brackets its address and its id, as far as they say more.
fn reference(tracking: &Tracking) -> Option<String> {
    let id = tracking.reference_id?.to_string();
    let Some(name) = tracking.reference() else {
        return Some(format!("local ({id})"));
    };
    let mut details = vec![tracking.reference_address.text(), id];
    details.retain(|detail| !detail.is_empty() && *detail != name);
    if details.is_empty() {
        return Some(name);
    }
    Some(format!("{name} ({})", details.join(", ")))
}

/// The bound and its parts, so that one sees which dominates.
fn maximum_error(tracking: &Tracking, look: Look) -> Option<String> {
    let bound = tracking.error_bound?;
    let text = |seconds| look.words.seconds(seconds, 3, Sign::Hidden).text();
    Some(format!(
        "{} = {} offset + {} dispersion + {} half the delay",
        text(bound.seconds()),
        text(bound.offset_seconds),
        text(bound.root_dispersion_seconds),
        text(bound.half_root_delay_seconds),
    ))
}
