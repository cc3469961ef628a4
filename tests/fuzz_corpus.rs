//! The fuzz targets over their committed inputs: what chronyds have said, and what fuzzing has found.

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::path::Path;

/// Runs the target over every input it has.
fn replay(target: &str, run: fn(&[u8])) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/seeds")
        .join(target);
    let inputs: Vec<_> = fs::read_dir(&directory)
        .expect("the target's inputs")
        .map(|entry| entry.expect("an input").path())
        .collect();
    assert!(!inputs.is_empty(), "{} is empty", directory.display());
    for input in inputs {
        // Printed only when the test fails: the last one is the one that did it.
        println!("{}", input.display());
        run(&fs::read(&input).expect("an input"));
    }
}

/// SECURITY.md: They cannot crash the program.
#[test]
fn decoded_replies() {
    replay("decode", targets::decode::run);
}

/// SECURITY.md: They cannot crash the program.
#[test]
fn conversations() {
    replay("conversation", targets::conversation::run);
}

/// SECURITY.md: They cannot crash the program.
#[test]
fn formats() {
    replay("formats", targets::formats::run);
}

#[test]
fn limits() {
    replay("limits", targets::limits::run);
}

#[test]
fn output() {
    replay("output", targets::output::run);
}

#[test]
fn arguments() {
    replay("arguments", targets::arguments::run);
}

#[test]
fn races() {
    replay("race", targets::race::run);
}
