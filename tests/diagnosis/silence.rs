//! Daemons that ask nobody, or are not answered.

use test_support::chronyd::{Door, FAST, LOCALHOST, Scenario};
use test_support::oracle::{Snapshot, sources, why};

use crate::printed::record;
use crate::{
    Expected, assert_everybody_finds, assert_finds, check, document, run, second_hand, server,
};

#[test]
fn no_sources() {
    let daemon = Scenario::new().start();

    assert_everybody_finds(
        &daemon,
        &[Expected {
            code: "no-sources",
            certainty: "certain",
            subject: None,
            says: "no sources",
            remedy: "`server` or `pool`",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: chronyd has no sources";
    assert_eq!(check(&daemon.udp_door()), line);
}

#[test]
fn a_name_without_an_address() {
    let daemon = Scenario::new().line("server nowhere.invalid").start();

    assert_everybody_finds(
        &daemon,
        &[Expected {
            code: "unresolved",
            certainty: "certain",
            subject: Some("nowhere.invalid"),
            says: "has no address",
            remedy: "the resolver",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: the only source has no address";
    assert_eq!(check(&daemon.udp_door()), line);
}

/// A pool of more places than its name has addresses for: what is left over is nobody's trouble.
#[test]
fn spare_places_of_a_pool() {
    let daemon = Scenario::new()
        .pool_at(1, &LOCALHOST, "localhost", FAST)
        .start();
    daemon.wait_until_synchronized();

    let document = document(&daemon, &daemon.socket_door());
    assert_ne!(document["activity"]["unresolved"], 0, "{document:#}");
    assert_everybody_finds(&daemon, &[]);
}

#[test]
fn all_sources_are_offline() {
    let daemon = Scenario::new()
        .server(1, "offline")
        .server(1, "offline")
        .server(1, "offline")
        .start();

    assert_everybody_finds(
        &daemon,
        &[Expected {
            code: "offline",
            certainty: "certain",
            subject: None,
            says: "are offline",
            remedy: "chronyc online",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: 3 of 3 sources are offline";
    assert_eq!(check(&daemon.udp_door()), line);
}

/// They were followed before; chronyd goes on saying that it is synchronized.
#[test]
fn all_sources_were_taken_offline() {
    let daemon = Scenario::three_servers().start();
    daemon.wait_until_synchronized();
    daemon.chronyc_at_socket(&["offline"]);
    daemon.wait_until("without a source", |seen| seen.selected().is_none());

    assert_everybody_finds(
        &daemon,
        &[Expected {
            code: "offline",
            certainty: "certain",
            subject: None,
            says: "are offline",
            remedy: "chronyc online",
        }],
    );
    let line = "CHRONY WARNING: stale: 3 of 3 sources are offline";
    assert_eq!(check(&daemon.udp_door()), line);
}

/// chronyd only counts those that are offline. Which they are, root can tell by whom no packet was sent to.
#[test]
fn one_source_is_offline_and_another_one_is_silent() {
    let daemon = Scenario::new()
        .server(1, FAST)
        .server(1, "offline")
        .silent_server(FAST)
        .start();
    daemon.wait_until_synchronized_to_one();
    let (offline, silent) = (server(&daemon, 1), silent_source(&daemon));

    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[
            Expected {
                code: "offline",
                certainty: "certain",
                subject: Some(&offline),
                says: "is offline",
                remedy: "chronyc online",
            },
            Expected {
                code: "no-answer",
                certainty: "certain",
                subject: Some(&silent),
                says: "has never answered",
                remedy: "UDP port 123",
            },
        ],
    );
    assert_finds(
        &daemon,
        &daemon.udp_door(),
        &[
            Expected {
                code: "offline",
                certainty: "certain",
                subject: None,
                says: "1 of 3 sources is offline",
                remedy: "chronyc online",
            },
            Expected {
                code: "no-usable-answer",
                certainty: "certain",
                subject: None,
                says: "give no usable answer",
                remedy: "as root",
            },
        ],
    );
}

/// The last source, which nobody has started a server for.
fn silent_source(daemon: &test_support::chronyd::Daemon) -> String {
    let seen = test_support::oracle::ask(daemon);
    let last = seen.numeric.sources.last().expect("a source");
    last[sources::NAME].clone()
}

#[test]
fn a_server_that_is_not_there() {
    let daemon = Scenario::new().silent_server(FAST).start();
    let address = silent_source(&daemon);
    daemon.wait_until("asking", |seen| {
        let sent = &seen.why.ntp_data[0][test_support::oracle::why::ntp_data::SENT];
        sent != "0"
    });

    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[Expected {
            code: "no-answer",
            certainty: "certain",
            subject: Some(&address),
            says: "has never answered",
            remedy: "UDP port 123",
        }],
    );
    // Without NTP data nobody can tell silence from a server that has no time.
    assert_finds(
        &daemon,
        &daemon.udp_door(),
        &[Expected {
            code: "no-usable-answer",
            certainty: "certain",
            subject: Some(&address),
            says: "no usable answer",
            remedy: "as root",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: the only source has never answered";
    assert_eq!(check(&daemon.socket_door()), line);
    let line = "CHRONY CRITICAL: not synchronized: the only source gives no usable answer";
    assert_eq!(check(&daemon.udp_door()), line);
}

#[test]
fn a_server_that_is_not_synchronized_itself() {
    let daemon = Scenario::new().server_with(&[], FAST).start();
    daemon.wait_until("answered", |seen| {
        let received = &seen.why.ntp_data[0][test_support::oracle::why::ntp_data::RECEIVED];
        received != "0"
    });
    let address = server(&daemon, 0);

    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[Expected {
            code: "server-unsynchronized",
            certainty: "certain",
            subject: Some(&address),
            says: "not synchronized",
            remedy: "that server",
        }],
    );
    // In all that everybody is told it looks as if nobody were there.
    assert_finds(
        &daemon,
        &daemon.udp_door(),
        &[Expected {
            code: "no-usable-answer",
            certainty: "certain",
            subject: Some(&address),
            says: "no usable answer",
            remedy: "as root",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: the only source is itself not synchronized";
    assert_eq!(check(&daemon.socket_door()), line);
}

#[test]
fn a_server_whose_every_answer_is_too_late() {
    let daemon = Scenario::new()
        .server(1, &format!("{FAST} maxdelay 0.000000001"))
        .start();
    daemon.wait_until("answered many times", |seen| {
        seen.numeric.sources[0][sources::REACH] == "377"
    });
    let address = server(&daemon, 0);

    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[Expected {
            code: "answers-rejected",
            certainty: "certain",
            subject: Some(&address),
            says: "delay over maxdelay (test A)",
            remedy: "`maxdelay`",
        }],
    );
    // It may as well be a filter that is still being filled.
    assert_finds(
        &daemon,
        &daemon.udp_door(),
        &[Expected {
            code: "answers-rejected",
            certainty: "possible",
            subject: Some(&address),
            says: "is rejected",
            remedy: "as root",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: the only source answers, but is rejected";
    assert_eq!(check(&daemon.socket_door()), line);
}

#[test]
fn a_server_whose_answers_have_stopped() {
    let daemon = Scenario::new().server(1, FAST).start();
    daemon.wait_until_synchronized();
    daemon.hang_servers();
    daemon.wait_until("forgotten", |seen| {
        seen.numeric.sources[0][sources::REACH] == "0"
    });
    let address = server(&daemon, 0);

    assert_everybody_finds(
        &daemon,
        &[Expected {
            code: "answers-stopped",
            certainty: "certain",
            subject: Some(&address),
            says: "no usable answer lately (last sample ",
            remedy: "network",
        }],
    );
    let line = "CHRONY WARNING: stale: the only source gave no usable answer lately";
    assert_eq!(check(&daemon.udp_door()), line);
}

#[test]
fn a_daemon_that_has_just_begun_to_measure() {
    // It takes three polls, so half a minute, to be sure.
    let daemon = Scenario::new().server(1, "minpoll 4 maxpoll 4").start();
    let _moment = daemon.stop_time_when("measuring", |seen| {
        seen.sources_with_samples(1) == 1 && !seen.is_synchronized()
    });
    let address = server(&daemon, 0);

    assert_everybody_finds(
        &daemon,
        &[Expected {
            code: "starting",
            certainty: "likely",
            subject: Some(&address),
            says: "still being measured",
            remedy: "wait",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: the only source is still being measured";
    assert_eq!(check(&daemon.udp_door()), line);
}

/// A user who may not use the socket is told the same as everybody.
#[test]
fn a_user_whom_the_socket_is_closed_to() {
    let daemon = Scenario::new().server_with(&[], FAST).start();
    daemon.wait_until("polling", |seen: &Snapshot| seen.why.activity[0] == "1");
    let door = daemon.socket_door().then(&daemon.udp_door());

    let arguments = ["all", "--no-rtc", "--json"];
    let output = run(
        daemon.as_stranger(env!("CARGO_BIN_EXE_second-hand").as_ref()),
        &arguments,
        &door,
    );
    let document = test_support::json(&output);
    assert_eq!(document["server"], daemon.udp_door().server);
    assert_eq!(document["diagnosis"][0]["code"], "no-usable-answer");
    assert!(document["sources"][0]["selection"].is_null());
    assert_eq!(document["activity"]["online"], 1);

    let output = run(second_hand(), &arguments, &door);
    let document = test_support::json(&output);
    assert_eq!(document["server"], daemon.socket_door().server);
    assert_eq!(document["diagnosis"][0]["code"], "server-unsynchronized");
    assert!(document["sources"][0]["selection"].is_object());
}

/// chronyd is not there, hangs, or has gone.
#[test]
fn nobody_to_ask() {
    let daemon = Scenario::new().server(1, FAST).start();
    daemon.hang();
    let nobody = Door::closed();
    for (door, says) in [
        (&daemon.udp_door(), "no reply"),
        (&nobody, "connection refused"),
    ] {
        let arguments = ["all", "--json", "--timeout", "1s"];
        let document = test_support::json(&run(second_hand(), &arguments, door));
        let found = document["diagnosis"].as_array().expect("a list");
        let [found] = &found[..] else {
            panic!("{document:#}");
        };
        assert_eq!(found["code"], "unreachable", "{found:#}");
        assert_eq!(found["certainty"], "certain", "{found:#}");
        assert!(found["subject"].is_null(), "{found:#}");
        let message = found["message"].as_str().expect("a message");
        assert!(message.contains(says), "{message}");
        assert_eq!(found["message"], document["errors"][0]["message"]);
        assert_eq!(found["remedy"], document["errors"][0]["hint"]);
        record("unreachable", door);
    }
}

/// There is no route to the addresses of documentation, nor anybody at the other end of one.
#[test]
fn a_family_of_addresses_that_leads_nowhere() {
    let daemon = Scenario::new()
        .server(1, FAST)
        .line(&format!("server 2001:db8::1 {FAST}"))
        .line(&format!("server 2001:db8::2 {FAST}"))
        .start();
    daemon.wait_until_synchronized_to_one();
    daemon.wait_until("asking", |seen| {
        let mut asked = seen.why.ntp_data.iter();
        asked.all(|row| row[why::ntp_data::SENT] != "0")
    });

    for (door, code, says) in [
        (daemon.socket_door(), "no-answer", "have never answered"),
        (
            daemon.udp_door(),
            "no-usable-answer",
            "give no usable answer",
        ),
    ] {
        assert_finds(
            &daemon,
            &door,
            &[
                Expected {
                    code,
                    certainty: "certain",
                    subject: None,
                    says: &format!("2001:db8::1 and 2001:db8::2 {says}"),
                    remedy: "UDP port 123",
                },
                Expected {
                    code: "address-family",
                    certainty: "possible",
                    subject: None,
                    says: "no source answers over IPv6",
                    remedy: "`server NAME ipv4`",
                },
            ],
        );
    }
}

#[test]
fn a_server_that_has_begun_to_miss_polls() {
    let daemon = Scenario::new().server(1, FAST).start();
    daemon.wait_until_synchronized();
    daemon.hang_servers();
    // Four polls without an answer; eight are none at all.
    let _moment = daemon.stop_time_when("missing polls", |seen| {
        let register = u8::from_str_radix(&seen.numeric.sources[0][sources::REACH], 8);
        let register = register.expect("octal");
        register != 0 && register.trailing_zeros() >= 4 && seen.selected().is_some()
    });

    assert_everybody_finds(
        &daemon,
        &[Expected {
            code: "few-answers",
            certainty: "certain",
            subject: Some(&server(&daemon, 0)),
            says: "gives few usable answers",
            remedy: "network",
        }],
    );
}

#[test]
fn a_reference_clock_that_gives_nothing() {
    let daemon = Scenario::new()
        .line("refclock SOCK {dir}/refclock.sock refid GPS0 poll 0")
        .start();

    assert_everybody_finds(
        &daemon,
        &[Expected {
            code: "no-samples",
            certainty: "certain",
            subject: Some("GPS0"),
            says: "gives no samples",
            remedy: "the receiver",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: the only source gives no samples";
    assert_eq!(check(&daemon.udp_door()), line);
}
