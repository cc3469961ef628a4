//! The definition without what a run does not use: the options once, and only the command that is meant.
//! In the whole definition each command has a copy of the options, because they are the same before and
//! after it; making the copies is most of what clap does. Here the options are moved before the command.

use std::ffi::OsString;

use clap::{Args as _, FromArgMatches as _, Subcommand as _};

use super::usage::is_called;
use super::{Cli, Command, Options};

/// Reads arguments that are in order, to the same end as the whole definition does. `None` where that
/// one has to say what is meant: in doubt, where something is wrong, where help or a file is asked for.
pub(super) fn read(arguments: &[OsString]) -> Option<Cli> {
    let mut commands = Command::augment_subcommands(clap::Command::new(""));
    let mut definition = Options::augment_args(clap::Command::new("second-hand"))
        .mut_args(|option| option.global(false))
        .disable_help_flag(true)
        .disable_help_subcommand(true);
    let sorted = Sorted::new(arguments, &definition, &commands)?;
    let command = sorted
        .command
        .and_then(|name| commands.find_subcommand_mut(name));
    if let Some(command) = command {
        definition = definition.subcommand(std::mem::take(command));
    }
    let mut matches = definition.try_get_matches_from(sorted.arguments()).ok()?;
    let command = match matches.subcommand_name() {
        Some(_) => Some(Command::from_arg_matches_mut(&mut matches).ok()?),
        None => None,
    };
    let options = Options::from_arg_matches_mut(&mut matches).ok()?;
    Some(Cli {
        command,
        options,
        generate: None,
    })
}

/// The arguments, by whom they belong to.
#[derive(Debug, Default)]
struct Sorted<'a> {
    /// The program's name and the options that every command has, with their values.
    common: Vec<&'a OsString>,
    command: Option<&'a str>,
    /// The command's name, its own options, and words.
    own: Vec<&'a OsString>,
}

impl<'a> Sorted<'a> {
    /// `None` where it is not plain which argument belongs to what.
    fn new(
        arguments: &'a [OsString],
        options: &clap::Command,
        commands: &clap::Command,
    ) -> Option<Self> {
        let mut words = arguments.iter();
        let mut sorted = Self {
            common: vec![words.next()?],
            ..Self::default()
        };
        let mut own_options = None;
        // One that stands on both sides of the command is not read as if it stood twice on one.
        let mut before = Vec::new();
        while let Some(word) = words.next() {
            let text = word.to_str()?;
            let (name, has_value) = match text.split_once('=') {
                Some((name, _)) if name.starts_with("--") => (name, true),
                _ => (text, false),
            };
            let called = |command: &clap::Command| {
                command.get_arguments().position(|it| is_called(it, name))
            };
            let (place, definition, part) = if let Some(place) = called(options) {
                (place, options, &mut sorted.common)
            } else if let Some(own) = own_options
                && let Some(place) = called(own)
            {
                (place, own, &mut sorted.own)
            } else if text.starts_with('-') {
                return None;
            } else {
                if own_options.is_none() {
                    own_options = Some(commands.find_subcommand(text)?);
                    sorted.command = Some(text);
                }
                sorted.own.push(word);
                continue;
            };
            if std::ptr::eq(definition, options) {
                match own_options {
                    None => before.push(place),
                    Some(_) if before.contains(&place) => return None,
                    Some(_) => {}
                }
            }
            part.push(word);
            let option = definition.get_arguments().nth(place)?;
            if option.get_action().takes_values() && !has_value {
                part.push(words.next()?);
            }
        }
        Some(sorted)
    }

    fn arguments(&self) -> impl Iterator<Item = &'a OsString> {
        self.common.iter().chain(&self.own).copied()
    }
}
