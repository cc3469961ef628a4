//! A real chronyd in every state its clock can be in. What state that is, chronyc says.

use std::time::{Duration, Instant};

use test_support::chronyd::{Daemon, Door, FAST, Scenario};
use test_support::oracle::{self, sources, tracking};

use crate::{CRITICAL, OK, Seen, UNKNOWN, WARNING, run};

fn check(door: &Door, options: &[&str]) -> Seen {
    let mut arguments = vec!["check"];
    arguments.extend(options);
    arguments.extend(door.options.iter().map(String::as_str));
    Seen::of(&run(arguments))
}

/// Chronyc's figures as performance data would have them: bound, offset, stratum and skew.
fn assert_figures_agree(daemon: &Daemon) {
    let door = &daemon.udp_door();
    let (seen, snapshot) = oracle::between_equal_snapshots(daemon, || check(door, &[]));
    let row = &snapshot.numeric.tracking;
    let number = |column: usize| row[column].parse::<f64>().expect("a number");
    let offset = number(tracking::SYSTEM_TIME).abs();
    let bound = offset + number(tracking::ROOT_DISPERSION) + number(tracking::ROOT_DELAY) / 2.0;
    for (metric, expected) in [
        ("error", bound),
        ("offset", offset),
        ("stratum", number(tracking::STRATUM)),
        ("skew", number(tracking::SKEW)),
    ] {
        let datum = &seen.perfdata[metric];
        let value = datum.split([';', 's']).next().expect("a value");
        let value: f64 = value.parse().expect("a number");
        // chronyc prints a skew to three decimals, times to nine.
        let precision = if metric == "skew" { 6e-4 } else { 3e-9 };
        assert!(
            (value - expected).abs() < precision,
            "{metric}: {datum} {row:?}"
        );
    }
    let states = snapshot.states();
    let usable = states
        .chars()
        .filter(|&state| "*+-".contains(state))
        .count();
    let counted = seen.perfdata["sources"].split(';').next();
    assert_eq!(counted, Some(usable.to_string().as_str()), "{states}");
    // Of the polls since the oldest answer that the register remembers.
    let register = &snapshot.selected().expect("a source")[sources::REACH];
    let register = u8::from_str_radix(register, 8).expect("octal");
    let polls = u8::BITS - register.leading_zeros();
    let percent = f64::from(register.count_ones()) * 100.0 / f64::from(polls);
    let reach = seen.perfdata["reach"].split('%').next();
    let reach: f64 = reach.expect("a value").parse().expect("a number");
    assert!((reach - percent).abs() < 0.01, "{reach} of {register:#o}");
}

#[test]
fn a_synchronized_clock_is_ok() {
    let daemon = Scenario::three_servers().start();
    daemon.wait_until_synchronized();
    assert_figures_agree(&daemon);
    for door in daemon.doors() {
        let seen = check(&door, &[]);
        assert_eq!(seen.status, OK, "{seen:?}");
        assert!(seen.text.contains("synchronized to 127."), "{seen:?}");
        assert!(seen.text.contains(", error at most "), "{seen:?}");
        assert!(seen.further.is_empty(), "{seen:?}");
        let seen = check(&door, &["-w", "1ns"]);
        assert_eq!(seen.status, WARNING, "{seen:?}");
        let seen = check(&door, &["-w", "1ns", "-c", "1ns"]);
        assert_eq!(seen.status, CRITICAL, "{seen:?}");
        assert!(seen.text.ends_with("), limit 1 ns"), "{seen:?}");
        let seen = check(&door, &["-w", "rtc=1h"]);
        assert_eq!(seen.status, UNKNOWN, "{seen:?}");
    }
}

#[test]
fn a_falseticker_leaves_fewer_usable_sources() {
    let daemon = Scenario::new()
        .server(1, FAST)
        .server(1, FAST)
        .server(1, &format!("{FAST} offset 0.5"))
        .start();
    daemon.wait_until_synchronized();
    daemon.wait_until("rid of a falseticker", |seen| seen.states().ends_with('x'));
    assert_figures_agree(&daemon);
    let door = &daemon.udp_door();
    assert_eq!(check(door, &["-w", "sources=2:"]).status, OK);
    let seen = check(door, &["-w", "sources=3:"]);
    let told = "CHRONY WARNING: 2 of 3 sources usable, lower limit 3";
    assert_eq!(seen.verdict(), (WARNING, told));
}

#[test]
fn a_clock_of_its_own_is_a_warning() {
    let daemon = Scenario::new().line("local stratum 10").start();
    daemon.wait_until("local", |seen| {
        seen.numeric.tracking[tracking::REFERENCE_ID] == "7F7F0101"
    });
    let told = "CHRONY WARNING: not synchronized: local reference, stratum 10";
    for options in [
        [].as_slice(),
        &["-w", "100ms", "-c", "1s"],
        &["-c", "offset=1s"],
    ] {
        let seen = check(&daemon.udp_door(), options);
        assert_eq!(seen.verdict(), (WARNING, told), "{seen:?}");
        assert!(seen.perfdata["error"].starts_with("U;"), "{seen:?}");
    }
    let seen = check(&daemon.udp_door(), &["-c", "stratum=9"]);
    assert_eq!(
        seen.verdict(),
        (CRITICAL, "CHRONY CRITICAL: stratum 10, limit 9")
    );
    assert_eq!(
        seen.further[0],
        "WARNING: not synchronized: local reference, stratum 10"
    );
}

#[test]
fn an_unsynchronized_clock_is_critical_whatever_the_limits() {
    let daemon = Scenario::new().silent_server(FAST).start();
    daemon.wait_until("unsynchronized", |seen| {
        seen.numeric.tracking[tracking::LEAP_STATUS] == "Not synchronised"
    });
    // The placeholders on the wire would pass every one of these.
    for options in [
        [].as_slice(),
        &["-w", "1h"],
        &["-c", "stratum=15"],
        &["-w", "offset=1s", "-c", "skew=100"],
        &["-w", "sources=0:", "-w", "reach=0:"],
    ] {
        let seen = check(&daemon.udp_door(), options);
        let line = "CHRONY CRITICAL: not synchronized: the only source gives no usable answer";
        assert_eq!(seen.verdict(), (CRITICAL, line), "{seen:?}");
        // The cause with its subject, what to do, and how many are left.
        let [cause, remedy, usable] = &seen.further[..] else {
            panic!("{seen:?}");
        };
        assert!(cause.starts_with("cause: 127.") && cause.ends_with(" gives no usable answer"));
        assert!(
            remedy.starts_with("remedy: ask chronyd as root"),
            "{remedy}"
        );
        assert_eq!(usable, "0 of 1 sources usable");
        for metric in ["error", "offset", "stratum", "skew", "age", "reach"] {
            assert!(seen.perfdata[metric].starts_with('U'), "{seen:?}");
        }
        assert!(seen.perfdata["sources"].starts_with('0'), "{seen:?}");
    }
}

#[test]
fn a_daemon_whose_servers_have_gone_is_a_warning() {
    let daemon = Scenario::three_servers().start();
    daemon.wait_until_synchronized();
    assert_eq!(check(&daemon.udp_door(), &[]).status, OK);
    daemon.hang_servers();
    daemon.wait_until("without a source, and still sure of itself", |seen| {
        seen.selected().is_none() && seen.numeric.tracking[tracking::LEAP_STATUS] == "Normal"
    });
    let told = "CHRONY WARNING: stale: 3 of 3 sources gave no usable answer lately";
    for options in [[].as_slice(), &["-w", "1h"], &["-w", "reach=50:"]] {
        let seen = check(&daemon.udp_door(), options);
        assert_eq!(seen.status, WARNING, "{seen:?}");
        assert_eq!(seen.text, told, "{seen:?}");
        let further = seen.further.join("\n");
        assert!(
            further.contains("no source is selected, last update "),
            "{seen:?}"
        );
        assert!(seen.perfdata["reach"].starts_with('U'), "{seen:?}");
    }
    assert_eq!(
        check(&daemon.udp_door(), &["-c", "sources=1:"]).status,
        CRITICAL
    );
}

#[test]
fn a_daemon_that_hangs_is_critical_in_time() {
    let daemon = Scenario::three_servers().start();
    daemon.wait_until_synchronized();
    daemon.hang();
    let began = Instant::now();
    let seen = check(&daemon.udp_door(), &["-t", "1s"]);
    let taken = began.elapsed();
    // Well before the usual time-out of five seconds.
    assert!(taken < Duration::from_secs(3), "{taken:?}");
    assert_eq!(seen.status, CRITICAL, "{seen:?}");
    assert!(seen.text.ends_with(": no reply"), "{seen:?}");
    daemon.resume();
    let seen = check(&daemon.udp_door(), &[]);
    assert_eq!(seen.status, OK, "{seen:?}");
}

#[test]
fn a_daemon_that_does_not_run_is_critical() {
    let seen = check(&Door::closed(), &["-w", "1h"]);
    assert_eq!(seen.status, CRITICAL, "{seen:?}");
    assert!(seen.text.ends_with(": connection refused"), "{seen:?}");
    assert_eq!(seen.perfdata["error"], "U;3600;;0");
}
