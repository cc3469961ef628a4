//! The README's transcript is of this program: what it shows of a daemon like the demo's has the same sections, headings and
//! fields in the same order. The figures differ, of course.

use test_support::scripted::reply::SourceState;
use test_support::scripted::{Daemon, Reports, Source};

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
