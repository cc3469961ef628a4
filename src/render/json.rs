//! A [`Report`] as one JSON document: the shape is the same whatever was asked for and whatever
//! went wrong. The only room that knows `serde_json`.

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::check::Judgement;
use crate::health::{Verdict, verdict};
use crate::report::{Activity, Asked, Problem, Report, Rtc, Source, SourceStats, Tracking};

/// Within a version keys are added, never renamed or given another meaning.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Document<'a> {
    schema_version: u32,
    #[serde(serialize_with = "nanoseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "Timestamp"))]
    fetched_at: Timestamp,
    server: Option<&'a str>,
    #[serde(skip_serializing_if = "Asked::is_no")]
    verdict: Asked<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<Check<'a>>,
    /// How many NTP sources chronyd polls; null: it was not asked, or does not tell this asker.
    activity: Option<Activity>,
    #[serde(skip_serializing_if = "Asked::is_no")]
    tracking: &'a Asked<Tracking>,
    #[serde(skip_serializing_if = "Asked::is_no")]
    sources: &'a Asked<Vec<Source>>,
    #[serde(skip_serializing_if = "Asked::is_no")]
    stats: &'a Asked<Vec<SourceStats>>,
    #[serde(skip_serializing_if = "Asked::is_no")]
    rtc: &'a Asked<Rtc>,
    errors: &'a [Problem],
}

/// What the exit status of a check stands for.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Check<'a> {
    exit_status: u8,
    #[serde(flatten)]
    judgement: &'a Judgement,
}

impl<'a> Document<'a> {
    fn of(report: &'a Report) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            fetched_at: report.fetched_at,
            server: report.server.as_deref(),
            verdict: match verdict(report) {
                Some(verdict) => Asked::Got(verdict),
                None if report.tracking.is_no() => Asked::No,
                None => Asked::Missing,
            },
            check: None,
            activity: report.activity,
            tracking: &report.tracking,
            sources: &report.sources,
            stats: &report.stats,
            rtc: &report.rtc,
            errors: &report.problems,
        }
    }
}

/// The document, on one line or, for a person, on many.
pub fn json(report: &Report, pretty: bool) -> String {
    print(&Document::of(report), pretty)
}

/// The document of a check: the judgement in place of the reports it was made of.
pub fn check_json(report: &Report, judgement: &Judgement, pretty: bool) -> String {
    let document = Document {
        check: Some(Check {
            exit_status: judgement.status as u8,
            judgement,
        }),
        tracking: &Asked::No,
        sources: &Asked::No,
        stats: &Asked::No,
        rtc: &Asked::No,
        ..Document::of(report)
    };
    print(&document, pretty)
}

fn print(document: &Document<'_>, pretty: bool) -> String {
    let text = if pretty {
        serde_json::to_string_pretty(document)
    } else {
        serde_json::to_string(document)
    };
    // Only a map with keys that are no strings, or a failing Serialize, could fail: there is none.
    let mut text = text.unwrap_or_default();
    text.push('\n');
    text
}

/// Always nine decimals, so that moments sort as text.
fn nanoseconds<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{time:.9}"))
}
