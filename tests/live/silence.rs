//! A daemon that lives and answers nothing: the run ends in time, or by a signal, and leaves no socket behind.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use test_support::chronyd::{Daemon, Scenario};
use test_support::environment;
use test_support::local;

use crate::{document, errors, run, second_hand, verdict};

/// What starting a process and reading its output may take besides.
const SLACK: Duration = Duration::from_millis(250);

#[test]
fn a_run_ends_within_its_timeout() {
    let daemon = Scenario::new().start();
    daemon.hang();

    let bound = Duration::from_millis(700);
    for door in daemon.doors() {
        let taken = quickest(bound + SLACK, || {
            let document = document(&["all", "--timeout", "700ms"], &door, 2);
            assert_eq!(errors(&document), [("", "timeout")]);
            assert_eq!(document["server"], Value::Null);
            assert_eq!(verdict(&document), "unreachable");
            assert_eq!(clients(&daemon), 0);
        });
        assert!(taken >= bound && taken < bound + SLACK, "{taken:?}");
    }
}

#[test]
fn a_silent_door_does_not_hold_up_an_open_one() {
    let (hung, well) = (Scenario::new().start(), Scenario::new().start());
    hung.hang();

    let door = hung.socket_door().then(&well.udp_door());
    let bound = Duration::from_millis(300) + SLACK;
    let taken = quickest(bound, || {
        let document = document(&["tracking"], &door, 0);
        assert_eq!(document["server"], door.server);
    });
    assert!(taken < bound, "{taken:?}");
    assert_eq!(clients(&hung), 0);
}

#[test]
fn no_run_leaves_its_socket_behind() {
    let daemon = Scenario::new().start();
    let output = run(&["all"], &daemon.socket_door());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(clients(&daemon), 0);

    daemon.hang();
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let mut run = environment::that_signals_end(&second_hand())
            .args(["all", "--timeout", "30s"])
            .args(daemon.socket_door().options)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program");
        let deadline = Instant::now() + Duration::from_secs(10);
        while clients(&daemon) == 0 {
            assert!(Instant::now() < deadline, "no client's socket appears");
            local::pause();
        }
        // It waits now; a signal that comes before would find nothing to tidy.
        kill_process(Pid::from_child(&run), signal).expect("a signal sent");
        let ended = run.wait().expect("the program's end");
        assert_eq!(ended.signal(), Some(signal.as_raw()), "{ended}");
        assert_eq!(clients(&daemon), 0, "after {signal:?}");
    }

    daemon.resume();
    let output = run(&["tracking"], &daemon.socket_door());
    assert_eq!(output.status.code(), Some(0));
}

/// How long `run` takes when the machine has time for it: the first of a few tries that stays within `bound`, or the best.
fn quickest(bound: Duration, run: impl Fn()) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let started = Instant::now();
        run();
        best = best.min(started.elapsed());
        if best < bound {
            break;
        }
    }
    best
}

/// How many sockets of the program's lie beside the daemon's.
fn clients(daemon: &Daemon) -> usize {
    let entries = fs::read_dir(daemon.socket_directory()).expect("the daemon's directory");
    entries
        .map(|entry| entry.expect("an entry").file_name())
        .filter(|name| name.to_string_lossy().starts_with("second-hand-"))
        .count()
}
