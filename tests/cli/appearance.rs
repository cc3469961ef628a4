//! What a person sees: colours, the width of a terminal, the characters of a locale.

use std::process::{Command, Output};

use test_support::loopback;
use test_support::scripted::{Daemon, Reports};
use test_support::stage::on_a_terminal;

use crate::program::{asking, run, second_hand, text, various};

const COMMANDS: [&str; 5] = ["tracking", "sources", "stats", "rtc", "all"];

const ESCAPE: char = '\x1b';

/// Where the output goes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum To {
    Terminal,
    Pipe,
}

/// Runs a command with its output there.
fn shown(mut command: Command, to: To) -> Output {
    match to {
        To::Terminal => {
            if !command.get_envs().any(|(name, _)| name == "TERM") {
                command.env("TERM", "xterm-256color");
            }
            on_a_terminal(command, 80)
        }
        To::Pipe => run(command),
    }
}

/// Without the sequences that set colours, which are all a table may hold.
#[track_caller]
fn plain(text: &str) -> String {
    let mut parts = text.split(ESCAPE);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (sequence, rest) = part.split_once('m').expect("the end of a colour");
        let is_color = sequence
            .strip_prefix('[')
            .is_some_and(|numbers| numbers.chars().all(|c| c.is_ascii_digit() || c == ';'));
        assert!(is_color, "{sequence:?} sets no colour");
        plain.push_str(rest);
    }
    plain
}

/// Without the moments, which differ from one run to the next: of a line with a time of day, the words before its figures.
fn timeless(table: &str) -> Vec<&str> {
    let words = |line: &'_ str| line.find(|c: char| c.is_ascii_digit());
    table
        .lines()
        .map(|line| match words(line) {
            Some(end) if line.contains(" UTC") => &line[..end],
            _ => line,
        })
        .collect()
}

#[test]
fn colours_are_for_those_who_want_them() {
    type Variables = &'static [(&'static str, &'static str)];
    let cases: [(To, &[&str], Variables, bool); 19] = [
        (To::Terminal, &[], &[], true),
        (To::Terminal, &["--color", "auto"], &[], true),
        (To::Terminal, &["--color=never"], &[], false),
        (To::Terminal, &[], &[("NO_COLOR", "1")], false),
        (To::Terminal, &[], &[("NO_COLOR", "0")], false),
        (To::Terminal, &[], &[("NO_COLOR", "")], true),
        (To::Terminal, &[], &[("TERM", "dumb")], false),
        (
            To::Terminal,
            &["--color", "always"],
            &[("TERM", "dumb")],
            true,
        ),
        (
            To::Terminal,
            &["--color", "always"],
            &[("NO_COLOR", "1")],
            true,
        ),
        (
            To::Terminal,
            &["--color", "never"],
            &[("CLICOLOR_FORCE", "1")],
            false,
        ),
        (To::Pipe, &[], &[], false),
        (To::Pipe, &[], &[("TERM", "xterm-256color")], false),
        (To::Pipe, &["--color", "auto"], &[], false),
        (To::Pipe, &["--color", "always"], &[], true),
        (To::Pipe, &["--color", "always"], &[("NO_COLOR", "1")], true),
        (To::Pipe, &[], &[("CLICOLOR_FORCE", "1")], true),
        (To::Pipe, &[], &[("CLICOLOR_FORCE", "0")], false),
        (To::Pipe, &[], &[("CLICOLOR_FORCE", "")], false),
        (
            To::Pipe,
            &["--color", "never"],
            &[("CLICOLOR_FORCE", "1")],
            false,
        ),
    ];
    let daemon = Daemon::honest(various());
    for (to, arguments, variables, expected) in cases {
        for name in COMMANDS {
            let mut command = asking(&daemon, &[name]);
            command.args(arguments).envs(variables.iter().copied());
            let output = shown(command, to);
            assert_eq!(output.status.code(), Some(0), "{output:?}");
            let has_colour = text(&output.stdout).contains(ESCAPE);
            assert_eq!(
                has_colour, expected,
                "{name} {to:?} {arguments:?} {variables:?}"
            );
        }
    }
}

#[test]
fn a_document_has_no_colours() {
    let daemon = Daemon::honest(various());
    for to in [To::Terminal, To::Pipe] {
        let output = shown(asking(&daemon, &["all", "--json", "--color", "always"]), to);
        assert!(!text(&output.stdout).contains(ESCAPE), "{to:?}");
    }
}

#[test]
fn colours_change_nothing_else() {
    let daemon = Daemon::honest(various());
    for name in ["sources", "stats", "rtc"] {
        let without = text(&run(asking(&daemon, &[name])).stdout);
        let with = plain(&text(
            &run(asking(&daemon, &[name, "--color", "always"])).stdout,
        ));
        assert_eq!(timeless(&with), timeless(&without), "{name}");
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let daemon = Daemon::honest(various());
    for columns in [80, 100, 200] {
        for name in COMMANDS {
            for more in [&[][..], &["--numeric"]] {
                let mut command = asking(&daemon, &[name]);
                command.args(more).env("TERM", "xterm-256color");
                let output = on_a_terminal(command, columns);
                assert_eq!(output.status.code(), Some(0), "{output:?}");
                for line in plain(&text(&output.stdout)).lines() {
                    let width = line.chars().count();
                    assert!(
                        width <= usize::from(columns),
                        "{width} of {columns} columns in {name}: {line}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_narrow_terminal_loses_no_source() {
    let daemon = Daemon::honest(various());
    for columns in [40, 60, 80] {
        let mut command = asking(&daemon, &["sources", "--numeric"]);
        command.env("TERM", "xterm-256color");
        let table = plain(&text(&on_a_terminal(command, columns).stdout));
        for number in 15..=20 {
            let address = format!("203.0.113.{number}");
            assert!(table.contains(&address), "{address} at {columns}: {table}");
        }
    }
}

#[test]
fn what_is_piped_does_not_depend_on_a_width() {
    let daemon = Daemon::honest(various());
    let piped = |variables: &[(&str, &str)]| {
        let mut command = asking(&daemon, &["sources"]);
        command.envs(variables.iter().copied());
        text(&run(command).stdout)
    };
    let table = piped(&[]);
    for columns in ["40", "400"] {
        let other = piped(&[("COLUMNS", columns)]);
        assert_eq!(timeless(&other), timeless(&table), "{columns} columns");
    }
    // Nothing is cut off.
    assert!(table.contains("ntp.example.invalid"), "{table}");
    assert!(!table.contains('…'), "{table}");
}

#[test]
fn a_locale_without_utf8_gets_ascii() {
    type Variables = &'static [(&'static str, &'static str)];
    let cases: [(Variables, bool); 9] = [
        (&[("LC_ALL", "C")], true),
        (&[("LC_ALL", "POSIX")], true),
        (&[("LC_ALL", "de_DE.ISO-8859-1")], true),
        (&[("LC_ALL", "C"), ("LANG", "C.UTF-8")], true),
        (
            &[("LC_ALL", ""), ("LC_CTYPE", "C"), ("LANG", "C.UTF-8")],
            true,
        ),
        (&[("LC_ALL", "C.UTF-8")], false),
        (&[("LC_ALL", "de_DE.utf8")], false),
        (
            &[("LC_ALL", ""), ("LC_CTYPE", "C.UTF-8"), ("LANG", "C")],
            false,
        ),
        (&[("LC_ALL", ""), ("LANG", "en_US.UTF-8")], false),
    ];
    let daemon = Daemon::honest(various());
    for (variables, is_plain) in cases {
        for to in [To::Terminal, To::Pipe] {
            let mut command = asking(&daemon, &["all"]);
            command.envs(variables.iter().copied());
            let output = shown(command, to);
            let table = plain(&text(&output.stdout));
            assert_eq!(table.is_ascii(), is_plain, "{variables:?} {to:?}: {table}");
        }
    }
}

#[test]
fn messages_are_ascii_there_too() {
    let refusing = Daemon::honest(Reports {
        rtc: None,
        ..Reports::default()
    });
    let nobody = loopback::address();
    let port = loopback::port(&[nobody.into()]);
    let mut command = second_hand();
    command.args(["-H", &nobody.to_string(), "-p", &port.to_string(), "all"]);
    for mut command in [command, asking(&refusing, &["all"])] {
        command.env("LC_ALL", "C");
        let output = run(command);
        assert!(output.stdout.is_ascii(), "{output:?}");
        assert!(
            output.stderr.is_ascii() && !output.stderr.is_empty(),
            "{output:?}"
        );
    }
}
