//! `all` makes one fetch, as the kernel sees it: one socket, one request for each thing there is to know, and no more round
//! trips for what says why than are worth it.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::process::Command;

use test_support::chronyd::{Daemon, Door, Scenario};
use test_support::environment;
use test_support::program::Run;

use crate::{program, second_hand};

/// Request codes of chrony's `candm.h`.
const N_SOURCES: u16 = 14;
const SOURCE_DATA: u16 = 15;
const TRACKING: u16 = 33;
const SOURCESTATS: u16 = 34;
const RTCREPORT: u16 = 35;
const NTP_DATA: u16 = 57;
const AUTH_DATA: u16 = 67;
const SELECT_DATA: u16 = 69;

#[test]
fn all_asks_once_over_one_socket() {
    let daemon = Scenario::three_servers().start();
    daemon.wait_until_synchronized();
    let trace = Trace::of(&second_hand(), &[], &daemon.udp_door());
    let sockets = trace.text.matches(" socket(").count();
    assert_eq!(sockets, 1, "{}", trace.text);
    let mut requests: Vec<(u16, u32)> = trace
        .requests()
        .map(|request| (request.code, request.index))
        .collect();
    requests.retain(|(code, _)| {
        [N_SOURCES, SOURCE_DATA, TRACKING, SOURCESTATS, RTCREPORT].contains(code)
    });
    requests.sort_unstable();
    let each_source = |code| (0..3).map(move |index| (code, index));
    let expected: Vec<(u16, u32)> = [(N_SOURCES, 0)]
        .into_iter()
        .chain(each_source(SOURCE_DATA))
        .chain([(TRACKING, 0)])
        .chain(each_source(SOURCESTATS))
        .chain([(RTCREPORT, 0)])
        .collect();
    assert_eq!(requests, expected, "{}", trace.text);
}

/// Three servers, and one that never answers, so that there is something to find out about each kind.
fn three_and_a_silent_one() -> Daemon {
    let daemon = Scenario::three_servers()
        .silent_server("minpoll 0 maxpoll 1")
        .start();
    daemon.wait_until_synchronized();
    daemon
}

#[test]
fn what_says_why_costs_two_round_trips_where_it_is_permitted() {
    let daemon = three_and_a_silent_one();
    let door = daemon.socket_door();
    let without = Trace::of(&second_hand(), &["--no-why"], &door);
    let with = Trace::of(&second_hand(), &[], &door);
    // Of all four, of all four, and of the silent one. Of the latter two kinds one more request, about no source, finds out
    // whether they are permitted.
    for (code, times) in [(SELECT_DATA, 4), (AUTH_DATA, 4 + 1), (NTP_DATA, 1 + 1)] {
        assert_eq!(with.count(code), times, "{code}: {}", with.text);
        assert_eq!(without.count(code), 0, "{code}: {}", without.text);
    }
    let (with, without) = (with.round_trips(), without.round_trips());
    println!("at the socket: {with} round trips, {without} with --no-why");
    assert!(with <= without + 2, "{with}, {without} without");
}

/// Over UDP nobody may ask more than everybody: it is tried once, and what is refused is neither waited for nor asked again.
#[test]
fn what_says_why_costs_no_round_trip_where_it_is_refused() {
    let daemon = three_and_a_silent_one();
    let door = daemon.udp_door();
    let stranger = || daemon.as_stranger(program());
    let without = Trace::of(&stranger(), &["--no-why"], &door);
    let with = Trace::of(&stranger(), &[], &door);
    for code in [SELECT_DATA, AUTH_DATA, NTP_DATA] {
        assert_eq!(with.count(code), 1, "{code}: {}", with.text);
        assert_eq!(without.count(code), 0, "{code}: {}", without.text);
    }
    let (with, without) = (with.round_trips(), without.round_trips());
    println!("over UDP: {with} round trips, {without} with --no-why");
    assert!(with <= without, "{with}, {without} without");
}

/// What strace(1) saw of a run.
struct Trace {
    text: String,
    /// In the order in which they went and came.
    datagrams: Vec<Datagram>,
}

impl Trace {
    /// A run of `all` by this command, with these options, at this door, of which nothing is missing but the hardware clock.
    fn of(command: &Command, options: &[&str], door: &Door) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("trace");
        let mut strace = environment::program("strace");
        strace
            .args(["-f", "-qq", "-xx", "-s", "32", "-e", "trace=%network"])
            .arg("-o")
            .arg(&file)
            .arg(command.get_program())
            .args(command.get_args())
            .args(["all", "--json"])
            .args(options)
            .args(&door.options);
        let run = Run::of(strace);
        assert_eq!(run.problems(), ["rtc: unavailable"], "{run:?}");
        let text = fs::read_to_string(&file).expect("strace's trace");
        let datagrams = text.lines().filter_map(Datagram::of).collect();
        Self { text, datagrams }
    }

    /// The requests, each once: what is traced is slow, and may be asked again.
    fn requests(&self) -> impl Iterator<Item = &Datagram> {
        let mut seen = HashSet::new();
        let sent = self.datagrams.iter().filter(|datagram| datagram.is_sent);
        sent.filter(move |request| seen.insert(request.sequence))
    }

    /// How many requests have this code.
    fn count(&self, code: u16) -> usize {
        self.requests()
            .filter(|request| request.code == code)
            .count()
    }

    /// How many round trips there were: the most requests of which each went when the one before it had been answered. A
    /// network that is slower than the program sees exactly these bursts, because chronyd answers in the order of requests.
    fn round_trips(&self) -> usize {
        let mut trip_of = HashMap::new();
        let mut answered = 0;
        for datagram in &self.datagrams {
            if datagram.is_sent {
                trip_of.entry(datagram.sequence).or_insert(answered + 1);
            } else {
                answered = answered.max(trip_of[&datagram.sequence]);
            }
        }
        trip_of.into_values().max().unwrap_or(0)
    }
}

/// A request or a reply.
struct Datagram {
    is_sent: bool,
    sequence: u32,
    code: u16,
    /// The first number that a request carries: the index of a source, for example.
    index: u32,
}

impl Datagram {
    fn of(line: &str) -> Option<Self> {
        let (call, quoted) = line.split_once('"')?;
        let is_sent = call.contains("send") || call.contains("write");
        if !is_sent && !call.contains("recv") {
            return None;
        }
        let (quoted, _) = quoted.split_once('"')?;
        let bytes: Vec<u8> = quoted
            .split("\\x")
            .filter_map(|digits| u8::from_str_radix(digits, 16).ok())
            .collect();
        let number = |place: usize| {
            let bytes = bytes.get(place..place + 4)?;
            Some(u32::from_be_bytes(bytes.try_into().ok()?))
        };
        Some(Self {
            is_sent,
            sequence: number(if is_sent { 8 } else { 16 })?,
            code: u16::from_be_bytes(bytes.get(4..6)?.try_into().ok()?),
            index: number(20).unwrap_or_default(),
        })
    }
}
