//! What is said when there is less to say: what means nothing has no sample, what is always there
//! is there, and the exit status is that of every other format.

use std::time::{Duration, SystemTime};

use test_support::chronyd::Door;
use test_support::scripted::reply::Status;
use test_support::scripted::{ChronyAddr, ChronyFloat, Daemon, Reports, RequestBody, Source};

use crate::page::{Page, second_hand};

/// The metrics that are there whatever happened.
const ALWAYS: [&str; 4] = [
    "chrony_collection_duration_seconds",
    "chrony_collection_timestamp_seconds",
    "chrony_report_available",
    "chrony_up",
];

/// The state, as the four numbers that tell it: synchronised, stale, local, following a source.
fn state(page: &Page) -> [Option<f64>; 4] {
    [
        "chrony_synchronized",
        "chrony_stale",
        "chrony_local_reference",
        "chrony_tracking_remote_reference",
    ]
    .map(|name| page.value(name))
}

fn zero() -> ChronyFloat {
    ChronyFloat::from(0.0)
}

/// What chronyd says before it follows anything (`REF_GetTrackingReport` in chrony's reference.c).
fn unsynchronized(sources: u8) -> Reports {
    let mut reports = Reports::with_sources(sources);
    let tracking = &mut reports.tracking;
    tracking.ref_id = 0;
    tracking.ip_addr = ChronyAddr::Unspec;
    tracking.stratum = 0;
    tracking.leap_status = 3;
    tracking.ref_time = SystemTime::UNIX_EPOCH;
    tracking.root_delay = ChronyFloat::from(1.0);
    tracking.root_dispersion = ChronyFloat::from(1.0);
    tracking.skew_ppm = zero();
    reports
}

fn local() -> Reports {
    let mut reports = unsynchronized(1);
    reports.tracking.ref_id = 0x7F7F_0101;
    reports.tracking.stratum = 10;
    reports.tracking.leap_status = 0;
    reports.tracking.ref_time = SystemTime::now();
    reports.tracking.root_delay = zero();
    reports.tracking.root_dispersion = zero();
    reports
}

#[test]
fn the_level_is_the_worse_of_state_and_error() {
    let level =
        |reports| Page::of(&Daemon::honest(reports), &["all"]).value("chrony_verdict_level");
    assert_eq!(level(Reports::default()), Some(0.0));
    assert_eq!(level(local()), Some(1.0));
    assert_eq!(level(unsynchronized(1)), Some(2.0));
    let mut late = Reports::default();
    late.tracking.root_dispersion = ChronyFloat::from(0.5);
    assert_eq!(level(late.clone()), Some(1.0));
    // Positive on the wire: the clock is an hour behind.
    late.tracking.current_correction = ChronyFloat::from(3600.0);
    assert_eq!(level(late), Some(2.0));
}

#[test]
fn synchronized() {
    let page = Page::of(&Daemon::honest(Reports::default()), &["all"]);
    assert_eq!(page.status, Some(0));
    assert_eq!(page.messages, "");
    assert_eq!(page.value("chrony_up"), Some(1.0));
    assert_eq!(state(&page), [Some(1.0), Some(0.0), Some(0.0), Some(1.0)]);
    let leap = page.labelled("chrony_tracking_leap_status_info", "leap_status", "normal");
    assert_eq!(leap, Some(1.0));
}

#[test]
fn unsynchronized_has_no_figures_of_a_reference() {
    let page = Page::of(
        &Daemon::honest(unsynchronized(1)),
        &["tracking", "--numeric"],
    );
    assert_eq!(page.status, Some(0));
    assert_eq!(state(&page), [Some(0.0), Some(0.0), Some(0.0), Some(0.0)]);
    let names: Vec<&str> = page
        .names()
        .into_iter()
        .filter(|name| !ALWAYS.contains(name))
        .collect();
    assert_eq!(
        names,
        [
            "chrony_activity_sources",
            "chrony_local_reference",
            "chrony_stale",
            "chrony_synchronized",
            // What is known of the clock itself outlives the reference; the leap status tells why
            // the others are not there.
            "chrony_tracking_frequency_ppms",
            "chrony_tracking_last_offset_seconds",
            "chrony_tracking_leap_status_info",
            "chrony_tracking_remote_reference",
            "chrony_tracking_rms_offset_seconds",
            "chrony_tracking_system_time_seconds",
            "chrony_tracking_update_interval_seconds",
            "chrony_verdict_level",
        ]
    );
    let label = "leap_status";
    let leap = page.labelled("chrony_tracking_leap_status_info", label, "unsynchronized");
    assert_eq!(leap, Some(1.0));
}

/// Whether a clock is stale cannot be said without the sources.
#[test]
fn without_the_sources_nothing_is_said_of_staleness() {
    let daemon = Daemon::udp(Reports::default(), |asked| {
        if asked.is_about_sources() {
            asked.status(Status::Unauth)
        } else {
            asked.honestly()
        }
    });
    let page = Page::of(&daemon, &["tracking"]);
    assert_eq!(page.status, Some(0));
    assert_eq!(state(&page), [Some(1.0), None, Some(0.0), Some(1.0)]);
}

#[test]
fn local_mode_has_no_error_bound() {
    let page = Page::of(&Daemon::honest(local()), &["all"]);
    assert_eq!(state(&page), [Some(0.0), Some(0.0), Some(1.0), Some(0.0)]);
    assert_eq!(page.value("chrony_max_error_seconds"), None);
    assert_eq!(page.value("chrony_tracking_stratum"), Some(10.0));
    let id = page.labelled("chrony_tracking_info", "tracking_refid", "7F7F0101");
    assert_eq!(id, Some(1.0));
}

#[test]
fn stale_is_not_synchronized() {
    let long_ago = SystemTime::now() - Duration::from_secs(36_000);
    let reports = Reports::default().updated_at(long_ago);
    let page = Page::of(&Daemon::honest(reports), &["all"]);
    assert_eq!(page.status, Some(0));
    assert_eq!(state(&page), [Some(0.0), Some(1.0), Some(0.0), Some(1.0)]);
}

#[test]
fn leap_seconds_are_announced() {
    for (number, word) in [(1, "insert"), (2, "delete"), (9, "unknown(9)")] {
        let mut reports = Reports::default();
        reports.tracking.leap_status = number;
        let page = Page::of(&Daemon::honest(reports), &["tracking"]);
        let leap = page.labelled("chrony_tracking_leap_status_info", "leap_status", word);
        assert_eq!(leap, Some(1.0), "{}", page.text);
    }
}

#[test]
fn a_source_without_samples_has_no_figures_of_a_sample() {
    let reports = Reports::with_sources(1).and(Source::unreachable(1));
    let page = Page::of(&Daemon::honest(reports), &["all"]);
    let of_source: Vec<&str> = page
        .names()
        .into_iter()
        .filter(|name| {
            page.labelled(name, "source_address", "203.0.113.16")
                .is_some()
        })
        .collect();
    assert_eq!(
        of_source,
        [
            "chrony_sources_polling_interval_seconds",
            "chrony_sources_reachability_ratio",
            "chrony_sources_reachability_success",
            "chrony_sources_state_info",
            "chrony_sourcestats_runs",
            "chrony_sourcestats_samples",
            "chrony_sourcestats_span_seconds",
        ]
    );
    assert_eq!(page.value("chrony_usable_sources"), Some(1.0));
}

#[test]
fn no_sources_is_a_number() {
    let page = Page::of(&Daemon::honest(unsynchronized(0)), &["all"]);
    assert_eq!(page.value("chrony_usable_sources"), Some(0.0));
    assert_eq!(page.of_metric("chrony_sources_state_info").count(), 0);
}

#[test]
fn chronyd_that_is_down_is_a_complete_page() {
    let mut command = second_hand();
    command.arg("all").args(Door::closed().options);
    let page = Page::from(command);
    assert_eq!(page.status, Some(2));
    let mut names = page.names();
    names.retain(|name| *name != "chrony_diagnosis_info");
    assert_eq!(names, ALWAYS);
    let code = page.labelled("chrony_diagnosis_info", "code", "unreachable");
    assert_eq!(code, Some(1.0));
    assert_eq!(page.value("chrony_up"), Some(0.0));
    for report in ["tracking", "sources", "stats", "rtc"] {
        let available = page.labelled("chrony_report_available", "report", report);
        assert_eq!(available, Some(0.0), "{report}");
    }
    // Why, a person reads in the journal.
    assert!(
        page.messages.contains("connection refused"),
        "{}",
        page.messages
    );
    assert!(page.messages.contains("\nhint: "), "{}", page.messages);
}

#[test]
fn chronyd_that_is_silent_is_down() {
    let page = Page::of(&Daemon::silent(), &["tracking", "--timeout", "300ms"]);
    assert_eq!(page.status, Some(2));
    assert_eq!(page.value("chrony_up"), Some(0.0));
    let took = page.value("chrony_collection_duration_seconds");
    assert!(
        took.is_some_and(|took| (0.3..2.0).contains(&took)),
        "{took:?}"
    );
}

#[test]
fn a_missing_report_is_told_apart_from_a_missing_chronyd() {
    let reports = Reports {
        rtc: None,
        ..Reports::default()
    };
    let page = Page::of(&Daemon::honest(reports), &["all"]);
    assert_eq!(page.status, Some(1));
    assert_eq!(page.value("chrony_up"), Some(1.0));
    let available = |report| page.labelled("chrony_report_available", "report", report);
    assert_eq!(available("rtc"), Some(0.0));
    assert_eq!(available("tracking"), Some(1.0));
    assert!(
        page.names()
            .iter()
            .all(|name| !name.starts_with("chrony_rtc"))
    );
    assert!(page.messages.contains("rtc: "), "{}", page.messages);
}

#[test]
fn a_refused_tracking_leaves_the_state_unsaid() {
    let daemon = Daemon::udp(Reports::default(), |asked| match asked.request.body {
        RequestBody::Tracking => asked.status(Status::Failed),
        _ => asked.honestly(),
    });
    let page = Page::of(&daemon, &["all"]);
    assert_eq!(page.status, Some(1));
    assert_eq!(page.value("chrony_up"), Some(1.0));
    assert_eq!(state(&page), [None; 4]);
    let available = page.labelled("chrony_report_available", "report", "tracking");
    assert_eq!(available, Some(0.0));
}

#[test]
fn only_the_reports_asked_for_are_there() {
    let daemon = Daemon::honest(Reports::default());
    for (command, prefix) in [
        ("sources", "chrony_sources_"),
        ("stats", "chrony_sourcestats_"),
        ("rtc", "chrony_rtc_"),
    ] {
        let page = Page::of(&daemon, &[command]);
        let others: Vec<&str> = page
            .names()
            .into_iter()
            .filter(|name| !ALWAYS.contains(name) && !name.starts_with(prefix))
            .filter(|name| !["chrony_usable_sources", "chrony_activity_sources"].contains(name))
            .collect();
        assert_eq!(others, [""; 0], "{command}");
        assert_eq!(page.of_metric("chrony_report_available").count(), 1);
    }
    let page = Page::of(&daemon, &["all", "--no-rtc"]);
    assert_eq!(page.of_metric("chrony_report_available").count(), 3);
}
