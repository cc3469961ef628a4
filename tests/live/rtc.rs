//! The hardware clock: measured, running but not yet measured, not there for chronyd.

use jiff::Timestamp;
use serde_json::{Value, json};
use test_support::agreement::{self, Names};
use test_support::chronyd::{Daemon, FAST, Scenario};
use test_support::oracle::{NO_TIME, rtc};
use test_support::preload::Rtc;

use crate::{assert_agrees, assert_all_agree, document, errors, figure, run, table, with_snapshot};

/// How far ahead the hardware clock is, in seconds.
const AHEAD: f64 = 1.25;

/// A daemon that has all the reports.
fn with_measured_clock() -> Daemon {
    let daemon = Scenario::three_servers().rtc(Rtc::Ahead(AHEAD)).start();
    daemon.wait_until_synchronized();
    daemon.wait_until("sure of its hardware clock", |seen| {
        let row = seen.numeric.rtc.as_ref().expect("a hardware clock");
        row[rtc::REF_TIME] != NO_TIME && row[rtc::SAMPLES].parse::<u32>().expect("a count") > 3
    });
    daemon
}

#[test]
fn a_measured_hardware_clock_is_reported() {
    let daemon = with_measured_clock();
    let document = assert_all_agree(&daemon, 0);
    let offset = figure(&document, "/rtc/offset_seconds");
    assert!((offset - AHEAD).abs() < 0.05, "{offset}");
    for door in daemon.doors() {
        assert_agrees(&daemon, &["rtc"], &door, 0);
    }
    let text = table(&["rtc"], &daemon.socket_door());
    // The estimate wanders a little from one run to the next.
    let shown = text.contains(" 1.2") || text.contains(" 1.3");
    assert!(shown && text.contains(" s ahead"), "{text}");
}

/// The comparison with chronyc notices each value of the four reports that is another one.
#[test]
fn no_figure_goes_unchecked() {
    let daemon = with_measured_clock();
    let (document, snapshot) = with_snapshot(&daemon, &["all"], &daemon.socket_door(), 0);
    let noticed =
        |document: &Value| !agreement::disagreements(document, &snapshot, Names::Asked).is_empty();
    assert!(!noticed(&document));
    let mut pointers = Vec::new();
    for report in ["activity", "tracking", "sources", "stats", "rtc"] {
        collect_leaves(&document[report], format!("/{report}"), &mut pointers);
    }
    assert!(pointers.len() > 80, "{pointers:?}");
    for pointer in pointers {
        let mut forged = document.clone();
        let value = document.pointer(&pointer).expect("a value").clone();
        let negative = value.as_f64().map(|number| json!(-number - 1.0));
        for other in [Value::Null, json!("another"), negative.unwrap_or(json!(7))] {
            let is_forged = other != value;
            *forged.pointer_mut(&pointer).expect("a value") = other;
            assert!(!is_forged || noticed(&forged), "{pointer} of {forged:#}");
        }
    }
}

fn collect_leaves(value: &Value, at: String, leaves: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                collect_leaves(value, format!("{at}/{key}"), leaves);
            }
        }
        Value::Array(rows) => {
            for (index, value) in rows.iter().enumerate() {
                collect_leaves(value, format!("{at}/{index}"), leaves);
            }
        }
        _ => leaves.push(at),
    }
}

/// A hardware clock that is hours fast was not measured in the future.
#[test]
fn the_reading_of_a_hardware_clock_is_not_the_moment_of_measuring() {
    const AHEAD: f64 = 7200.0;
    let daemon = Scenario::new()
        .server(1, FAST)
        .rtc(Rtc::Ahead(AHEAD))
        .start();
    daemon.wait_until("measuring its hardware clock", |seen| {
        let row = seen.numeric.rtc.as_ref().expect("a hardware clock");
        seen.is_synchronized() && row[rtc::REF_TIME] != NO_TIME
    });

    let document = document(&["rtc"], &daemon.udp_door(), 0);
    let reading = figure(&document, "/rtc/ref_time_unix_seconds");
    let moment = reading - figure(&document, "/rtc/offset_seconds");
    let fetched_at = document["fetched_at"].as_str().expect("a time");
    let fetched_at: Timestamp = fetched_at.parse().expect("RFC 3339");
    let age = fetched_at.as_duration().as_secs_f64() - moment;
    assert!((0.0..120.0).contains(&age), "{age}: {document:#}");
}

#[test]
fn a_hardware_clock_that_is_not_measured_yet_has_no_figures() {
    let daemon = Scenario::new().rtc(Rtc::Silent).start();

    let document = assert_all_agree(&daemon, 0);
    let rtc = &document["rtc"];
    assert_eq!(rtc["samples"], 0);
    for key in ["ref_time", "offset_seconds", "drift_ppm"] {
        assert_eq!(rtc[key], Value::Null, "{key}");
    }
    let output = run(&["rtc"], &daemon.socket_door());
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn no_hardware_clock_is_a_missing_report() {
    let daemon = Scenario::new().line("rtcsync").start();

    for door in daemon.doors() {
        let document = document(&["rtc"], &door, 1);
        assert_eq!(document["rtc"], Value::Null);
        assert_eq!(errors(&document), [("rtc", "unavailable")]);
        assert!(document["errors"][0]["hint"].is_string());
    }
}
