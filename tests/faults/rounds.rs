//! How many round trips a fetch takes, counted where the requests arrive.

use std::net::Ipv4Addr;
use std::time::Duration;

use test_support::scripted::{Asked, Daemon, Reports, Source};

use crate::program::{ask, side_by_side};

/// The round trip of the link these tests pretend to have: much longer than a busy machine makes the requests wait that are
/// sent at once.
const ROUND_TRIP: Duration = Duration::from_secs(1);

/// A document, over such a link.
const PATIENTLY: [&str; 3] = ["--json", "--timeout", "60s"];

/// A daemon at the other end of such a link.
fn distant(reports: Reports) -> Daemon {
    Daemon::udp(reports, |asked: &Asked| asked.honestly().after(ROUND_TRIP))
}

/// What the requests of a fetch depend on: the number of sources, then the sources, then their names.
#[test]
fn a_fetch_takes_a_round_trip_for_each_thing_it_must_know_first() {
    let cases: [(&[&str], usize); 5] = [
        (&["tracking", "--numeric"], 2),
        (&["rtc"], 1),
        (&["tracking"], 2),
        (&["stats", "--numeric"], 2),
        (&["all"], 4),
    ];
    side_by_side(&cases, |&(arguments, most)| {
        let daemon = distant(Reports::with_sources(20));
        let mut arguments = arguments.to_vec();
        arguments.extend(PATIENTLY);
        let run = ask(&daemon, &arguments);
        run.assert_complete();
        let taken = daemon.log().round_trips();
        assert!(taken <= most, "{arguments:?}: {taken} round trips");
        run.assert_within(ROUND_TRIP * u32::try_from(most).expect("a few"));
    });
}

/// Why the clock is as it is costs no round trip where chronyd does not tell it, and at most two more where it does.
#[test]
fn what_says_why_travels_with_what_is_asked_anyway() {
    let commands: [&[&str]; 4] = [
        &["all"],
        &["all", "--numeric"],
        &["tracking", "--numeric"],
        &["sources", "--numeric"],
    ];
    let cases: Vec<(&[&str], bool)> = commands
        .into_iter()
        .flat_map(|command| [(command, false), (command, true)])
        .collect();
    side_by_side(&cases, |&(arguments, tells_why)| {
        let reports = || {
            let reports = Reports::with_sources(20).and(Source::unreachable(20));
            if tells_why {
                reports.telling_why()
            } else {
                reports
            }
        };
        let taken = |more: &[&str]| {
            let daemon = distant(reports());
            let run = ask(&daemon, &[arguments, &PATIENTLY, more].concat());
            run.assert_complete();
            (daemon.log().round_trips(), run.document())
        };
        let (without, document) = taken(&["--no-why"]);
        assert!(document["activity"].is_null(), "{document:#}");
        let (with, document) = taken(&[]);
        assert!(document["activity"].is_object(), "{document:#}");
        let allowed = without + if tells_why { 2 } else { 0 };
        assert!(
            with <= allowed,
            "{arguments:?}: {with}, and {without} without"
        );
        if let Some(sources) = document["sources"].as_array() {
            for source in sources {
                assert_eq!(source["selection"].is_object(), tells_why, "{source:#}");
                assert_eq!(
                    source["authentication"].is_object(),
                    tells_why,
                    "{source:#}"
                );
                let is_unclear = source["last_sample_age_seconds"].is_null();
                let is_told = tells_why && is_unclear;
                assert_eq!(source["ntp_data"].is_object(), is_told, "{source:#}");
            }
        }
    });
}

/// As many requests are on their way at once as the buffer for the replies has room for.
#[test]
fn five_hundred_sources_take_twelve_round_trips() {
    let round_trip = Duration::from_millis(400);
    let reports = (1..500).fold(Reports::with_sources(1), |reports, number: u32| {
        reports.and(Source::server(1).at(Ipv4Addr::from_bits(0x0A00_0000 + number)))
    });
    let daemon = Daemon::udp(reports, move |asked: &Asked| {
        asked.honestly().after(round_trip)
    });
    let run = ask(&daemon, &[&["all"], &PATIENTLY[..]].concat());
    run.assert_complete();
    let sources = run.document()["sources"].as_array().map(Vec::len);
    assert_eq!(sources, Some(500));
    let taken = daemon.log().round_trips();
    assert!(taken <= 12, "{taken} round trips");
}
