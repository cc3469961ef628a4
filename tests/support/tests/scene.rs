//! The scene that the demonstration, the pictures and the benchmark are set in.

use std::fs;

use test_support::environment::program;
use test_support::program::Run;

#[test]
fn a_command_runs_in_the_scene_and_nothing_is_left_of_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut scene = program(env!("CARGO_BIN_EXE_scene"));
    scene
        .env("TMPDIR", directory.path())
        .args([
            "sh",
            "-c",
            "chronyc -h \"$1\" -p \"$2\" -nc sources; exit 7",
            "sh",
        ])
        .args(["{address}", "{port}"]);
    let run = Run::of(scene);
    assert_eq!(run.status(), Some(7), "{run:?}");
    let text = run.text();
    let mut states: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split(',').nth(1))
        .collect();
    assert_eq!(states.pop(), Some("x"), "{text}");
    states.sort_unstable();
    assert_eq!(states, ["*", "+"], "{text}");
    assert_eq!(
        fs::read_dir(directory.path())
            .expect("my own directory")
            .count(),
        0
    );
}

#[test]
fn servers_that_are_left_alone_are_there_at_once() {
    let mut scene = program(env!("CARGO_BIN_EXE_scene"));
    scene.args([
        "--offline",
        "300",
        "chronyc",
        "-h",
        "{address}",
        "-p",
        "{port}",
        "-nc",
        "activity",
    ]);
    let run = Run::of(scene);
    assert_eq!(run.text(), "0,300,0,0,0\n", "{run:?}");
}

#[test]
fn a_scene_without_a_command_is_explained() {
    for arguments in [&[][..], &["--bogus"], &["--offline", "many", "true"]] {
        let mut scene = program(env!("CARGO_BIN_EXE_scene"));
        scene.args(arguments);
        let run = Run::of(scene);
        assert_eq!(run.status(), Some(1), "{run:?}");
        assert!(run.messages().starts_with("usage: scene "), "{run:?}");
    }
}
