//! The document as a whole: which keys it has, when and where it was fetched, its lines.

use std::process::Output;

use test_support::environment::on_a_terminal;
use test_support::json as document;
use test_support::scripted::{Daemon, Reports};

use super::ask;
use crate::program::{asking, run, text};

#[test]
fn only_what_was_asked_for_has_a_key() {
    let cases: [(&[&str], &[&str]); 6] = [
        (&["tracking"], &["tracking", "verdict"]),
        (&["sources"], &["sources"]),
        (&["stats"], &["stats"]),
        (&["rtc"], &["rtc"]),
        (
            &["all"],
            &["rtc", "sources", "stats", "tracking", "verdict"],
        ),
        (
            &["all", "--no-rtc"],
            &["sources", "stats", "tracking", "verdict"],
        ),
    ];
    for (command, reports) in cases {
        let document = document(&ask(Reports::default(), &[command, &["--json"]].concat()));
        let mut keys: Vec<&str> = document
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        keys.sort_unstable();
        let mut expected = [
            reports,
            &[
                "activity",
                "diagnosis",
                "errors",
                "fetched_at",
                "schema_version",
                "server",
            ],
        ]
        .concat();
        expected.sort_unstable();
        assert_eq!(keys, expected, "{command:?}");
        assert_eq!(document["schema_version"], 1);
    }
}

#[test]
fn the_document_says_when_and_where_it_was_fetched() {
    let daemon = Daemon::honest(Reports::default());
    let before = jiff::Timestamp::now();
    let document = document(&run(asking(&daemon, &["rtc", "--json"])));
    let after = jiff::Timestamp::now();
    let fetched_at = document["fetched_at"].as_str().expect("a time");
    assert!(fetched_at.ends_with('Z'), "{fetched_at}");
    let moment: jiff::Timestamp = fetched_at.parse().expect("RFC 3339");
    assert!(
        before <= moment && moment <= after,
        "{before} {moment} {after}"
    );
    assert_eq!(document["server"], daemon.server());
}

#[test]
fn a_document_is_one_line_for_programs_and_many_for_people() {
    let daemon = Daemon::honest(Reports::default());
    let piped = run(asking(&daemon, &["all", "--json"]));
    let line = text(&piped.stdout);
    assert!(
        line.starts_with("{\"schema_version\":1,\"fetched_at\":"),
        "{line}"
    );
    assert!(line.ends_with("}\n"), "{line}");
    assert_eq!(line.lines().count(), 1);

    let watched = on_a_terminal(asking(&daemon, &["all", "--json"]), 80);
    let lines = text(&watched.stdout);
    assert!(
        lines.starts_with("{\n  \"schema_version\": 1,\n"),
        "{lines}"
    );
    let without_time = |output: &Output| {
        let mut document = document(output);
        document["fetched_at"].take();
        document
    };
    assert_eq!(without_time(&watched), without_time(&piped));
}

#[test]
fn the_two_ways_to_ask_for_a_document_are_one() {
    let daemon = Daemon::honest(Reports::default());
    let ask = |arguments: &[&str]| {
        let mut document = document(&run(asking(&daemon, arguments)));
        document["fetched_at"].take();
        document
    };
    assert_eq!(ask(&["all", "--format", "json"]), ask(&["all", "--json"]));
}
