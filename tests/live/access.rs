//! Which door leads to the daemon: its Unix socket, UDP, the default paths, or none that this user may take.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::process::Output;

use rustix::process::geteuid;
use serde_json::Value;
use test_support::chronyd::{Daemon, Door, Scenario};
use test_support::environment;
use test_support::loopback;
use test_support::program::Run;

use crate::{assert_all_agree, document, errors, program, run, second_hand, verdict};

#[test]
fn without_udp_the_socket_serves() {
    let daemon = Scenario::three_servers().socket_only().start();
    daemon.wait_until_synchronized();
    assert_all_agree(&daemon, 1);

    // UDP that is refused does not keep the socket from being asked.
    let door = Door::closed().then(&daemon.socket_door());
    let document = document(&["tracking"], &door, 0);
    assert_eq!(document["server"], door.server);
}

/// SECURITY.md: It needs no privilege where chronyd answers on loopback.
#[test]
fn a_user_kept_from_the_socket_is_served_by_udp() {
    let daemon = Scenario::new().line("local stratum 10").start();

    let door = daemon.socket_door().then(&daemon.udp_door());
    let output = run_as_stranger(&daemon, "tracking", &door);
    let document = test_support::json(&output);
    assert_eq!(output.status.code(), Some(0), "{document:#}");
    assert_eq!(document["server"], door.server);
    assert!(errors(&document).is_empty());
}

#[test]
fn a_user_kept_from_every_door_is_told_of_each() {
    let daemon = Scenario::new().socket_only().start();

    let (socket, closed) = (daemon.socket_door(), Door::closed());
    let output = run_as_stranger(&daemon, "all", &closed.then(&socket));
    let document = assert_unreachable(&output, "permission");
    assert_lists(&document, &[&socket.server, &closed.server]);
}

#[test]
fn a_daemon_that_does_not_run_is_a_connection_error() {
    let directory = tempfile::tempdir().expect("a directory");
    let missing = Door::at_socket(&directory.path().join("chronyd.sock"));
    let closed = Door::closed();
    let door = missing.then(&closed);
    let paths = [missing.server.as_str(), &closed.server];

    for command in ["tracking", "sources", "stats", "rtc", "all"] {
        let document = assert_unreachable(&run(&[command, "--json"], &door), "connection");
        assert_lists(&document, &paths);
    }

    // To a person: nothing for the pipe, the causes and what to do about them on standard error.
    let output = run(&["all"], &door);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(complaint.starts_with("second-hand: "), "{complaint}");
    assert!(complaint.contains("hint: "), "{complaint}");
    for path in paths {
        assert!(complaint.contains(path), "no {path} in {complaint}");
    }
}

#[test]
fn this_machine_is_the_default_on_either_family() {
    for address in [
        IpAddr::from(Ipv4Addr::LOCALHOST),
        IpAddr::from(Ipv6Addr::LOCALHOST),
    ] {
        let daemon = Scenario::new().udp_at(address).start();
        let mut command = second_hand();
        command
            .args(["tracking", "--json", "--port"])
            .arg(daemon.udp().port().to_string());
        let run = Run::of(command);
        let document = run.document();
        assert_eq!(run.status(), Some(0), "{document:#}");
        assert_eq!(document["server"], daemon.udp().to_string());
    }
}

#[test]
fn without_a_daemon_every_default_path_is_listed() {
    let localhost = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    let port = loopback::port(&localhost);
    // The machine may have a chronyd of its own; a mount namespace hides its socket.
    let mut command = environment::program("unshare");
    if !geteuid().is_root() {
        command.arg("--map-root-user");
    }
    command
        .args(["--mount", "--", "sh", "-c"])
        .args(["mount -t tmpfs none /run && exec \"$@\"", "sh"])
        .arg(program())
        .args(["all", "--json", "--port", &port.to_string()]);
    let document = assert_unreachable(&Run::of(command).output, "connection");
    let paths = [
        &format!("127.0.0.1:{port}"),
        &format!("[::1]:{port}"),
        "/var/run/chrony/chronyd.sock",
    ];
    assert_lists(&document, &paths);
}

/// chronyd delivered nothing: one error for chronyd itself, every report missing, exit status 2.
pub fn assert_unreachable(output: &Output, kind: &str) -> Value {
    let document = test_support::json(output);
    assert_eq!(output.status.code(), Some(2), "{document:#}");
    assert_eq!(errors(&document), [("", kind)], "{document:#}");
    assert_eq!(document["errors"][0]["report"], Value::Null);
    assert!(document["errors"][0]["hint"].is_string(), "{document:#}");
    assert_eq!(document["server"], Value::Null);
    for report in ["tracking", "sources", "stats", "rtc"] {
        assert!(document[report].is_null(), "{document:#}");
    }
    if document.get("tracking").is_some() {
        assert_eq!(verdict(&document), "unreachable");
    }
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    document
}

/// Every path that was tried is in the message.
pub fn assert_lists(document: &Value, paths: &[&str]) {
    let message = document["errors"][0]["message"].as_str();
    let message = message.expect("a message");
    for path in paths {
        assert!(message.contains(path), "no {path} in {message}");
    }
}

fn run_as_stranger(daemon: &Daemon, report: &str, door: &Door) -> Output {
    let mut command = daemon.as_stranger(program());
    command.args([report, "--json"]).args(&door.options);
    Run::of(command).output
}
