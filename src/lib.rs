//! `second-hand` tells people, scripts and monitoring systems whether the clock is right, how wrong
//! it can be, and which source is wrong. It asks chronyd once and prints the answers.
//!
//! The street, in one direction:
//!
//! ```text
//! argv ─► cli ─► fetch ─► chronyd ─► Report ─► (check) ─► render ─► output
//! ```
//!
//! [`report::Report`] is all that the two halves share. The library serves the program of the same
//! name, its tests and its tools; it has no stable interface for other crates.

pub mod check;
pub mod chronyd;
pub mod cli;
pub mod error;
pub mod exit_status;
pub mod fetch;
pub mod fields;
pub mod health;
mod lines;
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
use cli::{Answer, Format, Task};
use output::Output;
use render::TableOptions;
use report::{Problem, Report, ReportKind};
use terminal::Terminal;

/// Runs the whole street: from the arguments (the program's name first) to the exit status.
///
/// # Errors
/// The output cannot be written, or a signal asked the program to end.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<ExitStatus, Error> {
    let invocation = match cli::read(arguments) {
        Ok(invocation) => invocation,
        Err(answer) => return say(&answer),
    };
    let output = Output::to(invocation.output.as_deref());
    let terminal = Terminal::of(&output, invocation.color, invocation.plain);
    match &invocation.task {
        Task::Report {
            query,
            format,
            table,
        } => {
            let report = fetch::fetch(query, |_| false)?;
            tell(&report, *format, *table, &output, &terminal)
        }
        Task::Check {
            query,
            limits,
            json,
        } => {
            let judge = |report: &Report| check::judge(report, limits);
            let report = fetch::fetch(query, |report| judge(report).status != ExitStatus::Ok)?;
            let show = |judgement: &Judgement| {
                if *json {
                    render::check_json(&report, judgement, terminal.is_terminal)
                } else {
                    render::check(judgement)
                }
            };
            tell_judgement(judge(&report), show, &output)
        }
        Task::Explain(found) => {
            output.write(&render::explain(found.as_ref(), &terminal))?;
            Ok(ExitStatus::Ok)
        }
    }
}

/// Writes the report, and on standard error what is missing.
fn tell(
    report: &Report,
    format: Format,
    options: TableOptions,
    output: &Output,
    terminal: &Terminal,
) -> Result<ExitStatus, Error> {
    let problems = || complaint(report.problems());
    // A section says why its report is missing.
    let unsaid = || {
        let has_section = |report: Option<ReportKind>| report.is_some() && !options.brief;
        let problems = report.problems();
        complaint(problems.filter(|&(report, _)| !has_section(report)))
    };
    let (text, messages) = match format {
        // The document says itself what is missing and why.
        Format::Json => (render::json(report, terminal.is_terminal), String::new()),
        // A table has nothing to show. A file must not keep the old report, which is no longer
        // true.
        Format::Table if report.is_unreachable() => match output {
            Output::Stdout => (String::new(), problems()),
            Output::File(_) => (problems(), problems()),
        },
        // A person at a terminal sees both streams.
        Format::Table if terminal.is_terminal => {
            (render::table(report, terminal, options), unsaid())
        }
        Format::Table => (render::table(report, terminal, options), problems()),
        Format::Prometheus => (render::prometheus(report), problems()),
        Format::Html => (render::html(report, options.brief), unsaid()),
    };
    if !text.is_empty() {
        output.write(&text)?;
    }
    let _unheard = io::stderr().write_all(messages.as_bytes());
    Ok(report.exit_status())
}

/// Writes the answer that replaces a report. Bad usage has its own exit status: a monitoring system
/// would take clap's 2 for CRITICAL, and it reads only standard output.
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

/// Writes a check's result. A file that cannot be written is reported on standard output, because a
/// monitoring system reads nothing else.
fn tell_judgement(
    judgement: Judgement,
    show: impl Fn(&Judgement) -> String,
    output: &Output,
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

/// The messages for standard error: what is missing, and what to do about it.
fn complaint<'a>(problems: impl Iterator<Item = (Option<ReportKind>, &'a Problem)>) -> String {
    problems
        .map(|(report, problem)| render::problem(report, problem))
        .collect()
}
