//! A daemon that answers with a failure: one report, or the names, or everything.

use serde_json::Value;
use test_support::scripted::reply::Status;
use test_support::scripted::{Daemon, Reports, RequestBody, wire};

use crate::program::{REQUESTS, ask, side_by_side};

/// Statuses that refuse, and the kind of failure each of them is.
const REFUSALS: [(Status, &str); 5] = [
    (Status::Unauth, "permission"),
    (Status::Failed, "unavailable"),
    (Status::Invalid, "unavailable"),
    (Status::NotEnabled, "unavailable"),
    (Status::NoRtc, "unavailable"),
];

#[test]
fn one_refused_report_costs_no_other() {
    let cases: Vec<_> = REQUESTS
        .into_iter()
        .flat_map(|request| REFUSALS.map(|refusal| (request, refusal)))
        .collect();
    side_by_side(&cases, |&((is_refused, reports), (status, kind))| {
        let daemon = Daemon::udp(Reports::default(), move |asked| {
            if is_refused(&asked.request.body) {
                asked.status(status)
            } else {
                asked.honestly()
            }
        });
        let run = ask(&daemon, &["all", "--json"]);
        run.assert_all_missing(reports, kind);
        let document = run.document();
        for error in document["errors"].as_array().expect("a list") {
            let hint = error["hint"].as_str();
            let word = match status {
                Status::NoRtc => Some("`rtcfile`"),
                Status::Unauth => Some("`opencommands`"),
                _ => None,
            };
            assert_eq!(hint.is_some(), word.is_some(), "{status:?}: {hint:?}");
            assert!(hint.unwrap_or_default().contains(word.unwrap_or_default()));
        }

        let table = ask(&daemon, &["all"]);
        assert_eq!(table.status(), Some(1), "{table:?}");
        for report in reports {
            assert!(table.messages().contains(report), "{report}: {table:?}");
        }
    });
}

#[test]
fn a_status_newer_than_the_program_is_a_failure_like_others() {
    let daemon = Daemon::udp(Reports::default(), |asked| match asked.request.body {
        RequestBody::RtcReport => asked
            .status(Status::Failed)
            .patched(wire::STATUS, &99u16.to_be_bytes()),
        _ => asked.honestly(),
    });
    let run = ask(&daemon, &["all", "--json"]);
    run.assert_missing(&["rtc: unavailable"]);
    assert!(run.first_message().contains("99"), "{run:?}");
}

#[test]
fn a_daemon_that_refuses_this_host_is_not_there_for_it() {
    let daemon = Daemon::udp(Reports::default(), |asked| {
        asked.status(Status::NoHostAccess)
    });
    let run = ask(&daemon, &["all", "--json"]);
    run.assert_missing(&["chronyd: permission"]);
}

#[test]
fn a_missing_rtc_is_the_only_thing_missing() {
    let reports = || Reports {
        rtc: None,
        ..Reports::default()
    };
    let daemon = Daemon::honest(reports());
    let run = ask(&daemon, &["all", "--json"]);
    run.assert_missing(&["rtc: unavailable"]);
    assert_eq!(run.messages(), "", "the document says it");
    ask(&daemon, &["all", "--json", "--no-rtc"]).assert_complete();
    let run = ask(&daemon, &["rtc", "--json"]);
    run.assert_missing(&["rtc: unavailable"]);
    assert_eq!(run.document()["rtc"], Value::Null);
}

/// chronyd before 4.0 does not know the request for a source's name; others may refuse it.
#[test]
fn without_names_the_addresses_serve() {
    side_by_side(
        &[Status::Invalid, Status::Unauth, Status::Failed],
        |&status| {
            let daemon = Daemon::udp(Reports::default(), move |asked| match asked.request.body {
                RequestBody::NtpSourceName(_) => asked.status(status),
                _ => asked.honestly(),
            });
            let run = ask(&daemon, &["all", "--json"]);
            run.assert_complete();
            let document = run.document();
            for report in ["sources", "stats"] {
                assert_eq!(document[report][1]["address"], "203.0.113.16");
                assert_eq!(document[report][1]["name"], Value::Null);
            }
            assert_eq!(document["tracking"]["reference_name"], Value::Null);
            assert_eq!(document["verdict"]["reference"], "203.0.113.15");

            let table = ask(&daemon, &["all"]);
            assert_eq!(table.status(), Some(0), "{table:?}");
            assert_eq!(table.messages(), "", "{status:?}");
            for address in ["203.0.113.15", "203.0.113.16", "203.0.113.17"] {
                assert!(table.text().contains(address), "{address}: {table:?}");
            }
        },
    );
}
