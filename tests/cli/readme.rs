//! What the README shows: a daemon like that of the demonstration gives the same lines. The figures differ, of course.

use std::fs;
use std::path::Path;
use std::process::Command;

use test_support::scripted::reply::SourceState;
use test_support::scripted::{Daemon, Reports, Source};
use test_support::{commands, environment};

use crate::program::{asking, run, text};

const README: &str = include_str!("../../README.md");

/// The README's first block in this language that begins so.
fn shown(language: &str, beginning: &str) -> String {
    let start = format!("```{language}\n{beginning}");
    let (_, behind) = README.split_once(&start).expect(&start);
    let (block, _) = behind.split_once("\n```").expect("its end");
    format!("{beginning}{block}\n")
}

/// The text with every number, unit, host and direction made alike.
fn frame(text: &str) -> String {
    let alike = |word: &str| {
        let core = word.trim_matches(|c: char| "(),;".contains(c));
        let is_figure = core.contains(|c: char| c.is_ascii_digit());
        let is_unit = [
            "s",
            "ms",
            "µs",
            "ns",
            "ahead",
            "behind",
            "delay",
            "dispersion",
            "offset",
        ]
        .contains(&core);
        let is_part = core == "half";
        match () {
            () if is_part || is_unit => String::new(),
            () if is_figure => word.replace(core, "N"),
            () => word.to_owned(),
        }
    };
    let line = |line: &str| {
        let words = line.split(' ').map(alike);
        let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
        words.join(" ").replace(" )", ")").replace("N)", ")")
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Two good servers and a wrong one.
fn like_the_demonstration() -> Daemon {
    let mut wrong = Source::server(2).in_state(SourceState::Falseticker);
    wrong.data.latest_meas = (-0.5).into();
    Daemon::honest(Reports::with_sources(2).and(wrong))
}

#[test]
fn the_status_is_what_the_program_shows() {
    let status = text(&run(asking(&like_the_demonstration(), &[])).stdout);
    let wanted = shown("text", "✔ synchronized");
    assert!(wanted.lines().count() > 4, "{wanted}");
    assert_eq!(frame(&wanted), frame(&status), "{status}");
}

/// The keys in their order, and what jq makes of them.
#[test]
fn the_verdict_is_what_jq_shows() {
    let document = text(&run(asking(&like_the_demonstration(), &["--json"])).stdout);
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    let wanted: serde_json::Value = serde_json::from_str(&shown("json", "{")).expect("JSON");
    let keys = |value: &serde_json::Value| {
        let object = value.as_object().expect("an object");
        object.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(keys(&wanted), keys(&document["verdict"]));
    for key in ["state", "level"] {
        assert_eq!(wanted[key], document["verdict"][key], "{key}");
    }
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

/// What builds and installs the program, and what runs all the tests, no test can run: it would wait for itself.
#[test]
fn what_no_test_can_run_is_run_around_them() {
    let around = include_str!("../../script/test");
    let package = include_str!("../../docker/package");
    let installed = include_str!("../../docker/test-package");
    let outside = include_str!("../../.ci/run");
    let commands = commands::all();
    let is_of = |script: &str, command: &str, there: &str| {
        let begins = |it: &&String| it.starts_with(command);
        assert!(commands.iter().any(|it| begins(&it)), "{command}");
        assert!(script.contains(there), "{there}");
    };
    is_of(
        around,
        "cargo install --locked --path .",
        "cargo install --locked --path .",
    );
    is_of(
        around,
        "script/demo --format html -o",
        "script/demo --format html -o",
    );
    assert!(commands.iter().any(|it| it == "script/demo"));
    assert!(around.contains("step script/demo >"));
    is_of(
        package,
        "cargo install --locked cargo-deb@3.8.0",
        "cargo-deb@3.8.0",
    );
    is_of(package, "cargo deb", "cargo deb");
    is_of(installed, "sudo dpkg --install", "dpkg --install");
    assert!(README.contains("`script/test`"));
    assert!(outside.contains("script/test"));
}
