//! The hardware clock's section.

use super::Look;
use super::grid::{Cell, Column, grid};
use crate::render::palette::Role;
use crate::report::{Report, Rtc};
use crate::units::{moment, rate, span};

pub(super) fn rtc(rtc: &Rtc, report: &Report, look: Look) -> String {
    let measured = rtc.ref_time.0.map(|time| {
        let age = report.fetched_at.duration_since(time).as_secs_f64();
        format!("{} ({} ago)", moment(time), span(age))
    });
    let offset = rtc
        .offset_seconds
        .map(|offset| look.words.offset(offset.into(), 3));
    let fields = [
        ("Measured", measured.or(Some("not yet".to_owned()))),
        ("Offset", offset),
        ("Drift", rtc.drift_ppm.map(|drift| rate(drift.into()))),
        ("Samples", Some(rtc.samples.to_string())),
        ("Runs", Some(rtc.runs.to_string())),
        ("Span", Some(span(rtc.span_seconds.into()))),
    ];
    let rows: Vec<Vec<Cell>> = fields
        .into_iter()
        .map(|(label, value)| {
            let value = match value {
                Some(value) => Cell::text(value, Role::Text),
                None => Cell::text(look.glyphs.nothing, Role::Faint),
            };
            vec![Cell::text(label, Role::Label), value]
        })
        .collect();
    grid(&[Column::left(""), Column::left("").cut()], &rows, look)
}
