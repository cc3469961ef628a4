//! The web page as a file: whole whatever happened, with the status of the report.

use std::fs;

use test_support::scripted::{Daemon, Reports};

use crate::program::{asking, run, second_hand, text};

#[test]
fn a_page_is_written_to_a_file() {
    let daemon = Daemon::honest(Reports::with_sources(2));
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("clock.html");
    let mut command = asking(&daemon, &["all", "--no-rtc", "--format", "html"]);
    command.arg("--output").arg(&file);
    let output = run(command);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(text(&output.stdout) + &text(&output.stderr), "");
    let page = fs::read_to_string(file).expect("the page");
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    assert!(page.ends_with("</html>"), "{page}");
    assert!(page.contains("ntp1.example.net"), "{page}");
}

#[test]
fn a_page_in_short_has_the_verdict_alone() {
    let daemon = Daemon::honest(Reports::with_sources(2));
    let page = text(&run(asking(&daemon, &["status", "--format", "html"])).stdout);
    assert!(page.contains("<h1"), "{page}");
    assert!(!page.contains("<h2"), "{page}");
}

#[test]
fn without_a_daemon_the_page_says_why() {
    let mut command = second_hand();
    command.args([
        "all",
        "--format",
        "html",
        "--host",
        "/nonexistent/chronyd.sock",
    ]);
    let output = run(command);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let page = text(&output.stdout);
    assert!(
        page.contains("<title>chronyd is unreachable</title>"),
        "{page}"
    );
    assert!(
        page.contains("/nonexistent/chronyd.sock: no such socket"),
        "{page}"
    );
    assert!(
        text(&output.stderr).contains("no such socket"),
        "{output:?}"
    );
}

#[test]
fn a_check_is_no_page() {
    let mut command = second_hand();
    command.args(["check", "--format", "html"]);
    let output = run(command);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(
        text(&output.stdout).starts_with("CHRONY UNKNOWN: "),
        "{output:?}"
    );
}
