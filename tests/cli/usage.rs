//! What can be typed, and what the program says to what cannot.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;

use test_support::environment::on_a_terminal;
use test_support::scripted::{Daemon, Reports};

use crate::program::{asking, run, second_hand, text};

const COMMANDS: [&str; 8] = [
    "status", "tracking", "sources", "stats", "rtc", "all", "check", "explain",
];

/// What these arguments print, at once and well.
#[track_caller]
fn said(arguments: &[&str]) -> String {
    let mut command = second_hand();
    command.args(arguments);
    let output = run(command);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    assert_eq!(text(&output.stderr), "", "{arguments:?}");
    text(&output.stdout)
}

#[test]
fn help_tells_everything() {
    let help = said(&["--help"]);
    let words = COMMANDS.into_iter().chain([
        "--host",
        "127.0.0.1:323",
        "the first that answers",
        "--port",
        "--timeout",
        "--json",
        "--format",
        "prometheus",
        "--color",
        "--numeric",
        "--explain",
        "--output",
        "Examples:",
        "Exit status:",
        "Environment:",
        "NO_COLOR",
        "second-hand all",
        "500ms",
        "1d",
    ]);
    for word in words {
        assert!(help.contains(word), "{word}: {help}");
    }
    for status in 0..=3 {
        let line = help
            .lines()
            .find(|line| line.trim_start().starts_with(&format!("{status}  ")));
        assert!(line.is_some(), "exit status {status}: {help}");
    }
}

/// The help as a terminal of 80 columns shows it.
fn on_screen(arguments: &[&str]) -> Vec<String> {
    let mut command = second_hand();
    command.args(arguments);
    let output = on_a_terminal(command, 80);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    let help: Vec<String> = text(&output.stdout).lines().map(str::to_owned).collect();
    for line in &help {
        assert!(line.chars().count() <= 80, "{arguments:?}: {line}");
    }
    help
}

/// On a console of 24 lines the prompt takes the last.
#[test]
fn short_help_is_one_screen() {
    for arguments in COMMANDS
        .map(|name| vec![name, "-h"])
        .iter()
        .chain([&vec!["-h"]])
    {
        let help = on_screen(arguments);
        assert!(help.len() <= 23, "{arguments:?}: {} lines", help.len());
        let options = help.iter().skip_while(|line| *line != "Options:").skip(1);
        for line in options.take_while(|line| !line.is_empty()) {
            assert!(line.trim_start().starts_with('-'), "two lines: {line}");
        }
    }
}

#[test]
fn long_help_is_as_wide_as_the_terminal() {
    for arguments in COMMANDS
        .map(|name| vec![name, "--help"])
        .iter()
        .chain([&vec!["--help"]])
    {
        assert!(on_screen(arguments).len() > 23, "{arguments:?}");
    }
}

#[test]
fn every_command_has_help_of_its_own() {
    for name in COMMANDS {
        let help = said(&[name, "--help"]);
        assert!(help.contains(&format!("second-hand {name}")), "{help}");
        assert!(help.contains("--timeout"), "{help}");
    }
    assert!(said(&["all", "--help"]).contains("--no-rtc"));
    assert!(said(&["check", "-h"]).contains("stratum"));
}

/// Git's words for the options.
#[test]
fn help_and_version_are_words_too() {
    assert_eq!(said(&["help"]), said(&["--help"]));
    assert_eq!(said(&["version"]), said(&["--version"]));
    for name in COMMANDS {
        assert_eq!(said(&["help", name]), said(&[name, "--help"]));
    }
}

/// Nobody has to unlearn chronyc's names, and nobody has to learn them.
#[test]
fn chronycs_words_are_understood() {
    let daemon = Daemon::honest(Reports::default());
    let document = |name| {
        let mut document = test_support::json(&run(asking(&daemon, &[name, "--json"])));
        document["fetched_at"].take();
        document
    };
    for (chronycs, ours) in [("sourcestats", "stats"), ("rtcdata", "rtc")] {
        assert!(document(ours)[ours].is_array() || document(ours)[ours].is_object());
        assert_eq!(document(chronycs), document(ours));
        assert!(!said(&["--help"]).contains(chronycs));
    }
}

#[test]
fn the_version_is_the_packages() {
    for flag in ["--version", "-V"] {
        assert_eq!(
            said(&[flag]),
            format!("second-hand {}\n", env!("CARGO_PKG_VERSION"))
        );
    }
}

/// What packages install, for those who have none.
#[test]
fn the_program_carries_its_manual_and_completions() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (what, file) in [
        ("man", "man/second-hand.1"),
        ("bash", "completions/second-hand.bash"),
        ("zsh", "completions/_second-hand"),
        ("fish", "completions/second-hand.fish"),
        ("elvish", "completions/second-hand.elv"),
        ("powershell", "completions/second-hand.ps1"),
    ] {
        let committed = fs::read_to_string(top.join(file)).expect("a committed file");
        assert!(said(&["--generate", what]) == committed, "{what}");
    }
}

#[test]
fn without_a_command_it_is_the_status() {
    let daemon = Daemon::honest(Reports::default());
    let keys = |arguments: &[&str]| {
        let output = run(asking(&daemon, arguments));
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
        let document = test_support::json(&output);
        assert_eq!(document["verdict"]["state"], "synchronized");
        let keys = document.as_object().map(|object| object.keys().cloned());
        keys.into_iter().flatten().collect::<Vec<_>>()
    };
    let status = keys(&["status", "--json"]);
    assert_eq!(keys(&["--json"]), status);
    assert!(status.contains(&"sources".to_owned()), "{status:?}");
    assert!(!status.contains(&"rtc".to_owned()), "{status:?}");
}

/// What cannot be read, and the tip that helps.
#[test]
fn tips_are_right() {
    for (arguments, tip) in [
        (&["source"][..], "'sources'"),
        (&["help", "source"], "'sources'"),
        (&["trackin"], "'tracking'"),
        (&["stat"], "'stats'"),
        (&["all", "--jsn"], "'--json'"),
        (&["all", "--no-rtcc"], "'--no-rtc'"),
        (&["all", "--format", "jsn"], "'json'"),
        (
            &["tracking", "--no-rtc"],
            "'--no-rtc' is an option of 'all'",
        ),
        (
            &["--chart", "tracking"],
            "'--chart' is an option of 'sources' and 'all'",
        ),
        (&["all", "-w", "1s"], "'-w' is an option of 'check'"),
        (&["-c", "1s"], "'-c' is an option of 'check'"),
        (&["all", "tracking"], "only one command can be given"),
        (&["192.0.2.1"], "--host 192.0.2.1"),
        (&["ntp1.example", "tracking"], "--host ntp1.example"),
    ] {
        let mut command = second_hand();
        command.args(arguments);
        let output = run(command);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {output:?}");
        let message = text(&output.stderr);
        let tips: Vec<&str> = message
            .lines()
            .filter_map(|line| line.trim().strip_prefix("tip: "))
            .collect();
        assert!(
            tips.len() == 1 && tips[0].contains(tip),
            "{arguments:?}: {message}"
        );
        // Nor does the usage show an option that nobody has asked for.
        assert!(!message.contains("--port <PORT>"), "{message}");
    }
}

/// Arguments that mean nothing, and what the message has to name.
const BAD_USAGE: [(&[&str], &str); 34] = [
    (&["frobnicate"], "frobnicate"),
    (&["Tracking"], "Tracking"),
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
    (&["--generate"], "--generate"),
    (&["--generate", "csh"], "csh"),
    (&["--generate", "man", "all"], "--generate"),
    (&["all", "--generate", "man"], "--generate"),
];

#[test]
fn bad_usage_is_named_on_stderr_and_is_status_3() {
    for (arguments, name) in BAD_USAGE {
        let refused = |before: &[&str]| {
            let mut command = second_hand();
            command.args(before).args(arguments);
            let output = run(command);
            assert_eq!(output.status.code(), Some(3), "{arguments:?}: {output:?}");
            assert_eq!(text(&output.stdout), "", "{arguments:?}");
            assert!(text(&output.stderr).contains(name), "{output:?}");
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
    for timeout in ["500ms", "2s", "1m", "10", "0.5", "1.5s", "1d"] {
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
