//! What one field means, on one screen.

use test_support::environment::on_a_terminal;

use crate::program::{run, second_hand, text};

/// What is explained in a pipe.
#[track_caller]
fn explained(words: &[&str]) -> String {
    let mut command = second_hand();
    command.arg("explain").args(words);
    let output = run(command);
    assert_eq!(output.status.code(), Some(0), "{words:?}: {output:?}");
    assert_eq!(text(&output.stderr), "");
    text(&output.stdout)
}

#[test]
fn a_field_is_known_by_every_name_of_its() {
    let by_title = explained(&["RMS offset"]);
    assert!(
        by_title.starts_with("RMS offset  in tracking; in JSON .tracking.rms_offset_seconds\n"),
        "{by_title}"
    );
    for part in ["Good: ", "Not good: ", "average"] {
        assert!(by_title.contains(part), "{part}: {by_title}");
    }
    for words in [
        &["rms", "offset"][..],
        &["rms_offset_seconds"],
        &["tracking.rms_offset_seconds"],
        &[".tracking.rms_offset_seconds"],
        &["rms"],
    ] {
        assert_eq!(explained(words), by_title, "{words:?}");
    }
    // Two reports have one.
    let skew = explained(&["skew"]);
    assert!(
        skew.contains("Skew  in tracking; in JSON .tracking.skew_ppm\n"),
        "{skew}"
    );
    assert!(
        skew.contains("skew  in stats; in JSON .stats[].skew_ppm\n"),
        "{skew}"
    );
}

#[test]
fn it_is_one_screen() {
    let all = explained(&[]);
    let names = all.lines().filter(|line| line.contains(", "));
    let names: Vec<&str> = names.flat_map(|line| line.split(", ")).collect();
    assert!(names.len() > 30, "{all}");
    for name in names.iter().chain(&["falseticker", "stale"]) {
        let name = name.trim_end_matches(',');
        let piped = explained(&[name]);
        assert!(piped.lines().count() <= 24, "{name}: {piped}");
        assert!(piped.lines().all(|line| line.len() <= 100), "{piped}");
        let mut command = second_hand();
        command.args(["explain", name]).env("TERM", "xterm");
        let screen = text(&on_a_terminal(command, 80).stdout);
        assert!(screen.lines().count() <= 24, "{name}: {screen}");
    }
}

#[test]
fn what_is_no_field_is_bad_usage() {
    for (arguments, told) in [
        (&["explain", "frobnication"][..], "no field 'frobnication'"),
        (&["explain", "skew", "--json"], "one format"),
        (&["explain", "-f", "prometheus"], "one format"),
    ] {
        let mut command = second_hand();
        command.args(arguments);
        let output = run(command);
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        assert!(text(&output.stderr).contains(told), "{output:?}");
    }
}

#[test]
fn it_is_written_where_it_is_wanted() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("skew.txt");
    let mut command = second_hand();
    command.args(["explain", "skew", "-o"]).arg(&path);
    assert_eq!(run(command).status.code(), Some(0));
    let written = std::fs::read_to_string(&path).expect("a file");
    assert_eq!(written, explained(&["skew"]));
}
