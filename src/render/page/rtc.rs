//! The hardware clock's fields.

use super::{Block, Entry};
use crate::fields::rtc as fields;
use crate::report::{Report, Rtc};
use crate::units::{moment, offset, rate, span};

pub(super) fn rtc(rtc: &Rtc, report: &Report) -> Vec<Block> {
    let measured = match rtc.ref_time.0 {
        Some(time) => {
            let age = report.fetched_at.duration_since(time).as_secs_f64();
            format!("{} ago", span(age))
        }
        None => "not yet".to_owned(),
    };
    let moment = rtc.ref_time.0.map(|time| format!("({})", moment(time)));
    let offset = rtc.offset_seconds.map(|seconds| offset(seconds.into(), 3));
    let drift = rtc.drift_ppm.map(|drift| rate(drift.into()));
    vec![Block::Entries(vec![
        Entry::across(&fields::MEASURED, measured).remarked(moment),
        Entry::left(&fields::OFFSET, offset),
        Entry::left(&fields::DRIFT, drift),
        Entry::right(&fields::SAMPLES, rtc.samples.to_string()),
        Entry::right(&fields::RUNS, rtc.runs.to_string()),
        Entry::left(&fields::SPAN, span(rtc.span_seconds.into())),
    ])]
}
