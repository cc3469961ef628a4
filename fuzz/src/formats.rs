//! A report in every format, and what each of them promises whatever chronyd has said.

use std::collections::HashSet;

use second_hand::check::{Limits, judge};
use second_hand::render::{self, TableOptions};
use second_hand::report::{Asked, Report};
use second_hand::terminal::Terminal;
use serde_json::Value;

/// Renders the report in every way.
pub fn check(mut report: Report) {
    // The same input has to take the same way every time.
    report.fetched_at = jiff::Timestamp::UNIX_EPOCH;
    report.system_clock = report.system_clock.map(|_| report.fetched_at);
    for pretty in [false, true] {
        check_json(&report, &render::json(&report, pretty));
    }
    for (color, unicode, width) in [
        (false, false, None),
        (false, true, Some(80)),
        (true, true, Some(10)),
    ] {
        let terminal = Terminal {
            is_terminal: width.is_some(),
            color,
            unicode,
            plain: color,
            width,
        };
        let options = TableOptions {
            brief: !unicode,
            explain: color,
            chart: unicode.then_some(color),
        };
        check_text(&render::table(&report, &terminal, options), color);
    }
    check_metrics(&render::prometheus(&report));
    check_judgement(&report);
    for problem in &report.problems {
        check_text(&render::problem(problem), false);
    }
}

fn check_json(report: &Report, text: &str) {
    let document: Value = serde_json::from_str(text).expect("a JSON document");
    let mut missing = false;
    let mut place = |key: &str, is_no: bool, is_got: bool| {
        let value = document.get(key);
        assert_eq!(value.is_none(), is_no, "{key}: {document}");
        assert_eq!(value.is_some_and(|value| !value.is_null()), is_got, "{key}");
        missing |= !is_no && !is_got;
    };
    place(
        "tracking",
        report.tracking.is_no(),
        is_got(&report.tracking),
    );
    place("sources", report.sources.is_no(), is_got(&report.sources));
    place("stats", report.stats.is_no(), is_got(&report.stats));
    place("rtc", report.rtc.is_no(), is_got(&report.rtc));
    let errors = document["errors"].as_array().expect("a list of errors");
    assert_eq!(missing, !errors.is_empty(), "{document}");
}

fn is_got<T>(asked: &Asked<T>) -> bool {
    asked.got().is_some()
}

/// No two series are alike, and no line is anything else than a comment or a sample.
fn check_metrics(page: &str) {
    check_text(page, false);
    let mut series = HashSet::new();
    for line in page.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').expect("a sample");
        assert!(value.parse::<f64>().is_ok(), "{line:?}");
        assert!(series.insert(name), "twice: {line:?}");
    }
}

/// A line for the monitoring system, and nothing in its perfdata that it could not read.
fn check_judgement(report: &Report) {
    let limits = Limits::new(&[], &[]).expect("limits that nobody has set");
    let judgement = judge(report, &limits);
    let text = render::check(&judgement);
    check_text(&text, false);
    assert!(text.starts_with("CHRONY "), "{text:?}");
    assert!(text.matches('|').count() <= 1, "{text:?}");
    let document = render::check_json(report, &judgement, false);
    serde_json::from_str::<Value>(&document).expect("a JSON document");
}

/// Nothing that a terminal would obey, but the program's own colours.
fn check_text(text: &str, color: bool) {
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if color && character == '\u{1b}' {
            assert_eq!(rest.next(), Some('['), "{text:?}");
            let end = rest.find(|c| !c.is_ascii_digit() && *c != ';');
            assert_eq!(end, Some('m'), "{text:?}");
        } else {
            assert!(character == '\n' || !character.is_control(), "{text:?}");
        }
    }
}
