//! Servers that disagree: one that the majority outvotes, and two of which nobody can say who is right.

use test_support::chronyd::{FAST, Scenario};

use crate::{assert_all_agree, figure, table, verdict};

#[test]
fn the_odd_server_out_is_a_falseticker() {
    let daemon = Scenario::odd_one_out().start();
    daemon.wait_until_synchronized();
    daemon.wait_until_the_odd_one_is_out();

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "synchronized");
    let wrong = &document["sources"][2];
    assert_eq!(wrong["state"], "falseticker");
    assert_eq!(wrong["symbol"], "^x");
    assert_eq!(wrong["address"], daemon.servers()[2].to_string());
    // A true time that is half a second further on makes the local clock late by as much.
    for pointer in ["/sources/2/offset_seconds", "/stats/2/offset_seconds"] {
        let offset = figure(&document, pointer);
        assert!((offset + 0.5).abs() < 0.05, "{pointer}: {offset}");
    }
    let text = table(&["sources"], &daemon.socket_door());
    assert!(text.contains("falseticker"), "{text}");
}

#[test]
fn two_servers_that_disagree_leave_the_clock_unsynchronized() {
    let daemon = Scenario::new()
        .server(1, FAST)
        .server(1, &format!("{FAST} offset 0.5"))
        .start();
    daemon.wait_until("at odds", |seen| {
        seen.states() == "xx" && seen.sources_with_samples(3) == 2
    });

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "unsynchronized");
}
