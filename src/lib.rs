//! `second-hand` tells people, scripts and monitoring systems whether the clock is right, how wrong
//! it can be, and which source is the trouble. It asks chronyd once, and prints what it says.
//!
//! The street, in one direction:
//!
//! ```text
//! argv ─► cli ─► fetch ─► chronyd ─► Report ─► (check) ─► render ─► output
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

pub use error::Error;
pub use exit_status::ExitStatus;

use cli::{Answer, Format};
use output::Output;
use report::Report;
use terminal::Terminal;

/// Runs the whole street: from the arguments (the program's name first) to the exit status.
///
/// # Errors
/// When the output cannot be written, or a signal wants the program to end.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<ExitStatus, Error> {
    let request = match cli::read(arguments) {
        Ok(request) => request,
        Err(answer) => return say(&answer),
    };
    let output = Output::to(request.output.as_deref());
    let terminal = Terminal::of(&output, request.color);
    let judge = |report: &Report| {
        let limits = request.limits.as_ref();
        limits.map(|limits| check::judge(report, limits))
    };
    let report = fetch::fetch(&request.query, |report| {
        judge(report).is_some_and(|judgement| judgement.status != ExitStatus::Ok)
    })?;
    let judgement = judge(&report);
    let text = match (request.format, &judgement) {
        (Format::Json, None) => render::json(&report, terminal.is_terminal),
        (Format::Json, Some(judgement)) => {
            render::check_json(&report, judgement, terminal.is_terminal)
        }
        (Format::Table, None) => render::table(&report, &terminal, request.extras),
        (Format::Prometheus, None) => render::prometheus(&report),
        (Format::Table | Format::Prometheus, Some(judgement)) => render::check(judgement),
    };
    if let Some(judgement) = judgement {
        return tell(&output, &text, judgement.status);
    }
    // A table has nothing to show then; a file keeps the last one.
    if !(request.format == Format::Table && report.is_unreachable()) {
        output.write(&text)?;
    }
    // The JSON document says itself what is missing and why.
    if request.format != Format::Json {
        complain(&report);
    }
    Ok(report.exit_status())
}

/// Says what stands in place of a report. Bad usage has a status of its own: clap's 2 would be taken
/// for a dead clock by a monitoring system, which does not listen to standard error either.
fn say(answer: &Answer) -> Result<ExitStatus, Error> {
    match answer {
        Answer::Asked(text) => Output::Stdout.write(text).map(|()| ExitStatus::Ok),
        Answer::BadCheck(why) => tell(
            &Output::Stdout,
            &render::check_unknown(why),
            ExitStatus::Unknown,
        ),
        Answer::BadUsage(text) => {
            let _unheard = io::stderr().write_all(text.as_bytes());
            Ok(ExitStatus::Unknown)
        }
    }
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
