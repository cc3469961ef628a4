//! What a monitoring system sees of a question that cannot be put: one line on standard output and
//! status 3, for it does not listen to standard error.

use crate::{Seen, UNKNOWN, run};

fn unknown(arguments: &[&str]) -> String {
    let seen = Seen::of(&run(arguments));
    assert_eq!(seen.status, UNKNOWN, "{arguments:?}: {seen:?}");
    assert!(seen.further.is_empty(), "one line: {seen:?}");
    assert!(seen.perfdata.is_empty(), "nothing was measured: {seen:?}");
    seen.text
}

#[test]
fn a_bad_range_is_named() {
    for (arguments, told) in [
        (
            ["-w", "5:1"],
            "--warning '5:1': the start 5 is above the end 1",
        ),
        (
            ["-c", "10:~"],
            "--critical '10:~': '~' (no lower end) can only stand before a colon",
        ),
        (
            ["-w", "1:2:3"],
            "--warning '1:2:3': there is more than one colon in the range",
        ),
        (
            ["-w", "-5"],
            "--warning '-5': the start 0 is above the end -5",
        ),
        (
            ["-c", "stratum=3s"],
            "--critical 'stratum=3s': '3s' is not a number without a unit",
        ),
        (
            ["-w", "jitter=1ms"],
            "--warning 'jitter=1ms': no metric 'jitter', but error, offset, stratum, skew, age, \
             sources, reach, rtc, authenticated",
        ),
        (
            ["-w", "5parsec"],
            "--warning '5parsec': '5parsec' is not a number with ns, us, ms, s, m, h or no unit",
        ),
    ] {
        let text = unknown(&["check", arguments[0], arguments[1]]);
        assert_eq!(text, format!("CHRONY UNKNOWN: {told}"));
        let text = unknown(&["check", "--json", arguments[0], arguments[1]]);
        assert_eq!(text, format!("CHRONY UNKNOWN: {told}"));
    }
}

#[test]
fn metrics_are_judged_elsewhere() {
    let text = unknown(&["check", "--format", "prometheus"]);
    assert!(
        text.starts_with("CHRONY UNKNOWN: check has no format prometheus"),
        "{text}"
    );
}

#[test]
fn one_metric_has_one_limit_of_a_kind() {
    let text = unknown(&["check", "-w", "10ms", "-w", "error=20ms"]);
    assert_eq!(text, "CHRONY UNKNOWN: --warning is given twice for error");
}

/// Whatever is wrong with the arguments, wherever it stands.
#[test]
fn all_bad_usage_of_check_is_on_standard_output() {
    for arguments in [
        ["check", "--bogus"].as_slice(),
        &["--bogus", "check", "-w", "1s"],
        &["check", "sources"],
        &["check", "-t", "0"],
        &["check", "--no-rtc"],
        &["check", "-H", "a b"],
        &["-p", "99999", "check"],
        &["check", "-f", "xml"],
        &["check", "-f", "prometheus"],
        &["check", "-w"],
        &["check", "--json", "-f", "table"],
    ] {
        unknown(arguments);
    }
}

/// The other commands complain where people look.
#[test]
fn bad_usage_of_other_commands_is_on_standard_error() {
    for arguments in [
        ["tracking", "-w", "1s"].as_slice(),
        &["all", "-c", "1s"],
        &["-H", "check", "tracking", "--bogus"],
        &["-w", "1s", "sources"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(UNKNOWN), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(output.stderr.starts_with(b"error: "), "{arguments:?}");
    }
}

#[test]
fn help_is_an_answer() {
    let help = |option| {
        let output = run(["check", option]);
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let (short, long) = (help("-h"), help("--help"));
    for word in [
        "-w, --warning",
        "-c, --critical",
        "[METRIC=]RANGE",
        "error",
        "offset",
        "stratum",
        "skew",
        "age",
        "sources",
        "reach",
        "rtc",
        "-w 100ms -c 1s",
    ] {
        assert!(short.contains(word), "no {word} in\n{short}");
        assert!(long.contains(word), "no {word} in\n{long}");
    }
    for word in ["UNKNOWN", "@10:20", "unsynchronized", "Examples:"] {
        assert!(long.contains(word), "no {word} in\n{long}");
    }
}
