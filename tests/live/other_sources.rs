//! Sources that are not plain IPv4 servers: a peer, a reference clock, a pool, a server on IPv6.

use std::net::{IpAddr, Ipv6Addr};

use serde_json::Value;
use test_support::agreement::{self, Names};
use test_support::chronyd::{FAST, LOCALHOST, Scenario};
use test_support::oracle::{sources, stats};
use test_support::refclock::Feeder;

use crate::{assert_agrees, assert_all_agree, figure, run, table, verdict, with_snapshot};

#[test]
fn a_peer_is_followed_as_a_peer() {
    let daemon = Scenario::new().peer(2, "minpoll 0 maxpoll 1").start();
    daemon.wait_until_synchronized();

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "synchronized");
    let peer = &document["sources"][0];
    assert_eq!(peer["mode"], "peer");
    assert_eq!(peer["symbol"], "=*");
    assert_eq!(peer["address"], daemon.servers()[0].to_string());
}

#[test]
fn a_reference_clock_goes_by_its_refid() {
    const AHEAD: f64 = 0.25;
    let daemon = Scenario::new()
        .line("refclock SOCK {dir}/refclock.sock refid GPS0 poll 0")
        .start();
    let _feeder = Feeder::start(daemon.socket_directory().join("refclock.sock"), |_| AHEAD);
    daemon.wait_until_synchronized();
    daemon.wait_until("following the clock", |seen| {
        seen.sources_with_samples(4) == 1 && seen.states() == "*"
    });

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "synchronized");
    assert_eq!(document["verdict"]["reference"], "GPS0");
    assert_eq!(document["tracking"]["reference_name"], "GPS0");
    assert_eq!(document["tracking"]["reference_address"], Value::Null);
    assert_eq!(document["tracking"]["stratum"], 1);
    let source = &document["sources"][0];
    assert_eq!(source["mode"], "refclock");
    assert_eq!(source["symbol"], "#*");
    assert_eq!(source["name"], "GPS0");
    assert_eq!(source["address"], Value::Null);
    assert_eq!(document["stats"][0]["name"], "GPS0");
    // The reference is ahead of the system clock, which nothing corrects here: the system clock is behind.
    let offset = figure(&document, "/tracking/system_time_offset_seconds");
    assert!((offset + AHEAD).abs() < 0.01, "{offset}");

    // A reference clock has no address to show in the place of a name.
    assert_agrees(&daemon, &["all", "--numeric"], &daemon.socket_door(), 1);
    let text = table(&["sources"], &daemon.socket_door());
    assert!(text.contains("GPS0"), "{text}");
}

#[test]
fn a_clock_that_jumps_about_is_jittery() {
    let daemon = Scenario::new()
        .line("refclock SOCK {dir}/refclock.sock refid PPS1 poll 0 maxsamples 8")
        .line("maxjitter 0.000001")
        .start();
    let socket = daemon.socket_directory().join("refclock.sock");
    // The last digits of the time are as good as chance. Jumps at fixed times can fall in step with chronyd's polls.
    let _feeder = Feeder::start(socket, |micros| f64::from(micros % 100) / 1000.0);
    // Its state may change with the next sample. Of more samples its estimate would get better with each.
    let _moment = daemon.stop_time_when("tired of the jumps", |seen| {
        let skew = seen.numeric.stats[0][stats::SKEW].parse::<f64>();
        seen.states() == "~" && skew.expect("a number") > 2000.0
    });

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "unsynchronized");
    assert_eq!(document["sources"][0]["state"], "jittery");
    assert_eq!(document["sources"][0]["symbol"], "#~");
    // An estimate, however bad: only exactly 2000 ppm stands for none.
    assert!(figure(&document, "/stats/0/skew_ppm") > 2000.0);
    let text = table(&["sources"], &daemon.socket_door());
    assert!(text.contains("jittery"), "{text}");
}

#[test]
fn a_server_on_ipv6_is_followed() {
    let address = IpAddr::from(Ipv6Addr::LOCALHOST);
    let daemon = Scenario::new()
        .server_at(1, &[address], "::1", FAST)
        .udp_at(address)
        .start();
    daemon.wait_until_synchronized();

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "synchronized");
    assert_eq!(document["tracking"]["reference_address"], "::1");
    assert_eq!(document["sources"][0]["address"], "::1");
}

#[test]
fn spare_places_of_a_pool_are_no_trouble() {
    // chronyd makes eight places, and the name has one address or two.
    let daemon = Scenario::new()
        .pool_at(1, &LOCALHOST, "localhost", FAST)
        .start();
    daemon.wait_until_synchronized();
    let addresses = |seen: &test_support::oracle::Snapshot| {
        let rows = seen.numeric.sources.iter();
        let resolved = rows.filter(|row| !row[sources::NAME].starts_with("ID#"));
        (resolved.count(), seen.numeric.sources.len())
    };

    let (document, snapshot) = with_snapshot(&daemon, &["all"], &daemon.socket_door(), 1);
    agreement::assert_agrees(&document, &snapshot, Names::Asked);
    let (resolved, places) = addresses(&snapshot);
    assert!(resolved < places, "{snapshot:#?}");
    let spare = document["sources"].as_array().expect("sources").iter();
    let spare = spare.filter(|source| source["spare"] == true).count();
    assert_eq!(spare, places - resolved);

    let door = &daemon.socket_door();
    assert_agrees(&daemon, &["sources", "--numeric"], door, 0);
    let text = table(&["sources"], door);
    let usable = format!("Sources  {resolved} of {resolved} usable\n");
    assert!(text.contains(&usable), "{text}");
    assert!(
        !text.contains("unresolved") && !text.contains("ID#"),
        "{text}"
    );
    let output = run(
        &["check", "--warning", &format!("sources={resolved}:")],
        door,
    );
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}
