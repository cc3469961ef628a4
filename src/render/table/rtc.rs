//! The hardware clock's section.

use super::Look;
use super::list::{Entry, Place, list};
use crate::explain::rtc as explain;
use crate::report::{Report, Rtc};
use crate::units::{moment, rate, span};

pub(super) fn rtc(out: &mut String, rtc: &Rtc, report: &Report, look: Look) {
    let age = rtc.ref_time.0.map(|time| {
        let age = report.fetched_at.duration_since(time).as_secs_f64();
        format!("{} ago", span(age))
    });
    let measured = age.unwrap_or_else(|| "not yet".to_owned());
    let moment = rtc.ref_time.0.map(|time| format!("({})", moment(time)));
    let offset = rtc
        .offset_seconds
        .map(|offset| look.words.offset(offset.into(), 3));
    let entries = [
        Entry::new(&explain::MEASURED, Place::Across, Some(measured)).remarked(moment),
        Entry::new(&explain::OFFSET, Place::Left, offset),
        Entry::new(
            &explain::DRIFT,
            Place::Left,
            rtc.drift_ppm.map(|drift| rate(drift.into())),
        ),
        Entry::new(
            &explain::SAMPLES,
            Place::Right,
            Some(rtc.samples.to_string()),
        ),
        Entry::new(&explain::RUNS, Place::Right, Some(rtc.runs.to_string())),
        Entry::new(
            &explain::SPAN,
            Place::Left,
            Some(span(rtc.span_seconds.into())),
        ),
    ];
    list(out, &entries, look);
}
