//! Every way to say where chronyd is.

use std::time::{Duration, Instant};

use test_support::chronyd::Door;
use test_support::environment::public_directory;
use test_support::scripted::{Asked, Daemon, Reports, socket_in};

use crate::program::{run, second_hand, text};

/// Where the program says it was served, when it is sent to these hosts.
#[track_caller]
fn served_at(arguments: &[&str]) -> String {
    let mut command = second_hand();
    command.args(arguments).args(["tracking", "--json"]);
    let output = run(command);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    let document = test_support::json(&output);
    document["server"].as_str().expect("a server").to_owned()
}

#[test]
fn a_host_is_an_address_or_a_name() {
    let daemon = Daemon::honest(Reports::default());
    let port = daemon.port().to_string();
    for host in ["127.0.0.1", "localhost"] {
        assert_eq!(served_at(&["-H", host, "-p", &port]), daemon.server());
        assert_eq!(
            served_at(&["--host", host, "--port", &port]),
            daemon.server()
        );
    }
}

#[test]
fn an_ipv6_address_may_have_brackets() {
    let here = std::net::Ipv6Addr::LOCALHOST;
    let daemon = Daemon::udp_at((here, 0), Reports::default(), Asked::honestly);
    let port = daemon.port().to_string();
    assert_eq!(daemon.server(), format!("[::1]:{port}"));
    for host in ["::1", "[::1]"] {
        assert_eq!(served_at(&["-H", host, "-p", &port]), daemon.server());
    }
    let with_port = format!("[::1]:{port}");
    assert_eq!(served_at(&["-H", &with_port]), daemon.server());
}

#[test]
fn a_host_may_bring_its_own_port() {
    let daemon = Daemon::honest(Reports::default());
    let host = format!("127.0.0.1:{}", daemon.port());
    assert_eq!(served_at(&["-H", &host]), daemon.server());
    // It knows better than the option for all.
    assert_eq!(served_at(&["-H", &host, "-p", "9"]), daemon.server());
    let name = format!("localhost:{}", daemon.port());
    assert_eq!(served_at(&["-H", &name]), daemon.server());
    assert_eq!(served_at(&["-H", &name, "-p", "9"]), daemon.server());
}

#[test]
fn a_host_that_begins_with_a_slash_is_a_socket() {
    let directory = public_directory();
    let path = socket_in(directory.path());
    let _daemon = Daemon::unix(&path, Reports::default(), Asked::honestly);
    let path = path.to_str().expect("a plain name");
    assert_eq!(served_at(&["-H", path]), path);
    assert_eq!(served_at(&["-H", path, "-p", "9"]), path);
}

#[test]
fn several_hosts_are_tried_in_order() {
    let daemon = Daemon::honest(Reports::default());
    let port = daemon.port().to_string();
    // Nobody listens at the first two.
    for hosts in [
        &["-H", "/nowhere/chronyd.sock,127.99.99.99,127.0.0.1"][..],
        &[
            "-H",
            "/nowhere/chronyd.sock",
            "-H",
            "127.99.99.99",
            "-H",
            "127.0.0.1",
        ],
        &[
            "--host=/nowhere/chronyd.sock,127.99.99.99",
            "--host=127.0.0.1",
        ],
    ] {
        let arguments = [hosts, &["-p", &port]].concat();
        assert_eq!(served_at(&arguments), daemon.server(), "{hosts:?}");
    }
}

#[test]
fn hosts_after_the_command_replace_those_before_it() {
    let daemon = Daemon::honest(Reports::default());
    let port = daemon.port().to_string();
    let mut command = second_hand();
    // The first host is right, and not asked.
    command.args(["-H", "127.0.0.1", "-p", &port, "tracking", "--json"]);
    command.args(["-H", "/nowhere/chronyd.sock"]);
    let output = run(command);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let document = test_support::json(&output);
    let message = document["errors"][0]["message"].as_str();
    let message = message.expect("a message");
    assert!(message.contains("/nowhere/chronyd.sock"), "{message}");
    assert!(!message.contains(&*daemon.server()), "{message}");
}

#[test]
fn a_name_nobody_knows_is_reported_as_such() {
    let began = Instant::now();
    let ask = |more: &[&str]| {
        let mut command = second_hand();
        command
            .args(["-H", "no-such-host.invalid", "all", "--timeout", "3s"])
            .args(more);
        run(command)
    };
    let output = ask(&["--json"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(text(&output.stderr), "", "the document says it");
    let document = test_support::json(&output);
    assert_eq!(document["errors"][0]["kind"], "connection", "{document}");
    let message = document["errors"][0]["message"].as_str();
    let message = message.expect("a message");
    assert!(message.contains("no-such-host.invalid"), "{message}");

    let output = ask(&[]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let messages = text(&output.stderr);
    assert!(messages.contains("no-such-host.invalid"), "{messages}");
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn a_name_nobody_knows_does_not_stop_the_others() {
    let daemon = Daemon::honest(Reports::default());
    let port = daemon.port().to_string();
    let hosts = ["-H", "no-such-host.invalid,127.0.0.1", "-p", &port];
    assert_eq!(served_at(&hosts), daemon.server());
}

#[test]
fn without_a_daemon_the_messages_say_what_was_tried_and_what_to_do() {
    let nobody = Door::closed();
    let mut command = second_hand();
    command.args(&nobody.options);
    command.args(["-H", "/nowhere/chronyd.sock", "all"]);
    let output = run(command);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let messages = text(&output.stderr);
    for line in messages.lines() {
        let is_known = line.starts_with("second-hand: ") || line.starts_with("hint: ");
        assert!(is_known, "{messages}");
    }
    for word in [
        &*nobody.server,
        "refused",
        "/nowhere/chronyd.sock",
        "hint: ",
    ] {
        assert!(messages.contains(word), "{word}: {messages}");
    }
}
