//! Errors in the arguments: the message, for a person or for a monitoring system.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Answer;
use crate::chronyd::Endpoint;

/// The answer for an error of clap's, which may be the requested help.
pub(super) fn answer(
    mut error: clap::Error,
    definition: &mut clap::Command,
    arguments: &[OsString],
) -> Answer {
    if !error.use_stderr() {
        return Answer::Asked(error.render().to_string());
    }
    let command = command_meant(definition, arguments);
    if command.as_deref() == Some("check") {
        return Answer::BadCheck(printable(&in_one_line(&error)));
    }
    if let Some(tip) = tip(&error, definition) {
        let tips = ContextValue::StyledStrs(vec![tip.into()]);
        error.insert(ContextKind::Suggested, tips);
        // clap's usage would show the option that it guessed.
        if error.remove(ContextKind::SuggestedArg).is_some() {
            let command = command.and_then(|name| definition.find_subcommand_mut(name));
            let usage = match command {
                Some(command) => command.render_usage(),
                None => definition.render_usage(),
            };
            error.insert(ContextKind::Usage, ContextValue::StyledStr(usage));
        }
    }
    Answer::BadUsage(printable(&error.render().to_string()))
}

/// The message with question marks for control characters, which a terminal would obey: it repeats
/// the arguments.
fn printable(message: &str) -> String {
    message
        .chars()
        .map(|c| if c.is_control() && c != '\n' { '?' } else { c })
        .collect()
}

/// The command among the arguments: the first word that names one and is not an option's value.
fn command_meant(definition: &clap::Command, arguments: &[OsString]) -> Option<String> {
    let takes_the_next = |word: &str| {
        let option = definition
            .get_arguments()
            .find(|option| is_called(option, word));
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

/// Whether the word is one of the option's names, with its hyphens.
fn is_called(option: &clap::Arg, word: &str) -> bool {
    match word.strip_prefix("--") {
        Some(long) => option.get_long() == Some(long),
        None => word
            .strip_prefix('-')
            .is_some_and(|short| short.chars().eq(option.get_short())),
    }
}

/// A tip, where clap would only suggest a similar spelling.
fn tip(error: &clap::Error, definition: &clap::Command) -> Option<String> {
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let word = word(ContextKind::InvalidArg)?;
            if definition.find_subcommand(word).is_some() {
                return Some("only one command can be given".to_owned());
            }
            let owners: Vec<String> = definition
                .get_subcommands()
                .filter(|command| command.get_arguments().any(|arg| is_called(arg, word)))
                .map(|command| format!("'{}'", command.get_name()))
                .collect();
            let owners = owners.join(" and ");
            (!owners.is_empty()).then(|| format!("'{word}' is an option of {owners}"))
        }
        ErrorKind::InvalidSubcommand => {
            let word = word(ContextKind::InvalidSubcommand)?;
            let is_place = word.contains(['.', ':', '/']) && Endpoint::parse(word, 1).is_ok();
            is_place.then(|| format!("to ask another host: --host {word}"))
        }
        _ => None,
    }
}

/// clap's message on one line.
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
