//! The Unix socket: its short queues, and the client's own socket beside chronyd's, which must be
//! there for chronyd to answer, and gone however the run ends.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixDatagram;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use test_support::environment::{self, DEADLY_SIGNALS, ReadOnly, Unprivileged, public_directory};
use test_support::scripted::{Answer, Asked, Daemon, Reports, socket_in};
use test_support::waiting::wait_until;

use crate::program::{Run, ask, failing_at_first, run, second_hand, side_by_side};

/// What the transport bears (`net.unix.max_dgram_qlen` is 10 by default).
const WINDOW: usize = 8;

/// A daemon with a directory of its own.
fn daemon(
    reports: Reports,
    script: impl FnMut(&Asked) -> Answer + Send + 'static,
) -> (TempDir, Daemon) {
    let directory = public_directory();
    let daemon = Daemon::unix(socket_in(directory.path()), reports, script);
    (directory, daemon)
}

/// What lies in a directory beside chronyd's socket.
pub fn left_behind(directory: &Path) -> Vec<String> {
    fs::read_dir(directory)
        .expect("the directory")
        .map(|entry| {
            let name = entry.expect("an entry").file_name();
            name.into_string().expect("a plain name")
        })
        .filter(|name| name != "chronyd.sock")
        .collect()
}

#[test]
fn more_sources_than_the_queue_holds_all_arrive() {
    let (directory, daemon) = daemon(Reports::with_sources(60), Asked::honestly);
    let run = ask(&daemon, &["all", "--json"]);
    run.assert_complete();
    let document = run.document();
    assert_eq!(document["server"], daemon.server());
    for report in ["sources", "stats"] {
        let names = document[report].as_array().expect("a list").iter();
        let names: Vec<_> = names.map(|source| &source["name"]).collect();
        assert_eq!(names.len(), 60);
        assert_eq!(names[59], "ntp60.example.net", "{report}");
    }
    assert!(daemon.log().most_in_flight() <= WINDOW);
    assert_eq!(left_behind(directory.path()), [""; 0]);
}

#[test]
fn the_window_is_used_and_never_exceeded() {
    // It answers how many sources there are, and nothing about any of them: whatever may be in flight is in flight.
    let (_directory, daemon) = daemon(Reports::with_sources(20), |asked| {
        if asked.index().is_some() {
            Answer::nothing()
        } else {
            asked.honestly()
        }
    });
    let run = ask(&daemon, &["all", "--json", "--timeout", "2s"]);
    run.assert_missing(&["sources: timeout", "stats: timeout"]);
    assert_eq!(daemon.log().most_in_flight(), WINDOW);
}

/// SECURITY.md: The client's socket lies in chronyd's own directory, under a random name.
#[test]
fn the_clients_socket_lies_beside_chronyds_and_everyone_may_answer_it() {
    let (directory, daemon) = daemon(Reports::default(), Asked::honestly);
    ask(&daemon, &["all", "--json"]).assert_complete();
    ask(&daemon, &["all", "--json"]).assert_complete();
    let log = daemon.log();
    let paths = log.peer_paths();
    assert_eq!(paths.len(), 2, "one socket for each run: {paths:?}");
    for path in paths {
        assert_eq!(path.parent(), Some(directory.path()));
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.expect("a plain name");
        let random = name
            .strip_prefix("second-hand-")
            .and_then(|rest| rest.strip_suffix(".sock"));
        assert!(random.is_some_and(|random| random.len() >= 6), "{name}");
    }
    for arrival in log.arrivals() {
        assert_eq!(arrival.socket_mode, Some(0o666), "{arrival:?}");
    }
    assert_eq!(left_behind(directory.path()), [""; 0]);
}

/// SECURITY.md: It is removed at every end but that by SIGKILL, a real-time signal or a crash.
#[test]
fn a_silent_daemon_leaves_no_socket_behind_either() {
    let (directory, daemon) = daemon(Reports::default(), |_| Answer::nothing());
    let run = ask(&daemon, &["all", "--json", "--timeout", "400ms"]);
    run.assert_missing(&["chronyd: timeout"]);
    run.assert_within(Duration::from_millis(400));
    assert_eq!(left_behind(directory.path()), [""; 0]);
}

#[test]
fn a_daemon_that_is_restarted_in_mid_fetch_makes_its_socket_anew_and_is_asked_again() {
    let mut has_been_away = false;
    let (directory, daemon) = daemon(Reports::with_sources(20), move |asked| {
        if asked.index() == Some(10) && !has_been_away {
            has_been_away = true;
            return asked.honestly().then_away(Duration::from_millis(400));
        }
        asked.honestly()
    });
    let run = ask(&daemon, &["all", "--json"]);
    run.assert_complete();
    assert!(run.elapsed > Duration::from_millis(400), "{run:?}");
    assert_eq!(left_behind(directory.path()), [""; 0]);
}

/// A daemon that reads nothing at all: its queue fills, and sending would block.
#[test]
fn a_daemon_that_reads_nothing_is_a_silent_one() {
    let directory = public_directory();
    let path = socket_in(directory.path());
    let hung = UnixDatagram::bind(&path).expect("a socket");
    let filler = UnixDatagram::unbound().expect("a socket");
    filler.set_nonblocking(true).expect("my own socket");
    while filler.send_to(b"full", &path).is_ok() {}

    let host = path.to_str().expect("a plain name");
    let run = run(&["--host", host, "all", "--json", "--timeout", "600ms"]);
    run.assert_missing(&["chronyd: timeout"]);
    run.assert_within(Duration::from_millis(600));
    assert_eq!(left_behind(directory.path()), [""; 0]);
    drop(hung);
}

/// SECURITY.md: It is removed at every end but that by SIGKILL, a real-time signal or a crash.
#[test]
fn a_signal_leaves_no_socket_behind_and_is_what_the_run_dies_of() {
    side_by_side(&DEADLY_SIGNALS, |&(signal, can_be_died_of)| {
        let (directory, daemon) = daemon(Reports::default(), |_| Answer::nothing());
        let mut child = environment::that_signals_end(&second_hand())
            .args(daemon.arguments())
            .args(["all", "--json", "--timeout", "20s"])
            // A core file, which some of them leave, goes where it is removed.
            .current_dir(directory.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        wait_until("the program asks", || daemon.log().arrivals().count() > 0);
        assert_eq!(left_behind(directory.path()).len(), 1, "its socket");
        kill_process(Pid::from_child(&child), signal).expect("it runs");
        let status = child.wait().expect("it ends");
        if can_be_died_of {
            assert_eq!(status.signal(), Some(signal.as_raw()), "{status}");
        } else {
            assert_eq!(status.code(), Some(3), "{signal:?}: {status}");
        }
        let sockets: Vec<_> = left_behind(directory.path())
            .into_iter()
            .filter(|name| name.contains("sock"))
            .collect();
        assert_eq!(sockets, [""; 0], "{signal:?}");
    });
}

#[test]
fn where_no_client_socket_may_be_made_the_path_is_not_permitted() {
    let (directory, daemon) = daemon(Reports::default(), Asked::honestly);
    let _read_only = ReadOnly::directory(directory.path());
    let program = Unprivileged::copy_of(env!("CARGO_BIN_EXE_second-hand"));
    let mut command = program.command();
    command.args(daemon.arguments()).args(["all", "--json"]);
    let run = Run::of(command);
    run.assert_missing(&["chronyd: permission"]);
    let message = run.first_message();
    assert!(message.contains(&daemon.server()), "{message}");
    run.assert_within(Duration::from_millis(500));
    assert_eq!(daemon.log().arrivals().count(), 0);
}

/// chronyd's own path just fits into the address of a socket (108 bytes); one beside it does not.
#[test]
fn a_directory_too_deep_for_a_client_socket_is_named() {
    let directory = public_directory();
    let used = directory.path().as_os_str().len();
    let deep = directory.path().join("d".repeat(90 - used));
    fs::create_dir(&deep).expect("a directory");
    let daemon = Daemon::unix(socket_in(&deep), Reports::default(), Asked::honestly);
    let run = ask(&daemon, &["all", "--json"]);
    assert_eq!(run.status(), Some(2), "{run:?}");
    assert!(run.first_message().contains(&daemon.server()), "{run:?}");
    run.assert_within(Duration::from_millis(500));
    assert_eq!(left_behind(&deep), [""; 0]);
}

#[test]
fn a_path_without_a_daemon_is_a_failed_connection() {
    let directory = public_directory();
    let stale = directory.path().join("stale.sock");
    drop(UnixDatagram::bind(&stale).expect("a socket"));
    let file = directory.path().join("file");
    fs::write(&file, "no socket").expect("room for a file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).expect("my own file");
    let missing = directory.path().join("missing.sock");
    // Longer than the address of a socket can be.
    let long = directory.path().join("s".repeat(200));
    let cases = [stale, file, missing, long];
    for path in &cases {
        let path = path.to_str().expect("a plain name");
        let run = run(&["--host", path, "all", "--json"]);
        run.assert_missing(&["chronyd: connection"]);
        assert!(run.first_message().contains(path), "{run:?}");
        run.assert_within(Duration::from_millis(500));
    }
    let mut left = left_behind(directory.path());
    left.sort();
    assert_eq!(left, ["file", "stale.sock"]);
}

/// `nohup`, and a shell's background job, tell a program which signals to ignore before it starts.
#[test]
fn a_signal_that_is_to_be_ignored_does_not_end_the_run() {
    let half_a_second = Duration::from_millis(500);
    let (directory, daemon) = daemon(Reports::default(), move |asked| {
        asked.honestly().after(half_a_second)
    });
    let mut child = environment::program("/bin/sh")
        .args(["-c", "trap '' HUP; exec \"$0\" \"$@\""])
        .arg(second_hand().get_program())
        .args(daemon.arguments())
        .args(["tracking", "--json", "--timeout", "20s"])
        .stdout(Stdio::null())
        .spawn()
        .expect("the program runs");
    wait_until("the program asks", || daemon.log().arrivals().count() > 0);
    kill_process(Pid::from_child(&child), Signal::HUP).expect("it runs");
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(0), "{status}");
    assert_eq!(left_behind(directory.path()), [""; 0]);
}

/// chronyd's user may put a link where its socket should be, to any socket of the system.
/// SECURITY.md: A link in the place of its socket is not followed.
#[test]
fn nothing_is_sent_through_a_link() {
    let (directory, daemon) = daemon(Reports::default(), Asked::honestly);
    let link = directory.path().join("link.sock");
    symlink(socket_in(directory.path()), &link).expect("a link");
    let link = link.to_str().expect("a plain name");
    let run = run(&["--host", link, "all", "--json"]);
    run.assert_missing(&["chronyd: permission"]);
    assert!(run.first_message().contains("symbolic link"), "{run:?}");
    assert_eq!(daemon.log().arrivals().count(), 0);
}

/// A link to the directory is nobody's trick: `/var/run` is one.
#[test]
fn a_directory_may_be_a_link() {
    let (directory, daemon) = daemon(Reports::default(), Asked::honestly);
    let elsewhere = public_directory();
    let link = elsewhere.path().join("run");
    symlink(directory.path(), &link).expect("a link");
    let socket = socket_in(&link);
    let run = run(&[
        "--host",
        socket.to_str().expect("a plain name"),
        "all",
        "--json",
    ]);
    run.assert_complete();
    assert!(daemon.log().arrivals().count() > 0);
}

#[test]
fn a_daemon_that_is_about_to_make_its_socket_is_waited_for() {
    for error in ["ENOENT", "ECONNREFUSED"] {
        let (_directory, daemon) = daemon(Reports::default(), Asked::honestly);
        let mut command = failing_at_first("connect", error);
        command.args(daemon.arguments()).args(["all", "--json"]);
        let run = Run::of(command);
        run.assert_complete();
        assert_eq!(run.document()["server"], daemon.server());
    }
}

/// Escape sequences in the program's own arguments are not for the terminal.
#[test]
fn a_terminal_does_not_obey_the_path() {
    let (directory, _daemon) = daemon(Reports::default(), Asked::honestly);
    let strange = directory.path().join("\x1b[31m\u{9b}31mred.sock");
    for arguments in [&["all"][..], &["check"], &["all", "--format", "prometheus"]] {
        let mut command = second_hand();
        command.arg("--host").arg(&strange).args(arguments);
        let run = Run::of(command);
        let said = run.text() + &run.messages();
        assert!(said.contains("?[31m?31mred.sock"), "{said:?}");
        assert!(!said.contains(['\x1b', '\u{9b}']), "{said:?}");
    }
    // What is no host at all is repeated by the parser of the command line.
    let run = run(&["--host", "\x1b[31mred", "all"]);
    assert_eq!(run.status(), Some(3), "{run:?}");
    assert!(run.messages().contains("[31mred"), "{run:?}");
    assert!(!run.messages().contains('\x1b'), "{:?}", run.messages());
}
