//! What chronyd tells over UDP, where `opencommands` in its configuration says that it may tell more than usual, or less.

use serde_json::Value;
use test_support::chronyd::{Daemon, Door, FAST, Scenario};
use test_support::environment;
use test_support::oracle::{chrony_version, why};

use crate::{Expected, assert_finds, document, run, server};

/// Whether chronyd knows the directive; where it does not, `test` is said not to have run.
fn has_open_commands(test: &str) -> bool {
    let has = chrony_version() >= (4, 7);
    if !has {
        environment::not_run(test, "`opencommands` needs chrony 4.7");
    }
    has
}

/// A daemon that follows one server, and asks another that is not synchronized itself.
fn telling(commands: &str) -> Daemon {
    let daemon = Scenario::new()
        .server(1, FAST)
        .server_with(&[], FAST)
        .line(&format!("opencommands {commands}"))
        .start();
    daemon.wait_until("synchronized", |seen| {
        let answered = &seen.why.ntp_data[1][why::ntp_data::RECEIVED];
        seen.selected().is_some() && seen.update_interval() != "0.0" && answered != "0"
    });
    daemon
}

/// The document of all reports at this door, as a user whom the socket is closed to.
fn as_stranger(daemon: &Daemon, door: &Door) -> Value {
    let command = daemon.as_stranger(env!("CARGO_BIN_EXE_second-hand").as_ref());
    let output = run(command, &["all", "--no-rtc", "--json"], door);
    let document = test_support::json(&output);
    assert_eq!(document["errors"], serde_json::json!([]), "{document:#}");
    assert_eq!(output.status.code(), Some(0), "{document:#}");
    document
}

/// Whether chronyc is answered over UDP.
fn chronyc_is_told(daemon: &Daemon, command: &str) -> bool {
    let output = daemon.chronyc(&["-c", "-n", command]);
    let text = String::from_utf8_lossy(&output.stdout);
    output.status.success() && !text.contains("Not authorised")
}

const RESTRICTED: [&str; 3] = ["selectdata", "authdata", "ntpdata"];

/// The keys of a source that hold what these commands tell.
const KEYS: [&str; 3] = ["selection", "authentication", "ntp_data"];

#[test]
fn a_stranger_whom_everything_is_told() {
    if !has_open_commands("a_stranger_whom_everything_is_told") {
        return;
    }
    let daemon = telling(
        "activity sources sourcestats sourcename tracking rtcdata selectdata authdata ntpdata",
    );
    let _moment = daemon.stop_time();
    for command in RESTRICTED {
        assert!(chronyc_is_told(&daemon, command), "{command}");
    }

    // What the socket tells agrees with chronyc, and the stranger is told the same.
    let at_socket = document(&daemon, &daemon.socket_door());
    let by_udp = as_stranger(&daemon, &daemon.udp_door());
    for key in ["activity", "diagnosis", "sources"] {
        assert_eq!(by_udp[key], at_socket[key], "{key}");
    }
    let (good, unclear) = (&by_udp["sources"][0], &by_udp["sources"][1]);
    for key in KEYS {
        assert!(unclear[key].is_object(), "{key}: {unclear:#}");
    }
    assert_eq!(good["selection"]["letter"], "*", "{good:#}");
    let found = &by_udp["diagnosis"];
    assert_eq!(found[0]["code"], "server-unsynchronized", "{found:#}");
    assert_eq!(found[0]["certainty"], "certain", "{found:#}");
    assert_eq!(found[0]["subject"], server(&daemon, 1), "{found:#}");
}

#[test]
fn a_stranger_whom_only_the_reports_are_told() {
    if !has_open_commands("a_stranger_whom_only_the_reports_are_told") {
        return;
    }
    let daemon = telling("sources sourcestats sourcename tracking rtcdata");
    for command in RESTRICTED.into_iter().chain(["activity"]) {
        assert!(!chronyc_is_told(&daemon, command), "{command}");
    }

    let by_udp = as_stranger(&daemon, &daemon.udp_door());
    assert!(by_udp["activity"].is_null(), "{by_udp:#}");
    for source in by_udp["sources"].as_array().expect("sources") {
        for key in KEYS {
            assert!(source[key].is_null(), "{key}: {source:#}");
        }
    }
    let found = &by_udp["diagnosis"];
    assert_eq!(found[0]["code"], "no-usable-answer", "{found:#}");

    // The socket tells everything all the same.
    assert_finds(
        &daemon,
        &daemon.socket_door(),
        &[Expected {
            code: "server-unsynchronized",
            certainty: "certain",
            subject: Some(&server(&daemon, 1)),
            says: "is itself not synchronized",
            remedy: "that server",
        }],
    );
}
