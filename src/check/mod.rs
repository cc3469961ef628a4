//! `check`: a report held against limits → a status of the Monitoring Plugins, with its reasons. It
//! fetches and prints nothing; [`crate::health`] judges the clock's state.

mod limits;
mod metric;
mod range;
mod reason;

use std::cmp::Reverse;

use serde::{Serialize, Serializer};

pub use limits::{Limit, Limits};
pub use metric::{Metric, Unit};
pub use range::{ParseRangeError, Range, Side};

use crate::exit_status::ExitStatus;
use crate::health::diagnosis::{Diagnosis, diagnose};
use crate::health::{Level, Verdict, verdict};
use crate::report::{Report, ReportKind};

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Judgement {
    /// The worst of the problems, or OK.
    pub status: ExitStatus,
    /// The worst of the problems in words; without problems, the state of the clock.
    pub message: String,
    /// Every problem, the worst first; none: the check is OK.
    pub problems: Vec<Finding>,
    /// Further lines that help to understand the problems.
    #[serde(skip)]
    pub notes: Vec<String>,
    /// Every metric; an optional one only where it has a limit.
    #[serde(serialize_with = "by_name")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "std::collections::BTreeMap<String, MetricDocument>")
    )]
    pub metrics: Vec<Measured>,
}

/// A problem: something that keeps a check from being OK.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// How bad it is.
    pub status: ExitStatus,
    /// The problem in words.
    pub message: String,
}

/// A metric with its limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The metric.
    pub metric: Metric,
    /// Its value; `None`: there is none in this state.
    pub value: Option<f64>,
    /// The range whose outside is a WARNING.
    pub warning: Option<Range>,
    /// The range whose outside is CRITICAL.
    pub critical: Option<Range>,
}

impl Measured {
    fn of(metric: Metric, report: &Report, limits: &Limits) -> Self {
        Self {
            metric,
            value: metric.value(report),
            warning: limits.warning(metric),
            critical: limits.critical(metric),
        }
    }

    /// The limit that the value has passed; of two, the worse one.
    fn passed(&self) -> Option<(ExitStatus, Range)> {
        let value = self.value?;
        let alerts = |range: Option<Range>| range.filter(|range| range.alerts(value));
        let critical = alerts(self.critical).map(|range| (ExitStatus::Critical, range));
        critical.or_else(|| alerts(self.warning).map(|range| (ExitStatus::Warning, range)))
    }

    /// The result of the limits; `None` without limits. A missing value is never OK.
    pub fn result(&self) -> Option<ExitStatus> {
        self.warning.or(self.critical)?;
        if self.value.is_none() {
            return Some(ExitStatus::Unknown);
        }
        Some(self.passed().map_or(ExitStatus::Ok, |(status, _)| status))
    }
}

impl Judgement {
    /// The same judgement when its file could not be written. That problem comes first: a reader of
    /// the file gets nothing of the rest.
    #[must_use]
    pub fn unwritten(mut self, why: String) -> Self {
        self.status = ExitStatus::Unknown;
        self.message.clone_from(&why);
        let status = self.status;
        self.problems.insert(
            0,
            Finding {
                status,
                message: why,
            },
        );
        self
    }
}

/// Judges the report by the limits.
pub fn judge(report: &Report, limits: &Limits) -> Judgement {
    let verdict = verdict(report);
    let causes = diagnose(report);
    let metrics: Vec<Measured> = Metric::ALL
        .into_iter()
        .filter(|&metric| !metric.is_optional() || limits.limit(metric))
        .map(|metric| Measured::of(metric, report, limits))
        .collect();
    let mut problems: Vec<Finding> = Vec::new();
    problems.extend(
        verdict
            .as_ref()
            .and_then(|verdict| state(report, verdict, causes.first())),
    );
    if !report.is_unreachable() {
        problems.extend(
            metrics
                .iter()
                .filter_map(|measured| limit(report, measured)),
        );
        problems.extend(report.problems().filter_map(|(kind, problem)| {
            Some(Finding {
                status: ExitStatus::Unknown,
                message: format!("{}: {}", kind?, problem.message),
            })
        }));
        let silent = metrics.iter().filter(|measured| {
            measured.result() == Some(ExitStatus::Unknown)
                && !is_explained(report, verdict.as_ref(), measured.metric.report())
        });
        problems.extend(silent.map(|measured| Finding {
            status: ExitStatus::Unknown,
            message: reason::no_value(measured.metric),
        }));
    }
    // A stable sort: equally bad problems keep their order, first the state, then the limits.
    problems.sort_by_key(|finding| Reverse(severity(finding.status)));
    let worst = problems.first();
    Judgement {
        status: worst.map_or(ExitStatus::Ok, |finding| finding.status),
        message: worst.map_or_else(
            || reason::all_is_well(report, verdict.as_ref()),
            |finding| finding.message.clone(),
        ),
        notes: if problems.is_empty() {
            Vec::new()
        } else {
            reason::notes(report, verdict.as_ref(), &problems, &causes)
        },
        problems,
        metrics,
    }
}

/// The problem of a clock that is in a bad state, whatever the limits.
fn state(report: &Report, verdict: &Verdict, cause: Option<&Diagnosis>) -> Option<Finding> {
    let status = match verdict.state.level() {
        Level::Good => return None,
        Level::Warn => ExitStatus::Warning,
        Level::Bad => ExitStatus::Critical,
    };
    let message = match &report.unreachable {
        Some(problem) => reason::unreachable(problem, verdict),
        None => reason::state(verdict, cause),
    };
    Some(Finding { status, message })
}

/// The problem of a metric that is past a limit.
fn limit(report: &Report, measured: &Measured) -> Option<Finding> {
    let (status, range) = measured.passed()?;
    let message = reason::passed(measured.metric, measured.value?, range, report);
    Some(Finding { status, message })
}

/// Whether another problem already explains why a report's metrics have no value: the report is
/// missing, or they have no meaning in the clock's state.
fn is_explained(report: &Report, verdict: Option<&Verdict>, kind: ReportKind) -> bool {
    let is_in_a_state = verdict.is_some_and(|verdict| verdict.state.level() != Level::Good);
    report.problem(kind).is_some() || (kind != ReportKind::Rtc && is_in_a_state)
}

/// The order of the statuses: UNKNOWN is worse than OK and better than WARNING.
fn severity(status: ExitStatus) -> u8 {
    match status {
        ExitStatus::Ok => 0,
        ExitStatus::Unknown => 1,
        ExitStatus::Warning => 2,
        ExitStatus::Critical => 3,
    }
}

/// A metric in the JSON document, under its name.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct MetricDocument {
    /// Its value; null: there is none in this state.
    value: Option<f64>,
    /// Its unit; null: a count.
    unit: Option<&'static str>,
    /// The range of good values for WARNING, in plain numbers.
    warning: Option<Range>,
    /// The range of good values for CRITICAL, in plain numbers.
    critical: Option<Range>,
    /// The result of the limits; null: there are no limits.
    result: Option<ExitStatus>,
}

/// Serializes the metrics with a key for each.
fn by_name<S: Serializer>(metrics: &[Measured], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(metrics.iter().map(|measured| {
        let document = MetricDocument {
            value: measured.value,
            unit: measured.metric.unit().word(),
            warning: measured.warning,
            critical: measured.critical,
            result: measured.result(),
        };
        (measured.metric.name(), document)
    }))
}
