//! The alert rules, by promtool's own checks and by the stories of `alerts.test.yml`.

use std::fs;
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

const RULES: [&str; 3] = [
    "../../contrib/prometheus/alerts.yml",
    "../../contrib/prometheus/alerts-laptops.yml",
    "../../contrib/prometheus/rules.yml",
];

#[test]
fn they_are_valid() {
    let check = ["check", "rules", "--lint=all", "--lint-fatal"];
    let text = promtool(&[&check[..], &RULES].concat());
    assert_eq!(text.matches("SUCCESS").count(), RULES.len(), "{text}");
}

#[test]
fn they_fire_when_they_should_and_are_quiet_otherwise() {
    let text = promtool(&["test", "rules", "alerts.test.yml", "laptops.test.yml"]);
    assert_eq!(text.matches("SUCCESS").count(), 2, "{text}");
}

#[test]
fn each_says_why_and_what_to_do() {
    for rules in RULES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/prometheus")
            .join(rules);
        let text = fs::read_to_string(path).expect("the rules");
        let alerts: Vec<&str> = text
            .split("\n\n")
            .filter(|rule| rule.contains("- alert: "))
            .collect();
        assert_eq!(alerts.len(), text.matches("- alert: ").count(), "{rules}");
        for alert in alerts {
            assert!(alert.contains("# Why: "), "{alert}");
            assert!(alert.contains("description: "), "{alert}");
            assert_links_to_its_cause(alert);
        }
    }
}

/// The page of causes has the place that the description names. A collector that is silent is no cause of chronyd's.
fn assert_links_to_its_cause(alert: &str) {
    if alert.contains("alert: ChronyCollectorSilent") {
        return;
    }
    let page = include_str!("../../docs/causes.md");
    let (_, link) = alert.split_once("docs/causes.md#").expect("a link");
    let is_of_an_anchor = |it: char| it.is_ascii_lowercase() || it == '-';
    let anchor = link.split(|it| !is_of_an_anchor(it)).next();
    let anchor = anchor.expect("an anchor");
    let is_there = anchor == "the-causes" && page.starts_with("# The causes\n")
        || page.contains(&format!("<a id=\"{anchor}\"></a>`{anchor}`"));
    assert!(is_there, "{anchor}: {alert}");
}
