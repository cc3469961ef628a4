//! Several ways to chronyd: the first one that answers serves the whole fetch, and none that is
//! closed, silent or slow holds up another.

use std::net::Ipv4Addr;
use std::os::unix::process::CommandExt as _;
use std::process::Stdio;
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, geteuid, kill_process};
use serde_json::Value;
use test_support::environment::{self, Unprivileged};
use test_support::loopback;
use test_support::scripted::reply::Status;
use test_support::scripted::{Answer, Asked, Daemon, Reports, RequestBody};

use crate::program::{Run, Sort, failing_at_first, run, second_hand};

/// By how much a silent path may hold up one that answers.
const HEAD_START: Duration = Duration::from_millis(300);

/// Loopback addresses of this test's own, and a port that is free at all of them.
struct Street {
    houses: Vec<Ipv4Addr>,
    port: u16,
}

impl Street {
    fn new(houses: usize) -> Self {
        let houses: Vec<_> = (0..houses).map(|_| loopback::address()).collect();
        let addresses: Vec<_> = houses.iter().copied().map(Into::into).collect();
        let port = loopback::port(&addresses);
        Self { houses, port }
    }

    fn daemon(
        &self,
        house: usize,
        script: impl FnMut(&Asked) -> Answer + Send + 'static,
    ) -> Daemon {
        Daemon::udp_at((self.houses[house], self.port), Reports::default(), script)
    }

    fn silent(&self, house: usize) -> Daemon {
        self.daemon(house, |_| Answer::nothing())
    }

    fn honest(&self, house: usize) -> Daemon {
        self.daemon(house, Asked::honestly)
    }

    /// Asks at every house, in order.
    fn ask(&self, more: &[&str]) -> Run {
        let hosts: Vec<String> = self.houses.iter().map(Ipv4Addr::to_string).collect();
        let port = self.port.to_string();
        let mut arguments = vec!["--host".to_owned(), hosts.join(","), "--port".into(), port];
        arguments.extend(["all", "--json"].map(Into::into));
        arguments.extend(more.iter().map(|&argument| argument.into()));
        run(&arguments)
    }
}

#[track_caller]
fn assert_served_by(run: &Run, daemon: &Daemon) {
    run.assert_complete();
    assert_eq!(run.document()["server"], daemon.server(), "{run:?}");
}

#[test]
fn a_silent_path_does_not_hold_up_one_that_answers() {
    let street = Street::new(2);
    let (_silent, answering) = (street.silent(0), street.honest(1));
    let run = street.ask(&[]);
    assert_served_by(&run, &answering);
    run.assert_within(HEAD_START);
}

#[test]
fn several_silent_paths_hold_it_up_no_longer_each() {
    let street = Street::new(4);
    let _silent = [street.silent(0), street.silent(1), street.silent(2)];
    let answering = street.honest(3);
    let run = street.ask(&[]);
    assert_served_by(&run, &answering);
    run.assert_within(3 * HEAD_START);
}

#[test]
fn a_path_that_refuses_is_left_at_once() {
    // So many that a wait for each of them would show.
    let street = Street::new(31);
    let answering = street.honest(30);
    let run = street.ask(&[]);
    assert_served_by(&run, &answering);
    run.assert_within(Duration::from_millis(400));
}

/// Whether the others are asked at all depends on how soon the first one's answer is heard.
#[test]
fn the_first_path_serves_when_all_answer() {
    let street = Street::new(3);
    let first = street.honest(0);
    let late = Duration::from_secs(3);
    let _others =
        [1, 2].map(|house| street.daemon(house, move |asked| asked.honestly().after(late)));
    assert_served_by(&street.ask(&[]), &first);
}

#[test]
fn the_path_that_answers_first_serves_everything() {
    let street = Street::new(2);
    let late = Duration::from_secs(3);
    let slow = street.daemon(0, move |asked| asked.honestly().after(late));
    let quick = street.daemon(1, |asked| {
        asked.honestly().after(Duration::from_millis(150))
    });
    let run = street.ask(&[]);
    assert_served_by(&run, &quick);
    // The race itself may ask both the same; what follows from an answer is asked where it came from.
    let sources = |body: &RequestBody| matches!(body, RequestBody::SourceData(_));
    assert_eq!(slow.log().count(sources), 0);
    assert_eq!(quick.log().count(sources), 3);
}

#[test]
fn a_slow_path_serves_when_no_other_does() {
    let street = Street::new(2);
    let slow = street.daemon(0, |asked| {
        asked.honestly().after(Duration::from_millis(500))
    });
    assert_served_by(&street.ask(&[]), &slow);
}

#[test]
fn a_path_that_talks_nonsense_does_not_stop_the_others() {
    let street = Street::new(2);
    let nonsense = street.daemon(0, |_| Answer::raw(*b"no such thing here"));
    let answering = street.honest(1);
    assert_served_by(&street.ask(&[]), &answering);
    assert!(nonsense.log().arrivals().count() > 0, "it was tried first");
}

#[test]
fn when_all_refuse_each_is_named_with_its_cause() {
    let street = Street::new(3);
    let run = street.ask(&[]);
    run.assert_missing(&["chronyd: connection"]);
    run.assert_within(Duration::from_millis(500));
    let message = run.first_message();
    for house in &street.houses {
        let path = format!("{house}:{}", street.port);
        assert!(message.contains(&path), "{path}: {message}");
    }
    assert!(message.contains("refused"), "{message}");
    let document = run.document();
    assert_eq!(document["server"], Value::Null);
    assert_eq!(document["verdict"]["state"], "unreachable");
    assert!(document["errors"][0]["hint"].is_string(), "{document}");
    assert_eq!(run.messages(), "", "the document says it");
}

#[test]
fn causes_of_several_sorts_are_all_named() {
    let street = Street::new(2);
    let _silent = street.silent(1);
    let run = street.ask(&["--timeout", "700ms"]);
    run.assert_missing(&["chronyd: timeout"]);
    run.assert_within(Duration::from_millis(700));
    let message = run.first_message();
    assert!(message.contains("refused"), "{message}");
    for house in &street.houses {
        assert!(message.contains(&house.to_string()), "{message}");
    }
}

/// What `opencommands` makes of a chronyd: these requests it does not permit, over UDP.
fn closed_to(is_closed: Sort) -> impl FnMut(&Asked) -> Answer {
    move |asked| {
        if is_closed(&asked.request.body) {
            asked.status(Status::Unauth)
        } else {
            asked.honestly()
        }
    }
}

#[test]
fn a_path_that_permits_nothing_does_not_win() {
    let street = Street::new(3);
    let closed = street.daemon(0, closed_to(|_| true));
    let open = street.honest(2);
    let run = street.ask(&[]);
    assert_served_by(&run, &open);
    run.assert_within(Duration::from_millis(100));
    assert!(closed.log().arrivals().count() > 0, "it was tried first");
}

/// What chronyd cannot do when it is asked on one path, it can on no other.
#[test]
fn a_path_whose_chronyd_fails_serves() {
    let street = Street::new(2);
    let failing = street.daemon(0, |asked| asked.status(Status::Failed));
    let _open = street.honest(1);
    assert_eq!(street.ask(&[]).document()["server"], failing.server());
}

#[test]
fn a_path_that_permits_less_serves_where_no_other_does() {
    let street = Street::new(3);
    let restricted = street.daemon(0, closed_to(|body| matches!(body, RequestBody::Tracking)));
    let _silent = street.silent(2);
    let run = street.ask(&[]);
    run.assert_missing(&["tracking: permission"]);
    run.assert_within(HEAD_START);
    let document = run.document();
    assert_eq!(document["server"], restricted.server());
    assert_eq!(document["sources"].as_array().map(Vec::len), Some(3));
    let hint = document["errors"][0]["hint"].as_str().expect("a hint");
    assert!(hint.contains("`opencommands`"), "{hint}");
}

#[test]
fn where_no_path_permits_anything_the_setting_is_named() {
    let street = Street::new(3);
    let _closed = [0, 1].map(|house| street.daemon(house, closed_to(|_| true)));
    let run = street.ask(&[]);
    run.assert_missing(&["chronyd: permission"]);
    run.assert_within(Duration::from_secs(1));
    let document = run.document();
    let hint = document["errors"][0]["hint"].as_str().expect("a hint");
    assert!(hint.contains("`opencommands`"), "{hint}");
}

/// A name is no path of its own: what failed are the addresses it leads to.
#[test]
fn a_name_with_nobody_there_is_told_by_its_addresses() {
    let addresses = [Ipv4Addr::LOCALHOST.into()];
    let port = loopback::port(&addresses).to_string();
    let run = run(&["--host", "localhost", "--port", &port, "all", "--json"]);
    run.assert_missing(&["chronyd: connection"]);
    let message = run.first_message();
    let address = format!("127.0.0.1:{port}: connection refused");
    assert!(message.contains(&address), "{message}");
    assert!(!message.contains("localhost"), "{message}");
}

/// chronyd is restarted at this very moment: the first time nobody listens.
#[test]
fn a_daemon_that_is_about_to_be_there_is_waited_for() {
    let daemon = Daemon::honest(Reports::default());
    let mut command = failing_at_first("recvfrom", "ECONNREFUSED");
    command.args(daemon.arguments()).args(["all", "--json"]);
    assert_served_by(&Run::of(command), &daemon);
}

/// A laptop that sleeps, or a job that is stopped: time passes, and the replies lie there.
#[test]
fn replies_that_came_while_the_program_was_stopped_are_read() {
    // It is stopped when it has sent all that it begins with, and before anything is answered.
    let program = Arc::new(OnceLock::new());
    let to_stop = Arc::clone(&program);
    let daemon = Daemon::udp(Reports::default(), move |asked| {
        if matches!(asked.request.body, RequestBody::RtcReport) && asked.repeat == 0 {
            kill_process(*to_stop.wait(), Signal::STOP).expect("it runs");
        }
        asked.honestly().after(Duration::from_millis(300))
    });
    let child = second_hand()
        .args(daemon.arguments())
        .args(["all", "-n", "--json", "--timeout", "1s"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let pid = *program.get_or_init(|| Pid::from_child(&child));
    while daemon.log().answers() < 3 {
        thread::sleep(Duration::from_millis(1));
    }
    // Its time is over now, whenever it began.
    thread::sleep(Duration::from_secs(1));
    kill_process(pid, Signal::CONT).expect("it is stopped");
    let output = child.wait_with_output().expect("it ends");
    let document = test_support::json(&output);
    assert!(document["tracking"].is_object(), "{document}");
    assert!(document["rtc"].is_object(), "{document}");
    // What follows from the number of sources can no longer be asked.
    assert_eq!(document["errors"][0]["kind"], "timeout", "{document}");
    assert_eq!(output.status.code(), Some(1), "{document}");
}

/// As many processes as this user has already: the resolver cannot have a thread of its own.
#[test]
fn without_a_thread_for_it_a_name_cannot_be_resolved() {
    let program = Unprivileged::copy_of(second_hand().get_program());
    let unlimited = program.command();
    let mut command = environment::program("prlimit");
    command
        .args(["--nproc=1"])
        .arg(unlimited.get_program())
        .args(["--host", "localhost", "all", "--json"]);
    if geteuid().is_root() {
        command.uid(65534).gid(65534);
    }
    let run = Run::of(command);
    run.assert_missing(&["chronyd: connection"]);
    assert!(run.first_message().contains("no thread"), "{run:?}");
    assert!(run.first_message().contains("localhost"), "{run:?}");
}
