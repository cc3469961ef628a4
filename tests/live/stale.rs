//! A daemon that goes on saying it is synchronized when its servers are gone.

use test_support::chronyd::Scenario;
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
