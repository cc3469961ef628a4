//! The command line: commands, options and their help, and the [`Request`] they stand for. The only
//! room that knows clap; it reads nothing but its arguments.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValue;
use clap::error::{ContextKind, ErrorKind};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use jiff::SignedDuration;

use crate::check::{Limit, Limits, Metric};
use crate::chronyd::{Endpoint, local_endpoints};
use crate::fetch::{AskWhy, Query};
use crate::render::Extras;
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
    /// What tables are to show besides the figures.
    pub extras: Extras,
    /// The file to write to; `None` is standard output.
    pub output: Option<PathBuf>,
}

/// What is said instead of a report.
#[derive(Debug)]
pub enum Answer {
    /// Help or the version: it was asked for.
    Asked(String),
    /// What is wrong with the arguments, for a person.
    BadUsage(String),
    /// The same on one line, for the monitoring system that `check` is for.
    BadCheck(String),
}

/// What follows the options in the help, and stands in the manual: sections of entries, each a term
/// and, behind at least two blanks, what it means.
const AFTER_HELP: &str = "\
Examples:
  second-hand all                        is the clock right, and which source is the trouble?
  second-hand sources --json | jq '.sources[] | select(.state == \"falseticker\")'
  second-hand -H ntp1.example tracking   ask another machine's chronyd

Exit status:
  0  everything asked for was fetched and printed
  1  printed, but something asked for is missing (such as the RTC's data)
  2  chronyd is unavailable: not running, not permitted, no answer in time
  3  bad usage, or the output cannot be written

Environment:
  NO_COLOR         not empty: no colours
  CLICOLOR_FORCE   not empty and not 0: colours even where nobody watches
  TERM             dumb: no colours
  LC_ALL, LC_CTYPE, LANG
                   the first that is set decides whether characters outside ASCII are shown";

/// The same for `check`.
const CHECK_HELP: &str = "\
Ranges:
  [METRIC=]RANGE  a metric, by default the error, and the values that are well
  10              0 to 10; both ends belong to the range
  10:             10 and more
  ~:10            10 and less
  10:20           10 to 20
  @10:20          all but 10 to 20
  100ms           times are in seconds, or carry ns, us, ms, s, m or h
  (none at all)   -w 100ms -c 1s

Metrics:
  error           the largest error the clock can have
  offset          the clock's distance from chronyd's estimate of true time
  stratum         hops to a reference clock
  skew            error bound of the clock's rate, in ppm
  age             time since the last update of the clock
  sources         usable sources: selected, combined or selectable
  reach           answered polls among the selected source's last eight, in percent
  rtc             the hardware clock's distance from true time

States:
  unreachable, unsynchronized
                  CRITICAL, whatever the limits
  stale, local    WARNING, whatever the limits

Examples:
  second-hand check
  second-hand check -w 1ms -c 10ms -w sources=3: -c sources=1:
  second-hand check -w stratum=4 -c age=1h -w reach=75:

Exit status:
  0  OK
  1  WARNING
  2  CRITICAL
  3  UNKNOWN: bad usage, or a metric that has a limit has no value";

/// Tells whether the clock is right, how wrong it can be, and which source is the trouble.
///
/// Asks chronyd once, and prints what it says.
#[derive(Debug, Parser)]
#[command(version, after_help = AFTER_HELP, disable_help_subcommand = true)]
struct Cli {
    /// What to report.
    #[command(subcommand)]
    command: Command,
    /// Where to ask, and how to show the answer.
    #[command(flatten)]
    options: Options,
}

/// What to report.
#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// How well the system clock is synchronized
    Tracking,
    /// The time sources chronyd polls, and which of them it uses
    Sources(Chart),
    /// What chronyd has estimated about each source
    Stats,
    /// The hardware clock, as chronyd tracks it
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
    #[command(after_help = CHECK_HELP)]
    Check(CheckOptions),
}

/// The limits of a check. More than one can be given, each for a metric.
#[derive(Debug, Clone, Args)]
struct CheckOptions {
    /// WARNING when the metric is not within the range
    #[arg(
        short,
        long,
        value_name = "[METRIC=]RANGE",
        value_parser = Limit::parse,
        allow_hyphen_values = true
    )]
    warning: Vec<Limit>,
    /// CRITICAL when the metric is not within the range
    #[arg(
        short,
        long,
        value_name = "[METRIC=]RANGE",
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

impl Command {
    /// The reports the command stands for.
    fn reports(&self) -> Vec<ReportKind> {
        match self {
            Self::Tracking => vec![ReportKind::Tracking],
            Self::Sources(_) => vec![ReportKind::Sources],
            Self::Stats => vec![ReportKind::Stats],
            Self::Rtc => vec![ReportKind::Rtc],
            Self::All { no_rtc, .. } => ReportKind::ALL
                .into_iter()
                .filter(|&report| !(*no_rtc && report == ReportKind::Rtc))
                .collect(),
            // The fetch of `all`; the hardware clock, which few have, only where it is judged.
            Self::Check(CheckOptions { warning, critical }) => {
                let mut limits = warning.iter().chain(critical);
                let judges_rtc = limits.any(|limit| limit.metric == Metric::Rtc);
                ReportKind::ALL
                    .into_iter()
                    .filter(|&report| judges_rtc || report != ReportKind::Rtc)
                    .collect()
            }
        }
    }

    /// Whether to chart how the sources agree, where the options say so.
    fn chart(&self) -> Option<bool> {
        match self {
            Self::Sources(chart) | Self::All { chart, .. } => {
                (chart.chart || chart.no_chart).then_some(chart.chart)
            }
            Self::Tracking | Self::Stats | Self::Rtc | Self::Check(_) => None,
        }
    }

    /// The limits to judge the report by, when the command is `check`.
    ///
    /// # Errors
    /// When they contradict each other, or nothing judged can be shown in the format, in words.
    fn limits(&self, format: Format) -> Result<Option<Limits>, String> {
        match self {
            Self::Check(_) if format == Format::Prometheus => {
                Err("check has no format prometheus: there, rules judge the metrics".to_owned())
            }
            Self::Check(options) => Limits::new(&options.warning, &options.critical).map(Some),
            _ => Ok(None),
        }
    }
}

/// The options, which are the same before and after the command.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch")]
struct Options {
    /// Where chronyd is: a socket's path, an address or a host name; several are tried in order
    /// [default: this machine]
    #[arg(
        short = 'H',
        long = "host",
        value_name = "HOST",
        value_delimiter = ',',
        global = true
    )]
    hosts: Vec<String>,
    /// UDP port
    #[arg(
        short,
        long,
        default_value_t = 323,
        value_parser = clap::value_parser!(u16).range(1..),
        global = true
    )]
    port: u16,
    // Half of what monitoring systems wait for a check, and long enough for a bad network.
    /// Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds
    #[arg(
        short,
        long,
        value_name = "DURATION",
        default_value = "5s",
        value_parser = duration,
        global = true
    )]
    timeout: Duration,
    /// The same as --format json
    #[arg(long, global = true)]
    json: bool,
    /// How to show the answer [default: table]
    #[arg(short, long, value_enum, global = true)]
    format: Option<Format>,
    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, global = true)]
    color: When,
    /// Addresses only: do not ask chronyd for the configured names
    #[arg(short, long, global = true)]
    numeric: bool,
    /// Ask chronyd for no more than the reports, even where it would say why something is wrong
    #[arg(long, global = true)]
    no_why: bool,
    /// Below each table, a line for each of its fields: what it means, what is good, what is not
    #[arg(long, global = true)]
    explain: bool,
    /// Write to FILE instead of standard output: complete, or not at all
    #[arg(short, long, value_name = "FILE", global = true)]
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
                reports: self.command.reports(),
                names: !options.numeric,
                endpoints,
                timeout: options.timeout,
                ask_why: match self.command {
                    _ if options.no_why => AskWhy::Never,
                    // A check that is OK has nothing to explain.
                    Command::Check(_) => AskWhy::WhenWrong,
                    _ => AskWhy::WithReports,
                },
            },
            extras: Extras {
                explain: options.explain,
                chart: self.command.chart(),
            },
            limits: self.command.limits(format)?,
            format,
            color: options.color,
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
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut definition = definition();
    let request = definition
        .try_get_matches_from_mut(&arguments)
        .and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches))
        .and_then(|cli| {
            cli.request()
                .map_err(|wrong| definition.error(ErrorKind::ValueValidation, wrong))
        });
    request.map_err(|error| {
        if !error.use_stderr() {
            Answer::Asked(error.render().to_string())
        } else if command_meant(&definition, &arguments).as_deref() == Some("check") {
            Answer::BadCheck(in_one_line(&error))
        } else {
            Answer::BadUsage(error.render().to_string())
        }
    })
}

/// The command that arguments were meant for that could not be read: the first word that names one
/// and is not an option's value.
fn command_meant(definition: &clap::Command, arguments: &[OsString]) -> Option<String> {
    let takes_the_next = |word: &str| {
        let option = definition.get_arguments().find(|option| {
            let short = option.get_short().map(|letter| format!("-{letter}"));
            let long = option.get_long().map(|name| format!("--{name}"));
            short.as_deref() == Some(word) || long.as_deref() == Some(word)
        });
        option.is_some_and(|option| option.get_action().takes_values())
    };
    let mut words = arguments.iter().skip(1).map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        if takes_the_next(&word) {
            words.next();
        } else if definition.find_subcommand(&*word).is_some() {
            return Some(word.into_owned());
        }
    }
    None
}

/// What clap has to say about bad usage, on one line.
fn in_one_line(error: &clap::Error) -> String {
    if let (ErrorKind::ValueValidation, Some(option), Some(value), Some(reason)) = (
        error.kind(),
        error.get(ContextKind::InvalidArg),
        error.get(ContextKind::InvalidValue),
        std::error::Error::source(error),
    ) {
        let option = option.to_string();
        let name = option.split(' ').next().unwrap_or_default();
        return format!("{name} '{value}': {reason}");
    }
    let text = error.render().to_string();
    let first = text.lines().next().unwrap_or_default();
    first.strip_prefix("error: ").unwrap_or(first).to_owned()
}

/// Reads a duration that is longer than nothing and shorter than a day.
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
        text.parse::<SignedDuration>()
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
    fn durations() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(duration("1m"), Ok(Duration::from_secs(60)));
        assert_eq!(duration("10"), Ok(Duration::from_secs(10)));
        assert_eq!(duration("0.5"), Ok(Duration::from_millis(500)));
        for wrong in ["", "0", "0s", "-1s", "1 parsec", ".", "1e3", "2d", "inf"] {
            assert!(duration(wrong).is_err(), "{wrong:?}");
        }
    }
}
