//! Daemons with sources that are authenticated, by NTS or by a key, or that should be.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use test_support::certificate::Certificate;
use test_support::chronyd::{Daemon, Door, FAST, KeyExchange, Scenario};
use test_support::loopback;
use test_support::oracle::sources;
use test_support::oracle::why::{authentication, ntp_data, selection};

use crate::printed::record_with;
use crate::{
    Expected, assert_everybody_finds, assert_finds, check, document, run, second_hand, server,
};

/// A daemon with one server that has NTS, and as many others as have no authentication.
fn with_nts(exchange: KeyExchange, others: usize) -> (Daemon, Certificate) {
    let address = loopback::address();
    let certificate = Certificate::of(address.into());
    let scenario = Scenario::new().nts_server(address, &certificate, exchange, FAST);
    let scenario = (0..others).fold(scenario, |scenario, _| scenario.server(1, FAST));
    (scenario.start(), certificate)
}

/// The status of a check with this limit, and its first line up to the figures.
fn judged(door: &Door, limit: &str) -> (Option<i32>, String) {
    let output = run(second_hand(), &["check", "-c", limit], door);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let (line, _) = text.split_once(" | ").expect("perfdata");
    (output.status.code(), line.to_owned())
}

/// authselectmode mix, the default, has those without authentication wait for it for ever.
#[test]
fn an_nts_source_that_keeps_all_others_waiting() {
    let (daemon, _certificate) = with_nts(KeyExchange::Closed, 2);
    daemon.wait_until("waiting", |seen| {
        seen.states().ends_with("--") && seen.why.authentication[0][authentication::ATTEMPTS] != "0"
    });
    let snapshot = test_support::oracle::ask(&daemon);
    let letters: Vec<&str> = snapshot
        .why
        .selection
        .iter()
        .map(|row| row[selection::LETTER].as_str())
        .collect();
    assert_eq!(letters[1..], ["W", "W"]);
    let (nts, good) = (server(&daemon, 0), server(&daemon, 1));

    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[Expected {
            code: "required-source",
            certainty: "certain",
            subject: Some(&nts),
            says: "NTS key exchange has never succeeded (",
            remedy: "TCP port 4460",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: waiting for an authenticated source";
    assert_eq!(check(&daemon.socket_door()), line);
    assert_finds(
        &daemon,
        &daemon.udp_door(),
        &[
            Expected {
                code: "waiting",
                certainty: "likely",
                subject: None,
                says: &format!("{good} and "),
                remedy: "NTS",
            },
            Expected {
                code: "no-usable-answer",
                certainty: "certain",
                subject: Some(&nts),
                says: "",
                remedy: "as root",
            },
        ],
    );
    let line = "CHRONY CRITICAL: not synchronized: 2 good sources waiting for others";
    assert_eq!(check(&daemon.udp_door()), line);
}

#[test]
fn an_nts_source_alone_whose_keys_cannot_be_established() {
    let (daemon, _certificate) = with_nts(KeyExchange::Closed, 0);
    daemon.wait_until("trying", |seen| {
        seen.why.authentication[0][authentication::ATTEMPTS] != "0"
    });

    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[Expected {
            code: "nts-key-exchange",
            certainty: "certain",
            subject: Some(&server(&daemon, 0)),
            says: "NTS key exchange has never succeeded (",
            remedy: "TCP port 4460",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: the only source has no NTS keys";
    assert_eq!(check(&daemon.socket_door()), line);
}

#[test]
fn an_nts_source_that_works() {
    let (daemon, _certificate) = with_nts(KeyExchange::Open, 0);
    daemon.wait_until_synchronized();

    let document = document(&daemon, &daemon.socket_door());
    let authentication = &document["sources"][0]["authentication"];
    assert_eq!(authentication["mode"], "nts", "{document:#}");
    assert_eq!(authentication["cookies"], 8, "{document:#}");
    assert_everybody_finds(&daemon, &[]);

    let (status, line) = judged(&daemon.socket_door(), "authenticated=1:");
    assert_eq!(status, Some(0), "{line}");
    let (status, line) = judged(&daemon.udp_door(), "authenticated=1:");
    assert_eq!(status, Some(3), "{line}");
    assert_eq!(
        line,
        "CHRONY UNKNOWN: chronyd does not tell this user what is authenticated"
    );
}

#[test]
fn sources_of_which_none_is_authenticated() {
    let daemon = Scenario::three_servers().start();
    daemon.wait_until_synchronized();

    let (status, line) = judged(&daemon.socket_door(), "authenticated=1:");
    let expected = "CHRONY CRITICAL: 0 used sources authenticated, lower limit 1";
    assert_eq!((status, line.as_str()), (Some(2), expected));
}

/// A daemon whose one server and it have these key files.
fn with_keys(ours: &str, theirs: &str) -> (Daemon, tempfile::TempDir) {
    let directory = test_support::environment::public_directory();
    let file = |name: &str, keys: &str| {
        let path = directory.path().join(name);
        fs::write(&path, keys).expect("a key file");
        format!("keyfile {}", path.display())
    };
    let server = ["local stratum 1", &file("theirs", theirs)].map(str::to_owned);
    let lines: Vec<&str> = server.iter().map(String::as_str).collect();
    let daemon = Scenario::new()
        .server_with(&lines, &format!("{FAST} key 30"))
        .line(&file("ours", ours))
        .start();
    (daemon, directory)
}

#[test]
fn a_key_that_both_sides_have() {
    let (daemon, _keys) = with_keys(
        "30 SHA1 HEX:00112233445566778899\n",
        "30 SHA1 HEX:00112233445566778899\n",
    );
    daemon.wait_until_synchronized();

    let document = document(&daemon, &daemon.socket_door());
    let authentication = &document["sources"][0]["authentication"];
    assert_eq!(authentication["mode"], "key", "{document:#}");
    assert_eq!(authentication["key_id"], 30, "{document:#}");
    assert_eq!(authentication["algorithm"], "SHA1", "{document:#}");
    assert_everybody_finds(&daemon, &[]);
    assert_eq!(judged(&daemon.socket_door(), "authenticated=1:").0, Some(0));
}

#[test]
fn a_key_that_is_missing_here() {
    let (daemon, _keys) = with_keys(
        "31 SHA1 HEX:00112233445566778899\n",
        "30 SHA1 HEX:00112233445566778899\n",
    );

    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[Expected {
            code: "key-missing",
            certainty: "certain",
            subject: Some(&server(&daemon, 0)),
            says: "no key in the key file",
            remedy: "`keyfile`",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: the only source has no key in the key file";
    assert_eq!(check(&daemon.socket_door()), line);
    // A source that has to be authentic counts only where the clock follows it.
    let arguments = ["check", "-c", "authenticated=1:"];
    let output = run(second_hand(), &arguments, &daemon.socket_door());
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(printed.contains(" authenticated=0;"), "{printed}");
}

/// chronyd counts the answers that it cannot trust, and keeps nothing else of them. A server would not answer at all.
#[test]
fn a_peer_that_has_another_key() {
    let directory = test_support::environment::public_directory();
    let file = |name: &str, key: &str| {
        let path = directory.path().join(name);
        fs::write(&path, format!("30 SHA1 HEX:{key}\n")).expect("a key file");
        format!("keyfile {}", path.display())
    };
    let theirs = file("theirs", "998877665544332211");
    let daemon = Scenario::new()
        .mutual_peer(&["local stratum 1", &theirs], "minpoll 0 maxpoll 1 key 30")
        .line(&file("ours", "112233445566778899"))
        .line("allow 127.0.0.0/8")
        .start();
    daemon.wait_until("hearing from it", |seen| {
        seen.why.ntp_data[0][ntp_data::RECEIVED] != "0"
    });
    let address = server(&daemon, 0);

    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[Expected {
            code: "authentication-failed",
            certainty: "likely",
            subject: Some(&address),
            says: "gives unauthentic answers",
            remedy: "same key on both sides",
        }],
    );
    let line = "CHRONY CRITICAL: not synchronized: the only source gives unauthentic answers";
    assert_eq!(check(&daemon.socket_door()), line);
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
}

/// A daemon whose one server has NTS and a certificate that is valid today, where the system clock seems to show this time.
fn at_another_time(shown: i64) -> (Daemon, Certificate) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = i64::try_from(now.expect("a clock past 1970").as_secs()).expect("a time");
    let address = loopback::address();
    let certificate = Certificate::of(address.into());
    let daemon = Scenario::new()
        .clock_ahead_by(shown - now)
        .nts_server(address, &certificate, KeyExchange::Open, FAST)
        .start();
    daemon.wait_until("trying", |seen| {
        seen.why.authentication[0][authentication::ATTEMPTS] != "0"
    });
    (daemon, certificate)
}

/// What is found first, by a program that sees the same system clock.
fn first_found(daemon: &Daemon) -> Value {
    let command = daemon.share_clock_with(second_hand());
    let output = run(
        command,
        &["all", "--no-rtc", "--json"],
        &daemon.socket_door(),
    );
    let found = test_support::json(&output)["diagnosis"][0].clone();
    let code = found["code"].as_str().expect("a code");
    record_with(code, &daemon.socket_door(), |it| {
        daemon.share_clock_with(it)
    });
    found
}

#[test]
fn a_certificate_that_is_not_valid_yet_by_the_clock() {
    let noon = 1_577_880_000;
    let (daemon, _certificate) = at_another_time(noon);

    let found = first_found(&daemon);
    assert_eq!(found["code"], "nts-clock", "{found:#}");
    assert_eq!(found["certainty"], "likely", "{found:#}");
    assert_eq!(found["subject"], server(&daemon, 0), "{found:#}");
    let message = found["message"].as_str().expect("a message");
    assert!(
        message.contains("has no NTS keys, and the clock shows 2020-01-01T12:"),
        "{message}"
    );
    let remedy = found["remedy"].as_str().expect("a remedy");
    assert!(remedy.starts_with("set the date once"), "{remedy}");
}

/// That the clock is ahead of all certificates, nothing tells.
#[test]
fn a_certificate_that_has_expired_by_the_clock() {
    let in_2099 = 4_070_908_800;
    let (daemon, _certificate) = at_another_time(in_2099);

    let found = first_found(&daemon);
    assert_eq!(found["code"], "nts-key-exchange", "{found:#}");
    assert_eq!(found["certainty"], "certain", "{found:#}");
    assert_eq!(found["subject"], server(&daemon, 0), "{found:#}");
    let remedy = found["remedy"].as_str().expect("a remedy");
    assert!(remedy.contains("chronyd's log says why"), "{remedy}");
}

/// Each request takes a cookie, and no answer brings one.
#[test]
fn an_nts_source_that_has_stopped_to_answer() {
    let (daemon, _certificate) = with_nts(KeyExchange::Open, 0);
    daemon.wait_until_synchronized();
    daemon.hang_servers();
    daemon.wait_until("out of cookies", |seen| {
        seen.why.authentication[0][authentication::COOKIES] == "0"
            && seen.why.selection[0][selection::LETTER] == "S"
            && seen.numeric.sources[0][sources::REACH] == "0"
    });
    let address = server(&daemon, 0);

    let stopped = || Expected {
        code: "answers-stopped",
        certainty: "certain",
        subject: Some(&address),
        says: "gave no usable answer lately",
        remedy: "network",
    };
    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[
            stopped(),
            Expected {
                code: "nts-renewal",
                certainty: "likely",
                subject: Some(&address),
                says: "may lose NTS: 0 of 8 cookies left",
                remedy: "TCP port 4460",
            },
        ],
    );
    assert_finds(&daemon, &daemon.udp_door(), &[stopped()]);
}
