//! The JSON document, key by key. What stands on the right is written by hand, from the contract and
//! from what the scripted daemon was told, with the wire's signs turned where they have to be.

use std::net::Ipv6Addr;
use std::process::Output;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use test_support::chronyd::Door;
use test_support::environment::on_a_terminal;
use test_support::json as document;
use test_support::scripted::reply::{SourceMode, SourceState, Status};
use test_support::scripted::{ChronyAddr, ChronyFloat, Daemon, Reports, Source};

use crate::program::{asking, run, second_hand, text};

/// 2026-01-17 09:49:17 UTC, half a second later.
fn ref_time() -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(1_768_643_357_500)
}

fn ask(reports: Reports, arguments: &[&str]) -> Output {
    let daemon = Daemon::honest(reports);
    run(asking(&daemon, arguments))
}

/// The document of `all`, from a daemon with these reports, and with nothing missing.
#[track_caller]
fn all(reports: Reports) -> Value {
    let output = ask(reports, &["all", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let document = document(&output);
    assert_eq!(document["errors"], json!([]));
    document
}

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
fn never_updated(reports: Reports) -> Reports {
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

fn verdict(reports: Reports, command: &str) -> Value {
    document(&ask(reports, &[command, "--json"]))["verdict"].clone()
}

#[test]
fn the_verdict_is_synchronized_to_somebody() {
    let expected = json!({
        "state": "synchronized",
        "level": "ok",
        "reference": "ntp1.example.net",
        "max_error_seconds": 0.007_926_771,
        "message": "synchronized to ntp1.example.net, stratum 3",
    });
    assert_eq!(verdict(Reports::default(), "all"), expected);
    assert_eq!(verdict(Reports::default(), "tracking"), expected);
}

/// A clock that is so many seconds behind, and was updated so long ago by the daemon's own clock.
fn far_off(correction: f64, age: f64) -> Reports {
    let shown = SystemTime::now() + Duration::from_secs(100_000);
    let shift = Duration::from_secs_f64(100_000.0 - correction + age);
    let mut reports = Reports::default().updated_at(shown - shift);
    reports.tracking.current_correction = ChronyFloat::from(correction);
    reports
}

/// The usual limits are 100 ms and 1 s. The bound is the offset, the dispersion and half the
/// delay together.
#[test]
fn the_verdict_is_no_better_than_the_error() {
    let of = |offset: f64, dispersion: f64, delay: f64| {
        let mut reports = far_off(-offset, 12.0);
        reports.tracking.root_dispersion = ChronyFloat::from(dispersion);
        reports.tracking.root_delay = ChronyFloat::from(delay);
        reports
    };
    let synchronized = "synchronized to ntp1.example.net, stratum 3";
    let cases = [
        (of(0.05, 0.02, 0.06), "ok", ""),
        (
            of(-0.15, 0.02, 0.06),
            "warning",
            "the clock is 150 ms behind; ",
        ),
        (
            of(0.25, 0.1, 0.06),
            "warning",
            "the clock is 250 ms ahead; ",
        ),
        // Most of it may be there, and may not.
        (
            of(0.0, 0.15, 0.02),
            "warning",
            "the clock is up to 160 ms off; ",
        ),
        (
            of(0.0, 0.1, 4.0),
            "critical",
            "the clock is up to 2.1 s off; ",
        ),
    ];
    for (reports, level, words) in cases {
        let verdict = verdict(reports, "tracking");
        assert_eq!(verdict["state"], "synchronized", "{verdict:#}");
        assert_eq!(verdict["level"], level, "{verdict:#}");
        assert_eq!(verdict["message"], format!("{words}{synchronized}"));
    }
}

/// A suspended machine wakes up an hour late: chronyd slews, and all that it says of its sources is fine.
#[test]
fn a_clock_an_hour_off_is_critical() {
    for (correction, direction) in [(3600.0, "behind"), (-3600.0, "ahead")] {
        assert_eq!(
            verdict(far_off(correction, 12.0), "all"),
            json!({
                "state": "synchronized",
                "level": "critical",
                "reference": "ntp1.example.net",
                "max_error_seconds": 3_600.007_8,
                "message": format!(
                    "the clock is 1 h {direction}; synchronized to ntp1.example.net, stratum 3"
                ),
            })
        );
    }
}

#[test]
fn the_worse_of_state_and_error_counts() {
    let level = |reports| verdict(reports, "all")["level"].clone();
    let mut stale = Reports::with_sources(0);
    assert_eq!(level(stale.clone()), "warning");
    stale.tracking.root_dispersion = ChronyFloat::from(2.0);
    assert_eq!(level(stale), "critical");

    let mut local = Reports::default();
    local.tracking.ref_id = 0x7F7F_0101;
    local.tracking.ip_addr = ChronyAddr::Unspec;
    assert_eq!(level(local.clone()), "warning");
    // It has no bound; but what is still to be corrected is known.
    local.tracking.current_correction = ChronyFloat::from(3600.0);
    assert_eq!(level(local), "critical");

    assert_eq!(level(never_updated(Reports::default())), "critical");
    let mut dead = second_hand();
    dead.args(["all", "--json"]).args(Door::closed().options);
    let dead = run(dead);
    assert_eq!(document(&dead)["verdict"]["level"], "critical");
}

#[test]
fn a_clock_goes_stale_after_eight_polls_three_updates_or_without_a_selected_source() {
    // The selected source is polled every 64 s: eight times that are 512 s, and one for chronyd's
    // fuzz of the reference time. The clock gets older while it is asked for.
    for (age, interval, state) in [
        (480, 64.2, "synchronized"),
        (520, 64.2, "stale"),
        // Whose source has a filter has an update every so many polls only.
        (520, 1024.0, "synchronized"),
        (3040, 1024.0, "synchronized"),
        (3080, 1024.0, "stale"),
        // The first update has no interval: as long as the source answers, another one will come.
        (520, 0.0, "synchronized"),
    ] {
        let mut reports = updated_ago(age);
        reports.tracking.last_update_interval = ChronyFloat::from(interval);
        assert_eq!(verdict_everywhere(reports), state, "{age} {interval}");
    }
    for (age, state) in [(480, "synchronized"), (520, "stale")] {
        let mut first = updated_ago(age);
        first.tracking.last_update_interval = ChronyFloat::from(0.0);
        first.sources[0].data.reachability = 0;
        assert_eq!(verdict_everywhere(first), state, "{age}");
    }
    let mut abandoned = Reports::default();
    abandoned.sources[0].data.state = SourceState::NonSelectable;
    assert_eq!(verdict_everywhere(abandoned), "stale");
    assert_eq!(verdict_everywhere(Reports::with_sources(0)), "stale");
}

fn updated_ago(seconds: u64) -> Reports {
    Reports::default().updated_at(SystemTime::now() - Duration::from_secs(seconds))
}

/// The state of the clock, which is the same whatever report was asked for and in every format.
#[track_caller]
fn verdict_everywhere(reports: Reports) -> Value {
    let daemon = Daemon::honest(reports);
    // All but the age, which grows from one run to the next.
    let ageless = |text: &str| text.split("last update").next().map(str::to_owned);
    let verdict = |command| {
        let mut verdict = document(&run(asking(&daemon, &[command, "--json"])))["verdict"].take();
        verdict["message"] = json!(ageless(verdict["message"].as_str().expect("a message")));
        verdict
    };
    let verdict_of_all = verdict("all");
    assert_eq!(verdict("tracking"), verdict_of_all);
    let first_line = |command| {
        let table = text(&run(asking(&daemon, &[command])).stdout);
        ageless(table.lines().next().unwrap_or_default()).expect("a line")
    };
    let headline = first_line("tracking");
    assert_eq!(headline, first_line("all"));
    let message = verdict_of_all["message"].as_str().expect("a message");
    assert!(headline.ends_with(message), "{headline}");
    let states = |command| {
        let page = text(&run(asking(&daemon, &[command, "-f", "prometheus"])).stdout);
        let is_state = |line: &&str| {
            line.starts_with("chrony_synchronized ") || line.starts_with("chrony_stale ")
        };
        let lines: Vec<String> = page.lines().filter(is_state).map(str::to_owned).collect();
        assert_eq!(lines.len(), 2, "{page}");
        lines
    };
    assert_eq!(states("tracking"), states("all"));
    verdict_of_all["state"].clone()
}

/// What is fetched for the verdict alone is neither shown nor missed.
#[test]
fn without_the_sources_tracking_is_whole_and_believed() {
    let daemon = Daemon::udp(updated_ago(545), |asked| {
        if asked.is_about_sources() {
            asked.status(Status::Unauth)
        } else {
            asked.honestly()
        }
    });
    let output = run(asking(&daemon, &["tracking", "--json"]));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let document = document(&output);
    assert_eq!(document["errors"], json!([]));
    assert_eq!(document["verdict"]["state"], "synchronized");
}

/// A reference time in the future is no age; then it is what chronyd counts itself.
#[test]
fn a_reference_time_in_the_future_is_no_age() {
    for (since_sample, state) in [(21, "synchronized"), (100_000, "stale")] {
        let mut reports =
            Reports::default().updated_at(SystemTime::now() + Duration::from_secs(3 * 3600));
        reports.sources[0].data.since_sample = since_sample;
        assert_eq!(verdict_everywhere(reports), state, "{since_sample}");
    }
}

/// The figures of a daemon that contradicts itself are good for nothing.
#[test]
fn a_daemon_that_contradicts_itself_is_not_believed() {
    type Change = fn(&mut Reports);
    let cases: [(&str, Change); 6] = [
        ("the clock was never updated", |reports| {
            reports.tracking.ref_time = UNIX_EPOCH;
        }),
        ("the clock was never updated", |reports| {
            reports.tracking.ref_time = UNIX_EPOCH;
            reports.sources.clear();
        }),
        ("an impossible stratum", |reports| {
            reports.tracking.stratum = 0;
            reports.tracking.leap_status = 65535;
        }),
        ("an impossible stratum", |reports| {
            reports.tracking.stratum = 16;
        }),
        ("no reference", |reports| {
            reports.tracking.ref_id = 0;
            reports.tracking.ip_addr = ChronyAddr::Unspec;
        }),
        ("the selected source has no sample", |reports| {
            reports.sources[0].data.since_sample = u32::MAX;
        }),
    ];
    for (what, contradict) in cases {
        let mut reports = Reports::default();
        contradict(&mut reports);
        assert_eq!(
            verdict_everywhere(reports.clone()),
            "unsynchronized",
            "{what}"
        );
        let verdict = verdict(reports, "all");
        let message = format!("not synchronized: chronyd contradicts itself: {what}");
        assert_eq!(verdict["message"], message);
        assert_eq!(verdict["max_error_seconds"], Value::Null, "{what}");
    }
}

/// A clock that is being set right by hours is not therefore stale, nor a stale one fresh.
#[test]
fn the_age_of_an_update_is_told_by_the_right_clock() {
    for correction in [7200.0, -7200.0] {
        assert_eq!(
            verdict(far_off(correction, 20.0), "all")["state"],
            "synchronized"
        );
        assert_eq!(
            verdict(far_off(correction, 3600.0), "all")["state"],
            "stale"
        );
    }
}

#[test]
fn only_what_was_asked_for_has_a_key() {
    let cases: [(&[&str], &[&str]); 6] = [
        (&["tracking"], &["tracking", "verdict"]),
        (&["sources"], &["sources"]),
        (&["stats"], &["stats"]),
        (&["rtc"], &["rtc"]),
        (
            &["all"],
            &["rtc", "sources", "stats", "tracking", "verdict"],
        ),
        (
            &["all", "--no-rtc"],
            &["sources", "stats", "tracking", "verdict"],
        ),
    ];
    for (command, reports) in cases {
        let document = document(&ask(Reports::default(), &[command, &["--json"]].concat()));
        let mut keys: Vec<&str> = document
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        keys.sort_unstable();
        let mut expected = [
            reports,
            &[
                "activity",
                "diagnosis",
                "errors",
                "fetched_at",
                "schema_version",
                "server",
            ],
        ]
        .concat();
        expected.sort_unstable();
        assert_eq!(keys, expected, "{command:?}");
        assert_eq!(document["schema_version"], 1);
    }
}

#[test]
fn the_document_says_when_and_where_it_was_fetched() {
    let daemon = Daemon::honest(Reports::default());
    let before = jiff::Timestamp::now();
    let document = document(&run(asking(&daemon, &["rtc", "--json"])));
    let after = jiff::Timestamp::now();
    let fetched_at = document["fetched_at"].as_str().expect("a time");
    assert!(fetched_at.ends_with('Z'), "{fetched_at}");
    let moment: jiff::Timestamp = fetched_at.parse().expect("RFC 3339");
    assert!(
        before <= moment && moment <= after,
        "{before} {moment} {after}"
    );
    assert_eq!(document["server"], daemon.server());
}

#[test]
fn a_document_is_one_line_for_programs_and_many_for_people() {
    let daemon = Daemon::honest(Reports::default());
    let piped = run(asking(&daemon, &["all", "--json"]));
    let line = text(&piped.stdout);
    assert!(
        line.starts_with("{\"schema_version\":1,\"fetched_at\":"),
        "{line}"
    );
    assert!(line.ends_with("}\n"), "{line}");
    assert_eq!(line.lines().count(), 1);

    let watched = on_a_terminal(asking(&daemon, &["all", "--json"]), 80);
    let lines = text(&watched.stdout);
    assert!(
        lines.starts_with("{\n  \"schema_version\": 1,\n"),
        "{lines}"
    );
    let without_time = |output: &Output| {
        let mut document = document(output);
        document["fetched_at"].take();
        document
    };
    assert_eq!(without_time(&watched), without_time(&piped));
}

#[test]
fn the_two_ways_to_ask_for_a_document_are_one() {
    let daemon = Daemon::honest(Reports::default());
    let ask = |arguments: &[&str]| {
        let mut document = document(&run(asking(&daemon, arguments)));
        document["fetched_at"].take();
        document
    };
    assert_eq!(ask(&["all", "--format", "json"]), ask(&["all", "--json"]));
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
