//! Networks that are not as they should be: without IPv6, or with a name server that says nothing.
//! Each test has a network namespace of its own, which root alone can make.

use std::fs;
use std::process::Command;
use std::time::{Duration, SystemTime};

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

/// The clock of this machine says nothing of another one's: what counts is what chronyd itself
/// counts there.
#[test]
fn a_distant_chronyd_is_judged_by_its_own_clock() {
    let name = "a_distant_chronyd_is_judged_by_its_own_clock";
    without_ipv6(name, || {
        let mut ip = Command::new("ip");
        ip.args(["address", "add", "192.0.2.1/32", "dev", "lo"]);
        assert!(ip.status().expect("ip, of iproute2").success());
        let hour = Duration::from_secs(3600);
        for (updated, since_sample, state) in [
            // Updated 21 s ago, by a clock that is 10 minutes behind this one.
            (
                SystemTime::now() - Duration::from_secs(621),
                21,
                "synchronized",
            ),
            // Dead for two hours, by a clock that is 3 hours ahead.
            (SystemTime::now() + hour, 7200, "stale"),
            // The same by a clock that is 2 hours ahead: nothing is wrong but what chronyd counts.
            (SystemTime::now() - Duration::from_secs(12), 7200, "stale"),
        ] {
            let mut reports = Reports::default().updated_at(updated);
            reports.sources[0].data.since_sample = since_sample;
            let daemon = Daemon::udp_at(([0, 0, 0, 0], 323), reports, Asked::honestly);
            let run = run(&["-H", "192.0.2.1", "check", "--json"]);
            let document = run.document();
            assert_eq!(document["verdict"]["state"], state, "{document:#}");
            let age = &document["check"]["metrics"]["age"]["value"];
            assert_eq!(age.as_f64(), Some(since_sample.into()), "{document:#}");
            drop(daemon);
        }
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
