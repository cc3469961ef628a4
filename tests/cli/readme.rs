//! The README is of this program. Its transcript: what it shows of a daemon like the demo's has the same sections, headings and
//! fields in the same order. The figures differ, of course.

use std::fs;
use std::path::Path;
use std::process::Command;

use test_support::scripted::reply::SourceState;
use test_support::scripted::{Daemon, Reports, Source};
use test_support::{commands, environment};

use crate::program::{asking, run, text};

/// The README's block of output.
fn transcript() -> &'static str {
    let readme = include_str!("../../README.md");
    let (_, behind) = readme.split_once("```text\n✔").expect("a transcript");
    let (transcript, _) = behind.split_once("\n```").expect("its end");
    transcript
}

/// What stays the same from one run to the next: lines without a figure, and the first column of the others.
fn frame(text: &str) -> Vec<String> {
    let has_figure = |text: &str| text.contains(|letter: char| letter.is_ascii_digit());
    text.lines()
        .map(|line| {
            let first = line.split("  ").next().unwrap_or_default();
            let shown = if has_figure(line) { first } else { line };
            shown.split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .filter(|shown| !shown.is_empty() && !has_figure(shown))
        .collect()
}

#[test]
fn the_transcript_is_what_the_program_shows() {
    let mut wrong = Source::server(2).in_state(SourceState::Falseticker);
    wrong.data.latest_meas = (-0.5).into();
    let daemon = Daemon::honest(Reports {
        rtc: None,
        ..Reports::with_sources(2).and(wrong)
    });
    let table = text(&run(asking(&daemon, &["all"])).stdout);
    let shown = frame(transcript());
    assert!(shown.len() > 20, "hardly a transcript: {shown:?}");
    assert_eq!(shown, frame(table.trim_start_matches('✔')));
}

/// What the program prints of its own packages, for those who come by cargo.
#[test]
fn completions_and_manual_come_out_as_the_readme_says() {
    let home = environment::public_directory();
    let place = Path::new(env!("CARGO_BIN_EXE_second-hand")).parent();
    let place = place.expect("a directory").display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    let commands = commands::all();
    let concerned =
        |it: &&String| it.contains("second-hand --generate ") || it.starts_with("mkdir -p ~/");
    let mut shown = String::new();
    for command in commands.iter().filter(concerned) {
        let output = Command::new("sh")
            .args(["-c", command])
            .env("PATH", format!("{place}:{path}"))
            .env("HOME", home.path())
            .env("LC_ALL", "C.UTF-8")
            .env("MANPAGER", "cat")
            .output()
            .expect("a shell");
        assert!(output.status.success(), "{command}: {output:?}");
        shown.push_str(&text(&output.stdout));
    }
    let script = ".local/share/bash-completion/completions/second-hand";
    let script = fs::read_to_string(home.path().join(script)).expect("completions");
    let committed = include_str!("../../completions/second-hand.bash");
    assert_eq!(script, committed);
    assert!(shown.contains("SECOND-HAND(1)"), "{shown}");
}

/// What builds the program, and what runs all the tests, no test can run: it would wait for itself.
#[test]
fn what_no_test_can_run_is_run_around_them() {
    let around = include_str!("../../script/test");
    let outside = include_str!("../../.ci/run");
    let commands = commands::all();
    let is_of = |script: &str, beginning: &str| {
        let begins = |it: &&String| it.starts_with(beginning);
        assert!(commands.iter().any(|it| begins(&it)), "{beginning}");
        assert!(script.contains(beginning), "{beginning}");
    };
    is_of(around, "cargo install --locked --path .");
    is_of(around, "script/demo");
    is_of(outside, "script/test");
}
