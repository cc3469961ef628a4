//! The program as these tests run it.

use std::process::{Command, Output};

use test_support::program::Run;
use test_support::scripted::{Daemon, Reports, Source};

pub fn second_hand() -> Command {
    test_support::second_hand!()
}

/// The program, about to ask this daemon.
pub fn asking(daemon: &Daemon, arguments: &[&str]) -> Command {
    let mut command = second_hand();
    command.args(daemon.arguments()).args(arguments);
    command
}

/// What a run has left.
#[track_caller]
pub fn run(command: Command) -> Output {
    Run::of(command).output
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
