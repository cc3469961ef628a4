//! A [`Report`] as one JSON document. Its shape is the same for every request and every failure.
//! The only room that knows `serde_json`.

use std::fmt::Display;
use std::io::{self, Write};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::check::Judgement;
use crate::health::diagnosis::{Diagnosis, diagnose};
use crate::health::{Verdict, verdict};
use crate::report::{
    Activity, PerSource, Problem, Report, ReportKind, Requested, Rtc, Source, SourceStats, Tracking,
};

/// Within a version, keys may be added, but never renamed or given another meaning.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Document<'a> {
    schema_version: u32,
    #[serde(serialize_with = "nanoseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "Timestamp"))]
    fetched_at: Timestamp,
    server: Option<&'a str>,
    #[serde(skip_serializing_if = "Requested::is_no")]
    verdict: Requested<Verdict>,
    /// Causes of what is wrong, as far as there is evidence. Where the clock is not right, the first
    /// explains why.
    diagnosis: Vec<Diagnosis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<Check<'a>>,
    /// How many NTP sources chronyd polls; null: it was not asked, or does not tell this user.
    activity: Option<Activity>,
    #[serde(skip_serializing_if = "Requested::is_no")]
    tracking: &'a Requested<Tracking>,
    #[serde(skip_serializing_if = "Requested::is_no")]
    sources: &'a Requested<PerSource<Source>>,
    #[serde(skip_serializing_if = "Requested::is_no")]
    stats: &'a Requested<PerSource<SourceStats>>,
    #[serde(skip_serializing_if = "Requested::is_no")]
    rtc: &'a Requested<Rtc>,
    errors: Vec<Failure<'a>>,
}

/// Something that was requested and is missing.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Problem"))]
struct Failure<'a> {
    /// The report that is missing; `None`: chronyd itself.
    report: Option<ReportKind>,
    #[serde(flatten)]
    problem: &'a Problem,
}

/// The judgement of a check, with its exit status.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Check<'a> {
    exit_status: u8,
    #[serde(flatten)]
    judgement: &'a Judgement,
}

impl<'a> Document<'a> {
    /// The document of a report; a judgement stands in place of the reports it was made of.
    fn of(report: &'a Report, judgement: Option<&'a Judgement>) -> Self {
        // Field by field, so that a new field does not compile until it is written or left out
        // here.
        let Report {
            fetched_at,
            fetch_duration: _,
            system_clock: _,
            server,
            tracking,
            sources,
            stats,
            rtc,
            activity,
            unreachable: _,
        } = report;
        let failure = |(report, problem)| Failure { report, problem };
        let is_judged = judgement.is_some();
        Self {
            schema_version: SCHEMA_VERSION,
            fetched_at: *fetched_at,
            server: server.as_deref(),
            verdict: match (verdict(report), tracking) {
                (Some(verdict), _) => Requested::Received(verdict),
                (None, Requested::Missing(problem)) => Requested::Missing(problem.clone()),
                (None, _) => Requested::No,
            },
            diagnosis: diagnose(report),
            check: judgement.map(|judgement| Check {
                exit_status: judgement.status as u8,
                judgement,
            }),
            activity: *activity,
            tracking: unless(is_judged, tracking),
            sources: unless(is_judged, sources),
            stats: unless(is_judged, stats),
            rtc: unless(is_judged, rtc),
            errors: report.problems().map(failure).collect(),
        }
    }
}

fn unless<T>(is_judged: bool, report: &Requested<T>) -> &Requested<T> {
    if is_judged { &Requested::No } else { report }
}

/// The document, on one line or, for a person, on many.
pub fn json(report: &Report, pretty: bool) -> String {
    print(&Document::of(report, None), pretty)
}

/// The document of a check: the judgement in place of the reports it was made of.
pub fn check_json(report: &Report, judgement: &Judgement, pretty: bool) -> String {
    print(&Document::of(report, Some(judgement)), pretty)
}

fn print(document: &Document<'_>, pretty: bool) -> String {
    let mut text = Vec::new();
    // Only a map with keys that are no strings, or a failing Serialize, could fail; the document
    // has neither.
    let _infallible = if pretty {
        write(document, &mut text, PrettyFormatter::new())
    } else {
        write(document, &mut text, CompactFormatter)
    };
    text.push(b'\n');
    String::from_utf8(text).unwrap_or_default()
}

fn write(
    document: &Document<'_>,
    text: &mut Vec<u8>,
    formatter: impl Formatter,
) -> serde_json::Result<()> {
    document.serialize(&mut Serializer::with_formatter(
        text,
        PlainDecimals(formatter),
    ))
}

/// Writes numbers without exponents, because awk, bc and people misread these. The rest is another
/// formatter's.
struct PlainDecimals<F>(F);

/// Forwards these methods to the other formatter.
macro_rules! pass_on {
    ($($method:ident($($argument:ident: $type:ty)?);)*) => {
        $(fn $method<W: ?Sized + Write>(
            &mut self,
            writer: &mut W,
            $($argument: $type)?
        ) -> io::Result<()> {
            self.0.$method(writer, $($argument)?)
        })*
    };
}

impl<F: Formatter> Formatter for PlainDecimals<F> {
    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        decimal(writer, value, value.fract() == 0.0)
    }

    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        decimal(writer, value, value.fract() == 0.0)
    }

    pass_on! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }
}

/// The shortest decimal that reads back as the same number; a whole number ends in `.0`, which
/// shows that its type is a float.
fn decimal<W: ?Sized + Write>(
    writer: &mut W,
    value: impl Display,
    is_whole: bool,
) -> io::Result<()> {
    let point = if is_whole { ".0" } else { "" };
    write!(writer, "{value}{point}")
}

/// Always nine decimals, so that moments sort as text.
fn nanoseconds<S: serde::Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{time:.9}"))
}
