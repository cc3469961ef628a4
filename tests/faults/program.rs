//! The program, sent to scripted daemons, and what there is to ask of them.

use std::ffi::OsStr;
use std::process::Command;
use std::thread;
use std::time::Duration;

use test_support::environment;
pub use test_support::program::Run;
use test_support::scripted::{Answer, Asked, Daemon, RequestBody};

/// The program's own default for `--timeout`.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);

/// What a daemon does with one question.
pub type Script = fn(&Asked) -> Answer;

/// A sort of requests.
pub type Sort = fn(&RequestBody) -> bool;

/// Each sort of requests that a report is made of, and the reports that cannot be had without it.
pub const REQUESTS: [(Sort, &[&str]); 5] = [
    (|body| matches!(body, RequestBody::Tracking), &["tracking"]),
    (
        |body| matches!(body, RequestBody::NSources),
        &["sources", "stats"],
    ),
    (
        |body| matches!(body, RequestBody::SourceData(_)),
        &["sources"],
    ),
    (
        |body| matches!(body, RequestBody::SourceStats(_)),
        &["stats"],
    ),
    (|body| matches!(body, RequestBody::RtcReport), &["rtc"]),
];

pub fn second_hand() -> Command {
    test_support::second_hand!()
}

/// The program, for which the first call of this sort fails like this (strace(1)).
pub fn failing_at_first(call: &str, error: &str) -> Command {
    let mut command = environment::program("strace");
    command
        .args(["-f", "-qq", "-o", "/dev/null", "-e"])
        .arg(format!("trace={call}"))
        .arg("-e")
        .arg(format!("inject={call}:error={error}:when=1"))
        .arg(second_hand().get_program());
    command
}

/// Asks this daemon, with these arguments.
pub fn ask(daemon: &Daemon, arguments: &[&str]) -> Run {
    let mut command = second_hand();
    command.args(daemon.arguments()).args(arguments);
    Run::of(command)
}

/// Asks with these arguments alone, which say where chronyd is.
pub fn run(arguments: &[impl AsRef<OsStr>]) -> Run {
    let mut command = second_hand();
    command.args(arguments);
    Run::of(command)
}

/// Tries the cases at the same time, because most of a case is waiting.
pub fn side_by_side<Case: Sync>(cases: &[Case], test: impl Fn(&Case) + Sync) {
    thread::scope(|scope| {
        for case in cases {
            scope.spawn(|| test(case));
        }
    });
}
