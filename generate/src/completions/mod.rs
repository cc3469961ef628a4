//! Completions, one file a shell, from the definition of the command line. The options are the same
//! before and after the command, so each script has them once: scripts that repeat them for each
//! command are five times as long, and the program carries them.

mod bash;
mod elvish;
mod fish;
mod powershell;
mod zsh;

use clap::{Arg, ArgAction, Command, ValueHint};
use second_hand::check::Metric;
use second_hand::fields;
use second_hand::report::ReportKind;

pub use {bash::bash, elvish::elvish, fish::fish, powershell::powershell, zsh::zsh};

/// What can be typed.
pub struct Grammar {
    /// The commands, each with the options that it alone has.
    commands: Vec<Verb>,
    /// The options that stand before and after a command.
    options: Vec<Switch>,
    /// The options that stand without a command.
    alone: Vec<Switch>,
}

/// A command.
struct Verb {
    name: String,
    help: String,
    options: Vec<Switch>,
    /// What can follow it.
    words: Vec<&'static str>,
}

/// An option.
struct Switch {
    short: Option<char>,
    long: String,
    help: String,
    repeats: bool,
    value: Option<Value>,
}

/// A value, by its name in the help and what it can be.
struct Value {
    name: String,
    kind: Kind,
}

/// What a value can be.
enum Kind {
    /// One of these words, each with its meaning.
    Words(Vec<(String, String)>),
    /// A metric and an equals sign; a range follows.
    Metric,
    /// The name of a host, or several with commas; or a path that begins with a slash.
    Host,
    /// A file.
    File,
    /// Nothing that can be listed.
    Free,
}

impl Grammar {
    /// Reads the definition, which has to be built.
    pub fn of(command: &Command) -> Self {
        let shown = |arg: &&Arg| !arg.is_hide_set();
        let everywhere = |arg: &Arg| arg.is_global_set() || arg.get_long() == Some("help");
        let (options, alone) = command
            .get_arguments()
            .filter(shown)
            .partition(|arg| everywhere(arg));
        let commands = command.get_subcommands().map(|command| Verb {
            name: command.get_name().to_owned(),
            help: command
                .get_about()
                .map(ToString::to_string)
                .unwrap_or_default(),
            words: if command.get_positionals().next().is_some() {
                keys()
            } else {
                Vec::new()
            },
            options: command
                .get_arguments()
                .filter(shown)
                .filter(|arg| !everywhere(arg) && !arg.is_positional())
                .map(Switch::of)
                .collect(),
        });
        let switches = |args: Vec<&Arg>| args.into_iter().map(Switch::of).collect();
        Self {
            commands: commands.collect(),
            options: switches(options),
            alone: switches(alone),
        }
    }

    /// Every option that takes a value, with the command that it belongs to, if only one has it.
    fn values(&self) -> Vec<(Option<&Verb>, &Switch, &Value)> {
        let everywhere = self.options.iter().chain(&self.alone);
        let of_commands = self
            .commands
            .iter()
            .flat_map(|verb| verb.options.iter().map(move |switch| (Some(verb), switch)));
        let switches = everywhere.map(|switch| (None, switch)).chain(of_commands);
        switches
            .filter_map(|(verb, switch)| Some((verb, switch, switch.value.as_ref()?)))
            .collect()
    }

    /// The names of the options that take a value, which a script has to skip.
    fn takes_value(&self) -> Vec<String> {
        let values = self.values().into_iter();
        values.flat_map(|(_, switch, _)| switch.names()).collect()
    }

    /// The commands that words can follow, which are not commands.
    fn with_words(&self) -> impl Iterator<Item = &Verb> {
        self.commands.iter().filter(|verb| !verb.words.is_empty())
    }

    /// The names of the commands.
    fn verbs(&self) -> Vec<&str> {
        self.commands
            .iter()
            .map(|verb| verb.name.as_str())
            .collect()
    }
}

impl Switch {
    fn of(arg: &Arg) -> Self {
        let help = arg.get_long_help().or(arg.get_help());
        let help = help.map(ToString::to_string).unwrap_or_default();
        Self {
            short: arg.get_short(),
            long: arg
                .get_long()
                .expect("every option has a long name")
                .to_owned(),
            help: in_short(&help).to_owned(),
            repeats: matches!(arg.get_action(), ArgAction::Append),
            value: arg.get_action().takes_values().then(|| Value::of(arg)),
        }
    }

    /// The names with their hyphens.
    fn names(&self) -> Vec<String> {
        let short = self.short.map(|letter| format!("-{letter}"));
        let long = format!("--{}", self.long);
        short.into_iter().chain([long]).collect()
    }
}

impl Value {
    fn of(arg: &Arg) -> Self {
        let name = arg.get_value_names().and_then(|names| names.first());
        let name = name.expect("every value has a name").to_string();
        let words: Vec<(String, String)> = arg
            .get_possible_values()
            .iter()
            .map(|value| {
                let help = value.get_help().map(ToString::to_string);
                (value.get_name().to_owned(), help.unwrap_or_default())
            })
            .collect();
        let kind = match arg.get_value_hint() {
            _ if !words.is_empty() => Kind::Words(words),
            ValueHint::Hostname => Kind::Host,
            ValueHint::FilePath => Kind::File,
            _ if name == "RANGE" => Kind::Metric,
            _ => Kind::Free,
        };
        Self { name, kind }
    }
}

/// The first sentence of the help, without the hint at another help.
fn in_short(help: &str) -> &str {
    let first = help.split("\n\n").next().unwrap_or_default();
    first.split(" (see").next().unwrap_or_default()
}

/// The names that a field has in JSON.
fn keys() -> Vec<&'static str> {
    let fields = ReportKind::ALL.into_iter().flat_map(fields::of);
    let mut keys: Vec<&str> = fields.flat_map(|field| field.keys).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The metrics by name.
fn metrics() -> Vec<&'static str> {
    Metric::ALL.into_iter().map(Metric::name).collect()
}

/// The comment at the head of each script.
fn head(shell: &str) -> String {
    format!("# Completions of second-hand for {shell}, made by `cargo run -p generate`.\n")
}

/// A word in single quotes, for shells where a quote within is `'\''`.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
