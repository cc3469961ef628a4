//! What the command line asks for: clap's definition → [`Invocation`], in the terms of the other
//! rooms.

use std::path::PathBuf;

use super::definition::{CheckOptions, Cli, Command, Format, Options, Reports};
use crate::check::{Limits, Metric};
use crate::chronyd::{Endpoint, local_endpoints};
use crate::fetch::{AskWhy, Query};
use crate::fields::{self, FieldMatches};
use crate::render::TableOptions;
use crate::report::ReportKind;
use crate::terminal::When;

/// What the command line asks for.
#[derive(Debug)]
pub struct Invocation {
    /// What is to be done.
    pub task: Task,
    /// When to use colours.
    pub color: When,
    /// Words instead of boxes, chart and lamps.
    pub plain: bool,
    /// The file to write to; `None` is standard output.
    pub output: Option<PathBuf>,
}

/// What is to be done.
#[derive(Debug)]
pub enum Task {
    /// Print what chronyd says.
    Report {
        /// What to ask.
        query: Query,
        /// How to show the answer.
        format: Format,
        /// What tables show besides the figures.
        table: TableOptions,
    },
    /// Judge it.
    Check {
        /// What to ask.
        query: Query,
        /// The limits to judge by.
        limits: Limits,
        /// Whether to print JSON instead of the plugin's lines.
        json: bool,
    },
    /// Explain these fields; `None`: list all fields.
    Explain(Option<FieldMatches>),
}

impl Cli {
    /// Converts the command line.
    ///
    /// # Errors
    /// Its parts contradict each other; the text says how.
    pub(super) fn invocation(self) -> Result<Invocation, String> {
        if self.generate.is_some() {
            return Err("--generate goes with no command".to_owned());
        }
        let options = &self.options;
        let task = match self.command.unwrap_or(Command::Report(Reports::Status)) {
            Command::Report(reports) => Task::Report {
                query: options.query(reports.kinds(), AskWhy::WithReports)?,
                format: options.format()?,
                table: TableOptions {
                    brief: matches!(reports, Reports::Status),
                    explain: options.explain,
                    chart: reports.chart(),
                },
            },
            Command::Check(check) => Task::Check {
                query: options.query(check.reports(), check.ask_why(options.no_why)?)?,
                limits: Limits::new(&check.warning, &check.critical)?,
                json: match options.format()? {
                    Format::Table => false,
                    Format::Json => true,
                    Format::Html => {
                        let page = "check has no format html: `second-hand status --format html` has the verdict";
                        return Err(page.to_owned());
                    }
                    Format::Prometheus => {
                        let rules =
                            "check has no format prometheus: there, rules judge the metrics";
                        return Err(rules.to_owned());
                    }
                },
            },
            Command::Explain { words } => {
                if options.format()? != Format::Table {
                    return Err("explain is for people: it has one format".to_owned());
                }
                let name = words.join(" ");
                let found = (!name.is_empty()).then(|| fields::find(&name));
                if found.as_ref().is_some_and(|found| found.fields.is_empty()) {
                    return Err(format!("no field '{name}'; second-hand explain lists all"));
                }
                Task::Explain(found)
            }
        };
        Ok(Invocation {
            task,
            color: options.color,
            plain: options.plain,
            output: self.options.output,
        })
    }
}

impl Options {
    /// What to ask of chronyd.
    ///
    /// # Errors
    /// A host cannot be parsed; the text names it.
    fn query(&self, reports: Vec<ReportKind>, ask_why: AskWhy) -> Result<Query, String> {
        let endpoint = |host: &String| {
            Endpoint::parse(host, self.port)
                .map_err(|error| format!("invalid value '{host}' for '--host': {error}"))
        };
        Ok(Query {
            reports,
            names: !self.numeric,
            endpoints: if self.hosts.is_empty() {
                local_endpoints(self.port)
            } else {
                self.hosts.iter().map(endpoint).collect::<Result<_, _>>()?
            },
            timeout: self.timeout,
            ask_why: if self.no_why { AskWhy::Never } else { ask_why },
        })
    }

    /// The format, from `--json` and `--format`.
    ///
    /// # Errors
    /// The two contradict each other.
    fn format(&self) -> Result<Format, String> {
        match (self.json, self.format) {
            (true, Some(other)) if other != Format::Json => {
                Err("--json and --format contradict each other".to_owned())
            }
            (true, _) => Ok(Format::Json),
            (false, format) => Ok(format.unwrap_or_default()),
        }
    }
}

impl Reports {
    /// The reports of this command.
    fn kinds(&self) -> Vec<ReportKind> {
        match self {
            Self::Status => vec![ReportKind::Tracking, ReportKind::Sources],
            Self::Tracking => vec![ReportKind::Tracking],
            Self::Sources(_) => vec![ReportKind::Sources],
            Self::Stats => vec![ReportKind::Stats],
            Self::Rtc => vec![ReportKind::Rtc],
            Self::All { no_rtc, .. } => all(!no_rtc),
        }
    }

    /// Whether to chart how the sources agree; `None`: no option says so.
    fn chart(&self) -> Option<bool> {
        match self {
            Self::Sources(chart) | Self::All { chart, .. } => {
                (chart.chart || chart.no_chart).then_some(chart.chart)
            }
            Self::Status | Self::Tracking | Self::Stats | Self::Rtc => None,
        }
    }
}

impl CheckOptions {
    /// Whether a metric has a limit.
    fn judges(&self, metric: Metric) -> bool {
        let mut limits = self.warning.iter().chain(&self.critical);
        limits.any(|limit| limit.metric == metric)
    }

    /// The reports to judge; the hardware clock, which few hosts track, only where it has a limit.
    fn reports(&self) -> Vec<ReportKind> {
        all(self.judges(Metric::Rtc))
    }

    /// When to ask for what explains the state of the clock.
    ///
    /// # Errors
    /// `--no-why` forbids it, and a limit needs it.
    fn ask_why(&self, is_forbidden: bool) -> Result<AskWhy, String> {
        if !self.judges(Metric::Authenticated) {
            // A check that is OK explains nothing.
            Ok(AskWhy::WhenWrong)
        } else if is_forbidden {
            Err("--no-why leaves out what 'authenticated' counts".to_owned())
        } else {
            Ok(AskWhy::WithReports)
        }
    }
}

/// Every report; the hardware clock only where it is wanted.
fn all(with_rtc: bool) -> Vec<ReportKind> {
    let is_wanted = |report: &ReportKind| match report {
        ReportKind::Tracking | ReportKind::Sources | ReportKind::Stats => true,
        ReportKind::Rtc => with_rtc,
    };
    ReportKind::ALL.into_iter().filter(is_wanted).collect()
}
