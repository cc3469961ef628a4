//! The hardware clock's fields.

use super::{Block, Entry, Place};
use crate::explain::rtc as fields;
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
        Entry::plain(&fields::MEASURED, Place::Across, Some(measured)).remarked(moment),
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
