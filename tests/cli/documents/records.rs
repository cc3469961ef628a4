//! The keys of each report, and what stands in them whatever kind of source it is about.

use std::net::Ipv6Addr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use test_support::json as document;
use test_support::scripted::reply::{SourceMode, SourceState};
use test_support::scripted::{ChronyFloat, Reports, Source};

use super::{all, ask, ref_time};
use crate::program::text;

#[test]
fn tracking_has_every_key() {
    let document = all(Reports::default().updated_at(ref_time()));
    let expected = json!({
        "reference_id": "CB00710F",
        "reference_name": "ntp1.example.net",
        "reference_address": "203.0.113.15",
        "stratum": 3,
        "leap_status": "normal",
        "ref_time": "2026-01-17T09:49:17.5Z",
        "ref_time_unix_seconds": 1_768_643_357.5,
        // The wire's correction is positive for a clock that is behind.
        "system_time_offset_seconds": -0.000_006_523,
        "last_offset_seconds": -0.000_006_747,
        "rms_offset_seconds": 0.000_035_822,
        "frequency_ppm": -3.225,
        "residual_frequency_ppm": 0.0,
        "skew_ppm": 0.129,
        "root_delay_seconds": 0.013_639_022,
        "root_dispersion_seconds": 0.001_100_737,
        "update_interval_seconds": 64.2,
        // 0.000006523 + 0.001100737 + 0.013639022 / 2.
        "max_error_seconds": 0.007_926_771,
    });
    assert_eq!(document["tracking"], expected);
}

#[test]
fn a_source_has_every_key_whatever_it_is() {
    let mut peer = Source::server(1).at(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1));
    peer.data.mode = SourceMode::Peer;
    peer.stats.ref_id = 0x39AB_9B37;
    peer.data.poll = -7;
    peer.data.reachability = 0o17;
    peer.data.since_sample = 0;
    peer.data.latest_meas = ChronyFloat::from(0.002_5);
    peer.data.orig_latest_meas = ChronyFloat::from(0.002_4);
    let reports = Reports::with_sources(1)
        .and(peer)
        .and(Source::server(2).in_state(SourceState::Falseticker))
        .and(Source::server(3).in_state(SourceState::Jittery))
        .and(Source::server(4).in_state(SourceState::Selectable))
        .and(Source::reference_clock(*b"GPS0"))
        .and(Source::unreachable(5))
        .and(Source::unresolved(1, "ntp.example.invalid"));

    let document = all(reports);

    let server = |number: u8, state: &str, symbol: &str| {
        json!({
            "address": format!("203.0.113.{}", 15 + number),
            "name": format!("ntp{}.example.net", number + 1),
            "reference_id": format!("CB0071{:02X}", 15 + number),
            "mode": "server", "state": state, "symbol": symbol,
            "stratum": 2, "poll_log2_seconds": 6, "poll_interval_seconds": 64.0,
            "reachability": 255, "reachability_octal": "377", "last_sample_age_seconds": 21,
            "offset_seconds": -0.002_629, "measured_offset_seconds": -0.002_619,
            "error_seconds": 0.086,
            "selection": null, "authentication": null, "ntp_data": null, "spare": false,
        })
    };
    let expected = json!([
        server(0, "selected", "^*"),
        {
            "address": "2001:db8::1", "name": "ntp2.example.net",
            // The beginning of the MD5 hash of the address.
            "reference_id": "39AB9B37",
            "mode": "peer", "state": "combined", "symbol": "=+",
            "stratum": 2, "poll_log2_seconds": -7, "poll_interval_seconds": 0.007_812_5,
            "reachability": 15, "reachability_octal": "017", "last_sample_age_seconds": 0,
            "offset_seconds": 0.002_5, "measured_offset_seconds": 0.002_4,
            "error_seconds": 0.086,
            "selection": null, "authentication": null, "ntp_data": null, "spare": false,
        },
        server(2, "falseticker", "^x"),
        server(3, "jittery", "^~"),
        server(4, "selectable", "^-"),
        {
            "address": null, "name": "GPS0", "reference_id": "47505330",
            "mode": "refclock", "state": "selectable", "symbol": "#-",
            "stratum": 0, "poll_log2_seconds": 4, "poll_interval_seconds": 16.0,
            "reachability": 255, "reachability_octal": "377", "last_sample_age_seconds": 21,
            "offset_seconds": -0.002_629, "measured_offset_seconds": -0.002_619,
            "error_seconds": 0.086,
            "selection": null, "authentication": null, "ntp_data": null, "spare": false,
        },
        {
            "address": "203.0.113.20", "name": "ntp6.example.net", "reference_id": "CB007114",
            "mode": "server", "state": "unusable", "symbol": "^?",
            "stratum": null, "poll_log2_seconds": 6, "poll_interval_seconds": 64.0,
            "reachability": 0, "reachability_octal": "000", "last_sample_age_seconds": null,
            "offset_seconds": null, "measured_offset_seconds": null, "error_seconds": null,
            "selection": null, "authentication": null, "ntp_data": null, "spare": false,
        },
        {
            "address": null, "name": "ntp.example.invalid", "reference_id": null,
            "mode": "server", "state": "unusable", "symbol": "^?",
            "stratum": null, "poll_log2_seconds": 6, "poll_interval_seconds": 64.0,
            "reachability": 0, "reachability_octal": "000", "last_sample_age_seconds": null,
            "offset_seconds": null, "measured_offset_seconds": null, "error_seconds": null,
            "selection": null, "authentication": null, "ntp_data": null, "spare": false,
        },
    ]);
    assert_eq!(document["sources"], expected);
}

/// A reference clock's id need not be text; then it is all that there is to know it by.
#[test]
fn a_source_whose_id_is_no_text_is_known_by_the_id() {
    let id = [0x7F, 0x7F, 0x01, 0x02];
    let document = all(Reports::with_sources(1).and(Source::reference_clock(id)));
    for report in ["sources", "stats"] {
        let clock = &document[report][1];
        assert_eq!(clock["address"], Value::Null, "{report}");
        assert_eq!(clock["name"], Value::Null, "{report}");
        assert_eq!(clock["reference_id"], "7F7F0102", "{report}");
    }
}

#[test]
fn statistics_have_every_key_whatever_they_are_about() {
    // A source with one sample: chronyd puts placeholders where it cannot estimate yet.
    let mut fresh = Source::server(1);
    fresh.stats.n_samples = 1;
    fresh.stats.n_runs = 0;
    fresh.stats.span_seconds = 0;
    fresh.stats.skew_ppm = ChronyFloat::from(2000.0);
    fresh.stats.sd = ChronyFloat::from(4.0);
    fresh.stats.resid_freq_ppm = ChronyFloat::from(0.0);
    let reports = Reports::with_sources(1)
        .and(fresh)
        .and(Source::reference_clock(*b"PPS\0"))
        .and(Source::unreachable(5))
        .and(Source::unresolved(1, "ntp.example.invalid"));

    let document = all(reports);

    let expected = json!([
        {
            "address": "203.0.113.15", "name": "ntp1.example.net", "reference_id": "CB00710F",
            "samples": 11, "runs": 5, "span_seconds": 2760,
            "frequency_ppm": -0.001, "skew_ppm": 0.045,
            "offset_seconds": 0.000_001, "offset_error_seconds": 0.000_1,
            "std_dev_seconds": 0.000_025, "spare": false,
        },
        {
            "address": "203.0.113.16", "name": "ntp2.example.net", "reference_id": "CB007110",
            "samples": 1, "runs": 0, "span_seconds": 0,
            "frequency_ppm": null, "skew_ppm": null,
            "offset_seconds": 0.000_001, "offset_error_seconds": 0.000_1,
            "std_dev_seconds": null, "spare": false,
        },
        {
            "address": null, "name": "PPS", "reference_id": "50505300",
            "samples": 11, "runs": 5, "span_seconds": 2760,
            "frequency_ppm": -0.001, "skew_ppm": 0.045,
            "offset_seconds": 0.000_001, "offset_error_seconds": 0.000_1,
            "std_dev_seconds": 0.000_025, "spare": false,
        },
        {
            "address": "203.0.113.20", "name": "ntp6.example.net", "reference_id": "CB007114",
            "samples": 0, "runs": 0, "span_seconds": 0,
            "frequency_ppm": null, "skew_ppm": null,
            "offset_seconds": null, "offset_error_seconds": null, "std_dev_seconds": null, "spare": false,
        },
        {
            "address": null, "name": "ntp.example.invalid", "reference_id": null,
            "samples": 0, "runs": 0, "span_seconds": 0,
            "frequency_ppm": null, "skew_ppm": null,
            "offset_seconds": null, "offset_error_seconds": null, "std_dev_seconds": null, "spare": false,
        },
    ]);
    assert_eq!(document["stats"], expected);
}

/// A pool of which chronyd keeps more places than the name has addresses, before and behind the one
/// that has one; and a name that is not resolved at all.
fn pool() -> Reports {
    Reports::with_sources(0)
        .and(Source::unresolved(1, "pool.example.net"))
        .and(Source::server(0).named("pool.example.net"))
        .and(Source::unresolved(3, "pool.example.net"))
        .and(Source::server(1))
        .and(Source::unresolved(4, "ntp.example.invalid"))
        .and(Source::unresolved(5, ""))
        .and(Source::server(2).named(""))
}

#[test]
fn spare_places_of_a_pool_are_marked_where_they_stand() {
    for naming in [&[][..], &["--numeric"]] {
        let document = document(&ask(pool(), &[&["all", "--json"], naming].concat()));
        for list in ["sources", "stats"] {
            let list = document[list].as_array().expect("a list");
            let marks: Vec<bool> = list
                .iter()
                .map(|entry| entry["spare"].as_bool().expect("a mark"))
                .collect();
            assert_eq!(marks, [true, false, true, false, false, false, false]);
            let named = list.iter().filter(|entry| entry["name"].is_string());
            assert_eq!(named.count(), if naming.is_empty() { 5 } else { 0 });
        }
    }
}

#[test]
fn the_hardware_clock_has_every_key() {
    let document = all(Reports::default());
    let expected = json!({
        "ref_time": "2026-01-17T09:45:12Z", "ref_time_unix_seconds": 1_768_643_112.0,
        "samples": 10, "runs": 5, "span_seconds": 549,
        "offset_seconds": -1.632_736, "drift_ppm": -107.623,
    });
    assert_eq!(document["rtc"], expected);
}

/// The reference time is the hardware clock's own reading, and the moment that less its offset.
#[test]
fn a_hardware_clock_that_is_fast_was_not_measured_in_the_future() {
    let measured = SystemTime::now() - Duration::from_secs(305);
    for (offset, reading) in [
        (7200.0, measured + Duration::from_secs(7200)),
        (-7200.0, measured - Duration::from_secs(7200)),
    ] {
        // By a system clock that is right, which this one is not.
        let mut reports = Reports::default();
        reports.tracking.current_correction = ChronyFloat::from(3600.0);
        let reading = reading + Duration::from_secs(3600);
        let rtc = reports.rtc.as_mut().expect("an RTC");
        rtc.ref_time = reading;
        rtc.rtc_seconds_fast = ChronyFloat::from(offset);
        let table = text(&ask(reports.clone(), &["rtc"]).stdout);
        let shown = jiff::Timestamp::try_from(reading).expect("a time");
        let shown = format!("(it showed {shown:.0})").replace('T', " ");
        let shown = shown.replace('Z', " UTC");
        let line = table.lines().find(|line| line.starts_with("Measured"));
        let line = line.expect("a moment");
        assert!(line.starts_with("Measured  5 min "), "{line}");
        assert!(line.ends_with(&format!(" s ago {shown}")), "{line}");
        // To a program the reading is a reading, as chronyc has it.
        let document = document(&ask(reports, &["rtc", "--json"]));
        let seconds = document["rtc"]["ref_time_unix_seconds"].as_f64();
        let since_1970 = reading.duration_since(UNIX_EPOCH).expect("after 1970");
        let difference = seconds.expect("a reading") - since_1970.as_secs_f64();
        assert!(difference.abs() < 1e-5, "{difference}");
    }
}

#[test]
fn a_hardware_clock_that_is_not_measured_yet_is_no_failure() {
    let mut reports = Reports::default();
    let rtc = reports.rtc.as_mut().expect("an RTC");
    rtc.ref_time = UNIX_EPOCH;
    (rtc.n_samples, rtc.n_runs, rtc.span_seconds) = (0, 0, 0);
    rtc.rtc_seconds_fast = ChronyFloat::from(0.0);
    rtc.rtc_gain_rate_ppm = ChronyFloat::from(0.0);
    let expected = json!({
        "ref_time": null, "ref_time_unix_seconds": null,
        "samples": 0, "runs": 0, "span_seconds": 0,
        "offset_seconds": null, "drift_ppm": null,
    });
    assert_eq!(all(reports)["rtc"], expected);
}

#[test]
fn leap_seconds_are_announced_in_words() {
    for (number, word) in [(0, "normal"), (1, "insert"), (2, "delete")] {
        let mut reports = Reports::default();
        reports.tracking.leap_status = number;
        assert_eq!(all(reports)["tracking"]["leap_status"], word);
    }
}

#[test]
fn without_sources_the_lists_are_empty() {
    let document = all(Reports::with_sources(0));
    assert_eq!(document["sources"], json!([]));
    assert_eq!(document["stats"], json!([]));
}

#[test]
fn numeric_leaves_names_out_but_those_of_reference_clocks() {
    let reports = || {
        Reports::with_sources(1)
            .and(Source::reference_clock(*b"GPS0"))
            .and(Source::unresolved(1, "ntp.example.invalid"))
    };
    for flag in ["-n", "--numeric"] {
        let document = document(&ask(reports(), &["all", "--json", flag]));
        assert_eq!(document["tracking"]["reference_name"], Value::Null);
        assert_eq!(document["verdict"]["reference"], "203.0.113.15");
        for report in ["sources", "stats"] {
            assert_eq!(document[report][0]["name"], Value::Null, "{report}");
            assert_eq!(document[report][0]["address"], "203.0.113.15");
            assert_eq!(document[report][1]["name"], "GPS0", "{report}");
            assert_eq!(document[report][2]["name"], Value::Null, "{report}");
        }
    }
}
