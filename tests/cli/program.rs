//! The program as these tests run it: bounded in time, and never with a panic.

use std::process::{Command, Output};
use std::time::Duration;

use test_support::scripted::{Daemon, Reports, Source};
use test_support::stage;

/// A run that takes this long is stuck.
const STUCK: Duration = Duration::from_secs(30);

pub fn second_hand() -> Command {
    stage::program(env!("CARGO_BIN_EXE_second-hand"))
}

/// The program, about to ask this daemon.
pub fn asking(daemon: &Daemon, arguments: &[&str]) -> Command {
    let mut command = second_hand();
    command.args(daemon.arguments()).args(arguments);
    command
}

/// Runs a command that must come to an end, and to no panic.
#[track_caller]
pub fn run(command: Command) -> Output {
    let output = assert_cmd::Command::from_std(command)
        .timeout(STUCK)
        .output()
        .expect("the program runs");
    let messages = text(&output.stderr);
    assert!(!messages.contains("panicked"), "{messages}");
    output
}

/// What a run has written.
#[track_caller]
pub fn text(written: &[u8]) -> String {
    String::from_utf8(written.to_vec()).expect("UTF-8")
}

/// A daemon that has something of every kind to report.
pub fn various() -> Reports {
    use test_support::scripted::reply::SourceState;

    Reports::with_sources(2)
        .and(Source::server(2).in_state(SourceState::Falseticker))
        .and(Source::server(3).in_state(SourceState::Jittery))
        .and(Source::server(4).in_state(SourceState::Selectable))
        .and(Source::reference_clock(*b"GPS0"))
        .and(Source::unreachable(5))
        .and(Source::unresolved(1, "ntp.example.invalid"))
}
