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
pub mod fetch;
pub mod fields;
pub mod health;
pub mod output;
pub mod render;
pub mod report;
#[cfg(feature = "schema")]
pub mod schema;
mod signals;
pub mod terminal;
pub mod units;

use std::ffi::OsString;
use std::io::{self, Write};

pub use error::Error;
pub use exit_status::ExitStatus;

use check::Judgement;
use cli::{Answer, Format};
use output::Output;
use report::{Problem, Report};
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
    let terminal = Terminal::of(&output, request.color, request.plain);
    let judge = |report: &Report| {
        let limits = request.limits.as_ref();
        limits.map(|limits| check::judge(report, limits))
    };
    let report = fetch::fetch(&request.query, |report| {
        judge(report).is_some_and(|judgement| judgement.status != ExitStatus::Ok)
    })?;
    if let Some(judgement) = judge(&report) {
        let show = |judgement: &Judgement| match request.format {
            Format::Json => render::check_json(&report, judgement, terminal.is_terminal),
            Format::Table | Format::Prometheus | Format::Html => render::check(judgement),
        };
        return tell(&output, judgement, show);
    }
    let text = match request.format {
        Format::Json => render::json(&report, terminal.is_terminal),
        // There is nothing to show in a table.
        Format::Table if report.is_unreachable() => complaint(&report.problems),
        Format::Table => render::table(&report, &terminal, request.table),
        Format::Prometheus => render::prometheus(&report),
        Format::Html => render::html(&report, request.table.brief),
    };
    // Standard error says it too; in a file, what was true before must not go on standing.
    let is_said = request.format == Format::Table && report.is_unreachable();
    if !(is_said && output == Output::Stdout) {
        output.write(&text)?;
    }
    // The JSON document says what is missing and why; on a terminal and in a browser each section does.
    let has_sections = !request.table.brief && !report.is_unreachable();
    let is_unsaid = |problem: &&Problem| match request.format {
        Format::Json => false,
        Format::Html => problem.report.is_none(),
        Format::Table if terminal.is_terminal && has_sections => problem.report.is_none(),
        Format::Table | Format::Prometheus => true,
    };
    let complaint = complaint(report.problems.iter().filter(is_unsaid));
    let _unheard = io::stderr().write_all(complaint.as_bytes());
    Ok(report.exit_status())
}

/// Says what stands in place of a report. Bad usage has a status of its own: clap's 2 would be taken
/// for a dead clock by a monitoring system, which does not listen to standard error either.
fn say(answer: &Answer) -> Result<ExitStatus, Error> {
    match answer {
        Answer::Asked(text) => Output::Stdout.write(text).map(|()| ExitStatus::Ok),
        Answer::BadCheck(why) => {
            Output::Stdout.write(&render::check_unknown(why))?;
            Ok(ExitStatus::Unknown)
        }
        Answer::BadUsage(text) => {
            let _unheard = io::stderr().write_all(text.as_bytes());
            Ok(ExitStatus::Unknown)
        }
    }
}

/// Writes what a check has come to. A file that cannot be written is said on standard output, the only
/// place a monitoring system listens to.
fn tell(
    output: &Output,
    judgement: Judgement,
    show: impl Fn(&Judgement) -> String,
) -> Result<ExitStatus, Error> {
    let written = output.write(&show(&judgement));
    let judgement = match written {
        Err(error @ Error::Output { .. }) if *output != Output::Stdout => {
            let unwritten = judgement.unwritten(error.to_string());
            Output::Stdout.write(&show(&unwritten))?;
            unwritten
        }
        written => written.map(|()| judgement)?,
    };
    Ok(judgement.status)
}

/// What is missing, and what to do about it.
fn complaint<'a>(problems: impl IntoIterator<Item = &'a Problem>) -> String {
    problems.into_iter().map(render::problem).collect()
}
