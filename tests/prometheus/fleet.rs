//! The whole way, with the real parts: chronyd, the program, `node_exporter`, Prometheus, an alert.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;
use test_support::chronyd::{Door, Scenario};
use test_support::oracle;
use test_support::program::Run;
use test_support::scripted;

use second_hand::report::{Address, Report, Requested, SourceStats};

use crate::page::{Page, Series, second_hand};
use crate::series::troubled;
use crate::tools::{Fleet, until};

/// The figures of the JSON document that have a metric, and the sign between the two.
const TRACKING: [(&str, &str, f64); 12] = [
    (
        "ref_time_unix_seconds",
        "chrony_tracking_reference_timestamp_seconds",
        1.0,
    ),
    ("stratum", "chrony_tracking_stratum", 1.0),
    // The one figure whose sign is the other way round.
    (
        "system_time_offset_seconds",
        "chrony_tracking_system_time_seconds",
        -1.0,
    ),
    (
        "last_offset_seconds",
        "chrony_tracking_last_offset_seconds",
        1.0,
    ),
    (
        "rms_offset_seconds",
        "chrony_tracking_rms_offset_seconds",
        1.0,
    ),
    ("frequency_ppm", "chrony_tracking_frequency_ppms", 1.0),
    (
        "residual_frequency_ppm",
        "chrony_tracking_residual_frequency_ppms",
        1.0,
    ),
    ("skew_ppm", "chrony_tracking_skew_ppms", 1.0),
    (
        "root_delay_seconds",
        "chrony_tracking_root_delay_seconds",
        1.0,
    ),
    (
        "root_dispersion_seconds",
        "chrony_tracking_root_dispersion_seconds",
        1.0,
    ),
    (
        "update_interval_seconds",
        "chrony_tracking_update_interval_seconds",
        1.0,
    ),
    ("max_error_seconds", "chrony_max_error_seconds", 1.0),
];

const SOURCES: [(&str, &str); 5] = [
    ("stratum", "chrony_sources_stratum"),
    (
        "poll_interval_seconds",
        "chrony_sources_polling_interval_seconds",
    ),
    (
        "last_sample_age_seconds",
        "chrony_sources_last_sample_age_seconds",
    ),
    (
        "offset_seconds",
        "chrony_sources_last_sample_offset_seconds",
    ),
    (
        "error_seconds",
        "chrony_sources_last_sample_error_margin_seconds",
    ),
];

const STATS: [(&str, &str); 8] = [
    ("samples", "chrony_sourcestats_samples"),
    ("runs", "chrony_sourcestats_runs"),
    ("span_seconds", "chrony_sourcestats_span_seconds"),
    ("frequency_ppm", "chrony_sourcestats_frequency_ppms"),
    ("skew_ppm", "chrony_sourcestats_frequency_skew_ppms"),
    ("offset_seconds", "chrony_sourcestats_offset"),
    (
        "offset_error_seconds",
        "chrony_sourcestats_offset_error_seconds",
    ),
    ("std_dev_seconds", "chrony_sourcestats_stddev"),
];

/// Runs the program as the timer does. Returns its exit status and the page it has written.
fn collect(fleet: &Fleet, door: &Door) -> (Option<i32>, Page) {
    let mut command = second_hand();
    command.args(["all", "--no-rtc", "--format", "prometheus", "--output"]);
    command.arg(fleet.textfile()).args(&door.options);
    let run = Run::of(command);
    assert_eq!(run.text(), "");
    let text = fs::read_to_string(fleet.textfile()).expect("the file");
    (run.status(), Page::read(text))
}

/// What is scraped of a page: an empty label is none to Prometheus.
fn as_stored(page: &Page) -> BTreeMap<Series, f64> {
    let series = page.series.iter().map(|((name, labels), value)| {
        let mut labels = labels.clone();
        labels.retain(|_, value| !value.is_empty());
        ((name.clone(), labels), *value)
    });
    series.collect()
}

/// The contrib's alerts, which fire after a second.
fn hasty_alerts() -> String {
    let alerts = include_str!("../../contrib/prometheus/alerts.yml");
    let lines = alerts.lines().map(|line| match line.split_once("for: ") {
        Some((indent, _)) if indent.trim().is_empty() => format!("{indent}for: 1s\n"),
        _ => format!("{line}\n"),
    });
    lines.collect()
}

#[test]
fn prometheus_has_the_figures_of_the_json_document() {
    let daemon = Scenario::three_servers().start();
    daemon.wait_until_synchronized();
    let fleet = Fleet::start("");
    let door = daemon.udp_door();
    let ((document, page), _) = oracle::between_equal_snapshots(&daemon, || {
        let mut command = second_hand();
        command
            .args(["all", "--no-rtc", "--json"])
            .args(&door.options);
        (Run::of(command).document(), collect(&fleet, &door).1)
    });
    let scraped = fleet.scraped(&page);
    assert!(
        fleet
            .exported()
            .contains("\nnode_textfile_scrape_error 0\n")
    );
    let one = |name: &str, labels: &[(&str, &str)]| {
        let labels = labels
            .iter()
            .map(|&(key, value)| (key.to_owned(), value.to_owned()));
        let series = (name.to_owned(), labels.collect());
        scraped.get(&series).copied()
    };

    for (key, metric, sign) in TRACKING {
        let expected = document["tracking"][key].as_f64().map(|value| value * sign);
        assert!(expected.is_some(), "{key}: {document:#}");
        assert_eq!(one(metric, &[]), expected, "{metric}");
    }
    assert_eq!(document["verdict"]["state"], "synchronized");
    assert_eq!(one("chrony_synchronized", &[]), Some(1.0));
    for list in ["sources", "stats"] {
        let figures: &[_] = if list == "sources" { &SOURCES } else { &STATS };
        let entries = document[list].as_array().expect("a list");
        assert_eq!(entries.len(), 3);
        for entry in entries {
            let labels = [
                (
                    "source_address",
                    entry["address"].as_str().expect("an address"),
                ),
                ("source_name", entry["name"].as_str().expect("a name")),
            ];
            for (key, metric) in figures {
                assert_eq!(
                    one(metric, &labels),
                    entry[key].as_f64(),
                    "{metric} {entry:#}"
                );
            }
            if let Some(reach) = entry["reachability"].as_u64() {
                let ratio = f64::from(reach.count_ones()) / 8.0;
                assert_eq!(
                    one("chrony_sources_reachability_ratio", &labels),
                    Some(ratio)
                );
            }
        }
    }
    let usable = document["sources"].as_array().expect("a list").iter();
    let words = ["selected", "combined", "selectable"].map(Value::from);
    let usable = usable
        .filter(|source| words.contains(&source["state"]))
        .count();
    assert_eq!(
        one("chrony_usable_sources", &[]),
        u32::try_from(usable).ok().map(f64::from)
    );
    // And nothing else is there.
    assert_eq!(scraped, as_stored(&page));
}

#[test]
fn an_alert_fires_when_chronyd_is_killed() {
    let daemon = Scenario::three_servers().start();
    daemon.wait_until_synchronized();
    let fleet = Fleet::start(&hasty_alerts());
    let door = daemon.udp_door();

    let collect_from_the_living = || {
        let (status, page) = collect(&fleet, &door);
        assert_eq!(status, Some(0), "{}", page.text);
    };
    // Until a scrape has seen a second collection, there is none for Prometheus.
    until("change", || {
        collect_from_the_living();
        let changes = fleet.query("changes(chrony_collection_timestamp_seconds[10m]) > 0");
        (!changes.is_empty() && fleet.firing().is_empty()).then_some(())
    });
    // From now on each evaluation finds all well, however late it comes.
    let watched = Instant::now() + Duration::from_secs(6);
    until("six seconds", || {
        collect_from_the_living();
        assert_eq!(fleet.firing(), [""; 0]);
        (Instant::now() > watched).then_some(())
    });

    drop(daemon);
    until("alert", || {
        let (status, page) = collect(&fleet, &door);
        assert_eq!(status, Some(2), "{}", page.text);
        (fleet.firing() == ["ChronyDown"]).then_some(())
    });
}

#[test]
fn an_alert_fires_when_nobody_collects_any_more() {
    let fleet = Fleet::start(&hasty_alerts());
    collect(&fleet, &Door::closed());
    until("alert", || {
        fleet
            .firing()
            .contains(&"ChronyCollectorSilent".to_owned())
            .then_some(())
    });
}

#[test]
fn troubled_sources_reach_prometheus_one_by_one() {
    let daemon = scripted::Daemon::honest(troubled());
    let fleet = Fleet::start("");
    let page = Page::of(&daemon, &["all"]);
    fs::write(fleet.textfile(), &page.text).expect("the file");
    assert_eq!(fleet.scraped(&page), as_stored(&page));
    assert!(
        fleet
            .exported()
            .contains("\nnode_textfile_scrape_error 0\n")
    );
}

/// No daemon can be made to tell such a name: line ends are replaced where names are decoded. The
/// page does not rely on it.
#[test]
fn a_line_end_in_a_name_reaches_prometheus() {
    let name = "two\nlines, a \"quote\" and a back\\slash, \u{e9}\u{2028}";
    let stats = SourceStats {
        address: Address::Unresolved(7),
        name: Some(name.to_owned()),
        reference_id: None,
        samples: 3,
        runs: 0,
        span_seconds: 0,
        frequency_ppm: None,
        skew_ppm: None,
        offset_seconds: None,
        offset_error_seconds: None,
        std_dev_seconds: None,
    };
    let page = Page::read(second_hand::render::prometheus(&Report {
        fetched_at: Timestamp::now(),
        fetch_duration: Duration::from_millis(1),
        system_clock: None,
        server: None,
        tracking: Requested::No,
        sources: Requested::No,
        stats: Requested::Received(vec![stats].into()),
        rtc: Requested::No,
        activity: None,
        unreachable: None,
    }));
    let fleet = Fleet::start("");
    fs::write(fleet.textfile(), &page.text).expect("the file");
    let scraped = fleet.scraped(&page);
    let of_name = scraped.iter().find(|((metric, labels), _)| {
        metric == "chrony_sourcestats_samples"
            && labels.get("source_name").is_some_and(|found| found == name)
    });
    assert_eq!(of_name.map(|(_, value)| *value), Some(3.0), "{scraped:#?}");
}
