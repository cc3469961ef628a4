//! Names and reference ids come from the network's administrators: whatever is in them, nothing but
//! printable characters reaches a terminal or a document.

use serde_json::Value;
use test_support::environment;
use test_support::scripted::{ChronyAddr, Daemon, Reports, Source};

use crate::program::{ask, second_hand};

/// What somebody may have put into a name, and what is left of it.
const NAMES: [(&[u8], &str); 8] = [
    (b"\x1b[31mred\x1b[0m", "?[31mred?[0m"),
    (b"\x1b]0;title\x07", "?]0;title?"),
    (b"two\nlines\r\nof\ttext", "two?lines??of?text"),
    (b"bell\x07back\x08", "bell?back?"),
    (b"\x7fdelete", "?delete"),
    (b"\x9b31m\x85", "?31m?"),
    // U+202E, which turns the direction of writing.
    (b"right\xe2\x80\xaetfel", "right???tfel"),
    // Not UTF-8, and an accented letter that is.
    (b"\xff\xc3\xa9", "???"),
];

/// Reference ids that are no text.
const REFERENCE_IDS: [[u8; 4]; 4] = [*b"\x1b[2J", [0x9B, b'2', b'J', 0], *b"A\nB\0", [0x7F; 4]];

fn reports() -> Reports {
    let mut reports = Reports::with_sources(0);
    for (number, (name, _)) in (0..).zip(NAMES) {
        reports.sources.push(Source::server(number).named(name));
    }
    for id in REFERENCE_IDS {
        reports.sources.push(Source::reference_clock(id));
    }
    reports
}

/// Every string in a document, keys included.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().flat_map(strings).collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, value)| [key.as_str()].into_iter().chain(strings(value)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => vec![],
    }
}

#[track_caller]
fn assert_printable(text: &str, what: &str) {
    let wrong: Vec<char> = text
        .chars()
        .filter(|&c| c.is_control() || c == '\u{202E}')
        .collect();
    assert!(wrong.is_empty(), "{wrong:?} in {what}: {text:?}");
}

#[test]
fn names_are_printable_in_a_document() {
    let run = ask(&Daemon::honest(reports()), &["all", "--json"]);
    run.assert_complete();
    let document = run.document();
    for text in strings(&document) {
        assert_printable(text, "the document");
    }
    for (number, (_, expected)) in NAMES.into_iter().enumerate() {
        assert_eq!(document["sources"][number]["name"], expected);
        assert_eq!(document["stats"][number]["name"], expected);
    }
    assert_eq!(document["tracking"]["reference_name"], NAMES[0].1);
}

#[test]
fn names_are_printable_in_a_table() {
    let daemon = Daemon::honest(reports());
    for command in ["all", "sources", "stats", "tracking"] {
        let run = ask(&daemon, &[command]);
        assert_eq!(run.status(), Some(0), "{run:?}");
        for line in run.text().lines() {
            assert_printable(line, command);
        }
        assert!(run.text().contains(NAMES[0].1), "{run:?}");
    }
}

/// SECURITY.md: They cannot send escape sequences to the terminal: what is not printable becomes a question mark.
#[test]
fn names_are_printable_on_a_terminal() {
    let daemon = Daemon::honest(reports());
    let mut command = second_hand();
    command
        .args(daemon.arguments())
        .args(["all", "--color", "never"])
        .env("TERM", "xterm");
    let output = environment::on_a_terminal(command, 200);
    let screen = String::from_utf8_lossy(&output.stdout).into_owned();
    for line in screen.lines() {
        assert_printable(line, "the terminal");
    }
    assert!(screen.contains(NAMES[0].1), "{screen}");
}

#[test]
fn a_reference_clocks_id_is_printable_where_it_is_the_reference() {
    for id in REFERENCE_IDS {
        let mut reports = Reports::with_sources(1).and(Source::reference_clock(id));
        reports.tracking.ip_addr = ChronyAddr::Unspec;
        reports.tracking.ref_id = u32::from_be_bytes(id);
        let daemon = Daemon::honest(reports);
        let run = ask(&daemon, &["all", "--json"]);
        run.assert_complete();
        let document = run.document();
        for text in strings(&document) {
            assert_printable(text, "the document");
        }
        let digits = id.map(|byte| format!("{byte:02X}")).concat();
        assert_eq!(document["tracking"]["reference_id"], digits);
        for line in ask(&daemon, &["all"]).text().lines() {
            assert_printable(line, "the table");
        }
    }
}

#[test]
fn a_name_that_fills_its_field_ends_with_it() {
    let daemon = Daemon::honest(Reports {
        sources: vec![Source::server(0).named([b'n'; 256])],
        ..Reports::default()
    });
    let run = ask(&daemon, &["sources", "--json"]);
    run.assert_complete();
    let document = run.document();
    let name = document["sources"][0]["name"].as_str().expect("a name");
    assert!(name.bytes().all(|byte| byte == b'n'), "{name}");
    assert!((255..=256).contains(&name.len()), "{}", name.len());
}
