//! Daemons without a reference worth the name: none yet, none any more, none configured, or their own clock.

use serde_json::{Value, json};
use test_support::chronyd::{FAST, Scenario};
use test_support::oracle::tracking::{self, LEAP_STATUS};

use crate::{assert_all_agree, figure, table, verdict};

#[test]
fn a_daemon_whose_server_is_silent_is_unsynchronized() {
    let daemon = Scenario::new().silent_server(FAST).start();

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "unsynchronized");
    assert_eq!(document["tracking"]["leap_status"], "unsynchronized");
    assert_eq!(document["verdict"]["reference"], Value::Null);
    let text = table(&["all"], &daemon.socket_door()).to_lowercase();
    assert!(text.contains("unsynchronized"), "{text}");
}

#[test]
fn a_daemon_that_has_lost_its_reference_knows_how_far_the_clock_is_off() {
    const AHEAD: f64 = 1000.0;
    let daemon = Scenario::new()
        .server(1, &format!("{FAST} offset -{AHEAD}"))
        .server(1, &format!("{FAST} offline"))
        .start();
    daemon.wait_until("following the first", |seen| {
        seen.is_synchronized() && seen.update_interval() != "0.0"
    });
    // Two who disagree are no majority. Over UDP the daemon takes no orders.
    let order = daemon.chronyc_at_socket(&["online", &daemon.servers()[1].to_string()]);
    assert!(order.status.success(), "{order:?}");
    daemon.wait_until("unsynchronized", |seen| {
        seen.numeric.tracking[LEAP_STATUS] == "Not synchronised"
    });

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "unsynchronized");
    let offset = figure(&document, "/tracking/system_time_offset_seconds");
    assert!((0.9 * AHEAD..=AHEAD).contains(&offset), "{offset}");
    assert_eq!(document["verdict"]["max_error_seconds"], Value::Null);
    let text = table(&["tracking"], &daemon.socket_door());
    assert!(text.contains(" s ahead"), "{text}");
}

#[test]
fn a_daemon_that_copies_a_local_reference_follows_it() {
    // The servers of these tests are in local mode.
    let daemon = Scenario::new().server(1, &format!("{FAST} copy")).start();
    daemon.wait_until_synchronized();

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(document["tracking"]["reference_id"], "7F7F0101");
    assert_eq!(verdict(&document), "synchronized");
    let server = daemon.servers()[0].to_string();
    assert_eq!(document["tracking"]["reference_address"], server.as_str());
    let waited = daemon.chronyc(&["waitsync", "1"]);
    assert!(waited.status.success(), "chronyc counts it as synchronized");
}

#[test]
fn a_healthy_source_that_must_not_be_selected_is_unusable() {
    let daemon = Scenario::new()
        .server(1, &format!("{FAST} noselect"))
        .start();
    daemon.wait_until("measuring", |seen| seen.sources_with_samples(4) == 1);

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "unsynchronized");
    assert_eq!(document["sources"][0]["state"], "unusable");
    assert!(document["sources"][0]["offset_seconds"].is_number());
}

#[test]
fn a_daemon_without_sources_has_empty_lists() {
    let daemon = Scenario::new().start();

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "unsynchronized");
    assert_eq!(document["sources"], json!([]));
    assert_eq!(document["stats"], json!([]));
}

#[test]
fn a_daemon_that_serves_its_own_clock_is_local() {
    let daemon = Scenario::new().line("local stratum 10").start();
    daemon.wait_until("local", |seen| {
        seen.numeric.tracking.contains(&"Normal".to_owned())
    });

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "local");
    assert_eq!(document["tracking"]["reference_id"], "7F7F0101");
    assert_eq!(document["tracking"]["reference_name"], Value::Null);
    assert_eq!(document["tracking"]["stratum"], 10);
    assert_eq!(document["verdict"]["max_error_seconds"], Value::Null);
    let text = table(&["tracking"], &daemon.socket_door()).to_lowercase();
    assert!(text.contains("local"), "{text}");
}

#[test]
fn a_local_daemon_that_was_corrected_before_tells_by_how_much() {
    // No source is near enough for this daemon, so it serves its own clock while it is being corrected.
    let daemon = Scenario::new()
        .server(1, FAST)
        .line("local stratum 10 distance 0.000000001")
        .line("maxclockerror 1000")
        .start();
    daemon.wait_until("corrected and local", |seen| {
        seen.selected().is_some()
            && seen.update_interval() != "0.0"
            && seen.numeric.tracking[tracking::REFERENCE_ID] == "7F7F0101"
    });

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "local");
    assert!(document["tracking"]["last_offset_seconds"].is_number());
    assert_eq!(document["tracking"]["max_error_seconds"], Value::Null);
}
