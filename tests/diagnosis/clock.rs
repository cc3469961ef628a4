//! Clocks that are far off, or follow nothing but a clock that nobody corrects; and clocks that nothing is the matter with.

use test_support::chronyd::{FAST, LOCALHOST, Scenario};
use test_support::oracle::{sources, tracking};
use test_support::refclock::Feeder;

use crate::{Expected, assert_everybody_finds, assert_finds, check, server};

#[test]
fn a_clock_that_is_an_hour_behind() {
    let daemon = Scenario::new()
        .server(1, &format!("{FAST} offset 3600"))
        .server_with(&[], FAST)
        .start();
    daemon.wait_until("synchronized", |seen| {
        seen.is_synchronized() && seen.why.ntp_data[1][31] != "0"
    });
    let silent = server(&daemon, 1);

    // What is the matter with the other source does not explain the hour.
    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[
            Expected {
                code: "clock-off",
                certainty: "likely",
                subject: None,
                says: "the clock is 1 h behind; slewing that away takes 12 h",
                remedy: "`chronyc makestep`",
            },
            Expected {
                code: "server-unsynchronized",
                certainty: "certain",
                subject: Some(&silent),
                says: "",
                remedy: "",
            },
        ],
    );
    let line = "CHRONY CRITICAL: error 1 h (clock 1 h behind), limit 1 s";
    assert_eq!(check(&daemon.udp_door()), line);
}

#[test]
fn a_clock_that_follows_an_island() {
    let daemon = Scenario::new().server(10, FAST).start();
    daemon.wait_until_synchronized();
    let address = server(&daemon, 0);

    for (door, certainty, says) in [
        (daemon.socket_door(), "certain", "serves its own clock"),
        (daemon.udp_door(), "possible", "may serve its own clock"),
    ] {
        assert_finds(
            &daemon,
            &door,
            &[Expected {
                code: "upstream-local",
                certainty,
                subject: Some(&address),
                says,
                remedy: "a real source",
            }],
        );
    }
}

/// With `copy` the reference id of the server is the client's own.
#[test]
fn a_clock_that_copies_an_island() {
    let daemon = Scenario::new().server(2, &format!("{FAST} copy")).start();
    daemon.wait_until_synchronized();

    assert_everybody_finds(
        &daemon,
        &[Expected {
            code: "upstream-local",
            certainty: "certain",
            subject: Some(&server(&daemon, 0)),
            says: "serves its own clock",
            remedy: "a real source",
        }],
    );
}

#[test]
fn a_clock_that_is_an_island_itself() {
    let daemon = Scenario::new().line("local stratum 10").start();
    daemon.wait_until("local", |seen| {
        seen.numeric.tracking[tracking::LEAP_STATUS] == "Normal"
    });

    assert_everybody_finds(
        &daemon,
        &[
            Expected {
                code: "no-sources",
                certainty: "certain",
                subject: None,
                says: "no sources",
                remedy: "`server` or `pool`",
            },
            Expected {
                code: "local-reference",
                certainty: "certain",
                subject: None,
                says: "the clock of this machine",
                remedy: "a real source",
            },
        ],
    );
}

#[test]
fn an_orphan_among_orphans() {
    let daemon = Scenario::new()
        .server(6, FAST)
        .line("local stratum 5 orphan")
        .start();
    daemon.wait_until("an orphan", |seen| {
        seen.sources_with_samples(4) == 1 && seen.why.selection[0][0] == "O"
    });
    let address = server(&daemon, 0);

    let mut expected = vec![Expected {
        code: "orphan",
        certainty: "certain",
        subject: Some(&address),
        says: "has no better time than this machine",
        remedy: "a real source",
    }];
    // chrony 4.9 waits for five minutes before it serves its own clock.
    let snapshot = test_support::oracle::ask(&daemon);
    if snapshot.numeric.tracking[tracking::LEAP_STATUS] == "Normal" {
        expected.push(Expected {
            code: "local-reference",
            certainty: "certain",
            subject: None,
            says: "the clock of this machine",
            remedy: "a real source",
        });
    }
    assert_finds(&daemon, &daemon.socket_door(), &expected);
}

/// A pulse says when a second begins, and not which; what says which comes late over a serial line.
#[test]
fn a_pulse_without_a_time_of_day() {
    let daemon = Scenario::new()
        .server(1, FAST)
        .server(1, FAST)
        .line("refclock SOCK {dir}/pulse.sock refid PPS0 poll 0")
        .line("refclock SOCK {dir}/nmea.sock refid NMEA poll 0")
        .start();
    let _feeder = Feeder::start(daemon.socket_directory().join("nmea.sock"), |_| 0.43);
    daemon.wait_until_synchronized_to_one();
    daemon.wait_until("rid of a falseticker", |seen| seen.states().contains('x'));

    assert_everybody_finds(
        &daemon,
        &[
            Expected {
                code: "no-samples",
                certainty: "certain",
                subject: Some("PPS0"),
                says: "gives no samples",
                remedy: "the receiver",
            },
            Expected {
                code: "falseticker",
                certainty: "certain",
                subject: Some("NMEA"),
                says: "disagrees with the others by 43",
                remedy: "that server",
            },
            Expected {
                code: "pulse-without-time",
                certainty: "possible",
                subject: Some("PPS0"),
                says: "PPS0 gives no samples, and NMEA is 43",
                remedy: "`lock`",
            },
        ],
    );
}

/// Nothing is said of a clock that is well, whatever it follows: in many runs, at different moments.
#[test]
fn nothing_is_the_matter_with_clocks_that_are_well() {
    let scenes = [
        Scenario::three_servers(),
        Scenario::new().server(1, "iburst minpoll 6"),
        Scenario::new().peer(1, FAST),
        Scenario::new().server_at(1, &LOCALHOST, "localhost", FAST),
        Scenario::new().pool_at(1, &LOCALHOST, "localhost", FAST),
        Scenario::new().server(1, "iburst minpoll -4 maxpoll -4 filter 15 xleave"),
        Scenario::new()
            .server(1, FAST)
            .server(2, &format!("{FAST} prefer"))
            .server(3, FAST),
        Scenario::new().line("refclock SOCK {dir}/refclock.sock refid GPS0 poll 0"),
    ];
    let daemons: Vec<_> = scenes.into_iter().map(Scenario::start).collect();
    let last = daemons.last().expect("a daemon with a reference clock");
    let _feeder = Feeder::start(last.socket_directory().join("refclock.sock"), |_| 0.0);
    for daemon in &daemons {
        daemon.wait_until("synchronized", |seen| {
            // A pool has spare places.
            let mut in_use = seen
                .numeric
                .sources
                .iter()
                .filter(|row| !row[sources::NAME].starts_with("ID#"));
            let measured = in_use.all(|row| row[sources::REACH] != "0");
            seen.is_synchronized() && measured
        });
    }
    let mut runs = 0;
    for round in 0..13 {
        for daemon in &daemons {
            for door in daemon.doors() {
                let output =
                    crate::run(crate::second_hand(), &["all", "--no-rtc", "--json"], &door);
                let document = test_support::json(&output);
                let found = document["diagnosis"].as_array().expect("a list");
                assert!(found.is_empty(), "in round {round}: {document:#}");
                runs += 1;
            }
        }
    }
    println!("{runs} runs, {} states: nothing found", daemons.len());
    assert!(runs >= 200, "{runs} runs");
}
