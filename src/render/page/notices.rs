//! Notices: what is wrong with the clock and its sources, what to do about it, and a coming leap
//! second. None when all is well.

use super::Level;
use crate::health::Verdict;
use crate::health::diagnosis::diagnose;
use crate::report::{LeapStatus, Report};

/// A notice besides the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How good or bad it is.
    pub level: Level,
    /// Its subject, in a word or two.
    pub subject: &'static str,
    /// Its text.
    pub text: String,
    /// What to do about it; only for a cause that keeps the clock from being right.
    pub remedy: Option<String>,
}

pub(super) fn notices(report: &Report, verdict: &Verdict) -> Vec<Notice> {
    let causes = diagnose(report).into_iter().map(|cause| Notice {
        level: match cause.code {
            _ if cause.explains => verdict.level,
            "falseticker" => Level::Bad,
            _ => Level::Warn,
        },
        subject: cause.title,
        text: cause.message,
        remedy: cause.explains.then_some(cause.remedy),
    });
    leap_second(report).into_iter().chain(causes).collect()
}

fn leap_second(report: &Report) -> Option<Notice> {
    let tracking = report.tracking.received()?;
    let text = match tracking.leap_status {
        LeapStatus::Insert => "one will be inserted at the end of the day (UTC)",
        LeapStatus::Delete => "one will be deleted at the end of the day (UTC)",
        _ if tracking.is_in_leap_second() => "one is being inserted at this moment",
        _ => return None,
    };
    Some(Notice {
        level: Level::Warn,
        subject: "leap second",
        text: text.to_owned(),
        remedy: None,
    })
}
