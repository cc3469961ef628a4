//! Daemons whose sources are good, and are not followed, or disagree.

use test_support::chronyd::{Daemon, FAST, Scenario};
use test_support::environment;
use test_support::oracle::{chrony_version, why::selection};
use test_support::refclock::Feeder;

use crate::{Expected, assert_everybody_finds, assert_finds, check, server};

#[test]
fn fewer_sources_than_are_asked_for() {
    let daemon = Scenario::new()
        .server(1, FAST)
        .server(1, FAST)
        .line("minsources 3")
        .start();
    daemon.wait_until("waiting", |seen| seen.states() == "--");

    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[Expected {
            code: "too-few-sources",
            certainty: "likely",
            subject: None,
            says: "minsources asks for more",
            remedy: "`minsources`",
        }],
    );
    assert_finds(
        &daemon,
        &daemon.udp_door(),
        &[Expected {
            code: "waiting",
            certainty: "likely",
            subject: None,
            says: "are good, and waiting for others",
            remedy: "as root",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: 2 good sources, and minsources asks for more";
    assert_eq!(check(&daemon.socket_door()), line);
    let line = "CHRONY CRITICAL: not synchronized: 2 good sources waiting for others";
    assert_eq!(check(&daemon.udp_door()), line);
}

#[test]
fn a_required_source_that_is_not_there() {
    let daemon = Scenario::new()
        .server(1, FAST)
        .server_with(&[], &format!("{FAST} require"))
        .start();
    daemon.wait_until("waiting", |seen| seen.states().starts_with('-'));
    let (good, required) = (server(&daemon, 0), server(&daemon, 1));

    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[Expected {
            code: "required-source",
            certainty: "certain",
            subject: Some(&required),
            says: &format!("not synchronized; {good} is waiting"),
            remedy: "cure that server",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: waiting for a required source";
    assert_eq!(check(&daemon.socket_door()), line);
    assert_finds(
        &daemon,
        &daemon.udp_door(),
        &[
            Expected {
                code: "waiting",
                certainty: "likely",
                subject: None,
                says: &format!("{good} is good, and waiting"),
                remedy: "as root",
            },
            Expected {
                code: "no-usable-answer",
                certainty: "certain",
                subject: Some(&required),
                says: "no usable answer",
                remedy: "as root",
            },
        ],
    );
}

#[test]
fn a_source_that_must_not_be_followed() {
    let daemon = Scenario::new()
        .server(1, &format!("{FAST} noselect"))
        .start();
    daemon.wait_until("measuring", |seen| seen.sources_with_samples(4) == 1);
    let address = server(&daemon, 0);

    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[Expected {
            code: "noselect",
            certainty: "certain",
            subject: Some(&address),
            says: "is marked noselect",
            remedy: "`noselect`",
        }],
    );
    assert_finds(
        &daemon,
        &daemon.udp_door(),
        &[Expected {
            code: "not-selectable",
            certainty: "certain",
            subject: Some(&address),
            says: "is not selectable",
            remedy: "as root",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: the only source is marked noselect";
    assert_eq!(check(&daemon.socket_door()), line);
}

/// One that is watched beside others is meant to be.
#[test]
fn a_source_that_is_watched_beside_others() {
    let daemon = Scenario::new()
        .server(1, FAST)
        .server(1, &format!("{FAST} noselect"))
        .start();
    daemon.wait_until_synchronized();

    assert_everybody_finds(&daemon, &[]);
}

#[test]
fn two_sources_that_disagree() {
    let daemon = Scenario::new()
        .server(1, FAST)
        .server(1, &format!("{FAST} offset 0.5"))
        .start();
    daemon.wait_until("at odds", |seen| {
        seen.states() == "xx" && seen.sources_with_samples(3) == 2
    });

    assert_everybody_finds(
        &daemon,
        &[Expected {
            code: "no-majority",
            certainty: "certain",
            subject: None,
            says: "disagree by 500 ms, and two cannot outvote",
            remedy: "three or four sources",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: 2 sources disagree by 500 ms";
    assert_eq!(check(&daemon.udp_door()), line);
}

#[test]
fn a_source_that_is_outvoted() {
    let daemon = Scenario::new()
        .server(1, FAST)
        .server(1, FAST)
        .server(1, &format!("{FAST} offset 0.5"))
        .start();
    daemon.wait_until_synchronized();
    daemon.wait_until("rid of a falseticker", |seen| seen.states().ends_with('x'));

    assert_everybody_finds(
        &daemon,
        &[Expected {
            code: "falseticker",
            certainty: "certain",
            subject: Some(&server(&daemon, 2)),
            says: "by 500 ms",
            remedy: "that server",
        }],
    );
}

#[test]
fn a_source_that_is_too_far_away() {
    let daemon = Scenario::new()
        .line("refclock SOCK {dir}/refclock.sock refid FAR0 poll 0 delay 8")
        .start();
    let socket = daemon.socket_directory().join("refclock.sock");
    let _feeder = Feeder::start(socket, |_| 0.0);
    daemon.wait_until("measuring", |seen| seen.sources_with_samples(4) == 1);

    for (door, certainty) in [
        (daemon.socket_door(), "certain"),
        (daemon.udp_door(), "likely"),
    ] {
        assert_finds(
            &daemon,
            &door,
            &[Expected {
                code: "too-far",
                certainty,
                subject: Some("FAR0"),
                says: "error 4.0 s",
                remedy: "`maxdistance 16`",
            }],
        );
    }
    let line = "CHRONY CRITICAL: not synchronized: the only source is too far away";
    assert_eq!(check(&daemon.udp_door()), line);
}

/// Why the only source is not selectable is what the selection says, which only root may ask; the remedy
/// has this word in both.
#[track_caller]
fn assert_only_root_is_told(daemon: &Daemon, cause: &str, remedy: &str) {
    let address = server(daemon, 0);
    for (door, code) in [
        (daemon.socket_door(), cause),
        (daemon.udp_door(), "not-selectable"),
    ] {
        let expected = Expected {
            code,
            certainty: "certain",
            subject: Some(&address),
            says: "",
            remedy,
        };
        assert_finds(daemon, &door, &[expected]);
    }
}

/// With a limit that is below the usual one only root is told.
#[test]
fn a_source_that_is_too_far_away_for_a_small_limit() {
    let daemon = Scenario::new()
        .server(1, FAST)
        .line("maxdistance 0.0000001")
        .start();
    daemon.wait_until("measuring", |seen| seen.sources_with_samples(5) == 1);
    assert_only_root_is_told(&daemon, "too-far", "");
}

#[test]
fn a_source_that_varies_too_much() {
    let daemon = Scenario::new()
        .line("refclock SOCK {dir}/refclock.sock refid PPS1 poll 0")
        .line("maxjitter 0.000001")
        .start();
    let socket = daemon.socket_directory().join("refclock.sock");
    let _feeder = Feeder::start(socket, |micros| f64::from(micros % 100) / 1000.0);
    let _moment = daemon.stop_time_when("tired of the jumps", |seen| seen.states() == "~");

    assert_everybody_finds(
        &daemon,
        &[Expected {
            code: "jittery",
            certainty: "certain",
            subject: Some("PPS1"),
            says: "varies too much (standard deviation ",
            remedy: "nearer server",
        }],
    );
    // It may have been followed before it began to vary.
    let line = check(&daemon.udp_door());
    assert!(
        line.ends_with(": the only source varies too much"),
        "{line}"
    );
}

/// It agrees with the one that is trusted, and may be off by so much that it could lead away from it.
#[test]
fn a_source_that_contradicts_a_trusted_one() {
    let daemon = Scenario::new()
        .server(1, &format!("{FAST} trust"))
        .line("refclock SOCK {dir}/refclock.sock refid WIDE poll 0 delay 0.5")
        .start();
    let socket = daemon.socket_directory().join("refclock.sock");
    let _feeder = Feeder::start(socket, |_| 0.0);
    daemon.wait_until("contradicted", |seen| {
        let letters = seen.why.selection.iter();
        let mut letters = letters.map(|row| row[selection::LETTER].as_str());
        seen.is_synchronized() && letters.any(|letter| letter == "T")
    });

    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[Expected {
            code: "untrusted",
            certainty: "certain",
            subject: Some("WIDE"),
            says: "contradicts trusted sources",
            remedy: "`trust`",
        }],
    );
    // The clock is well, and why one of its sources is not used is not told to everybody.
    assert_finds(&daemon, &daemon.udp_door(), &[]);
}

#[test]
fn a_source_of_a_stratum_that_is_not_wanted() {
    if chrony_version() < (4, 9) {
        environment::not_run(
            "a_source_of_a_stratum_that_is_not_wanted",
            "`maxstratum` needs chrony 4.9",
        );
        return;
    }
    let daemon = Scenario::new().server(3, FAST).line("maxstratum 2").start();
    daemon.wait_until("measuring", |seen| {
        seen.sources_with_samples(4) == 1 && seen.why.selection[0][selection::LETTER] == "r"
    });
    assert_only_root_is_told(&daemon, "wrong-stratum", "stratum");
}
