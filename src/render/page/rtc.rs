//! The hardware clock's fields.

use super::{Block, Entry, Place};
use crate::explain::rtc as fields;
use crate::report::{Report, Rtc};
use crate::units::{moment, offset, rate, span};

pub(super) fn rtc(rtc: &Rtc, report: &Report) -> Vec<Block> {
    let measured = match (report.rtc_age_seconds(), rtc.measured_at()) {
        (Some(age), _) => format!("{} ago", span(age)),
        (None, Some(time)) => moment(time),
        (None, None) => "not yet".to_owned(),
    };
    let reading = rtc.ref_time.0;
    let reading = reading.map(|time| format!("(it showed {})", moment(time)));
    let offset = rtc.offset_seconds.map(|seconds| offset(seconds.into(), 3));
    let drift = rtc.drift_ppm.map(|drift| rate(drift.into()));
    vec![Block::Entries(vec![
        Entry::plain(&fields::MEASURED, Place::Across, Some(measured)).remarked(reading),
        Entry::plain(&fields::OFFSET, Place::Left, offset),
        Entry::plain(&fields::DRIFT, Place::Left, drift),
        Entry::plain(
            &fields::SAMPLES,
            Place::Right,
            Some(rtc.samples.to_string()),
        ),
        Entry::plain(&fields::RUNS, Place::Right, Some(rtc.runs.to_string())),
        Entry::plain(
            &fields::SPAN,
            Place::Left,
            Some(span(rtc.span_seconds.into())),
        ),
    ])]
}
