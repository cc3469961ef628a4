//! The command line as data: commands, options and their help. Reads nothing but its arguments.

use std::ffi::OsString;
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::time::Duration;

use clap::error::{ContextKind, ErrorKind};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use jiff::SignedDuration;

use crate::check::{Limit, Limits, Metric};
use crate::chronyd::{Endpoint, local_endpoints};
use crate::fetch::Query;
use crate::render::Extras;
use crate::report::ReportKind;

/// chronyd's command port (`cmdport` in `chrony.conf`).
const DEFAULT_PORT: u16 = 323;

/// Long enough for a bad network, and half of what monitoring systems wait for a check.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);

/// What follows the options in the help, and stands in the manual: sections of entries, each a term
/// and, behind at least two blanks, what it means.
pub const AFTER_HELP: &str = "\
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
pub const CHECK_HELP: &str = "\
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
pub struct Cli {
    /// What to report.
    #[command(subcommand)]
    pub command: Command,
    /// Where to ask, and how to show the answer.
    #[command(flatten)]
    pub options: Options,
}

/// What to report.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
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
pub struct CheckOptions {
    /// WARNING when the metric is not within the range
    #[arg(
        short,
        long,
        value_name = "[METRIC=]RANGE",
        value_parser = Limit::parse,
        allow_hyphen_values = true
    )]
    pub warning: Vec<Limit>,
    /// CRITICAL when the metric is not within the range
    #[arg(
        short,
        long,
        value_name = "[METRIC=]RANGE",
        value_parser = Limit::parse,
        allow_hyphen_values = true
    )]
    pub critical: Vec<Limit>,
}

/// Whether to chart how the sources agree; without a word, where a person watches. Options of the
/// two commands that know sources, because clap makes a global one dear for all.
#[derive(Debug, Clone, Copy, Args)]
pub struct Chart {
    /// Chart how the sources agree, not only on a terminal
    #[arg(long, overrides_with = "no_chart")]
    pub chart: bool,
    /// No chart, not even on a terminal
    #[arg(long)]
    pub no_chart: bool,
}

impl Command {
    /// The reports the command stands for.
    pub fn reports(&self) -> Vec<ReportKind> {
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
}

/// The options, which are the same before and after the command. None has a default that clap
/// knows, not even a switch's `false`: it would be parsed and copied about in every run. Defaults are
/// given in words here, and in code where they are used.
#[derive(Debug, Args)]
pub struct Options {
    /// Where chronyd is: a socket's path, an address or a host name; several are tried in order
    /// [default: this machine]
    #[arg(
        short = 'H',
        long = "host",
        value_name = "HOST",
        value_delimiter = ',',
        global = true
    )]
    pub hosts: Vec<String>,
    /// UDP port [default: 323]
    #[arg(short, long, global = true, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    /// Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds [default: 5s]
    #[arg(short, long, value_name = "DURATION", value_parser = duration, global = true)]
    pub timeout: Option<Duration>,
    /// The same as --format json
    #[arg(
        long,
        conflicts_with = "format",
        num_args = 0,
        default_missing_value = "true",
        global = true
    )]
    pub json: Option<bool>,
    /// How to show the answer [default: table]
    #[arg(short, long, value_enum, global = true)]
    pub format: Option<Format>,
    /// When to use colours [default: auto]
    #[arg(long, value_name = "WHEN", value_enum, global = true)]
    pub color: Option<When>,
    /// Addresses only: do not ask chronyd for the configured names
    #[arg(
        short,
        long,
        num_args = 0,
        default_missing_value = "true",
        global = true
    )]
    pub numeric: Option<bool>,
    /// Below each table, a line for each of its fields: what it means, what is good, what is not
    #[arg(long, num_args = 0, default_missing_value = "true", global = true)]
    pub explain: Option<bool>,
    /// Write to FILE instead of standard output: complete, or not at all
    #[arg(short, long, value_name = "FILE", global = true)]
    pub output: Option<PathBuf>,
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

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum When {
    /// On a terminal, unless the environment objects
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Cli {
    /// Reads the arguments, the program's name first.
    ///
    /// # Errors
    /// What clap has to say instead: help, the version, or what is wrong.
    pub fn read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        // Clap gives every command a copy of every option: with the one command that is meant that
        // takes a fraction of the time. What it cannot read so, the whole definition judges.
        let meant = meant(arguments).map(|definition| Self::read_as(definition, arguments));
        if let Some(Ok(cli)) = meant {
            return Ok(cli);
        }
        Self::read_as(Self::command(), arguments)
    }

    fn read_as(definition: clap::Command, arguments: &[OsString]) -> Result<Self, clap::Error> {
        // Taking clap's structures apart takes longer than asking chronyd: a process that lives for
        // a millisecond leaves that to its end.
        let mut definition = ManuallyDrop::new(definition);
        let matches = definition.try_get_matches_from_mut(arguments)?;
        let mut matches = ManuallyDrop::new(matches);
        Self::from_arg_matches_mut(&mut matches)
    }

    /// What the command line asks of chronyd.
    ///
    /// # Errors
    /// When a host cannot be one; the text says which.
    pub fn query(&self) -> Result<Query, String> {
        let options = &self.options;
        let port = options.port.unwrap_or(DEFAULT_PORT);
        let endpoints = if options.hosts.is_empty() {
            local_endpoints(port)
        } else {
            options
                .hosts
                .iter()
                .map(|host| {
                    Endpoint::parse(host, port)
                        .map_err(|error| format!("invalid value '{host}' for '--host': {error}"))
                })
                .collect::<Result<_, _>>()?
        };
        Ok(Query {
            reports: self.command.reports(),
            names: options.numeric.is_none(),
            endpoints,
            timeout: options.timeout.unwrap_or(DEFAULT_TIMEOUT),
        })
    }

    /// The limits to hold the report against, when the command is `check`.
    ///
    /// # Errors
    /// When they contradict each other, or nothing judged can be shown in the format, in words.
    pub fn limits(&self) -> Result<Option<Limits>, String> {
        match &self.command {
            Command::Check(_) if self.format() == Format::Prometheus => {
                Err("check has no format prometheus: there, rules judge the metrics".to_owned())
            }
            Command::Check(options) => Limits::new(&options.warning, &options.critical).map(Some),
            _ => Ok(None),
        }
    }

    /// What tables are to show besides the figures.
    pub fn extras(&self) -> Extras {
        let chart = match self.command {
            Command::Sources(chart) | Command::All { chart, .. } => {
                (chart.chart || chart.no_chart).then_some(chart.chart)
            }
            Command::Tracking | Command::Stats | Command::Rtc | Command::Check(_) => None,
        };
        Extras {
            explain: self.options.explain.is_some(),
            chart,
        }
    }

    /// The format asked for, in whichever way.
    pub fn format(&self) -> Format {
        if self.options.json.is_some() {
            Format::Json
        } else {
            self.options.format.unwrap_or_default()
        }
    }
}

/// The definition with no command but the one that the arguments name, if they do.
fn meant(arguments: &[OsString]) -> Option<clap::Command> {
    let mut commands = ManuallyDrop::new(Command::augment_subcommands(clap::Command::new("")));
    let command = commands
        .get_subcommands_mut()
        .find(|command| arguments.iter().any(|word| word == command.get_name()))?;
    let program = clap::Command::new(env!("CARGO_PKG_NAME"));
    Some(Options::augment_args(program).subcommand(std::mem::take(command)))
}

/// Whether arguments that cannot be read were meant for `check`.
pub fn is_for_check(arguments: Vec<OsString>) -> bool {
    // Clap may stumble before it comes to the command; then the word itself has to do.
    let says_check = arguments.iter().any(|argument| argument == "check");
    let tolerant = Cli::command().ignore_errors(true);
    let matches = tolerant.try_get_matches_from(arguments);
    let command = matches
        .ok()
        .and_then(|mut matches| matches.remove_subcommand());
    command.map_or(says_check, |(name, _)| name == "check")
}

/// What clap has to say about bad usage, on one line.
pub fn in_one_line(answer: &clap::Error) -> String {
    if let (ErrorKind::ValueValidation, Some(option), Some(value), Some(reason)) = (
        answer.kind(),
        answer.get(ContextKind::InvalidArg),
        answer.get(ContextKind::InvalidValue),
        std::error::Error::source(answer),
    ) {
        let option = option.to_string();
        let name = option.split(' ').next().unwrap_or_default();
        return format!("{name} '{value}': {reason}");
    }
    let text = answer.render().to_string();
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
        Cli::command().debug_assert();
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
