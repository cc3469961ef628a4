//! The one way to run the program: in an environment that says nothing, bounded in time, and never with a panic. It knows
//! nothing of what the program should say.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

/// The program that a test of its package runs, as a command. Only such a test knows where cargo has put it.
#[macro_export]
macro_rules! second_hand {
    () => {
        $crate::environment::program(env!("CARGO_BIN_EXE_second-hand"))
    };
}

/// What a busy machine may add to a bound on a run's time. The bounds are of runs that would last as
/// long as the program waits by default, or for ever, if they did wait for what they must not wait for.
const SLACK: Duration = Duration::from_secs(2);

/// A run that takes this long is stuck.
const STUCK: Duration = Duration::from_secs(120);

/// One run of the program, from beginning to end.
pub struct Run {
    /// What it has left.
    pub output: Output,
    /// How long it took.
    pub elapsed: Duration,
}

impl Run {
    /// Runs a command that must come to an end.
    ///
    /// # Panics
    ///
    /// When it does not, or when the program has.
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

    /// The exit status; `None`: a signal has ended it.
    pub fn status(&self) -> Option<i32> {
        self.output.status.code()
    }

    /// The document on standard output.
    pub fn document(&self) -> Value {
        crate::json(&self.output)
    }

    /// What is missing and why, as `rtc: unavailable`; what concerns chronyd itself as `chronyd: …`.
    ///
    /// # Panics
    ///
    /// When there is no document.
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
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn first_message(&self) -> String {
        let document = self.document();
        let message = document["errors"][0]["message"].as_str();
        message.expect("an error with a message").to_owned()
    }

    /// Standard output as text.
    ///
    /// # Panics
    ///
    /// When it is not UTF-8.
    pub fn text(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).expect("UTF-8")
    }

    /// Standard error as text.
    pub fn messages(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// Everything asked for is there.
    ///
    /// # Panics
    ///
    /// When it is not so.
    #[track_caller]
    pub fn assert_complete(&self) {
        assert_eq!(self.status(), Some(0), "{self:?}");
        assert_eq!(self.problems(), [""; 0], "{self:?}");
    }

    /// These reports are missing, all for the same reason, and nothing else is.
    ///
    /// # Panics
    ///
    /// When it is not so.
    #[track_caller]
    pub fn assert_all_missing(&self, reports: &[&str], kind: &str) {
        let problems: Vec<String> = reports.iter().map(|r| format!("{r}: {kind}")).collect();
        self.assert_missing(&problems.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// This is missing for this reason, and nothing else.
    ///
    /// # Panics
    ///
    /// When it is not so.
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
    ///
    /// # Panics
    ///
    /// When it is not so.
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
