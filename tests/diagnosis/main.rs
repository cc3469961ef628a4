//! What the program finds to be the matter with real chronyds that something is the matter with: the cause, its subject and
//! its remedy, as root is told at the Unix socket, and as everybody is told over UDP. Letters, counts and all else that
//! chronyd says are held against chronyc in each scene.

mod authentication;
mod clock;
mod lengths;
mod permissions;
mod printed;
mod rules;
mod selection;
mod silence;

use std::process::{Command, Output};

use serde_json::Value;
use test_support::agreement::{self, Names};
use test_support::chronyd::{Daemon, Door};
use test_support::oracle;
use test_support::program::Run;

/// What is to be found.
struct Expected<'a> {
    code: &'a str,
    certainty: &'a str,
    /// The source's address or name; `None`: the cause is not about a single one.
    subject: Option<&'a str>,
    /// What the message has to say.
    says: &'a str,
    /// What the remedy has to name.
    remedy: &'a str,
}

fn second_hand() -> Command {
    test_support::second_hand!()
}

/// One run of this command, with these arguments, at this door.
fn run(mut command: Command, arguments: &[&str], door: &Door) -> Output {
    command.args(arguments).args(&door.options);
    Run::of(command).output
}

/// The document of all reports, which agrees with what chronyc says at the same moment.
fn document(daemon: &Daemon, door: &Door) -> Value {
    let (document, snapshot) = oracle::between_equal_snapshots(daemon, || {
        let output = run(second_hand(), &["all", "--no-rtc", "--json"], door);
        test_support::json(&output)
    });
    agreement::assert_agrees(&document, &snapshot, Names::Asked);
    document
}

/// Exactly these causes are found at this door, in this order.
fn assert_finds(daemon: &Daemon, door: &Door, expected: &[Expected<'_>]) {
    let document = document(daemon, door);
    let found = document["diagnosis"].as_array().expect("a list");
    let codes: Vec<&Value> = found.iter().map(|one| &one["code"]).collect();
    let expected_codes: Vec<&str> = expected.iter().map(|one| one.code).collect();
    assert_eq!(codes, expected_codes, "at {}: {document:#}", door.server);
    for (one, expected) in found.iter().zip(expected) {
        assert_eq!(one["certainty"], expected.certainty, "{one:#}");
        assert_eq!(one["subject"].as_str(), expected.subject, "{one:#}");
        let says = |key: &str, what: &str| {
            let text = one[key].as_str().expect("a text");
            assert!(text.contains(what), "no {what:?}: {one:#}");
        };
        says("message", expected.says);
        says("remedy", expected.remedy);
    }
    for one in expected {
        printed::record(one.code, door);
    }
}

/// The same is found by everybody.
fn assert_everybody_finds(daemon: &Daemon, expected: &[Expected<'_>]) {
    for door in daemon.doors() {
        assert_finds(daemon, &door, expected);
    }
}

/// The first line of `check` at this door, up to the figures.
fn check(door: &Door) -> String {
    let output = run(second_hand(), &["check"], door);
    let text = String::from_utf8(output.stdout).expect("ASCII");
    let (line, _) = text.split_once(" | ").expect("perfdata");
    // Nagios shows so many characters on a pager.
    assert!(line.chars().count() <= 80, "{line}");
    line.to_owned()
}

/// The address of the server that was started so many servers after the first.
fn server(daemon: &Daemon, number: usize) -> String {
    daemon.servers()[number].to_string()
}
