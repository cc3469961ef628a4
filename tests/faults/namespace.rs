//! Networks that are not as they should be: without IPv6, or with a name server that says nothing.
//! Each test has a network namespace of its own, which root alone can make.

use std::fs;
use std::time::Duration;

use test_support::scripted::{Asked, Daemon, Reports};
use test_support::stage::{self, Network, public_directory};

use crate::program::{Run, run, second_hand};

/// Runs a test in a network of its own without IPv6, or says that it could not be run.
fn without_ipv6(name: &str, test: impl FnOnce() + Send) {
    if stage::may_unshare(name) {
        Network::without_ipv6().run(test);
    }
}

#[test]
fn without_ipv6_the_default_paths_lead_to_chronyd() {
    without_ipv6("without_ipv6_the_default_paths_lead_to_chronyd", || {
        let place = ([127, 0, 0, 1], 323);
        let _daemon = Daemon::udp_at(place, Reports::default(), Asked::honestly);
        let run = run(&["all", "--json"]);
        run.assert_complete();
        assert_eq!(run.document()["server"], "127.0.0.1:323");
    });
}

#[test]
fn without_ipv6_its_address_is_left_at_once() {
    without_ipv6("without_ipv6_its_address_is_left_at_once", || {
        let daemon = Daemon::honest(Reports::default());
        let port = daemon.port().to_string();
        let run = run(&["-H", "::1,127.0.0.1", "-p", &port, "all", "--json"]);
        run.assert_complete();
        assert_eq!(run.document()["server"], daemon.server());
    });
}

#[test]
fn without_ipv6_its_address_alone_leads_nowhere() {
    without_ipv6("without_ipv6_its_address_alone_leads_nowhere", || {
        let run = run(&["-H", "::1", "all", "--json"]);
        run.assert_missing(&["chronyd: connection"]);
        assert!(run.first_message().contains("::1"), "{run:?}");
        run.assert_within(Duration::from_millis(500));
    });
}

#[test]
fn a_name_server_that_says_nothing_does_not_outlast_the_timeout() {
    let name = "a_name_server_that_says_nothing_does_not_outlast_the_timeout";
    without_ipv6(name, || {
        let directory = public_directory();
        let configuration = directory.path().join("resolv.conf");
        fs::write(&configuration, "nameserver 127.0.0.1\n").expect("room for a file");
        let _silent = std::net::UdpSocket::bind(("127.0.0.1", 53)).expect("a free port");
        // The file is laid over the machine's own in a mount namespace, which ends with the program.
        let mut command = stage::program("unshare");
        command
            .args(["--mount", "sh", "-c"])
            .arg("mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"")
            .arg(&configuration)
            .arg(second_hand().get_program())
            .args(["-H", "ntp.example.net", "all", "--json", "--timeout", "1s"]);
        let run = Run::of(command);
        run.assert_within(Duration::from_secs(1));
        assert_eq!(run.status(), Some(2), "{run:?}");
        assert!(run.first_message().contains("ntp.example.net"), "{run:?}");
    });
}
