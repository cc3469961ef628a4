//! The figures of a scripted daemon, in the wire's terms, against what the page says: each value
//! with `chrony_exporter`'s unit and sign, which are those of the wire.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use test_support::scripted::{ChronyFloat, Daemon, Reports};

use crate::page::Page;

#[track_caller]
fn assert_value(page: &Page, name: &str, expected: f64) {
    let value = page.value(name);
    assert_eq!(value, Some(expected), "{name} in {}", page.text);
}

#[track_caller]
fn assert_of_source(page: &Page, name: &str, source: &str, expected: f64) {
    let value = page.labelled(name, "source_address", source);
    assert_eq!(value, Some(expected), "{name} of {source} in {}", page.text);
}

#[test]
fn tracking_has_the_signs_of_the_wire() {
    let updated = UNIX_EPOCH + Duration::from_secs(1_768_643_357);
    let page = Page::of(
        &Daemon::honest(Reports::default().updated_at(updated)),
        &["tracking"],
    );
    // Positive: the clock is slow. In JSON the same figure is negative.
    assert_value(&page, "chrony_tracking_system_time_seconds", 0.000_006_523);
    assert_value(&page, "chrony_tracking_last_offset_seconds", -0.000_006_747);
    assert_value(&page, "chrony_tracking_rms_offset_seconds", 0.000_035_822);
    assert_value(&page, "chrony_tracking_frequency_ppms", -3.225);
    assert_value(&page, "chrony_tracking_residual_frequency_ppms", 0.0);
    assert_value(&page, "chrony_tracking_skew_ppms", 0.129);
    assert_value(&page, "chrony_tracking_root_delay_seconds", 0.013_639_022);
    assert_value(
        &page,
        "chrony_tracking_root_dispersion_seconds",
        0.001_100_737,
    );
    assert_value(&page, "chrony_tracking_update_interval_seconds", 64.2);
    assert_value(&page, "chrony_tracking_stratum", 3.0);
    assert_value(
        &page,
        "chrony_tracking_reference_timestamp_seconds",
        1_768_643_357.0,
    );
    // |0.000006523| + 0.001100737 + 0.013639022 / 2, to the seven digits of an f32.
    let bound = page.value("chrony_max_error_seconds").expect("a bound");
    assert!((bound - 0.007_926_771).abs() < 1e-9, "{bound}");
    let id = page.labelled("chrony_tracking_info", "tracking_refid", "CB00710F");
    assert_eq!(id, Some(1.0), "{}", page.text);
}

#[test]
fn every_signed_figure_keeps_its_sign_the_other_way_round() {
    let mut reports = Reports::with_sources(1);
    reports.tracking.current_correction = ChronyFloat::from(-0.25);
    reports.tracking.last_offset = ChronyFloat::from(0.5);
    reports.tracking.freq_ppm = ChronyFloat::from(7.5);
    reports.tracking.resid_freq_ppm = ChronyFloat::from(-1.25);
    reports.sources[0].data.latest_meas = ChronyFloat::from(0.125);
    reports.sources[0].stats.resid_freq_ppm = ChronyFloat::from(0.75);
    reports.sources[0].stats.est_offset = ChronyFloat::from(-0.0625);
    let rtc = reports.rtc.as_mut().expect("an RTC");
    rtc.rtc_seconds_fast = ChronyFloat::from(1.5);
    rtc.rtc_gain_rate_ppm = ChronyFloat::from(2.5);
    let page = Page::of(&Daemon::honest(reports), &["all"]);
    assert_value(&page, "chrony_tracking_system_time_seconds", -0.25);
    assert_value(&page, "chrony_tracking_last_offset_seconds", 0.5);
    assert_value(&page, "chrony_tracking_frequency_ppms", 7.5);
    assert_value(&page, "chrony_tracking_residual_frequency_ppms", -1.25);
    let source = "203.0.113.15";
    assert_of_source(
        &page,
        "chrony_sources_last_sample_offset_seconds",
        source,
        0.125,
    );
    assert_of_source(&page, "chrony_sourcestats_frequency_ppms", source, 0.75);
    assert_of_source(&page, "chrony_sourcestats_offset", source, -0.0625);
    assert_value(&page, "chrony_rtc_offset_seconds", 1.5);
    assert_value(&page, "chrony_rtc_drift_ppms", 2.5);
}

#[test]
fn zero_has_no_sign() {
    let mut reports = Reports::with_sources(0);
    reports.tracking.current_correction = ChronyFloat::from(0.0);
    let page = Page::of(&Daemon::honest(reports), &["tracking"]);
    let line = "\nchrony_tracking_system_time_seconds 0\n";
    assert!(page.text.contains(line), "{}", page.text);
}

#[test]
fn sources_have_the_figures_of_the_wire() {
    let mut reports = Reports::with_sources(2);
    // Six of the last eight polls, but not the newest.
    reports.sources[1].data.reachability = 0o176;
    reports.sources[1].data.poll = -7;
    let page = Page::of(&Daemon::honest(reports), &["sources"]);
    let first = "203.0.113.15";
    assert_of_source(&page, "chrony_sources_stratum", first, 2.0);
    assert_of_source(
        &page,
        "chrony_sources_polling_interval_seconds",
        first,
        64.0,
    );
    assert_of_source(&page, "chrony_sources_reachability_ratio", first, 1.0);
    assert_of_source(&page, "chrony_sources_reachability_success", first, 1.0);
    assert_of_source(&page, "chrony_sources_last_sample_age_seconds", first, 21.0);
    // The adjusted measurement, not the one as it was made (-0.002619).
    assert_of_source(
        &page,
        "chrony_sources_last_sample_offset_seconds",
        first,
        -0.002_629,
    );
    assert_of_source(
        &page,
        "chrony_sources_last_sample_error_margin_seconds",
        first,
        0.086,
    );
    let second = "203.0.113.16";
    assert_of_source(
        &page,
        "chrony_sources_polling_interval_seconds",
        second,
        0.007_812_5,
    );
    assert_of_source(&page, "chrony_sources_reachability_ratio", second, 0.75);
    assert_of_source(&page, "chrony_sources_reachability_success", second, 0.0);
    assert_value(&page, "chrony_usable_sources", 2.0);
}

#[test]
fn statistics_have_the_figures_of_the_wire() {
    let page = Page::of(&Daemon::honest(Reports::default()), &["stats"]);
    let source = "203.0.113.15";
    for (name, expected) in [
        ("chrony_sourcestats_samples", 11.0),
        ("chrony_sourcestats_runs", 5.0),
        ("chrony_sourcestats_span_seconds", 2760.0),
        ("chrony_sourcestats_frequency_ppms", -0.001),
        ("chrony_sourcestats_frequency_skew_ppms", 0.045),
        ("chrony_sourcestats_offset", 0.000_001),
        ("chrony_sourcestats_offset_error_seconds", 0.000_1),
        ("chrony_sourcestats_stddev", 0.000_025),
    ] {
        assert_of_source(&page, name, source, expected);
    }
}

#[test]
fn the_hardware_clock_has_the_figures_of_the_wire() {
    let page = Page::of(&Daemon::honest(Reports::default()), &["rtc"]);
    for (name, expected) in [
        ("chrony_rtc_reference_timestamp_seconds", 1_768_643_112.0),
        ("chrony_rtc_samples", 10.0),
        ("chrony_rtc_runs", 5.0),
        ("chrony_rtc_span_seconds", 549.0),
        ("chrony_rtc_offset_seconds", -1.632_736),
        ("chrony_rtc_drift_ppms", -107.623),
    ] {
        assert_value(&page, name, expected);
    }
}

#[test]
fn the_collection_has_a_time_and_a_duration() {
    let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).expect("now").as_secs_f64();
    let before = seconds(SystemTime::now());
    let page = Page::of(&Daemon::honest(Reports::default()), &["tracking"]);
    let after = seconds(SystemTime::now());
    let at = page.value("chrony_collection_timestamp_seconds");
    assert!(at.is_some_and(|at| before < at && at < after), "{at:?}");
    let took = page.value("chrony_collection_duration_seconds");
    assert!(
        took.is_some_and(|took| 0.0 < took && took < after - before),
        "{took:?}"
    );
}
