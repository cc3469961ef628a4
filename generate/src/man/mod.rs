//! The manual pages, by the conventions of man-pages(7). What they say of the command line, of fields,
//! states and findings comes from the program's own definitions; what only a manual says is in `text`.

mod page;
mod text;

use clap::{Arg, Command};
use second_hand::fields;
use second_hand::health::diagnosis::CAUSES;
use second_hand::report::ReportKind;
use serde_json::Value;

use page::{Page, bold, italic, roman};
use text::{CHECKING, DESCRIPTION, FILES, JSON, OUTPUT, PERMISSIONS};

/// The page `second-hand(1)`.
pub fn program(command: &Command, date: &str) -> String {
    let mut page = Page::new("SECOND-HAND", command, date);
    name(&mut page, "second-hand", command);
    synopsis(&mut page, command);
    page.section("DESCRIPTION");
    page.paragraphs(&DESCRIPTION);
    commands(&mut page, command);
    page.section("OPTIONS");
    for option in command.get_arguments() {
        describe(&mut page, option);
    }
    help(&mut page, command, "Exit status");
    help(&mut page, command, "Environment");
    page.section("FILES");
    for (file, meaning) in FILES {
        page.entry(&[italic(file)], meaning);
    }
    page.section("VERDICT");
    page.paragraphs(&["The state of the clock, in words and as .verdict.state in JSON:"]);
    meanings(&mut page, "ClockState");
    page.paragraphs(&[
        "How that is to be taken, .verdict.level: the worse of the state and of the largest error that \
         the clock can have (up to 100 ms, up to 1 s, more):",
    ]);
    meanings(&mut page, "Level");
    page.section("FINDINGS");
    page.paragraphs(&[
        "What may be the matter, by the code that .diagnosis has in JSON, and what to do about it:",
    ]);
    for cause in CAUSES {
        let text = format!("{}. {}.", sentence(cause.meaning), sentence(cause.remedy));
        page.entry(&[bold(cause.code)], &text);
    }
    page.section("FIELDS");
    for report in ReportKind::ALL {
        page.subsection(report.title());
        for field in fields::of(report) {
            page.entry(&[bold(field.title)], &field.text());
        }
    }
    page.section("JSON");
    page.paragraphs(&JSON);
    page.section("PERMISSIONS");
    page.paragraphs(&PERMISSIONS);
    page.section("OUTPUT");
    page.paragraphs(&OUTPUT);
    help(&mut page, command, "Examples");
    see_also(&mut page, "second-hand-check");
    page.finish()
}

fn synopsis(page: &mut Page, command: &Command) {
    page.section("SYNOPSIS");
    let options = || [roman(" ["), italic("OPTION"), roman("]...")];
    let mut reports = vec![bold("second-hand")];
    let shown = command.get_subcommands().filter(|sub| is_report(sub));
    for (number, report) in shown.enumerate() {
        let before = if number == 0 { " [" } else { "|" };
        reports.extend([roman(before), bold(report.get_name())]);
    }
    reports.push(roman("]"));
    reports.extend(options());
    let mut check = vec![bold("second-hand check")];
    check.extend(options());
    page.synopsis([
        reports,
        check,
        vec![
            bold("second-hand explain"),
            roman(" ["),
            italic("FIELD"),
            roman("]..."),
        ],
        vec![bold("second-hand --generate "), italic("WHAT")],
    ]);
}

fn commands(page: &mut Page, command: &Command) {
    page.section("COMMANDS");
    for sub in command.get_subcommands() {
        if is_check(sub) {
            let text = format!("{}; see second-hand-check(1)", about(sub));
            page.entry(&[bold(sub.get_name())], &text);
            continue;
        }
        page.entry(&[bold(sub.get_name())], &about(sub));
        for option in own(sub) {
            page.deeper(|page| describe(page, option));
        }
    }
}

/// The page `second-hand-check(1)`.
pub fn check(command: &Command, date: &str) -> String {
    let check = command.get_subcommands().find(|sub| is_check(sub));
    let check = check.expect("a command");
    let mut page = Page::new("SECOND-HAND-CHECK", command, date);
    name(&mut page, "second-hand-check", check);
    page.section("SYNOPSIS");
    let mut line = vec![bold("second-hand check")];
    for option in own(check) {
        let short = option.get_short().map(|letter| format!("-{letter} "));
        line.extend([roman(" ["), bold(short.unwrap_or_default())]);
        line.extend([italic(value_name(option)), roman("]...")]);
    }
    line.extend([roman(" ["), italic("OPTION"), roman("]...")]);
    page.synopsis([line]);
    page.section("DESCRIPTION");
    page.paragraphs(&CHECKING);
    page.section("OPTIONS");
    for option in own(check) {
        describe(&mut page, option);
    }
    page.paragraph(&[
        roman("The options of "),
        bold("second-hand"),
        roman("(1) say where to ask, how long to wait, and where to write."),
    ]);
    for heading in ["Ranges", "Metrics", "States", "Exit status", "Examples"] {
        help(&mut page, check, heading);
    }
    see_also(&mut page, "second-hand");
    page.finish()
}

fn name(page: &mut Page, name: &str, command: &Command) {
    page.section("NAME");
    let about = about(command);
    let mut letters = about.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    let about: String = first.into_iter().chain(letters).collect();
    page.paragraph(&[roman(format!("{name} - {about}"))]);
}

fn about(command: &Command) -> String {
    let about = command.get_about().map(ToString::to_string);
    about.unwrap_or_default()
}

fn is_check(command: &Command) -> bool {
    command.get_name() == "check"
}

/// Whether the command is one of those that show reports.
fn is_report(command: &Command) -> bool {
    !is_check(command) && command.get_positionals().next().is_none()
}

/// The options that the command alone has.
fn own(command: &Command) -> impl Iterator<Item = &Arg> {
    let is_own = |arg: &&Arg| !arg.is_global_set() && arg.get_long() != Some("help");
    command.get_arguments().filter(is_own)
}

/// An option: its names and its value, what it means, and what values there are.
fn describe(page: &mut Page, arg: &Arg) {
    let short = arg.get_short().map(|letter| format!("-{letter}"));
    let long = arg.get_long().map(|word| format!("--{word}"));
    let names: Vec<String> = [short, long].into_iter().flatten().collect();
    let takes_value = arg.get_action().takes_values();
    let mut term = vec![bold(names.join(", "))];
    if takes_value {
        let blank = if names.is_empty() { "" } else { " " };
        term.extend([roman(blank), italic(value_name(arg))]);
    }
    let default = arg.get_default_values().first().filter(|_| takes_value);
    let default = default.map(|value| format!(" [default: {}]", value.to_string_lossy()));
    let help = arg.get_long_help().or(arg.get_help()).unwrap_or_default();
    let help = help.to_string().replace("\n\n", ". ");
    page.entry(&term, &(help + &default.unwrap_or_default()));
    let values = arg.get_possible_values();
    if takes_value && !values.is_empty() {
        page.deeper(|page| {
            for value in values {
                let meaning = value.get_help().map(ToString::to_string);
                page.entry(&[bold(value.get_name())], &meaning.unwrap_or_default());
            }
        });
    }
}

fn value_name(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    names.first().map(ToString::to_string).unwrap_or_default()
}

/// A section that the long help has behind the options: below a heading that ends in a colon, entries,
/// each a term and, behind at least two blanks or on the next line, what it means.
fn help(page: &mut Page, command: &Command, heading: &str) {
    page.section(&heading.to_uppercase());
    let text = command.get_after_long_help().map(ToString::to_string);
    let text = text.unwrap_or_default();
    let start = format!("{heading}:");
    let lines = text.lines().skip_while(|line| *line != start).skip(1);
    let mut entries: Vec<(&str, String)> = Vec::new();
    for line in lines.take_while(|line| !line.is_empty()) {
        let entry = line.trim_start();
        let continues = line.len() - entry.len() > 2;
        match (entries.last_mut(), entry.split_once("  ")) {
            (Some((_, meaning)), _) if continues => {
                let blank = if meaning.is_empty() { "" } else { " " };
                *meaning += &[blank, entry].concat();
            }
            (_, Some((term, meaning))) => entries.push((term, meaning.trim_start().to_owned())),
            (_, None) => entries.push((entry, String::new())),
        }
    }
    assert!(!entries.is_empty(), "the help has no {heading}");
    for (term, meaning) in entries {
        page.entry(&[bold(term)], &meaning);
    }
}

/// The values of a type and what they mean, as the JSON Schema has them.
fn meanings(page: &mut Page, name: &str) {
    let schema: Value = serde_json::from_str(&second_hand::schema::report_schema()).expect("JSON");
    let values = schema["$defs"][name]["oneOf"].as_array();
    for value in values.expect("a type that is a choice") {
        let text = |key: &str| value[key].as_str().expect("a text").to_owned();
        page.entry(&[bold(text("const"))], &text("description"));
    }
}

/// The text with a capital letter, but for the daemon's name, and without a full stop.
fn sentence(text: &str) -> String {
    let text = text.trim_end_matches('.');
    if text.starts_with("chronyd ") {
        return text.to_owned();
    }
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn see_also(page: &mut Page, other: &str) {
    page.section("SEE ALSO");
    page.paragraph(&[
        bold(other),
        roman("(1), "),
        bold("chronyc"),
        roman("(1), "),
        bold("chrony.conf"),
        roman("(5), "),
        bold("chronyd"),
        roman("(8)"),
    ]);
}
