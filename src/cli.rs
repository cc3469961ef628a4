//! The command line: commands, options and their help, and the [`Request`] they stand for. The only
//! room that knows clap; it reads nothing but its arguments.

mod generate;
mod help;
mod usage;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValue;
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint};
use jiff::SignedDuration;

use self::generate::Generate;
use crate::check::{Limit, Limits, Metric};
use crate::chronyd::{Endpoint, local_endpoints};
use crate::fetch::{AskWhy, Query};
use crate::fields::{self, Found};
use crate::render::TableOptions;
use crate::report::ReportKind;
use crate::terminal::When;

/// What the command line asks for.
#[derive(Debug)]
pub struct Request {
    /// What is to be done.
    pub task: Task,
    /// When to use colours.
    pub color: When,
    /// Words instead of pictures.
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
        /// What tables are to show besides the figures.
        table: TableOptions,
    },
    /// Judge it.
    Check {
        /// What to ask.
        query: Query,
        /// The limits to judge by.
        limits: Limits,
        /// Whether for a program, and not on a line.
        json: bool,
    },
    /// Say what fields mean, or, with none, which there are.
    Explain(Option<Found>),
}

/// What is said instead of a report.
#[derive(Debug)]
pub enum Answer {
    /// Help, the version or a generated file: it was asked for.
    Asked(String),
    /// What is wrong with the arguments, for a person.
    BadUsage(String),
    /// The same on one line, for the monitoring system that `check` is for.
    BadCheck(String),
}

/// Says whether the clock is right, how wrong it can be, and what is the matter
///
/// Asks chronyd once, and prints what it says.
#[derive(Debug, Parser)]
#[command(
    version,
    after_long_help = help::PROGRAM,
    disable_help_subcommand = true
)]
struct Cli {
    /// What to do; the status, where nothing is named.
    #[command(subcommand)]
    command: Option<Command>,
    /// Where to ask, and how to show the answer.
    #[command(flatten)]
    options: Options,
    /// Print a manual page, or the completions for a shell
    ///
    /// Packages have installed them in their places.
    #[arg(
        long,
        value_name = "WHAT",
        value_enum,
        exclusive = true,
        hide_short_help = true
    )]
    generate: Option<Generate>,
}

/// What to do.
#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// What to report.
    #[command(flatten)]
    Report(Reports),
    /// One line and an exit status for Nagios, Icinga and cron
    #[command(after_help = help::CHECK_IN_SHORT, after_long_help = help::CHECK)]
    Check(CheckOptions),
    /// What a field means, what is good, what is not
    ///
    /// A field is known by its name in a table ("RMS offset") or by its JSON key.
    Explain {
        /// The name, or a word of it; without one all names are listed
        #[arg(value_name = "FIELD")]
        words: Vec<String>,
    },
}

/// What to report.
#[derive(Debug, Clone, Subcommand)]
enum Reports {
    /// Is the clock right, and if not, why? The default
    Status,
    /// How well the system clock is synchronized
    Tracking,
    /// The time sources chronyd polls, and which of them it uses
    Sources(Chart),
    /// What chronyd has estimated about each source
    #[command(alias = "sourcestats")]
    Stats,
    /// The hardware clock, as chronyd tracks it
    #[command(alias = "rtcdata")]
    Rtc,
    /// The four reports, from one fetch
    All {
        /// Leave the hardware clock out
        #[arg(long)]
        no_rtc: bool,
        /// The sources' chart.
        #[command(flatten)]
        chart: Chart,
    },
}

/// The limits of a check. More than one can be given, each for a metric.
#[derive(Debug, Clone, Args)]
struct CheckOptions {
    /// WARNING outside [METRIC=]RANGE, as often as wanted
    #[arg(
        short,
        long,
        value_name = "RANGE",
        value_parser = Limit::parse,
        allow_hyphen_values = true
    )]
    warning: Vec<Limit>,
    /// CRITICAL outside [METRIC=]RANGE, as often as wanted
    #[arg(
        short,
        long,
        value_name = "RANGE",
        value_parser = Limit::parse,
        allow_hyphen_values = true
    )]
    critical: Vec<Limit>,
}

/// Whether to chart how the sources agree; by default, when stdout is a terminal.
#[derive(Debug, Clone, Copy, Args)]
struct Chart {
    /// Chart how the sources agree, not only on a terminal
    #[arg(long, overrides_with = "no_chart")]
    chart: bool,
    /// No chart, not even on a terminal
    #[arg(long)]
    no_chart: bool,
}

impl Reports {
    /// The reports that are meant.
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

    /// Whether to chart how the sources agree, where the options say so.
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

    /// The reports that are judged: the hardware clock, which few have, only where it has a limit.
    fn reports(&self) -> Vec<ReportKind> {
        all(self.judges(Metric::Rtc))
    }

    /// When to ask why the clock is as it is.
    ///
    /// # Errors
    /// When that is forbidden, and a limit cannot do without, in words.
    fn ask_why(&self, is_forbidden: bool) -> Result<AskWhy, String> {
        if !self.judges(Metric::Authenticated) {
            // A check that is OK has nothing to explain.
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

/// The options, which are the same before and after the command.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch")]
struct Options {
    /// Where to ask; of several, the first answer wins
    ///
    /// An address or a host name, either with a port (127.0.0.1:323), or the path of chronyd's socket.
    /// Several, in one list with commas or in several options, are tried in this order; the first that
    /// answers serves the whole run. Hosts named after the command replace those named before it.
    /// [default: this machine]
    #[arg(
        short = 'H',
        long = "host",
        value_name = "HOST",
        value_hint = ValueHint::Hostname,
        value_delimiter = ',',
        global = true
    )]
    hosts: Vec<String>,
    /// UDP port, where the host does not name one
    #[arg(
        short,
        long,
        default_value_t = 323,
        value_parser = clap::value_parser!(u16).range(1..),
        global = true,
        hide_short_help = true
    )]
    port: u16,
    // Half of what monitoring systems wait for a check, and long enough for a bad network.
    /// Limit of the whole run: 500ms, 2s, 1m
    ///
    /// Up to a day (1d). A number without a unit is seconds.
    #[arg(
        short,
        long,
        value_name = "TIME",
        default_value = "5s",
        value_parser = duration,
        global = true
    )]
    timeout: Duration,
    /// The same as --format json
    #[arg(long, global = true)]
    json: bool,
    /// How to show the answer.
    #[arg(
        short,
        long,
        value_enum,
        global = true,
        help = "Form",
        long_help = "How to show the answer [default: table]"
    )]
    format: Option<Format>,
    /// When to use colours
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        global = true,
        hide_short_help = true
    )]
    color: When,
    /// Words instead of pictures, for screen readers and logs
    ///
    /// No boxes, no chart, no lamps and no colours. TERM=dumb says the same.
    #[arg(long, global = true, hide_short_help = true)]
    plain: bool,
    /// Addresses only, not the configured names
    #[arg(short, long, global = true)]
    numeric: bool,
    /// Ask for no more than the reports
    ///
    /// Not even where chronyd would say why something is wrong.
    #[arg(long, global = true, hide_short_help = true)]
    no_why: bool,
    /// Say below each table what its fields mean
    ///
    /// A line for each field: what it means, what is good, what is not.
    #[arg(long, global = true, hide_short_help = true)]
    explain: bool,
    /// Write to FILE: complete, or not at all
    #[arg(
        short,
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        global = true
    )]
    output: Option<PathBuf>,
}

/// How to show the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Table,
    /// One JSON document
    Json,
    /// Metrics, for a textfile collector of Prometheus
    Prometheus,
    /// A web page in one file
    Html,
}

impl ValueEnum for When {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Auto, Self::Always, Self::Never]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Auto => ("auto", "On a terminal, unless the environment objects"),
            Self::Always => ("always", "Always"),
            Self::Never => ("never", "Never"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

impl Cli {
    /// What the command line stands for.
    ///
    /// # Errors
    /// Where its parts do not go together, in words.
    fn request(self) -> Result<Request, String> {
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
        Ok(Request {
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
    /// When a host cannot be one, in words.
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

    /// How to show the answer, asked for in one way or in two.
    ///
    /// # Errors
    /// When the two contradict each other, in words.
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

/// The definition of the command line: what is parsed by, and what the manual and the completions
/// are made from.
pub fn definition() -> clap::Command {
    Cli::command()
}

/// Reads the arguments, the program's name first.
///
/// # Errors
/// What is to be said instead of a report: help, the version, or what is wrong.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, Answer> {
    let arguments = with_options_for_words(arguments.into_iter().collect());
    let mut definition = definition();
    let cli = definition
        .try_get_matches_from_mut(&arguments)
        .and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    let request = match cli {
        Ok(Cli {
            command: None,
            generate: Some(file),
            ..
        }) => return Err(Answer::Asked(file.text().to_owned())),
        Ok(cli) => cli
            .request()
            .map_err(|wrong| definition.error(ErrorKind::ValueValidation, wrong)),
        Err(error) => Err(error),
    };
    request.map_err(|error| usage::answer(error, &mut definition, &arguments))
}

/// Git's words for two of the options: `help`, also on a command, and `version`.
fn with_options_for_words(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let first = arguments.get(1).and_then(|word| word.to_str());
    let option = match first {
        Some("help") => "--help",
        Some("version") => "--version",
        _ => return arguments,
    };
    arguments.remove(1);
    arguments.push(option.into());
    arguments
}

/// Reads a duration: longer than nothing, a day at most.
fn duration(text: &str) -> Result<Duration, String> {
    const DAY: Duration = Duration::from_secs(86_400);
    let is_number = |text: &str| {
        let mut bytes = text.bytes();
        bytes.all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    let seconds = |number: &str, unit: Duration| {
        let number: f64 = number.parse().ok()?;
        Duration::try_from_secs_f64(number * unit.as_secs_f64()).ok()
    };
    let parsed = match text.strip_suffix('d') {
        _ if is_number(text) => seconds(text, Duration::from_secs(1)),
        // Jiff's durations have no days, and its spans bring calendars along.
        Some(days) if is_number(days) => seconds(days, DAY),
        _ => text
            .parse::<SignedDuration>()
            .ok()
            .and_then(|signed| Duration::try_from(signed).ok()),
    };
    parsed
        .filter(|duration| !duration.is_zero() && *duration <= DAY)
        .ok_or_else(|| "a duration such as 500ms, 2s, 1m or 10, up to a day, is wanted".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        definition().debug_assert();
    }

    #[test]
    fn every_report_has_a_command_of_its_name() {
        for report in ReportKind::ALL {
            let arguments = ["second-hand".to_owned(), report.to_string()];
            let request = read(arguments.map(OsString::from)).expect("a command");
            assert!(
                matches!(&request.task, Task::Report { query, .. } if query.reports == [report]),
                "{request:?}"
            );
        }
    }

    #[test]
    fn durations() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(duration("1m"), Ok(Duration::from_secs(60)));
        assert_eq!(duration("10"), Ok(Duration::from_secs(10)));
        assert_eq!(duration("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("1d"), Ok(Duration::from_secs(86_400)));
        assert_eq!(duration("0.5d"), Ok(Duration::from_secs(43_200)));
        assert_eq!(duration("24h"), Ok(Duration::from_secs(86_400)));
        for wrong in [
            "", "0", "0s", "-1s", "1 parsec", ".", "1e3", "2d", "1d 1s", "1mo", "inf", "d", ".d",
        ] {
            assert!(duration(wrong).is_err(), "{wrong:?}");
        }
    }
}
