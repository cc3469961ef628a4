//! Sources that come and go while they are asked about: the number of sources, each source and its
//! statistics are separate requests, and only numbers tie them together.

use std::time::Duration;

use serde_json::Value;
use test_support::scripted::reply::Status;
use test_support::scripted::{Answer, Asked, Daemon, Reports, RequestBody, Source};

use crate::program::{Script, Sort, ask, side_by_side};

/// A script in which something changes during the first enumeration, and nothing later.
fn once(first: impl Fn(&Asked) -> Answer, later: Reports) -> impl FnMut(&Asked) -> Answer {
    let mut enumerations = 0;
    move |asked| {
        if matches!(asked.request.body, RequestBody::NSources) {
            enumerations = asked.nth + 1;
        }
        if enumerations > 1 {
            asked.answer_from(&later)
        } else {
            first(asked)
        }
    }
}

/// The ways in which a set of sources can turn out to have changed.
const CHANGES: [(&str, Script); 4] = [
    ("the last source is gone", |asked| match asked.index() {
        Some(2) => asked.status(Status::NoSuchSource),
        _ => asked.honestly(),
    }),
    (
        "the last source's statistics are gone",
        |asked| match asked.request.body {
            RequestBody::SourceStats(stats) if stats.index == 2 => {
                asked.status(Status::NoSuchSource)
            }
            _ => asked.honestly(),
        },
    ),
    ("the statistics have moved up", |asked| {
        match asked.request.body {
            RequestBody::SourceStats(_) => asked.answer_from(&after()),
            _ => asked.honestly(),
        }
    }),
    ("the statistics have changed places", |asked| {
        let mut reports = Reports::clone(&asked.reports);
        reports.sources.swap(1, 2);
        match asked.request.body {
            RequestBody::SourceStats(_) => asked.answer_from(&reports),
            _ => asked.honestly(),
        }
    }),
];

/// What is left when the first of the three sources is gone and another one has come.
fn after() -> Reports {
    Reports::with_sources(3).without(0).and(Source::server(7))
}

fn addresses(sources: &Value) -> Vec<&str> {
    let sources = sources.as_array().expect("a list");
    sources
        .iter()
        .map(|source| source["address"].as_str().expect("an address"))
        .collect()
}

#[test]
fn a_set_that_changes_once_is_enumerated_once_more() {
    side_by_side(&CHANGES, |&(name, change)| {
        let daemon = Daemon::udp(Reports::default(), once(change, after()));
        let run = ask(&daemon, &["all", "--json"]);
        assert_eq!(run.status(), Some(0), "{name}: {run:?}");
        run.assert_complete();
        let document = run.document();
        let expected = ["203.0.113.16", "203.0.113.17", "203.0.113.22"];
        assert_eq!(addresses(&document["sources"]), expected, "{name}");
        assert_eq!(addresses(&document["stats"]), expected, "{name}");
        assert_eq!(document["sources"][2]["name"], "ntp8.example.net", "{name}");
        assert_eq!(daemon.log().enumerations(), 2, "{name}");
    });
}

#[test]
fn a_set_that_keeps_changing_is_given_up() {
    side_by_side(&CHANGES, |&(name, change)| {
        let daemon = Daemon::udp(Reports::default(), change);
        let run = ask(&daemon, &["all", "--json"]);
        let missing = ["sources: unavailable", "stats: unavailable"];
        assert_eq!(run.problems(), missing, "{name}: {run:?}");
        run.assert_missing(&missing);
        run.assert_within(Duration::from_secs(2));
        assert_eq!(daemon.log().enumerations(), 2, "{name}");
    });
}

/// What was still to be told of a list that is given up is of no use to anybody.
#[test]
fn a_set_that_is_given_up_is_not_waited_for() {
    let daemon = Daemon::udp(Reports::default(), |asked| match asked.request.body {
        RequestBody::SourceData(source) if source.index == 2 => asked.status(Status::NoSuchSource),
        RequestBody::SourceStats(_) => Answer::nothing(),
        _ => asked.honestly(),
    });
    let run = ask(&daemon, &["all", "--json", "--timeout", "10s"]);
    run.assert_missing(&["sources: unavailable", "stats: unavailable"]);
    run.assert_within(Duration::from_secs(3));
}

#[test]
fn a_set_is_not_compared_with_statistics_nobody_asked_for() {
    side_by_side(&CHANGES[1..], |&(name, change)| {
        let daemon = Daemon::udp(Reports::default(), change);
        let run = ask(&daemon, &["sources", "--json"]);
        run.assert_complete();
        assert_eq!(daemon.log().enumerations(), 1, "{name}");
        // Where the statistics speak of another source, this one's reference id is not known.
        let document = run.document();
        let last = &document["sources"][2];
        assert_eq!(last["address"], "203.0.113.17", "{name}");
        assert_eq!(last["reference_id"], Value::Null, "{name}");
    });
}

/// Nor are sources that are looked at for the verdict alone missed, or waited for.
#[test]
fn a_set_that_keeps_changing_costs_tracking_nothing() {
    let (_, change) = CHANGES[0];
    let daemon = Daemon::udp(Reports::default(), change);
    let run = ask(&daemon, &["tracking", "--json"]);
    run.assert_complete();
    assert_eq!(run.document()["verdict"]["state"], "synchronized");
    let each = |sort: Sort| daemon.log().count(sort);
    // The reference's, and no other source's.
    assert_eq!(
        each(|body| matches!(body, RequestBody::NtpSourceName(_))),
        1
    );
}

#[test]
fn a_source_that_is_gone_when_its_name_is_asked_for_takes_nothing_with_it() {
    let gone = |asked: &Asked| match asked.request.body {
        RequestBody::NtpSourceName(_) => asked.status(Status::NoSuchSource),
        _ => asked.honestly(),
    };
    let daemon = Daemon::udp(Reports::default(), once(gone, after()));
    let run = ask(&daemon, &["all", "--json"]);
    run.assert_complete();
    assert_eq!(run.document()["sources"].as_array().map(Vec::len), Some(3));
    assert!(daemon.log().enumerations() <= 2);
}

#[test]
fn a_reference_that_is_gone_has_no_name() {
    let daemon = Daemon::udp(Reports::default(), |asked| match asked.request.body {
        RequestBody::NtpSourceName(_) => asked.status(Status::NoSuchSource),
        _ => asked.honestly(),
    });
    let run = ask(&daemon, &["tracking", "--json"]);
    run.assert_complete();
    let tracking = &run.document()["tracking"];
    assert_eq!(tracking["reference_name"], Value::Null);
    assert_eq!(tracking["reference_address"], "203.0.113.15");
}

#[test]
fn all_is_one_fetch_over_one_socket() {
    let reports = Reports::with_sources(5)
        .and(Source::reference_clock(*b"GPS0"))
        .and(Source::unresolved(1, "ntp.invalid"));
    let daemon = Daemon::honest(reports);
    ask(&daemon, &["all", "--json"]).assert_complete();
    let log = daemon.log();
    assert_eq!(log.peers().len(), 1, "one socket");
    assert_eq!(log.enumerations(), 1, "enumerated once");
    let each = |sort: Sort| log.count(sort);
    assert_eq!(each(|body| matches!(body, RequestBody::Tracking)), 1);
    assert_eq!(each(|body| matches!(body, RequestBody::RtcReport)), 1);
    assert_eq!(each(|body| matches!(body, RequestBody::SourceData(_))), 7);
    assert_eq!(each(|body| matches!(body, RequestBody::SourceStats(_))), 7);
    // Six NTP sources; chronyd knows no name of a reference clock.
    assert_eq!(
        each(|body| matches!(body, RequestBody::NtpSourceName(_))),
        6
    );
}

#[test]
fn nobody_is_asked_for_what_was_not_wanted() {
    let asked = |arguments: &[&str]| {
        let daemon = Daemon::honest(Reports::default());
        ask(&daemon, arguments).assert_complete();
        let log = daemon.log();
        let mut commands: Vec<u16> = log.requests().map(|a| a.request.cmd()).collect();
        commands.sort_unstable();
        commands.dedup();
        commands
    };
    // The numbers of candm.h.
    let (n_sources, source_data, tracking, stats, rtc, name) = (14, 15, 33, 34, 35, 65);
    let (activity, ntp_data, authentication, selection) = (44, 57, 67, 69);
    // The sources say whether tracking is to be believed, the statistics the sources' reference ids,
    // and tracking how far the system clock is from what the sources' offsets and the times speak of.
    assert_eq!(
        asked(&["tracking", "--json", "--no-why"]),
        [n_sources, source_data, tracking, name]
    );
    assert_eq!(
        asked(&["tracking", "--json", "--numeric", "--no-why"]),
        [n_sources, source_data, tracking]
    );
    assert_eq!(
        asked(&["sources", "--json"]),
        [
            n_sources,
            source_data,
            tracking,
            stats,
            activity,
            ntp_data,
            name,
            authentication,
            selection
        ]
    );
    assert_eq!(
        asked(&["sources", "--json", "-n", "--no-why"]),
        [n_sources, source_data, tracking, stats]
    );
    assert_eq!(asked(&["stats", "--json", "-n"]), [n_sources, stats]);
    assert_eq!(asked(&["rtc", "--json"]), [tracking, rtc]);
    // A check that is OK has nothing to explain.
    assert_eq!(
        asked(&["check", "--json"]),
        [n_sources, source_data, tracking, stats, name]
    );
    assert_eq!(
        asked(&["all", "--json", "--no-rtc", "--no-why"]),
        [n_sources, source_data, tracking, stats, name]
    );
}
