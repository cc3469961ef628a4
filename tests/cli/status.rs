//! The short answer: what a run without a command prints, and what is said once only.

use std::process::{Command, Output};

use test_support::chronyd::Door;
use test_support::environment::on_a_terminal;
use test_support::scripted::reply::Status;
use test_support::scripted::{Daemon, Reports, RequestBody};

use crate::program::{asking, run, second_hand, text, various};

/// The lines on a terminal of 80 columns.
fn on_screen(mut command: Command) -> (Output, Vec<String>) {
    command.env("TERM", "xterm").env("NO_COLOR", "1");
    let output = on_a_terminal(command, 80);
    let lines = text(&output.stdout).lines().map(str::to_owned).collect();
    (output, lines)
}

fn unsynchronized() -> Reports {
    let mut reports = Reports::with_sources(1);
    reports.tracking.leap_status = 3;
    reports.tracking.stratum = 0;
    reports.tracking.ref_id = 0;
    reports
}

#[test]
fn the_status_is_short() {
    for reports in [Reports::with_sources(3), various(), unsynchronized()] {
        let daemon = Daemon::honest(reports);
        for arguments in [&[][..], &["status"]] {
            let (output, lines) = on_screen(asking(&daemon, arguments));
            assert_eq!(output.status.code(), Some(0), "{output:?}");
            assert_eq!(text(&output.stderr), "");
            assert!((5..=12).contains(&lines.len()), "{lines:?}");
            let last = lines.last().expect("a line");
            assert!(last.starts_with("chronyd at 127.0.0.1:"), "{last}");
            let piped = text(&run(asking(&daemon, arguments)).stdout);
            assert!((4..=10).contains(&piped.lines().count()), "{piped}");
            for title in ["Tracking", "Sources", "Agreement"] {
                assert!(!piped.contains(title), "{piped}");
                assert!(
                    !lines.iter().any(|line| line.starts_with(title)),
                    "{lines:?}"
                );
            }
        }
    }
}

#[test]
fn the_status_names_what_is_the_matter() {
    let daemon = Daemon::honest(various());
    let status = text(&run(asking(&daemon, &["status"])).stdout);
    let first = status.lines().next().expect("a line");
    assert!(
        first.contains("synchronized to ntp1.example.net"),
        "{first}"
    );
    for trouble in ["falseticker", "ntp3.example.net", "ntp.example.invalid"] {
        assert!(status.contains(trouble), "{trouble}: {status}");
    }
}

/// As that of a report.
#[test]
fn the_status_has_the_reporters_exit_status() {
    let unsynchronized = Daemon::honest(unsynchronized());
    assert_eq!(run(asking(&unsynchronized, &[])).status.code(), Some(0));
    let without_rtc = Daemon::honest(Reports {
        rtc: None,
        ..Reports::default()
    });
    assert_eq!(run(asking(&without_rtc, &[])).status.code(), Some(0));
    let closed = Daemon::udp(Reports::default(), |asked| match asked.request.body {
        RequestBody::Tracking => asked.status(Status::Failed),
        _ => asked.honestly(),
    });
    let output = run(asking(&closed, &[]));
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(text(&output.stderr).contains("tracking: "), "{output:?}");
    let mut nobody = second_hand();
    nobody.args(Door::closed().options);
    let output = run(nobody);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(text(&output.stderr).contains("refused"), "{output:?}");
}

/// On a screen both streams are seen: a section that says what is missing is enough.
#[test]
fn a_missing_report_is_said_once() {
    let daemon = Daemon::honest(Reports {
        rtc: None,
        ..Reports::default()
    });
    for command in ["all", "rtc"] {
        let (output, lines) = on_screen(asking(&daemon, &[command]));
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert_eq!(text(&output.stderr), "");
        let said = |what: &str| lines.iter().filter(|line| line.contains(what)).count();
        assert_eq!(said("does not track the hardware clock"), 1, "{lines:?}");
        assert_eq!(said("hint: "), 1, "{lines:?}");
        // Elsewhere the streams part.
        let output = run(asking(&daemon, &[command]));
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        for stream in [&output.stdout, &output.stderr] {
            let stream = text(stream);
            assert!(
                stream.contains("does not track the hardware clock"),
                "{stream}"
            );
        }
    }
}
