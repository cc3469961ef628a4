//! Dashboards and rules made for `chrony_exporter` find every metric they name, with the labels
//! they name and the words they compare with.

use std::collections::{BTreeMap, BTreeSet};

use test_support::scripted::reply::{SourceMode, SourceState};
use test_support::scripted::{Daemon, Reports, Source, wire};

use crate::page::Page;

#[test]
fn every_metric_is_there_with_its_labels() {
    let page = Page::of(&Daemon::honest(Reports::default()), &["all"]);
    let facts = include_str!("chrony_exporter.txt").lines();
    let facts: Vec<&str> = facts.filter(|line| !line.starts_with('#')).collect();
    assert!(facts.len() > 25);
    for fact in facts {
        let mut words = fact.split_whitespace();
        let name = words.next().expect("a name");
        let labels: BTreeSet<&str> = words.collect();
        let mut samples = page.of_metric(name).peekable();
        assert!(samples.peek().is_some(), "no {name} in {}", page.text);
        for (found, _) in samples {
            let found: BTreeSet<&str> = found.keys().map(String::as_str).collect();
            assert_eq!(found, labels, "{name}");
        }
        assert!(
            page.text.contains(&format!("# TYPE {name} gauge\n")),
            "{name}"
        );
    }
}

#[test]
fn what_is_new_has_names_of_its_own() {
    let page = Page::of(&Daemon::honest(Reports::default()), &["all"]);
    let facts = include_str!("chrony_exporter.txt");
    let known: BTreeSet<&str> = facts
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let new: Vec<&str> = page
        .names()
        .into_iter()
        .filter(|name| !known.contains(name))
        .collect();
    assert_eq!(
        new,
        [
            "chrony_activity_sources",
            "chrony_collection_duration_seconds",
            "chrony_collection_timestamp_seconds",
            "chrony_local_reference",
            "chrony_max_error_seconds",
            "chrony_report_available",
            "chrony_rtc_drift_ppms",
            "chrony_rtc_offset_seconds",
            "chrony_rtc_reference_timestamp_seconds",
            "chrony_rtc_runs",
            "chrony_rtc_samples",
            "chrony_rtc_span_seconds",
            "chrony_sourcestats_offset_error_seconds",
            "chrony_stale",
            "chrony_synchronized",
            "chrony_tracking_leap_status_info",
            "chrony_usable_sources",
            "chrony_verdict_level",
        ]
    );
}

#[test]
fn states_and_modes_are_called_what_they_are_called_there() {
    let states = [
        (SourceState::Selected, "sync"),
        (SourceState::NonSelectable, "unreach"),
        (SourceState::Falseticker, "falseticker"),
        (SourceState::Jittery, "jittery"),
        // On the wire "unselected" is what chronyc marks with a plus: combined.
        (SourceState::Unselected, "candidate"),
        (SourceState::Selectable, "outlier"),
    ];
    let mut reports = Reports::with_sources(0);
    for (number, (state, _)) in (0..).zip(states) {
        reports.sources.push(Source::server(number).in_state(state));
    }
    let mut peer = Source::server(6);
    peer.data.mode = SourceMode::Peer;
    let reports = reports.and(peer).and(Source::reference_clock(*b"PPS0"));
    let page = Page::of(&Daemon::honest(reports), &["sources"]);

    let info: BTreeMap<&str, (&str, &str)> = page
        .of_metric("chrony_sources_state_info")
        .map(|(labels, _)| {
            let pair = (
                labels["source_state"].as_str(),
                labels["source_mode"].as_str(),
            );
            (labels["source_name"].as_str(), pair)
        })
        .collect();
    for (number, (_, word)) in (1..).zip(states) {
        let name = format!("ntp{number}.example.net");
        assert_eq!(info[name.as_str()], (word, "client"), "{name}");
    }
    assert_eq!(info["ntp7.example.net"].1, "peer");
    assert_eq!(info["PPS0"], ("outlier", "reference clock"));
}

#[test]
fn what_a_newer_chronyd_adds_is_called_unknown() {
    let daemon = Daemon::udp(Reports::with_sources(1), |asked| {
        let answer = asked.honestly();
        if asked.index().is_none() {
            return answer;
        }
        answer
            .patched(wire::SOURCE_STATE, &9_u16.to_be_bytes())
            .patched(wire::SOURCE_MODE, &7_u16.to_be_bytes())
    });
    let page = Page::of(&daemon, &["sources"]);
    let (labels, _) = page
        .of_metric("chrony_sources_state_info")
        .next()
        .expect("a source");
    assert_eq!(labels["source_state"], "unknown (9)");
    assert_eq!(labels["source_mode"], "unknown (7)");
    assert_eq!(page.value("chrony_usable_sources"), Some(0.0));
}
