//! The commands, the options and their help, as clap reads them. What they ask for is not known
//! here.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use jiff::SignedDuration;

use super::generate::Generate;
use super::help;
use crate::check::Limit;
use crate::terminal::When;

/// Says whether the clock is right, how wrong it can be, and what is the matter
///
/// Asks chronyd once, and prints what it says.
#[derive(Debug, Parser)]
#[command(
    version,
    after_long_help = help::PROGRAM,
    disable_help_subcommand = true
)]
pub(super) struct Cli {
    /// What to do; the status, where nothing is named.
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Where to ask, and how to show the answer.
    #[command(flatten)]
    pub(super) options: Options,
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
    pub(super) generate: Option<Generate>,
}

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub(super) enum Command {
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
pub(super) enum Reports {
    /// Is the clock right, and if not, why? The default
    Status,
    /// How well the system clock is synchronized
    Tracking,
    /// The time sources chronyd polls, and which of them it uses
    Sources(ChartOptions),
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
        chart: ChartOptions,
    },
}

/// The limits of a check. More than one can be given, each for a metric.
#[derive(Debug, Clone, Args)]
pub(super) struct CheckOptions {
    /// WARNING outside [METRIC=]RANGE, as often as wanted
    #[arg(
        short,
        long,
        value_name = "RANGE",
        value_parser = Limit::parse,
        allow_hyphen_values = true
    )]
    pub(super) warning: Vec<Limit>,
    /// CRITICAL outside [METRIC=]RANGE, as often as wanted
    #[arg(
        short,
        long,
        value_name = "RANGE",
        value_parser = Limit::parse,
        allow_hyphen_values = true
    )]
    pub(super) critical: Vec<Limit>,
}

/// Whether to chart how the sources agree; by default, when stdout is a terminal.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct ChartOptions {
    /// Chart how the sources agree, not only on a terminal
    #[arg(long, overrides_with = "no_chart")]
    pub(super) chart: bool,
    /// No chart, not even on a terminal
    #[arg(long)]
    pub(super) no_chart: bool,
}

/// The options, which are the same before and after the command.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch")]
pub(super) struct Options {
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
    pub(super) hosts: Vec<String>,
    /// UDP port, where the host does not name one
    #[arg(
        short,
        long,
        default_value_t = 323,
        value_parser = clap::value_parser!(u16).range(1..),
        global = true,
        hide_short_help = true
    )]
    pub(super) port: u16,
    // Half the time that monitoring systems wait for a check, and enough for a bad network.
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
    pub(super) timeout: Duration,
    /// The same as --format json
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// How to show the answer.
    #[arg(
        short,
        long,
        value_enum,
        global = true,
        help = "Form",
        long_help = "How to show the answer [default: table]"
    )]
    pub(super) format: Option<Format>,
    /// When to use colours
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        global = true,
        hide_short_help = true
    )]
    pub(super) color: When,
    /// Words instead of pictures, for screen readers and logs
    ///
    /// No boxes, no chart, no lamps and no colours. TERM=dumb says the same.
    #[arg(long, global = true, hide_short_help = true)]
    pub(super) plain: bool,
    /// Addresses only, not the configured names
    #[arg(short, long, global = true)]
    pub(super) numeric: bool,
    /// Ask for no more than the reports
    ///
    /// Not even where chronyd would say why something is wrong.
    #[arg(long, global = true, hide_short_help = true)]
    pub(super) no_why: bool,
    /// Say below each table what its fields mean
    ///
    /// A line for each field: what it means, what is good, what is not.
    #[arg(long, global = true, hide_short_help = true)]
    pub(super) explain: bool,
    /// Write to FILE: complete, or not at all
    #[arg(
        short,
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        global = true
    )]
    pub(super) output: Option<PathBuf>,
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

/// Reads a duration: longer than zero, a day at most.
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
        // Jiff's durations have no days, and its spans depend on a calendar.
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
