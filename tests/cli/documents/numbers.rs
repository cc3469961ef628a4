//! How numbers are written: their signs, their digits, and no exponents.

use serde_json::json;
use test_support::json as document;
use test_support::scripted::{ChronyFloat, Reports};

use super::{all, ask, ref_time};
use crate::program::text;

#[test]
fn offsets_are_positive_when_the_clock_is_ahead() {
    let mut reports = Reports::default();
    reports.tracking.current_correction = ChronyFloat::from(-0.25);
    reports.tracking.last_offset = ChronyFloat::from(0.125);
    let tracking = &all(reports)["tracking"];
    assert_eq!(tracking["system_time_offset_seconds"], 0.25);
    assert_eq!(tracking["last_offset_seconds"], 0.125);
    // The bound is about the size of the correction, whichever way it goes.
    let bound = tracking["max_error_seconds"].as_f64().expect("a bound");
    assert!((bound - 0.257_920_248).abs() < 1e-7, "{bound}");
}

#[test]
fn nothing_is_no_less_than_nothing() {
    let mut reports = Reports::default();
    reports.tracking.current_correction = ChronyFloat::from(0.0);
    let output = text(&ask(reports, &["tracking", "--json"]).stdout);
    assert!(
        output.contains("\"system_time_offset_seconds\":0.0,"),
        "{output}"
    );
}

#[test]
fn numbers_have_the_shortest_digits_that_are_true() {
    for number in [1e-9, 2.5e-7, 0.000_020_39, 0.1, 0.3, 0.7, 0.999_999] {
        let mut reports = Reports::with_sources(1);
        reports.sources[0].stats.est_offset = ChronyFloat::from(number);
        reports.sources[0].data.latest_meas = ChronyFloat::from(-number);
        let document = all(reports);
        assert_eq!(document["stats"][0]["offset_seconds"], json!(number));
        assert_eq!(document["sources"][0]["offset_seconds"], json!(-number));
    }
}

/// Floats as chronyd sends them, from the smallest to the largest: shells, awk and people read plain decimals.
#[test]
fn numbers_have_no_exponents() {
    let mut reports = Reports::default().updated_at(ref_time());
    reports.tracking.current_correction = ChronyFloat::from(-0.000_000_008_815_545);
    reports.tracking.last_offset = ChronyFloat::from(-1.5e-19);
    reports.tracking.rms_offset = ChronyFloat::from(3.0e17);
    reports.sources[0].data.poll = -7;
    let output = ask(reports, &["all", "--json"]);
    let text = text(&output.stdout);
    for (key, plain) in [
        ("system_time_offset_seconds", "0.000000008815545"),
        ("last_offset_seconds", "-0.00000000000000000015"),
        ("rms_offset_seconds", "300000000000000000.0"),
        ("ref_time_unix_seconds", "1768643357.5"),
        ("poll_interval_seconds", "0.0078125"),
        ("stratum", "3"),
    ] {
        let (_, value) = text.split_once(&format!("\"{key}\":")).expect(key);
        let value = value.split([',', '}']).next().unwrap_or_default();
        assert!(value.starts_with(plain), "{key}: {value}, not {plain}");
    }
    // And they are the numbers that were sent.
    let shown = document(&output)["tracking"]["last_offset_seconds"].as_f64();
    let sent = f64::from(ChronyFloat::from(-1.5e-19));
    assert!(
        shown.is_some_and(|shown| (shown / sent - 1.0).abs() < 1e-7),
        "{shown:?}"
    );
    let bare = text.split('"').step_by(2).collect::<String>();
    assert!(
        !bare
            .replace("true", "")
            .replace("false", "")
            .contains(['e', 'E']),
        "{text}"
    );
}
