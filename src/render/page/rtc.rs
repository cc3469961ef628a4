//! The hardware clock's fields.

use super::{Block, Entry};
use crate::fields::rtc as fields;
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
        Entry::across(&fields::MEASURED, measured).remarked(reading),
        Entry::left(&fields::OFFSET, offset),
        Entry::left(&fields::DRIFT, drift),
        Entry::right(&fields::SAMPLES, rtc.samples.to_string()),
        Entry::right(&fields::RUNS, rtc.runs.to_string()),
        Entry::left(&fields::SPAN, span(rtc.span_seconds.into())),
    ])]
}
