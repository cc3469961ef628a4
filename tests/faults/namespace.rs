//! Networks that are not as they should be: without IPv6, or with a name server that says nothing.
//! Each test has a network namespace of its own, which root alone can make.

use std::ffi::OsStr;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use test_support::environment::{self, Network, Unprivileged, public_directory};
use test_support::scripted::{Asked, Daemon, Reports, socket_in};

use crate::program::{Run, run, second_hand};

/// Runs a test in a network of its own without IPv6, or says that it could not be run.
fn without_ipv6(name: &str, test: impl FnOnce() + Send) {
    if environment::may_unshare(name) {
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
        let mut command = environment::program("unshare");
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

/// As a container has it that is given no network at all.
#[test]
fn without_a_loopback_interface_the_network_is_the_trouble() {
    let name = "without_a_loopback_interface_the_network_is_the_trouble";
    if environment::may_unshare(name) {
        let mut command = environment::program("unshare");
        command.arg("--net").arg(second_hand().get_program()).args([
            "-H",
            "127.0.0.1,::1",
            "all",
            "--json",
        ]);
        let run = Run::of(command);
        run.assert_missing(&["chronyd: connection"]);
        let document = run.document();
        let hint = document["errors"][0]["hint"].as_str().expect("a hint");
        assert!(hint.contains("ip link set lo up"), "{hint}");
    }
}

/// Runs a command beside a chronyd that is where it is by default: at its Unix socket, whose directory
/// root alone may enter, and at UDP port 323 of 127.0.0.1.
fn beside_a_chronyd(command: &[&OsStr]) -> Run {
    let script = "mount -t tmpfs none /run || exit
        trap 'kill $!; wait' EXIT
        printf 'local stratum 5\\nport 0\\n' >/run/chrony.conf
        chronyd -x -u root -d -f /run/chrony.conf >/run/log 2>&1 &
        until chronyc -h 127.0.0.1 tracking >/run/answer; do sleep 0.02; done
        \"$@\"";
    let mut inside = environment::program("unshare");
    inside
        .args(["--mount", "sh", "-c", script, "sh"])
        .args(command);
    Run::of(inside)
}

/// SECURITY.md: Root asks chronyd's own socket first.
#[test]
fn chronyds_socket_is_asked_first_and_who_may_not_goes_on() {
    let name = "chronyds_socket_is_asked_first_and_who_may_not_goes_on";
    without_ipv6(name, || {
        let copy = Unprivileged::copy_of(second_hand().get_program());
        let command = copy.command();
        let program = command.get_program();
        let asked = ["all", "--no-rtc", "--json"].map(OsStr::new);

        let run = beside_a_chronyd(&[&[program], &asked[..]].concat());
        run.assert_complete();
        assert_eq!(run.document()["server"], "/var/run/chrony/chronyd.sock");

        let nobody = [
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
        ]
        .map(OsStr::new);
        let run = beside_a_chronyd(&[&nobody[..], &[program], &asked[..]].concat());
        run.assert_complete();
        assert_eq!(run.document()["server"], "127.0.0.1:323");
    });
}

#[test]
fn where_nothing_can_be_written_root_is_not_told_to_be_root() {
    let name = "where_nothing_can_be_written_root_is_not_told_to_be_root";
    without_ipv6(name, || {
        let directory = public_directory();
        let socket = socket_in(directory.path());
        let _daemon = Daemon::unix(&socket, Reports::default(), Asked::honestly);
        let script = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"";
        let mut command = environment::program("unshare");
        command
            .args(["--mount", "sh", "-c", script])
            .arg(directory.path())
            .arg(second_hand().get_program())
            .arg("--host")
            .arg(&socket)
            .args(["all", "--json"]);
        let run = Run::of(command);
        run.assert_missing(&["chronyd: permission"]);
        assert!(run.first_message().contains("read-only"), "{run:?}");
        let document = run.document();
        let hint = document["errors"][0]["hint"].as_str().expect("a hint");
        assert!(!hint.contains("as root"), "{hint}");
    });
}

/// Ends its process with the test.
struct Neighbour(Child);

impl Drop for Neighbour {
    fn drop(&mut self) {
        let _gone_already = self.0.kill();
        let _status = self.0.wait();
    }
}

/// In a container Docker lets everybody bind every port: a neighbour can answer for chronyd, with the
/// best of figures.
/// SECURITY.md: Where everybody may bind UDP port 323 (`net.ipv4.ip_unprivileged_port_start`), its owner on
/// loopback has to be root or chrony's user.
#[test]
fn a_user_who_answers_for_chronyd_is_not_believed() {
    let name = "a_user_who_answers_for_chronyd_is_not_believed";
    without_ipv6(name, || {
        let first = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
        fs::write(first, "0").expect("a network of my own");
        let directory = public_directory();
        let own = directory.path().join("own");
        fs::create_dir(&own).expect("a directory");
        std::os::unix::fs::chown(&own, Some(65534), Some(65534)).expect("root may");
        let file = own.join("chrony.conf");
        let text = format!(
            "local stratum 1\nport 0\ncmdport 323\nbindcmdaddress 127.0.0.1\nbindcmdaddress /\n\
             pidfile {}/pid\n",
            own.display()
        );
        fs::write(&file, text).expect("room for a file");
        let neighbour = environment::program("setpriv")
            .args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"])
            .args(["chronyd", "-x", "-U", "-u", "nobody", "-d", "-f"])
            .arg(&file)
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        let _neighbour = Neighbour(neighbour.expect("setpriv, of util-linux"));
        let began = Instant::now();
        let answers = || {
            let mut chronyc = environment::program("chronyc");
            chronyc.args(["-h", "127.0.0.1", "tracking"]);
            chronyc.output().expect("chronyc").status.success()
        };
        while !answers() {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "it never answers"
            );
            thread::sleep(Duration::from_millis(20));
        }
        for arguments in [
            &["all", "--json"][..],
            &["-H", "localhost", "all", "--json"],
        ] {
            let run = run(arguments);
            run.assert_missing(&["chronyd: permission"]);
            assert!(run.first_message().contains("user 65534"), "{run:?}");
            let document = run.document();
            let hint = document["errors"][0]["hint"].as_str().expect("a hint");
            assert!(hint.contains("ip_unprivileged_port_start"), "{hint}");
        }
    });
}

#[test]
fn root_who_answers_for_chronyd_is_believed_wherever_ports_are_everybodys() {
    let name = "root_who_answers_for_chronyd_is_believed_wherever_ports_are_everybodys";
    without_ipv6(name, || {
        let first = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
        fs::write(first, "0").expect("a network of my own");
        let place = ([127, 0, 0, 1], 323);
        let _daemon = Daemon::udp_at(place, Reports::default(), Asked::honestly);
        run(&["all", "--json"]).assert_complete();
    });
}
