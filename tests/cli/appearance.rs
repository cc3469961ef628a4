//! What a person sees: colours, the width of a terminal, the characters of a locale.

use std::process::{Command, Output};

use test_support::ansi::without_colors;
use test_support::environment::on_a_terminal;
use test_support::loopback;
use test_support::scripted::{Daemon, Reports};

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
    let cases: [(To, &[&str], Variables, bool); 25] = [
        (To::Terminal, &[], &[("CLICOLOR", "0")], false),
        (To::Terminal, &[], &[("CLICOLOR", "1")], true),
        (
            To::Terminal,
            &[],
            &[("CLICOLOR", "0"), ("CLICOLOR_FORCE", "1")],
            true,
        ),
        (To::Terminal, &["--plain"], &[], false),
        (To::Pipe, &["--plain"], &[("CLICOLOR_FORCE", "1")], false),
        (To::Pipe, &["--plain", "--color=always"], &[], true),
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
        let with = without_colors(&text(
            &run(asking(&daemon, &[name, "--color", "always"])).stdout,
        ));
        assert_eq!(timeless(&with), timeless(&without), "{name}");
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let daemon = Daemon::honest(various());
    for columns in [40, 60, 80, 100, 200] {
        for name in COMMANDS {
            for more in [&[][..], &["--numeric"]] {
                let mut command = asking(&daemon, &[name]);
                command.args(more).env("TERM", "xterm-256color");
                let output = on_a_terminal(command, columns);
                assert_eq!(output.status.code(), Some(0), "{output:?}");
                for line in without_colors(&text(&output.stdout)).lines() {
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
        let table = without_colors(&text(&on_a_terminal(command, columns).stdout));
        for number in 15..=20 {
            let address = format!("203.0.113.{number}");
            assert!(table.contains(&address), "{address} at {columns}: {table}");
        }
    }
}

/// `watch` shows a pipe on a screen, and says how wide that is.
#[test]
fn what_is_piped_is_as_wide_as_the_environment_says() {
    let daemon = Daemon::honest(various());
    let piped = |columns: Option<&str>| {
        let mut command = asking(&daemon, &["sources"]);
        command.envs(columns.map(|columns| ("COLUMNS", columns)));
        text(&run(command).stdout)
    };
    let table = piped(None);
    // Nothing is cut off.
    assert!(table.contains("ntp.example.invalid"), "{table}");
    assert!(!table.contains('…'), "{table}");
    for nonsense in ["", "0", "-1", "wide"] {
        let other = piped(Some(nonsense));
        assert_eq!(timeless(&other), timeless(&table), "{nonsense:?}");
    }
    for columns in [60, 80, 120] {
        let narrow = piped(Some(&columns.to_string()));
        let mut command = asking(&daemon, &["sources", "--color", "never"]);
        command.env("TERM", "xterm");
        let screen = text(&on_a_terminal(command, columns).stdout);
        assert_eq!(timeless(&narrow), timeless(&screen), "{columns} columns");
    }
}

/// A file is nobody's screen.
#[test]
fn a_file_is_as_wide_as_it_has_to_be() {
    let daemon = Daemon::honest(various());
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("sources.txt");
    let mut command = asking(&daemon, &["sources", "--output"]);
    command.arg(&path).env("COLUMNS", "40");
    run(command);
    let written = std::fs::read_to_string(&path).expect("a file");
    let piped = text(&run(asking(&daemon, &["sources"])).stdout);
    assert_eq!(timeless(&written), timeless(&piped));
}

#[test]
fn plain_is_words() {
    let daemon = Daemon::honest(various());
    let dumb = |to| {
        let mut command = asking(&daemon, &["all"]);
        command.env("TERM", "dumb");
        shown(command, to)
    };
    let asked = |to| shown(asking(&daemon, &["all", "--plain"]), to);
    for output in [
        dumb(To::Terminal),
        dumb(To::Pipe),
        asked(To::Terminal),
        asked(To::Pipe),
    ] {
        let table = text(&output.stdout);
        for picture in ['│', '─', '╭', '●', '○', '├', ESCAPE] {
            assert!(!table.contains(picture), "{picture}: {table}");
        }
        assert!(!table.contains("Agreement"), "{table}");
        assert!(table.contains("377 (8 of 8)"), "{table}");
        assert!(table.contains("000 (0 of 8)"), "{table}");
        let first = table.lines().next().expect("a line");
        assert!(first.contains("synchronized to"), "{first}");
    }
    // A chart that is asked for is drawn all the same.
    let charted = shown(asking(&daemon, &["all", "--plain", "--chart"]), To::Pipe);
    assert!(text(&charted.stdout).contains("Agreement"));
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
            let table = without_colors(&text(&output.stdout));
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
