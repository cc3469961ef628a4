//! What the program does to chronyd and to the host beside asking: nothing.

use std::fs;
use std::os::unix::fs::symlink;

use test_support::environment::{self, public_directory};
use test_support::scripted::{Answer, Asked, Daemon, Reports, RequestBody, socket_in};

use crate::program::{Run, ask, second_hand};
use crate::unix_socket::left_behind;

/// Whether chronyd changes nothing for this request (candm.h and cmdmon.c of chrony).
fn only_reads(body: &RequestBody) -> bool {
    matches!(
        body,
        RequestBody::NSources
            | RequestBody::SourceData(_)
            | RequestBody::Tracking
            | RequestBody::SourceStats(_)
            | RequestBody::RtcReport
            | RequestBody::Activity
            | RequestBody::NtpData(_)
            | RequestBody::NtpSourceName(_)
            | RequestBody::AuthData(_)
            | RequestBody::SelectData(_)
    )
}

/// SECURITY.md: Its requests only read.
#[test]
fn no_command_asks_for_a_change() {
    let directory = public_directory();
    for daemon in [
        Daemon::honest(Reports::default()),
        Daemon::unix(
            socket_in(directory.path()),
            Reports::default(),
            Asked::honestly,
        ),
    ] {
        for command in [
            "status", "tracking", "sources", "stats", "rtc", "all", "check",
        ] {
            ask(&daemon, &[command, "--json"]).assert_complete();
        }
        let log = daemon.log();
        assert!(log.arrivals().count() > 7);
        for arrival in log.arrivals() {
            assert!(only_reads(&arrival.request.body), "{arrival:?}");
        }
    }
}

/// SECURITY.md: It gets its mode when it is created, not by a `chmod` that a symbolic link could mislead.
#[test]
fn no_mode_is_changed() {
    let directory = public_directory();
    let socket = socket_in(directory.path());
    let daemon = Daemon::unix(socket, Reports::default(), Asked::honestly);
    let trace = directory.path().join("trace");
    let mut command = environment::program("strace");
    command
        .args(["-f", "-qq", "-e", "trace=bind,/chmod", "-o"])
        .arg(&trace)
        .arg(second_hand().get_program())
        .args(daemon.arguments())
        .args(["all", "--json"]);
    Run::of(command).assert_complete();
    let trace = fs::read_to_string(trace).expect("strace's trace");
    assert!(trace.contains("bind("), "{trace}");
    assert!(!trace.contains("chmod"), "{trace}");
    let modes = daemon
        .log()
        .arrivals()
        .map(|arrival| arrival.socket_mode)
        .collect::<Vec<_>>();
    assert!(modes.iter().all(|&mode| mode == Some(0o666)), "{modes:?}");
}

/// SECURITY.md: A link in the place of the client's socket is not followed either.
#[test]
fn what_a_daemon_puts_in_the_place_of_the_clients_socket_is_all_that_is_removed() {
    let victim = public_directory();
    let file = victim.path().join("file");
    fs::write(&file, "mine").expect("room for a file");
    for target in [file.as_path(), victim.path()] {
        let directory = public_directory();
        let place = directory.path().to_owned();
        let link_to = target.to_owned();
        let mut is_linked = false;
        let daemon = Daemon::unix(socket_in(directory.path()), Reports::default(), move |_| {
            // Once: the last request may come when the client has removed the link.
            if !is_linked {
                is_linked = true;
                for name in left_behind(&place) {
                    let path = place.join(name);
                    fs::remove_file(&path).expect("the client's socket");
                    symlink(&link_to, &path).expect("a link");
                }
            }
            Answer::nothing()
        });
        let run = ask(&daemon, &["all", "--json", "--timeout", "2s"]);
        run.assert_missing(&["chronyd: timeout"]);
        assert_eq!(left_behind(directory.path()), [""; 0]);
        assert_eq!(fs::read_to_string(&file).expect("it is there"), "mine");
        assert_eq!(left_behind(victim.path()), ["file"]);
    }
}
