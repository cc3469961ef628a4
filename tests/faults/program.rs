//! The program, sent to scripted daemons, and what a test reads off a run of it.

use std::ffi::OsStr;
use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use test_support::scripted::{Answer, Asked, Daemon, RequestBody};
use test_support::stage;

/// The program's own default for `--timeout`.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);

/// What a busy machine may add to a bound on a run's time. The bounds are of runs that would last until [`DEFAULT_TIMEOUT`],
/// or for ever, if they did wait for what they must not wait for.
pub const SLACK: Duration = Duration::from_secs(2);

/// A run that takes this long is stuck.
const STUCK: Duration = Duration::from_secs(30);

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
    stage::program(env!("CARGO_BIN_EXE_second-hand"))
}

/// One run of the program, from beginning to end.
pub struct Run {
    pub output: Output,
    pub elapsed: Duration,
}

impl Run {
    /// Runs a command that must come to an end.
    pub fn of(command: Command) -> Self {
        let began = Instant::now();
        let output = assert_cmd::Command::from_std(command)
            .timeout(STUCK)
            .output()
            .expect("the program runs");
        let elapsed = began.elapsed();
        let run = Self { output, elapsed };
        assert!(elapsed < STUCK, "stuck: {run:?}");
        assert!(
            !run.messages().contains("panicked"),
            "a panic is never an answer: {run:?}"
        );
        run
    }

    pub fn status(&self) -> Option<i32> {
        self.output.status.code()
    }

    pub fn document(&self) -> Value {
        test_support::json(&self.output)
    }

    /// What is missing and why, as `rtc: unavailable`; what concerns chronyd itself as `chronyd: …`.
    pub fn problems(&self) -> Vec<String> {
        let document = self.document();
        let errors = document["errors"].as_array().expect("a list of errors");
        errors
            .iter()
            .map(|error| {
                let report = error["report"].as_str().unwrap_or("chronyd");
                format!("{report}: {}", error["kind"].as_str().expect("a kind"))
            })
            .collect()
    }

    /// What the first error says.
    pub fn first_message(&self) -> String {
        let document = self.document();
        let message = document["errors"][0]["message"].as_str();
        message.expect("an error with a message").to_owned()
    }

    /// Standard output as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).expect("UTF-8")
    }

    /// Standard error as text.
    pub fn messages(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// Everything asked for is there.
    #[track_caller]
    pub fn assert_complete(&self) {
        assert_eq!(self.status(), Some(0), "{self:?}");
        assert_eq!(self.problems(), [""; 0], "{self:?}");
    }

    /// These reports are missing, all for the same reason, and nothing else is.
    #[track_caller]
    pub fn assert_all_missing(&self, reports: &[&str], kind: &str) {
        let problems: Vec<String> = reports.iter().map(|r| format!("{r}: {kind}")).collect();
        self.assert_missing(&problems.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// This is missing for this reason, and nothing else.
    #[track_caller]
    pub fn assert_missing(&self, problems: &[&str]) {
        assert_eq!(self.problems(), problems, "{self:?}");
        let status = match problems {
            [] => 0,
            [first, ..] if first.starts_with("chronyd:") => 2,
            _ => 1,
        };
        assert_eq!(self.status(), Some(status), "{self:?}");
        let document = self.document();
        for report in ["tracking", "sources", "stats", "rtc"] {
            let missing = problems.iter().any(|problem| problem.starts_with(report));
            if document.get(report).is_some() && status < 2 {
                assert_eq!(document[report].is_null(), missing, "{report}: {self:?}");
            }
        }
    }

    /// The run took no longer than this, give or take what a busy machine adds.
    #[track_caller]
    pub fn assert_within(&self, bound: Duration) {
        assert!(
            self.elapsed < bound + SLACK,
            "{:?} instead of {bound:?}: {self:?}",
            self.elapsed
        );
    }
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} after {:?}\nstdout: {}\nstderr: {}",
            self.output.status,
            self.elapsed,
            String::from_utf8_lossy(&self.output.stdout),
            self.messages()
        )
    }
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
