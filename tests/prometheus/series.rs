//! No two series alike, and every label escaped, whatever sources there are and whatever their
//! names hold. [`Page`] fails on twins by itself; here it is given reasons to.

use std::collections::BTreeSet;

use test_support::scripted::{ChronyAddr, Daemon, Reports, Source};

use crate::page::Page;

/// Names that would end a label, a line or a parser.
pub const HOSTILE_NAMES: [&str; 6] = [
    r#"quote"quote"#,
    r"back\slash",
    r"ends in a backslash\",
    r#""} 1"#,
    r"not\na line",
    "{__name__=\"x\"} # HELP",
];

/// Every sort of trouble with sources at once.
pub fn troubled() -> Reports {
    let mut reports = Reports::with_sources(0);
    for (number, name) in (0..).zip(HOSTILE_NAMES) {
        reports.sources.push(Source::server(number).named(name));
    }
    // Two without a name, and a name that two have.
    for (number, name) in [(20, ""), (21, ""), (22, "twin"), (23, "twin")] {
        reports.sources.push(Source::server(number).named(name));
    }
    reports
        .and(Source::unresolved(1, "pool.example.net"))
        .and(Source::unresolved(2, "pool.example.net"))
        .and(Source::unresolved(10, ""))
        .and(Source::reference_clock(*b"GPS0"))
        .and(Source::reference_clock(*b"GPS0"))
        .and(Source::reference_clock(*b"GPS0"))
        .and(Source::reference_clock([0x7F, 0x7F, 1, 1]))
        .and(nobody())
        .and(nobody())
        // The address that the second of the three clocks would get.
        .and(Source::server(40).at([71, 80, 83, 48]).named("GPS0"))
}

/// A source of neither address nor name.
fn nobody() -> Source {
    let mut source = Source::server(0).named("");
    source.data.ip_addr = ChronyAddr::Unspec;
    source.stats.ip_addr = ChronyAddr::Unspec;
    source.stats.ref_id = 0;
    source
}

/// The pairs of address and name that a metric's series have.
fn identities(page: &Page, metric: &str) -> BTreeSet<(String, String)> {
    page.of_metric(metric)
        .map(|(labels, _)| {
            (
                labels["source_address"].clone(),
                labels["source_name"].clone(),
            )
        })
        .collect()
}

#[test]
fn every_source_has_a_series_of_its_own() {
    let reports = troubled();
    let count = reports.sources.len();
    let page = Page::of(&Daemon::honest(reports), &["all"]);
    assert_eq!(page.status, Some(0), "{}", page.messages);
    for metric in ["chrony_sources_state_info", "chrony_sourcestats_samples"] {
        assert_eq!(identities(&page, metric).len(), count, "{metric}");
    }
}

#[test]
fn a_source_has_the_same_labels_in_every_metric() {
    let daemon = Daemon::honest(troubled());
    let page = Page::of(&daemon, &["all"]);
    let sources = identities(&page, "chrony_sources_state_info");
    assert_eq!(sources, identities(&page, "chrony_sourcestats_samples"));
    // Also when the other list was not asked for.
    for (command, metric) in [
        ("sources", "chrony_sources_state_info"),
        ("stats", "chrony_sourcestats_samples"),
    ] {
        let alone = Page::of(&daemon, &[command]);
        assert_eq!(identities(&alone, metric), sources, "{command}");
    }
}

#[test]
fn names_arrive_as_they_are_configured() {
    let page = Page::of(&Daemon::honest(troubled()), &["sources"]);
    for name in HOSTILE_NAMES {
        let reach = page.labelled("chrony_sources_reachability_success", "source_name", name);
        assert_eq!(reach, Some(1.0), "{name:?} in {}", page.text);
    }
}

#[test]
fn who_has_no_name_goes_by_the_address() {
    let page = Page::of(&Daemon::honest(troubled()), &["sources"]);
    let sources = identities(&page, "chrony_sources_state_info");
    for (address, name) in [
        ("203.0.113.35", "203.0.113.35"),
        // As chronyc numbers them.
        ("ID#0000000001", "pool.example.net"),
        ("ID#0000000002", "pool.example.net"),
        ("ID#0000000010", "ID#0000000010"),
        // A reference clock's id, as the address that carries it on the wire.
        ("71.80.83.48", "GPS0"),
        ("71.80.83.48#2", "GPS0"),
        ("71.80.83.48#3", "GPS0"),
        ("71.80.83.48#4", "GPS0"),
        ("127.127.1.1", "7F7F0101"),
        ("", ""),
        ("#2", ""),
    ] {
        let pair = (address.to_owned(), name.to_owned());
        assert!(sources.contains(&pair), "{pair:?} in {sources:#?}");
    }
}

/// Their address is a number that changes whenever the pool is resolved again.
#[test]
fn spare_places_of_a_pool_have_no_series() {
    let reports = Reports::with_sources(0)
        .and(Source::unresolved(1, "pool.example.net"))
        .and(Source::server(0).named("pool.example.net"))
        .and(Source::unresolved(3, "pool.example.net"))
        .and(Source::unresolved(4, "ntp.example.invalid"));
    let daemon = Daemon::honest(reports);
    for command in [&["all"][..], &["all", "--numeric"]] {
        let page = Page::of(&daemon, command);
        let addresses = ["203.0.113.15", "ID#0000000004"].map(str::to_owned);
        for metric in ["chrony_sources_state_info", "chrony_sourcestats_samples"] {
            let seen = identities(&page, metric).into_iter();
            let seen: Vec<String> = seen.map(|(address, _)| address).collect();
            assert_eq!(seen, addresses, "{metric}");
        }
    }
}

#[test]
fn without_names_there_are_addresses() {
    let page = Page::of(&Daemon::honest(Reports::default()), &["all", "--numeric"]);
    for (labels, _) in page.of_metric("chrony_sources_state_info") {
        assert_eq!(labels["source_name"], labels["source_address"]);
    }
    let address = "203.0.113.15";
    let info = page.labelled("chrony_tracking_info", "tracking_name", address);
    assert_eq!(info, Some(1.0));
}

#[test]
fn a_reference_clock_is_called_by_its_id() {
    let mut reports = Reports::with_sources(1).and(Source::reference_clock(*b"GPS0"));
    reports.tracking.ip_addr = ChronyAddr::Unspec;
    reports.tracking.ref_id = u32::from_be_bytes(*b"GPS0");
    let page = Page::of(&Daemon::honest(reports), &["tracking"]);
    let line = "chrony_tracking_info{tracking_address=\"\",tracking_name=\"GPS0\",\
                tracking_refid=\"47505330\"} 1\n";
    assert!(page.text.contains(line), "{}", page.text);
}

#[test]
fn the_reference_has_its_address() {
    let page = Page::of(&Daemon::honest(Reports::default()), &["tracking"]);
    let line = "chrony_tracking_info{tracking_address=\"203.0.113.15\",\
                tracking_name=\"ntp1.example.net\",tracking_refid=\"CB00710F\"} 1\n";
    assert!(page.text.contains(line), "{}", page.text);
}
