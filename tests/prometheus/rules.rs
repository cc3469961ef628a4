//! The alert rules, by promtool's own checks and by the stories of `alerts.test.yml`.

use std::path::Path;
use std::process::Command;

fn promtool(arguments: &[&str]) -> String {
    let output = Command::new("promtool")
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/prometheus"))
        .output()
        .expect("promtool, of Debian's package prometheus");
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{arguments:?}: {text}");
    text
}

const ALERTS: &str = "../../contrib/prometheus/alerts.yml";

#[test]
fn they_are_valid() {
    let text = promtool(&["check", "rules", "--lint=all", "--lint-fatal", ALERTS]);
    assert!(text.contains("SUCCESS"), "{text}");
}

#[test]
fn they_fire_when_they_should_and_are_quiet_otherwise() {
    let text = promtool(&["test", "rules", "alerts.test.yml"]);
    assert!(text.contains("SUCCESS"), "{text}");
}

#[test]
fn each_says_why() {
    let lines: Vec<&str> = include_str!("../../contrib/prometheus/alerts.yml")
        .lines()
        .collect();
    let mut explained = "";
    for line in lines {
        if line.trim_start().starts_with("# Why: ") {
            explained = line;
        }
        if line.trim().is_empty() {
            explained = "";
        }
        assert!(
            !line.contains("- alert: ") || !explained.is_empty(),
            "{line}"
        );
    }
}
