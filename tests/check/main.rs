//! `check` through the binary, as a monitoring system calls it: against a scripted daemon for every
//! figure and limit, and against a real chronyd for every state of the clock.

mod examples;
mod json;
mod limits;
mod line;
mod range;
mod shown;
mod states;
mod usage;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::process::Output;

use test_support::program::Run;
use test_support::scripted::Daemon;

const OK: i32 = 0;
const WARNING: i32 = 1;
const CRITICAL: i32 = 2;
const UNKNOWN: i32 = 3;

/// What a run of the program has left.
fn run<Word: AsRef<OsStr>>(arguments: impl IntoIterator<Item = Word>) -> Output {
    let mut command = test_support::second_hand!();
    command.args(arguments);
    Run::of(command).output
}

/// A check of this daemon, with these options.
fn check(daemon: &Daemon, options: &[&str]) -> Seen {
    let mut arguments = daemon.arguments();
    arguments.push("check".into());
    arguments.extend(options.iter().map(Into::into));
    Seen::of(&run(arguments))
}

/// What a monitoring system sees of a check: nothing but standard output and the status.
#[derive(Debug)]
struct Seen {
    status: i32,
    /// The text before the bar.
    text: String,
    /// The performance data: what follows each label's equals sign.
    perfdata: BTreeMap<String, String>,
    /// The lines after the first.
    further: Vec<String>,
}

impl Seen {
    fn of(output: &Output) -> Self {
        let stdout = String::from_utf8(output.stdout.clone()).expect("text");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            stderr, "",
            "a monitoring system does not hear that: {stdout}"
        );
        assert!(stdout.is_ascii(), "not for every pager: {stdout}");
        let status = output.status.code().expect("an exit status");
        let mut lines = stdout.lines().map(str::to_owned);
        let first = lines.next().expect("a line");
        let word =
            ["OK", "WARNING", "CRITICAL", "UNKNOWN"][usize::try_from(status).expect("a status")];
        assert!(
            first.starts_with(&format!("CHRONY {word}: ")),
            "{status}: {first}"
        );
        let (text, perfdata) = match first.split_once(" | ") {
            Some((text, perfdata)) => (text.to_owned(), perfdata),
            None => (first.clone(), ""),
        };
        let further: Vec<String> = lines.collect();
        let bars = stdout.matches('|').count();
        assert!(bars <= 1, "a bar begins performance data: {stdout}");
        Self {
            status,
            text,
            perfdata: perfdata.split_whitespace().map(datum).collect(),
            further,
        }
    }

    /// Status and text.
    fn verdict(&self) -> (i32, &str) {
        (self.status, &self.text)
    }
}

/// One datum of performance data, by the grammar of the Monitoring Plugins guidelines.
fn datum(text: &str) -> (String, String) {
    let (label, rest) = text.split_once('=').expect("label=value");
    assert!(
        label.bytes().all(|byte| byte.is_ascii_lowercase()),
        "{text}"
    );
    let parts: Vec<&str> = rest.split(';').collect();
    assert!(parts.len() <= 5, "value;warn;crit;min;max: {text}");
    let is_decimal = |number: &str| {
        let number = number.strip_prefix('-').unwrap_or(number);
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match number.split_once('.') {
            Some((whole, fraction)) => digits(whole) && digits(fraction),
            None => digits(number),
        }
    };
    let value = parts[0].trim_end_matches(['s', '%']);
    assert!(parts[0] == "U" || is_decimal(value), "{text}");
    for range in parts.iter().skip(1).take(2) {
        let ends = range.strip_prefix('@').unwrap_or(range);
        let ends = ends.split_once(':').unwrap_or(("", ends));
        let is_end = |end: &str| end.is_empty() || end == "~" || is_decimal(end);
        assert!(is_end(ends.0) && is_end(ends.1), "{text}");
    }
    assert!(
        parts
            .iter()
            .skip(3)
            .all(|part| part.is_empty() || is_decimal(part)),
        "{text}"
    );
    (label.to_owned(), rest.to_owned())
}
