//! What tracking says when there is no reference, or one that is no server: a local clock, a reference
//! clock, a clock that was never updated.

use std::time::UNIX_EPOCH;

use serde_json::{Value, json};
use test_support::scripted::reply::SourceState;
use test_support::scripted::{ChronyAddr, ChronyFloat, Reports, Source};

use super::{all, ask, ref_time};
use crate::program::text;

/// What chronyd says without a reference.
fn without_reference(mut reports: Reports) -> Reports {
    let tracking = &mut reports.tracking;
    tracking.ref_id = 0;
    tracking.ip_addr = ChronyAddr::Unspec;
    tracking.stratum = 0;
    tracking.leap_status = 3;
    tracking.ref_time = UNIX_EPOCH;
    tracking.skew_ppm = ChronyFloat::from(0.0);
    tracking.root_delay = ChronyFloat::from(1.0);
    tracking.root_dispersion = ChronyFloat::from(1.0);
    reports
}

/// The same where the clock never had one.
pub fn never_updated(reports: Reports) -> Reports {
    let mut reports = without_reference(reports);
    let tracking = &mut reports.tracking;
    let nothing = ChronyFloat::from(0.0);
    tracking.current_correction = nothing;
    tracking.last_offset = nothing;
    tracking.rms_offset = nothing;
    tracking.last_update_interval = nothing;
    reports
}

#[test]
fn a_clock_that_was_never_updated_has_no_figures_but_the_frequency_of_its_drift_file() {
    let mut reports = never_updated(Reports::with_sources(0).and(Source::unreachable(0)));
    let document = all(reports.clone());

    let expected = json!({
        "reference_id": null, "reference_name": null, "reference_address": null,
        "stratum": null, "leap_status": "unsynchronized",
        "ref_time": null, "ref_time_unix_seconds": null,
        "system_time_offset_seconds": null, "last_offset_seconds": null,
        "rms_offset_seconds": null, "frequency_ppm": -3.225, "residual_frequency_ppm": null,
        "skew_ppm": null, "root_delay_seconds": null, "root_dispersion_seconds": null,
        "update_interval_seconds": null, "max_error_seconds": null,
    });
    assert_eq!(document["tracking"], expected);
    assert_eq!(document["verdict"]["state"], "unsynchronized");
    assert_eq!(document["verdict"]["reference"], Value::Null);
    assert_eq!(document["verdict"]["max_error_seconds"], Value::Null);

    // Without one, chronyd starts from nothing.
    reports.tracking.freq_ppm = ChronyFloat::from(0.0);
    assert_eq!(all(reports)["tracking"]["frequency_ppm"], Value::Null);
}

/// chronyd goes on knowing how far the clock is off after it has lost its last source, and counts
/// the correction down that an administrator has set by hand.
#[test]
fn a_clock_without_a_reference_tells_how_far_it_is_off() {
    let offsets = [
        "system_time_offset_seconds",
        "last_offset_seconds",
        "rms_offset_seconds",
        "update_interval_seconds",
    ];
    let mut lost = without_reference(Reports::with_sources(0));
    lost.tracking.current_correction = ChronyFloat::from(1000.0);
    let mut by_hand = never_updated(Reports::with_sources(0));
    by_hand.tracking.current_correction = ChronyFloat::from(1000.0);
    for (reports, expected) in [
        (lost, json!([-1000.0, -0.000_006_747, 0.000_035_822, 64.2])),
        (by_hand, json!([-1000.0, null, null, null])),
    ] {
        let document = all(reports.clone());
        let tracking = &document["tracking"];
        let seen: Vec<Value> = offsets.iter().map(|&key| tracking[key].clone()).collect();
        assert_eq!(json!(seen), expected);
        for key in ["stratum", "ref_time", "skew_ppm", "max_error_seconds"] {
            assert_eq!(tracking[key], Value::Null, "{key}");
        }
        assert_eq!(document["verdict"]["state"], "unsynchronized");
        let table = text(&ask(reports, &["tracking"]).stdout);
        assert!(table.contains("16 min 40 s behind"), "{table}");
    }
}

/// For the second that is inserted, chronyd's leap status is that of a lost clock; all else is valid.
#[test]
fn a_leap_second_in_progress_is_no_lost_clock() {
    let mut reports = Reports::default();
    reports.tracking.leap_status = 3;
    let document = all(reports.clone());
    let mut expected = all(Reports::default());
    expected["tracking"]["leap_status"] = json!("unsynchronized");
    for key in ["ref_time", "ref_time_unix_seconds"] {
        expected["tracking"][key] = document["tracking"][key].clone();
    }
    assert_eq!(document["tracking"], expected["tracking"]);
    assert_eq!(document["verdict"], expected["verdict"]);
    let table = text(&ask(reports.clone(), &["tracking"]).stdout);
    assert!(
        table.contains("leap second  one is being inserted at this moment"),
        "{table}"
    );

    // What is left over from a reference that is lost makes none.
    let lost = |change: fn(&mut Reports)| {
        let mut reports = reports.clone();
        change(&mut reports);
        reports
    };
    for reports in [
        lost(|reports| reports.tracking.stratum = 0),
        lost(|reports| reports.tracking.stratum = 16),
        lost(|reports| reports.tracking.ref_time = UNIX_EPOCH),
        lost(|reports| reports.tracking.ref_id = 0),
    ] {
        let document = all(reports);
        assert_eq!(document["verdict"]["state"], "unsynchronized");
        for key in [
            "reference_id",
            "reference_name",
            "reference_address",
            "stratum",
            "ref_time",
        ] {
            assert_eq!(document["tracking"][key], Value::Null, "{key}");
        }
    }
}

/// With `server X copy` chronyd has the reference id of its server, even if that is one of a server
/// in local mode.
#[test]
fn a_copied_local_reference_is_a_source_that_is_followed() {
    let mut reports = Reports::default();
    reports.tracking.ref_id = 0x7F7F_0101;
    let document = all(reports);
    assert_eq!(document["tracking"]["reference_id"], "7F7F0101");
    assert_eq!(document["tracking"]["reference_name"], "ntp1.example.net");
    assert_eq!(document["tracking"]["reference_address"], "203.0.113.15");
    assert_eq!(document["tracking"]["max_error_seconds"], 0.007_926_771);
    assert_eq!(document["verdict"]["state"], "synchronized");
    assert_eq!(document["verdict"]["reference"], "ntp1.example.net");
}

/// `local stratum 10`: chronyd serves a clock that follows nobody.
#[test]
fn a_local_clock_has_no_bound_on_its_error() {
    let mut reports = Reports::with_sources(0).updated_at(ref_time());
    let tracking = &mut reports.tracking;
    tracking.ref_id = 0x7F7F_0101;
    tracking.ip_addr = ChronyAddr::Unspec;
    tracking.stratum = 10;
    let nothing = ChronyFloat::from(0.0);
    tracking.root_delay = nothing;
    tracking.root_dispersion = nothing;
    tracking.skew_ppm = nothing;
    let had_updates = reports.clone();
    reports.tracking.current_correction = nothing;
    reports.tracking.last_offset = nothing;
    reports.tracking.rms_offset = nothing;
    reports.tracking.last_update_interval = nothing;

    let mut expected = json!({
        "reference_id": "7F7F0101", "reference_name": null, "reference_address": null,
        "stratum": 10, "leap_status": "normal",
        "ref_time": "2026-01-17T09:49:17.5Z", "ref_time_unix_seconds": 1_768_643_357.5,
        "system_time_offset_seconds": null, "last_offset_seconds": null,
        "rms_offset_seconds": null, "frequency_ppm": -3.225, "residual_frequency_ppm": null,
        "skew_ppm": null, "root_delay_seconds": 0.0, "root_dispersion_seconds": 0.0,
        "update_interval_seconds": null, "max_error_seconds": null,
    });
    let never_updated = all(reports);
    assert_eq!(never_updated["tracking"], expected);
    assert_eq!(never_updated["verdict"]["state"], "local");
    assert_eq!(never_updated["verdict"]["max_error_seconds"], Value::Null);

    expected["system_time_offset_seconds"] = json!(-0.000_006_523);
    expected["last_offset_seconds"] = json!(-0.000_006_747);
    expected["rms_offset_seconds"] = json!(0.000_035_822);
    expected["update_interval_seconds"] = json!(64.2);
    assert_eq!(all(had_updates)["tracking"], expected);
}

#[test]
fn a_reference_clock_is_a_reference_without_an_address() {
    let mut reports = Reports::with_sources(0)
        .and(Source::reference_clock(*b"GPS0").in_state(SourceState::Selected));
    reports.tracking.ip_addr = ChronyAddr::Unspec;
    reports.tracking.ref_id = u32::from_be_bytes(*b"GPS0");
    let document = all(reports);
    let tracking = &document["tracking"];
    assert_eq!(tracking["reference_id"], "47505330");
    assert_eq!(tracking["reference_name"], "GPS0");
    assert_eq!(tracking["reference_address"], Value::Null);
    assert_eq!(document["verdict"]["state"], "synchronized");
    assert_eq!(document["verdict"]["reference"], "GPS0");
}

#[test]
fn a_first_update_has_no_interval() {
    let mut reports = Reports::default();
    reports.tracking.last_update_interval = ChronyFloat::from(0.0);
    let tracking = &all(reports)["tracking"];
    assert_eq!(tracking["update_interval_seconds"], Value::Null);
    assert_eq!(tracking["last_offset_seconds"], -0.000_006_747);
}
