//! A daemon that goes on saying it is synchronized when its servers are gone, and daemons whose servers are there, however
//! seldom they are followed.

use std::thread;
use std::time::Duration;

use test_support::chronyd::Scenario;
use test_support::oracle::Snapshot;
use test_support::oracle::tracking::LEAP_STATUS;

use crate::{assert_all_agree, document, table, verdict};

#[test]
fn a_daemon_whose_servers_have_gone_is_stale() {
    let daemon = Scenario::three_servers().start();
    daemon.wait_until_synchronized();
    assert_eq!(verdict(&assert_all_agree(&daemon, 1)), "synchronized");

    daemon.hang_servers();
    daemon.wait_until("without a source, and still sure of itself", |seen| {
        seen.selected().is_none() && seen.numeric.tracking[LEAP_STATUS] == "Normal"
    });
    assert_eq!(verdict(&assert_all_agree(&daemon, 1)), "stale");
    let text = table(&["all"], &daemon.socket_door()).to_lowercase();
    assert!(text.contains("stale"), "{text}");
    // Whatever report is asked for, the verdict is the same.
    let document = document(&["tracking"], &daemon.socket_door(), 0);
    assert_eq!(verdict(&document), "stale");
    assert!(document.get("sources").is_none(), "{document:#}");
}

/// An update takes as many polls as a filter has, and the time that chronyd tells of it is up to a second too old. The first
/// two are how chrony's FAQ has computers in a local network follow each other.
#[test]
fn a_daemon_that_filters_its_measurements_is_not_stale() {
    let check = |options: &str| {
        let daemon = Scenario::new()
            .server(1, &format!("iburst {options}"))
            .start();
        // Beginning with the first update, which does not tell when to expect the second.
        daemon.wait_until("synchronized", Snapshot::is_synchronized);
        let mut followed = 0;
        for _ in 0..40 {
            let document = document(&["all", "--no-rtc"], &daemon.udp_door(), 0);
            // A busy machine may not get round to eight polls of 8 ms: then there is no source.
            if document["sources"][0]["state"] == "selected" {
                let state = verdict(&document);
                assert_eq!(state, "synchronized", "{options}: {document:#}");
                followed += 1;
            }
            thread::sleep(Duration::from_millis(150));
        }
        assert!(followed >= 20, "{options}: {followed} of 40");
    };
    thread::scope(|scope| {
        scope.spawn(|| check("minpoll -6 maxpoll -6 filter 15 xleave"));
        scope.spawn(|| check("minpoll -7 maxpoll -7 filter 31 xleave"));
        scope.spawn(|| check("minpoll -2 maxpoll -2 filter 16"));
    });
}
