//! The command line: the arguments, and the [`Invocation`] they stand for. The only room that knows clap;
//! it reads nothing but its arguments.

mod definition;
mod generate;
mod help;
mod invocation;
mod usage;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};

use self::definition::Cli;

pub use definition::Format;
pub use invocation::{Invocation, Task};

/// Text to print instead of a report.
#[derive(Debug)]
pub enum Answer {
    /// Help, the version or a generated file, as requested.
    Asked(String),
    /// What is wrong with the arguments, for a person.
    BadUsage(String),
    /// The same on one line, for the monitoring system that `check` is for.
    BadCheck(String),
}

/// The definition of the command line, for the parser and for the generator of the manual and the
/// completions.
pub fn definition() -> clap::Command {
    Cli::command()
}

/// Reads the arguments, the program's name first.
///
/// # Errors
/// The text to print instead: help, the version, or the usage error.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Invocation, Answer> {
    let arguments = with_options_for_words(arguments.into_iter().collect());
    let mut definition = definition();
    let cli = definition
        .try_get_matches_from_mut(&arguments)
        .and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    let invocation = match cli {
        Ok(Cli {
            command: None,
            generate: Some(file),
            ..
        }) => return Err(Answer::Asked(file.text().to_owned())),
        Ok(cli) => cli
            .invocation()
            .map_err(|wrong| definition.error(ErrorKind::ValueValidation, wrong)),
        Err(error) => Err(error),
    };
    invocation.map_err(|error| usage::answer(error, &mut definition, &arguments))
}

/// Accepts git's words for two options: `help`, also before a command, and `version`.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ReportKind;

    #[test]
    fn the_definition_is_sound() {
        definition().debug_assert();
    }

    #[test]
    fn every_report_has_a_command_of_its_name() {
        for report in ReportKind::ALL {
            let arguments = ["second-hand".to_owned(), report.to_string()];
            let invocation = read(arguments.map(OsString::from)).expect("a command");
            assert!(
                matches!(&invocation.task, Task::Report { query, .. } if query.reports == [report]),
                "{invocation:?}"
            );
        }
    }
}
