//! A daemon that follows one of three servers, while a fourth never answers and a fifth has a name that nobody knows.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;
use test_support::chronyd::{Daemon, Door, FAST, LOCALHOST, Scenario};
use test_support::oracle;

use crate::{assert_agrees, assert_all_agree, document, errors, figure, run, table, verdict};

#[test]
fn three_servers_one_unreachable_one_unresolved() {
    let daemon = Scenario::new()
        .server(1, FAST)
        .server(2, FAST)
        .server_at(3, &LOCALHOST, "localhost", FAST)
        .silent_server("minpoll 0 maxpoll 1")
        .line("server nowhere.invalid")
        .start();
    daemon.wait_until_synchronized();

    the_followed_server_is_the_verdict(&daemon);
    sources_that_never_answered_have_no_figures(&daemon);
    each_command_alone_agrees(&daemon);
    numeric_leaves_names_out(&daemon);
    signs_are_those_of_chronycs_words(&daemon);
    only_the_hardware_clock_is_missing(&daemon);
    jq_finds_the_stratum(&daemon);
    tables_name_the_sources_and_the_verdict(&daemon);
}

#[test]
fn a_daemon_corrected_once_has_no_update_interval_yet() {
    let daemon = Scenario::new().server(1, "iburst minpoll 6").start();
    daemon.wait_until("synchronized", |seen| {
        seen.is_synchronized() && seen.update_interval() == "0.0"
    });

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "synchronized");
    let interval = &document["tracking"]["update_interval_seconds"];
    assert_eq!(interval, &Value::Null);
}

fn the_followed_server_is_the_verdict(daemon: &Daemon) {
    let document = assert_all_agree(daemon, 1);
    assert_eq!(verdict(&document), "synchronized");
    let reference = &document["tracking"]["reference_name"];
    assert_eq!(&document["verdict"]["reference"], reference);
    let expected = format!(
        "synchronized to {}, stratum {}",
        reference.as_str().expect("a name"),
        document["tracking"]["stratum"]
    );
    assert_eq!(document["verdict"]["message"], expected);
    let followed: Vec<&Value> = sources(&document)
        .filter(|source| source["state"] == "selected")
        .map(|source| &source["name"])
        .collect();
    assert_eq!(followed, [reference]);
}

fn sources_that_never_answered_have_no_figures(daemon: &Daemon) {
    let document = document(&["all"], &daemon.socket_door(), 1);
    let [.., silent, unresolved] = sources(&document).collect::<Vec<_>>()[..] else {
        panic!("five sources are configured: {document:#}");
    };
    for source in [silent, unresolved] {
        assert_eq!(source["state"], "unusable");
        assert_eq!(source["symbol"], "^?");
        assert_eq!(source["reachability"], 0);
        for key in [
            "stratum",
            "last_sample_age_seconds",
            "offset_seconds",
            "measured_offset_seconds",
            "error_seconds",
        ] {
            assert_eq!(source[key], Value::Null, "{key}");
        }
    }
    assert_eq!(unresolved["address"], Value::Null);
    assert_eq!(unresolved["name"], "nowhere.invalid");
    assert_eq!(document["stats"][4]["name"], "nowhere.invalid");
    assert_eq!(document["stats"][4]["reference_id"], Value::Null);
}

fn each_command_alone_agrees(daemon: &Daemon) {
    let udp = &daemon.udp_door();
    for (command, status) in [("tracking", 0), ("sources", 0), ("stats", 0), ("rtc", 1)] {
        let document = assert_agrees(daemon, &[command], udp, status);
        for report in ["tracking", "sources", "stats", "rtc"] {
            assert_eq!(document.get(report).is_some(), report == command);
        }
        assert_eq!(document.get("verdict").is_some(), command == "tracking");
    }
}

fn numeric_leaves_names_out(daemon: &Daemon) {
    let document = assert_agrees(daemon, &["all", "--numeric"], &daemon.udp_door(), 1);
    assert!(sources(&document).all(|source| source["name"].is_null()));
}

/// chronyc's words for people ("slow", "fast") say which way is which, beyond the signs of its columns.
fn signs_are_those_of_chronycs_words(daemon: &Daemon) {
    let door = &daemon.udp_door();
    let ((document, words), _) = oracle::between_equal_snapshots(daemon, || {
        let words = daemon.chronyc(&["-n", "tracking"]);
        let words = String::from_utf8_lossy(&words.stdout).into_owned();
        (document(&["tracking"], door, 0), words)
    });
    for (line, pointer) in [
        ("System time", "/tracking/system_time_offset_seconds"),
        ("Frequency", "/tracking/frequency_ppm"),
    ] {
        let said = words.lines().find(|said| said.starts_with(line));
        let said = said.unwrap_or_else(|| panic!("no {line} in {words}"));
        let figure = figure(&document, pointer);
        let printed: f64 = said
            .split_whitespace()
            .find_map(|word| word.parse().ok())
            .expect("a figure");
        if printed != 0.0 {
            assert_eq!(said.contains("fast"), figure > 0.0, "{said}: {figure}");
            assert_eq!(said.contains("slow"), figure < 0.0, "{said}: {figure}");
        }
    }
}

fn only_the_hardware_clock_is_missing(daemon: &Daemon) {
    let door = &daemon.socket_door();
    let with = document(&["all"], door, 1);
    assert_eq!(errors(&with), [("rtc", "unavailable")]);
    assert_eq!(with["rtc"], Value::Null);
    let without = document(&["all", "--no-rtc"], door, 0);
    assert!(errors(&without).is_empty());
    assert!(without.get("rtc").is_none());

    // The same in the table, whose complaint goes to the person, not into the pipe.
    let output = run(&["all"], door);
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(complaint.starts_with("second-hand: "), "{complaint}");
    assert!(complaint.contains("hint: "), "{complaint}");
    let output = run(&["all", "--no-rtc"], door);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

fn jq_finds_the_stratum(daemon: &Daemon) {
    let output = run(&["all", "--json"], &daemon.socket_door());
    let mut jq = Command::new("jq")
        .args(["-e", ".tracking.stratum"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("jq");
    let mut input = jq.stdin.take().expect("jq's standard input");
    input.write_all(&output.stdout).expect("jq reads");
    drop(input);
    let answer = jq.wait_with_output().expect("jq's answer");
    assert!(answer.status.success());
    let expected = &test_support::json(&output)["tracking"]["stratum"];
    assert_eq!(
        String::from_utf8_lossy(&answer.stdout).trim(),
        expected.to_string()
    );
}

fn tables_name_the_sources_and_the_verdict(daemon: &Daemon) {
    let door = &daemon.socket_door();
    let names = [
        daemon.servers()[0].to_string(),
        daemon.servers()[1].to_string(),
        "localhost".to_owned(),
        "nowhere.invalid".to_owned(),
    ];
    assert_mentions(&table(&["all"], door), door, &names);
    assert_mentions(&table(&["sources"], door), door, &names);
    assert_mentions(&table(&["stats"], door), door, &names);
    for command in ["all", "tracking"] {
        let text = table(&[command], door).to_lowercase();
        assert!(text.contains("synchronized"), "{text}");
    }
    // The selection, which is told at the socket, knows more than that a source is unusable.
    let is_told = door.server.starts_with('/');
    for state in ["selected", if is_told { "unmeasured" } else { "unusable" }] {
        let text = table(&["sources"], door);
        assert!(text.contains(state), "no {state} in\n{text}");
    }
}

fn assert_mentions(text: &str, door: &Door, names: &[String]) {
    for name in names {
        assert!(text.contains(name), "no {name} of {door:?} in\n{text}");
    }
}

fn sources(document: &Value) -> impl Iterator<Item = &Value> {
    document["sources"].as_array().into_iter().flatten()
}
