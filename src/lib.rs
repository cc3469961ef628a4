//! `second-hand` tells people, scripts and monitoring systems whether the clock is right, how wrong
//! it can be, and which source is the trouble. It asks chronyd once, and prints what it says.
//!
//! The street, in one direction:
//!
//! ```text
//! argv ─► cli ─► fetch ─► chronyd ─► Report ─► render ─► output
//! ```
//!
//! [`report::Report`] is all that the two halves share. The library serves the program of the same
//! name, its tests and its tools; it promises nothing to other crates.

pub mod check;
pub mod chronyd;
pub mod cli;
pub mod error;
pub mod exit_status;
pub mod explain;
pub mod fetch;
pub mod health;
pub mod output;
pub mod render;
pub mod report;
#[cfg(feature = "schema")]
pub mod schema;
pub mod terminal;
pub mod units;

use std::ffi::OsString;
use std::io::{self, Write};

use clap::CommandFactory;

pub use error::Error;
pub use exit_status::ExitStatus;

use cli::{Cli, Format};
use output::Output;
use report::Report;
use terminal::Terminal;

/// Runs the whole street: from the arguments (the program's name first) to the exit status.
///
/// # Errors
/// When the output cannot be written, or a signal wants the program to end.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<ExitStatus, Error> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let parsed = Cli::read(&arguments).and_then(|cli| {
        let invalid = |wrong| Cli::command().error(clap::error::ErrorKind::ValueValidation, wrong);
        let query = cli.query().map_err(invalid)?;
        let limits = cli.limits().map_err(invalid)?;
        Ok((cli, query, limits))
    });
    let (cli, query, limits) = match parsed {
        Ok(parsed) => parsed,
        Err(answer) => return usage(&answer, arguments),
    };
    let output = Output::to(cli.options.output.as_deref());
    let terminal = Terminal::of(&output, cli.options.color.unwrap_or_default());
    let report = fetch::fetch(&query)?;
    if let Some(limits) = limits {
        let judgement = check::judge(&report, &limits);
        let text = match cli.format() {
            Format::Json => render::check_json(&report, &judgement, terminal.is_terminal),
            Format::Table | Format::Prometheus => render::check(&judgement),
        };
        return tell(&output, &text, judgement.status);
    }
    match cli.format() {
        Format::Json => output.write(&render::json(&report, terminal.is_terminal))?,
        Format::Table => {
            if !report.is_unreachable() {
                output.write(&render::table(&report, &terminal, cli.extras()))?;
            }
            complain(&report);
        }
        Format::Prometheus => {
            // Metrics say that something is missing, but not why.
            output.write(&render::prometheus(&report))?;
            complain(&report);
        }
    }
    Ok(report.exit_status())
}

/// Help and version are answers; anything else that clap has to say is bad usage. Its own status
/// for that, 2, would be taken for a dead clock by a monitoring system, and what `check` has to say
/// would not be heard on standard error.
fn usage(answer: &clap::Error, arguments: Vec<OsString>) -> Result<ExitStatus, Error> {
    let text = answer.render().to_string();
    if answer.use_stderr() {
        if cli::is_for_check(arguments) {
            let text = render::check_unknown(&cli::in_one_line(answer));
            return tell(&Output::Stdout, &text, ExitStatus::Unknown);
        }
        let _unheard = io::stderr().write_all(text.as_bytes());
        return Ok(ExitStatus::Unknown);
    }
    Output::Stdout.write(&text)?;
    Ok(ExitStatus::Ok)
}

/// Writes what a check has to say. A file that cannot be written is said on standard output, the
/// only place a monitoring system listens to.
fn tell(output: &Output, text: &str, status: ExitStatus) -> Result<ExitStatus, Error> {
    match output.write(text) {
        Err(error) if *output != Output::Stdout => {
            Output::Stdout.write(&render::check_unknown(&error.to_string()))?;
            Ok(ExitStatus::Unknown)
        }
        written => written.map(|()| status),
    }
}

/// Says on standard error what is missing, and what to do about it.
fn complain(report: &Report) {
    let mut text = String::new();
    for problem in &report.problems {
        text.push_str(&render::problem(problem));
    }
    let _unheard = io::stderr().write_all(text.as_bytes());
}
