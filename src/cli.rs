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
use jiff::{Span, SpanRelativeTo};

use self::generate::Generate;
use crate::check::{Limit, Limits, Metric};
use crate::chronyd::{Endpoint, local_endpoints};
use crate::fetch::{AskWhy, Query};
use crate::render::TableOptions;
use crate::report::ReportKind;
use crate::terminal::When;

/// What the command line asks for.
#[derive(Debug)]
pub struct Request {
    /// What to ask of chronyd.
    pub query: Query,
    /// The limits to judge the report by; only `check` has them.
    pub limits: Option<Limits>,
    /// How to show the answer.
    pub format: Format,
    /// When to use colours.
    pub color: When,
    /// Words instead of pictures.
    pub plain: bool,
    /// What tables are to show besides the figures.
    pub table: TableOptions,
    /// The file to write to; `None` is standard output.
    pub output: Option<PathBuf>,
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
    /// What to report; the status, where nothing is named.
    #[command(subcommand)]
    command: Option<Command>,
    /// Where to ask, and how to show the answer.
    #[command(flatten)]
    options: Options,
    /// Print the manual page, or the completions for a shell
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

/// What to report.
#[derive(Debug, Clone, Subcommand)]
enum Command {
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
    /// One line and an exit status for Nagios, Icinga and cron
    #[command(after_help = help::CHECK_IN_SHORT, after_long_help = help::CHECK)]
    Check(CheckOptions),
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

impl CheckOptions {
    /// Whether a metric has a limit.
    fn judges(&self, metric: Metric) -> bool {
        let mut limits = self.warning.iter().chain(&self.critical);
        limits.any(|limit| limit.metric == metric)
    }
}

impl Command {
    /// The reports the command stands for.
    fn reports(&self) -> Vec<ReportKind> {
        match self {
            Self::Status => vec![ReportKind::Tracking, ReportKind::Sources],
            Self::Tracking => vec![ReportKind::Tracking],
            Self::Sources(_) => vec![ReportKind::Sources],
            Self::Stats => vec![ReportKind::Stats],
            Self::Rtc => vec![ReportKind::Rtc],
            Self::All { no_rtc, .. } => all(!no_rtc),
            // The fetch of `all`; the hardware clock, which few have, only where it is judged.
            Self::Check(options) => all(options.judges(Metric::Rtc)),
        }
    }

    /// When to ask why the clock is as it is, where the options do not forbid it.
    ///
    /// # Errors
    /// When they forbid what a limit cannot do without, in words.
    fn ask_why(&self, is_forbidden: bool) -> Result<AskWhy, String> {
        match self {
            Self::Check(options) if options.judges(Metric::Authenticated) => {
                if is_forbidden {
                    return Err("--no-why leaves out what 'authenticated' counts".to_owned());
                }
                Ok(AskWhy::WithReports)
            }
            _ if is_forbidden => Ok(AskWhy::Never),
            // A check that is OK has nothing to explain.
            Self::Check(_) => Ok(AskWhy::WhenWrong),
            _ => Ok(AskWhy::WithReports),
        }
    }

    /// Whether to chart how the sources agree, where the options say so.
    fn chart(&self) -> Option<bool> {
        match self {
            Self::Sources(chart) | Self::All { chart, .. } => {
                (chart.chart || chart.no_chart).then_some(chart.chart)
            }
            Self::Status | Self::Tracking | Self::Stats | Self::Rtc | Self::Check(_) => None,
        }
    }

    /// The limits to judge the report by, when the command is `check`.
    ///
    /// # Errors
    /// When they contradict each other, or nothing judged can be shown in the format, in words.
    fn limits(&self, format: Format) -> Result<Option<Limits>, String> {
        match self {
            Self::Check(options) => match format {
                Format::Table | Format::Json => {
                    Limits::new(&options.warning, &options.critical).map(Some)
                }
                Format::Html => Err(
                    "check has no format html: `second-hand status --format html` has the verdict"
                        .to_owned(),
                ),
                Format::Prometheus => {
                    Err("check has no format prometheus: there, rules judge the metrics".to_owned())
                }
            },
            _ => Ok(None),
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
    /// answers serves the whole run. [default: this machine]
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
    #[arg(long, global = true)]
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
        let command = self.command.unwrap_or(Command::Status);
        let options = self.options;
        let format = match (options.json, options.format) {
            (true, Some(other)) if other != Format::Json => {
                return Err("--json and --format contradict each other".to_owned());
            }
            (true, _) => Format::Json,
            (false, format) => format.unwrap_or_default(),
        };
        let endpoints = if options.hosts.is_empty() {
            local_endpoints(options.port)
        } else {
            options
                .hosts
                .iter()
                .map(|host| {
                    Endpoint::parse(host, options.port)
                        .map_err(|error| format!("invalid value '{host}' for '--host': {error}"))
                })
                .collect::<Result<_, _>>()?
        };
        Ok(Request {
            query: Query {
                reports: command.reports(),
                names: !options.numeric,
                endpoints,
                timeout: options.timeout,
                ask_why: command.ask_why(options.no_why)?,
            },
            table: TableOptions {
                brief: matches!(command, Command::Status),
                explain: options.explain,
                chart: command.chart(),
            },
            limits: command.limits(format)?,
            format,
            color: options.color,
            plain: options.plain,
            output: options.output,
        })
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
    const LONGEST: Duration = Duration::from_secs(86_400);
    let bare = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let parsed = if bare {
        text.parse()
            .ok()
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
    } else {
        text.parse::<Span>()
            .and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()))
            .ok()
            .and_then(|signed| Duration::try_from(signed).ok())
    };
    parsed
        .filter(|duration| !duration.is_zero() && *duration <= LONGEST)
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
            assert_eq!(request.query.reports, [report]);
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
        assert_eq!(duration("24h"), Ok(Duration::from_secs(86_400)));
        for wrong in [
            "", "0", "0s", "-1s", "1 parsec", ".", "1e3", "2d", "1d 1s", "1mo", "inf",
        ] {
            assert!(duration(wrong).is_err(), "{wrong:?}");
        }
    }
}
