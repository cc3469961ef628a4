//! What can be typed, and what the program says to what cannot.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::time::Duration;

use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::{contains, is_empty};
use test_support::scripted::{Daemon, Reports};

use crate::program::{asking, run, second_hand, text};

const COMMANDS: [&str; 5] = ["tracking", "sources", "stats", "rtc", "all"];

#[test]
fn help_tells_everything() {
    for flag in ["--help", "-h"] {
        let mut command = second_hand();
        command.arg(flag);
        let output = run(command);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(text(&output.stderr), "");
        let help = text(&output.stdout);
        let said = COMMANDS.into_iter().chain([
            "--host",
            "--port",
            "--timeout",
            "--json",
            "--format",
            "--color",
            "--numeric",
            "--output",
            "Examples:",
            "Exit status:",
            "second-hand all",
            "500ms",
            "323",
        ]);
        for word in said {
            assert!(help.contains(word), "{word} in {flag}: {help}");
        }
        for status in 0..=3 {
            let line = help
                .lines()
                .find(|line| line.trim_start().starts_with(&format!("{status}  ")));
            assert!(line.is_some(), "exit status {status}: {help}");
        }
    }
}

#[test]
fn every_command_has_help_of_its_own() {
    for name in COMMANDS {
        assert_cmd::Command::from_std(second_hand())
            .args([name, "--help"])
            .assert()
            .code(0)
            .stdout(contains(format!("second-hand {name}")).and(contains("--timeout")))
            .stderr(is_empty());
    }
    let output = assert_cmd::Command::from_std(second_hand())
        .args(["all", "--help"])
        .output()
        .expect("the program runs");
    assert!(text(&output.stdout).contains("--no-rtc"), "{output:?}");
}

#[test]
fn the_version_is_the_packages() {
    for flag in ["--version", "-V"] {
        assert_cmd::Command::from_std(second_hand())
            .arg(flag)
            .assert()
            .code(0)
            .stdout(format!("second-hand {}\n", env!("CARGO_PKG_VERSION")))
            .stderr(is_empty());
    }
}

#[test]
fn without_a_command_the_usage_is_shown() {
    assert_cmd::Command::from_std(second_hand())
        .assert()
        .code(3)
        .stdout(is_empty())
        .stderr(contains("Usage").and(contains("tracking")));
}

/// Arguments that mean nothing, and what the message has to name.
const BAD_USAGE: [(&[&str], &str); 32] = [
    (&["frobnicate"], "frobnicate"),
    (&["Tracking"], "Tracking"),
    (&["help"], "help"),
    (&["--json"], "command"),
    (&["all", "tracking"], "tracking"),
    (&["all", "--frobnicate"], "--frobnicate"),
    (&["all", "-x"], "-x"),
    (&["all", "--json=yes"], "yes"),
    (&["all", "--json", "--format", "table"], "--format"),
    // One before the command, one behind it.
    (&["--json", "all", "--format", "table"], "--format"),
    (&["all", "--format", "xml"], "--format"),
    (&["all", "-f", ""], "--format"),
    (&["all", "--format"], "--format"),
    (&["all", "--color", "sometimes"], "sometimes"),
    (&["all", "--timeout", "0"], "--timeout"),
    (&["all", "--timeout", "0ms"], "0ms"),
    (&["all", "--timeout", "-1s"], "-1"),
    (&["all", "--timeout=-1s"], "-1s"),
    (&["all", "--timeout", ""], "--timeout"),
    (&["all", "--timeout", "soon"], "soon"),
    (&["all", "--timeout", "5 parsecs"], "5 parsecs"),
    (&["all", "--timeout", "nan"], "nan"),
    (&["all", "--timeout", "inf"], "inf"),
    (
        &["all", "--timeout", "99999999999999999999s"],
        "99999999999999999999s",
    ),
    (&["all", "--timeout"], "--timeout"),
    (&["all", "--port", "0"], "0"),
    (&["all", "--port", "65536"], "65536"),
    (&["all", "--port", "ntp"], "ntp"),
    (&["all", "--port", "-1"], "-1"),
    (&["all", "--host", ""], "--host"),
    (&["all", "--host", "127.0.0.1,,::1"], "--host"),
    (&["all", "--output"], "--output"),
];

#[test]
fn bad_usage_is_named_on_stderr_and_is_status_3() {
    for (arguments, name) in BAD_USAGE {
        let refused = |before: &[&str]| {
            assert_cmd::Command::from_std(second_hand())
                .args(before)
                .args(arguments)
                .timeout(Duration::from_secs(10))
                .assert()
                .code(3)
                .stdout(is_empty())
                .stderr(contains(name));
        };
        refused(&[]);
        // Nor is there a document: nothing was asked.
        if !arguments
            .iter()
            .any(|argument| argument.starts_with("--json"))
        {
            refused(&["--json"]);
        }
    }
}

#[test]
fn arguments_that_are_no_text_are_bad_usage() {
    let no_text = || OsString::from_vec(vec![b'a', 0xFF]);
    for arguments in [
        vec![no_text()],
        vec!["all".into(), "--host".into(), no_text()],
        vec!["all".into(), "--timeout".into(), no_text()],
    ] {
        let mut command = second_hand();
        command.args(&arguments);
        let output = run(command);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}: {output:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn options_mean_the_same_before_and_after_the_command() {
    let daemon = Daemon::honest(Reports::default());
    let options: [&[&str]; 8] = [
        &["--json"],
        &["--format", "json"],
        &["-f", "json"],
        &["--format=json"],
        &["--json", "-n"],
        &["--json", "--numeric", "--timeout", "2s"],
        &["--json", "-t2s"],
        &["--json", "--color", "always"],
    ];
    let document = |before: &[&str], after: &[&str]| {
        let mut command = second_hand();
        command.args(before).arg("sources").args(after);
        let output = run(command);
        assert_eq!(output.status.code(), Some(0), "{before:?} {after:?}");
        let mut document = test_support::json(&output);
        document["fetched_at"].take();
        document
    };
    let here = daemon.arguments();
    let here: Vec<&str> = here
        .iter()
        .filter_map(|argument| argument.to_str())
        .collect();
    for options in options {
        let all = [&here[..], options].concat();
        let after = document(&[], &all);
        assert_eq!(document(&all, &[]), after, "{options:?}");
        assert_eq!(document(&here, options), after, "{options:?}");
    }
}

#[test]
fn durations_have_units_or_are_seconds() {
    let daemon = Daemon::honest(Reports::default());
    for timeout in ["500ms", "2s", "1m", "10", "0.5", "1.5s"] {
        let output = run(asking(&daemon, &["all", "--timeout", timeout]));
        assert_eq!(output.status.code(), Some(0), "{timeout}: {output:?}");
    }
}

#[test]
fn numeric_means_addresses() {
    let daemon = Daemon::honest(Reports::default());
    for flag in ["-n", "--numeric"] {
        let table = text(&run(asking(&daemon, &["all", flag])).stdout);
        assert!(table.contains("203.0.113.15"), "{table}");
        assert!(!table.contains("example.net"), "{table}");
    }
    let table = text(&run(asking(&daemon, &["all"])).stdout);
    assert!(table.contains("ntp1.example.net"), "{table}");
}
