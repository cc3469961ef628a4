//! What is the matter with the clock and its sources and what to do about it, and what is about to
//! happen. Nothing when all is well.

use super::Level;
use crate::health::Verdict;
use crate::health::diagnosis::diagnose;
use crate::report::{LeapStatus, Report};

/// Something to know besides the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How it is to be taken.
    pub level: Level,
    /// What it is about, in a word or two.
    pub subject: &'static str,
    /// What there is to say.
    pub text: String,
    /// What to do about it; only of what keeps the clock from being right.
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
