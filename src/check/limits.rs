//! The limits a check holds the metrics against: from the options, or the usual ones. Judges
//! nothing.

use super::metric::Metric;
use super::range::Range;
use crate::health;

/// What the error may be where no limit at all is given: what it may be everywhere else, 100 ms and
/// 1 s. The help says so too.
const USUAL: health::Limits = health::Limits::ERROR_BOUND;

/// One limit: the range a metric should be in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// What is limited.
    pub metric: Metric,
    /// To what.
    pub range: Range,
}

impl Limit {
    /// Reads `[METRIC=]RANGE`; the metric that is meant when none is named is the error.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (metric, range) = match text.split_once('=') {
            None => (Metric::Error, text),
            Some((name, range)) => {
                let metric = Metric::ALL.into_iter().find(|metric| metric.name() == name);
                (metric.ok_or_else(|| no_such_metric(name))?, range)
            }
        };
        let unit = metric.unit();
        let range =
            Range::parse(range, |number| unit.read(number)).map_err(|fault| fault.to_string())?;
        Ok(Self { metric, range })
    }
}

fn no_such_metric(name: &str) -> String {
    let names = Metric::ALL.map(Metric::name).join(", ");
    format!("no metric '{name}', but {names}")
}

/// The limits of a check, at most one of each severity for each metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    warning: Vec<Limit>,
    critical: Vec<Limit>,
}

impl Limits {
    /// The limits given; the usual ones when none is given at all.
    ///
    /// # Errors
    /// When a metric has two limits of the same severity, in words.
    pub fn new(warning: &[Limit], critical: &[Limit]) -> Result<Self, String> {
        if warning.is_empty() && critical.is_empty() {
            let up_to = |error| {
                vec![Limit {
                    metric: Metric::Error,
                    range: Range::up_to(error),
                }]
            };
            return Ok(Self {
                warning: up_to(USUAL.good),
                critical: up_to(USUAL.tolerable),
            });
        }
        for (limits, option) in [(warning, "--warning"), (critical, "--critical")] {
            let twice = Metric::ALL
                .into_iter()
                .find(|&metric| limits.iter().filter(|limit| limit.metric == metric).count() > 1);
            if let Some(metric) = twice {
                return Err(format!("{option} is given twice for {}", metric.name()));
            }
        }
        Ok(Self {
            warning: warning.to_vec(),
            critical: critical.to_vec(),
        })
    }

    /// The range a metric leaves for WARNING.
    pub fn warning(&self, metric: Metric) -> Option<Range> {
        range(&self.warning, metric)
    }

    /// The range a metric leaves for CRITICAL.
    pub fn critical(&self, metric: Metric) -> Option<Range> {
        range(&self.critical, metric)
    }

    /// Whether the metric has any limit.
    pub fn limit(&self, metric: Metric) -> bool {
        self.warning(metric).or(self.critical(metric)).is_some()
    }
}

fn range(limits: &[Limit], metric: Metric) -> Option<Range> {
    let limit = limits.iter().find(|limit| limit.metric == metric);
    limit.map(|limit| limit.range)
}
