//! Daemons with sources that are authenticated, by NTS or by a key, or that should be.

use std::fs;
use test_support::certificate::Certificate;
use test_support::chronyd::{Daemon, Door, FAST, KeyExchange, Scenario};
use test_support::loopback;
use test_support::oracle::why::{authentication, selection};

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
