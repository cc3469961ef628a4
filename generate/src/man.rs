//! The manual page: clap's own sections, and those that only a manual has. Every word about the
//! command line comes from its definition.

use clap::{Arg, Command};
use clap_mangen::Man;
use roff::{Roff, bold, italic, roman};

use second_hand::fields;
use second_hand::report::ReportKind;

/// The day the manual was last edited by hand, as manual pages have it.
const EDITED: &str = "2026-11-25";

/// Longer lines than this are hard to edit and to compare.
const LINE: usize = 78;

/// The page `second-hand(1)`, in roff.
pub fn page(command: &Command) -> String {
    let check = command.find_subcommand("check").expect("a command");
    let man = Man::new(command.clone())
        .title("SECOND-HAND")
        .date(EDITED)
        .manual("User Commands");
    let mut head = Vec::new();
    let sections = [
        Man::render_title,
        Man::render_name_section,
        Man::render_synopsis_section,
        Man::render_description_section,
    ];
    for section in sections {
        section(&man, &mut head).expect("memory can be written to");
    }
    let head = String::from_utf8(head).expect("the definitions are UTF-8");
    let parts = [
        commands(command),
        options(command),
        fields(),
        more(command, ""),
        more(check, "check: "),
        output(),
        files(),
    ];
    let tail: String = parts.iter().map(Roff::render).collect();
    wrap(&(head + &tail))
}

/// Breaks long lines of text, which roff fills again; its own requests stay as they are.
fn wrap(page: &str) -> String {
    let mut wrapped = String::new();
    for line in page.lines() {
        let mut rest = line;
        while rest.len() > LINE && !rest.starts_with('.') {
            // A line that began with a dot or an apostrophe would be a request.
            let place = rest[..LINE]
                .rmatch_indices(' ')
                .map(|(place, _)| place)
                .find(|&place| !rest[place + 1..].starts_with(['.', '\'']));
            let Some(place) = place.filter(|&place| place > 0) else {
                break;
            };
            wrapped.push_str(&rest[..place]);
            wrapped.push('\n');
            rest = &rest[place + 1..];
        }
        wrapped.push_str(rest);
        wrapped.push('\n');
    }
    wrapped
}

/// The commands, each with its own options.
fn commands(command: &Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for sub in command.get_subcommands() {
        roff.control("TP", []);
        roff.text([bold(sub.get_name())]);
        roff.text([roman(sub.get_about().unwrap_or_default().to_string())]);
        let own = |arg: &&Arg| !arg.is_global_set() && arg.get_long() != Some("help");
        for arg in sub.get_arguments().filter(own) {
            roff.control("RS", []);
            option(&mut roff, arg);
            roff.control("RE", []);
        }
    }
    roff
}

/// The options that all commands have.
fn options(command: &Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["OPTIONS"]);
    for arg in command.get_arguments() {
        option(&mut roff, arg);
    }
    roff
}

/// An option: its names and its value, what it means, and what values there are.
fn option(roff: &mut Roff, arg: &Arg) {
    roff.control("TP", []);
    let value = value_name(arg);
    if value.is_empty() {
        roff.text([bold(switches(arg))]);
    } else {
        roff.text([bold(switches(arg)), roman(" "), italic(value)]);
    }
    let default = arg
        .get_default_values()
        .first()
        .filter(|_| arg.get_action().takes_values());
    let default = default.map(|value| format!(" [default: {}]", value.to_string_lossy()));
    let help = arg.get_long_help().or(arg.get_help()).unwrap_or_default();
    let help = help.to_string().replace("\n\n", ". ");
    roff.text([roman(format!("{help}{}", default.unwrap_or_default()))]);
    if !arg.get_action().takes_values() {
        return;
    }
    for value in arg.get_possible_values() {
        let meaning = value.get_help().map(ToString::to_string);
        roff.control("RS", []);
        roff.control("TP", []);
        roff.text([bold(value.get_name())]);
        roff.text([roman(meaning.unwrap_or_default())]);
        roff.control("RE", []);
    }
}

/// An option's names: `-w, --warning`.
fn switches(arg: &Arg) -> String {
    let short = arg.get_short().map(|letter| format!("-{letter}"));
    let long = arg.get_long().map(|word| format!("--{word}"));
    [short, long]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

fn value_name(arg: &Arg) -> String {
    if !arg.get_action().takes_values() {
        return String::new();
    }
    let names = arg.get_value_names().unwrap_or_default();
    names.first().map(ToString::to_string).unwrap_or_default()
}

/// The sections behind the options in the help: a heading that ends in a colon, then entries, each a
/// term and, behind at least two blanks or on the next line, what it means.
fn more(command: &Command, what: &str) -> Roff {
    let mut roff = Roff::new();
    let text = command.get_after_long_help().map(ToString::to_string);
    let text = text.unwrap_or_default();
    for line in text.lines() {
        if let Some(heading) = line.strip_suffix(':')
            && !heading.starts_with(' ')
        {
            let heading = format!("{what}{heading}").to_uppercase();
            roff.control("SH", [heading.as_str()]);
            continue;
        }
        let entry = line.trim_start();
        if entry.is_empty() {
            continue;
        }
        let continues = line.len() - entry.len() > 2;
        let (term, meaning) = match entry.split_once("  ") {
            _ if continues => ("", entry),
            Some((term, meaning)) => (term, meaning.trim_start()),
            None => (entry, ""),
        };
        if !continues {
            roff.control("TP", []);
            roff.text([bold(term)]);
        }
        if !meaning.is_empty() {
            roff.text([roman(meaning)]);
        }
    }
    roff
}

/// The fields of each report, in the words of `--explain`.
fn fields() -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["FIELDS"]);
    for report in ReportKind::ALL {
        roff.control("SS", [report.title()]);
        for field in fields::of(report) {
            roff.control("TP", []);
            roff.text([bold(field.title)]);
            roff.text([roman(field.text())]);
        }
    }
    roff
}

/// What `--output` does with each kind of file.
fn output() -> Roff {
    const PARAGRAPHS: [&str; 4] = [
        "What --output does depends on what stands at FILE, behind its symbolic links. A regular file is \
         replaced in one step, by way of a temporary file .second-hand-* in the same directory, so that \
         nobody ever reads half of it. It keeps its owner, group, mode and access control list, as far \
         as the user may set them. What is not there yet is made, also behind a link. Whatever else \
         stands there, such as a pipe, a device or /dev/stdout, is written to as it is.",
        "Not written to are a named pipe that nobody reads, and what another user's symbolic link in a \
         sticky directory such as /tmp leads to. A file that is a mount point, as containers have it, \
         cannot be replaced: mount its directory instead. Then the exit status is 3, and an old file is \
         still there.",
        "While a file is written, signals wait until the temporary file is gone; only SIGKILL, the \
         real-time signals and a crash leave it behind. The same holds for the socket beside chronyd's. \
         After SIGIO, SIGPWR or SIGSTKFLT the exit status is 3; the others end the program as ever.",
        "The bound of --timeout is one on asking chronyd. Writing the answer comes after that, and takes \
         as long as the disk or the reader of the pipe does.",
    ];
    let mut roff = Roff::new();
    roff.control("SH", ["OUTPUT"]);
    for (number, paragraph) in PARAGRAPHS.into_iter().enumerate() {
        if number > 0 {
            roff.control("PP", []);
        }
        roff.text([roman(paragraph)]);
    }
    roff
}

fn files() -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["FILES"]);
    roff.control("TP", []);
    roff.text([italic("/var/run/chrony/chronyd.sock")]);
    roff.text([roman(
        "The socket of this machine's chronyd. While it is asked there, a socket second-hand-*.sock \
         lies beside it, to which chronyd answers.",
    )]);
    roff.control("SH", ["SEE ALSO"]);
    roff.text([
        bold("chronyc"),
        roman("(1), "),
        bold("chrony.conf"),
        roman("(5), "),
        bold("chronyd"),
        roman("(8)"),
    ]);
    roff
}
