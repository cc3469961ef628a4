//! The README's transcript is of this program: what it shows of a daemon like the demo's has the same sections, headings and
//! fields in the same order. The figures differ, of course.

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

/// Panics unless the README shows what the program shows now.
pub fn assert_shows(text: &str) {
    let shown = frame(transcript());
    assert!(shown.len() > 20, "hardly a transcript: {shown:?}");
    assert_eq!(shown, frame(text.trim_start_matches('✔')));
}
