//! The limits a check holds the metrics against: from the options, or the usual ones. Judges
//! nothing.

use super::metric::Metric;
use super::range::Range;
use crate::health;

/// The usual limits of the error, 100 ms and 1 s: those of the verdict. The help names them, too.
const USUAL: health::Thresholds = health::Thresholds::ERROR_BOUND;

/// One limit: the range a metric should be in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// The metric.
    pub metric: Metric,
    /// The range of its good values.
    pub range: Range,
}

impl Limit {
    /// Reads `[METRIC=]RANGE`; without a name, the metric is the error.
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
        let range =
            Range::parse(range, |number| metric.read(number)).map_err(|fault| fault.to_string())?;
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
    /// The given limits, and the usual ones of the error: a limit makes a check stricter. A usual
    /// limit yields only to a given limit of the error that has the same severity, or that it would
    /// contradict.
    ///
    /// # Errors
    /// When a metric has two limits of the same severity, in words.
    pub fn new(warning: &[Limit], critical: &[Limit]) -> Result<Self, String> {
        for (limits, option) in [(warning, "--warning"), (critical, "--critical")] {
            let twice = Metric::ALL
                .into_iter()
                .find(|&metric| limits.iter().filter(|limit| limit.metric == metric).count() > 1);
            if let Some(metric) = twice {
                return Err(format!("{option} is given twice for {}", metric.name()));
            }
        }
        let mut limits = Self {
            warning: warning.to_vec(),
            critical: critical.to_vec(),
        };
        let usual = |range| Limit {
            metric: Metric::Error,
            range,
        };
        let given_warning = limits.warning(Metric::Error);
        let given_critical = limits.critical(Metric::Error);
        let usual_warning = Range::up_to(USUAL.good);
        let usual_critical = Range::up_to(USUAL.tolerable);
        if given_warning.is_none()
            && given_critical.is_none_or(|critical| !contradict(usual_warning, critical))
        {
            limits.warning.push(usual(usual_warning));
        }
        if given_critical.is_none()
            && given_warning.is_none_or(|warning| !contradict(warning, usual_critical))
        {
            limits.critical.push(usual(usual_critical));
        }
        Ok(limits)
    }

    /// The range of a metric; a value outside is a WARNING.
    pub fn warning(&self, metric: Metric) -> Option<Range> {
        range(&self.warning, metric)
    }

    /// The range of a metric; a value outside is CRITICAL.
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

/// Whether some error would be CRITICAL and not even a WARNING. One of the two ranges is a usual
/// limit, which begins at zero.
fn contradict(warning: Range, critical: Range) -> bool {
    let ends = [warning, critical].map(Range::ends);
    let ends = ends.into_iter().flat_map(|(start, end)| [start, end]);
    // Between two ends the result does not change, so these values are enough.
    let values = ends.flatten().flat_map(|end| [end, end.next_up()]);
    values
        .filter(|&value| value >= 0.0)
        .any(|value| critical.alerts(value) && !warning.alerts(value))
}
