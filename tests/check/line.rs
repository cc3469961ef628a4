//! The line a monitoring system shows: its words, its length, its performance data.

use std::time::{Duration, SystemTime};

use test_support::scripted::reply::{SourceState, Status};
use test_support::scripted::{Asked, ChronyFloat, Daemon, Reports, Source};

use crate::{CRITICAL, OK, UNKNOWN, WARNING, check, run};

/// The contract's own line.
#[test]
fn a_good_clock_is_one_line() {
    let daemon = Daemon::honest(Reports::default());
    let mut arguments = daemon.arguments();
    arguments.push("check".into());
    let output = run(arguments);
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let expected = "CHRONY OK: synchronized to ntp1.example.net, stratum 3, error at most 7.9 ms \
                    | error=0.007926771s;0.1;1;0 ";
    assert!(stdout.starts_with(expected), "{stdout}");
    assert_eq!(stdout.lines().count(), 1, "{stdout}");
    assert!(stdout.ends_with('\n'));
}

#[test]
fn performance_data_repeat_values_and_limits_in_plain_decimals() {
    let daemon = Daemon::honest(Reports::default());
    let options = [
        "-w",
        "1ms",
        "-c",
        "2m",
        "-w",
        "offset=@500ns:10us",
        "-c",
        "offset=~:1h",
        "-w",
        "stratum=1:",
        "-c",
        "skew=-0.5:0.25ppm",
        "-w",
        "sources=2:",
        "-c",
        "reach=25%:",
        "-c",
        "age=10:1.5h",
    ];
    let seen = check(&daemon, &options);
    let mut perfdata = seen.perfdata;
    let age = perfdata.remove("age").expect("an age");
    let (seconds, limits) = age.split_once("s;").expect("seconds");
    assert_eq!(limits, ";10:5400;0");
    let seconds: f64 = seconds.parse().expect("a number");
    assert!((12.0..20.0).contains(&seconds), "{age}");
    let expected = [
        ("error", "0.007926771s;0.001;120;0"),
        ("offset", "0.000006523s;@0.0000005:0.00001;~:3600;0"),
        ("reach", "100%;;25:;0;100"),
        ("skew", "0.129;;-0.5:0.25;0"),
        ("sources", "3;2:;;0"),
        ("stratum", "3;1:"),
    ];
    let expected = expected.map(|(label, datum)| (label.to_owned(), datum.to_owned()));
    assert_eq!(perfdata.into_iter().collect::<Vec<_>>(), expected);
}

/// The smallest and the largest figures of the wire have no exponent either.
#[test]
fn no_figure_has_an_exponent() {
    for size in [1e-12, 1e-9, 1e-7, 1.0, 1e6, 1e9] {
        let mut reports = Reports::with_sources(1);
        reports.tracking.current_correction = ChronyFloat::from(size);
        reports.tracking.root_delay = ChronyFloat::from(0.0);
        reports.tracking.root_dispersion = ChronyFloat::from(0.0);
        reports.tracking.skew_ppm = ChronyFloat::from(size);
        let rtc = reports.rtc.as_mut().expect("a hardware clock");
        rtc.rtc_seconds_fast = ChronyFloat::from(-size);
        // Reading the line checks its grammar.
        let seen = check(
            &Daemon::honest(reports),
            &["-w", "rtc=1ns", "-c", "error=0.1us"],
        );
        for metric in ["error", "offset", "rtc"] {
            let value = seen.perfdata[metric].split('s').next().expect("a value");
            let value: f64 = value.parse().expect("a number");
            assert!(
                (value / size - 1.0).abs() < 1e-6,
                "{metric} of {size}: {seen:?}"
            );
        }
    }
}

#[test]
fn the_text_is_no_longer_than_eighty_characters() {
    // The longest name that leaves room for the rest.
    let name = "ntp1.dc.example.net";
    for size in [
        1.004e-9, 1.16e-7, 9.996e-4, 0.015_16, 0.152, 9.99, 123.4, 4321.0, 1.2e9,
    ] {
        // A clock can be decades wrong, a network cannot.
        let parts = if size > 1e9 { 1 } else { 3 };
        for part in 0..parts {
            // Twelve seconds ago by a clock that is right.
            let behind = Duration::from_secs_f64(if part == 0 { size } else { 0.0 });
            let update = SystemTime::now() + behind - Duration::from_secs(12);
            let mut reports = Reports::with_sources(1).updated_at(update);
            reports.sources[0].name = name.into();
            reports.tracking.stratum = 15;
            let figures = [
                &mut reports.tracking.current_correction,
                &mut reports.tracking.root_dispersion,
                &mut reports.tracking.root_delay,
            ];
            for (index, figure) in figures.into_iter().enumerate() {
                *figure = ChronyFloat::from(if index == part { size } else { 0.0 });
            }
            let rtc = reports.rtc.as_mut().expect("a hardware clock");
            rtc.rtc_seconds_fast = ChronyFloat::from(-size);
            let daemon = Daemon::honest(reports);
            for limit in [
                "error=0:1ns",
                "error=0.333ns",
                "offset=0.125ns",
                "rtc=0.125ns",
                "age=1s",
            ] {
                let seen = check(&daemon, &["-c", limit, "-w", "1h"]);
                assert!(seen.text.len() <= 80, "{}: {}", seen.text.len(), seen.text);
            }
            let seen = check(&daemon, &["-w", "1000h", "-c", "1000h"]);
            // An error of years is well with nobody.
            assert_eq!(
                seen.status,
                if size > 1e9 { CRITICAL } else { OK },
                "{seen:?}"
            );
            assert!(seen.text.len() <= 80, "{}: {}", seen.text.len(), seen.text);
        }
    }
}

/// What makes up most of the bound is what has to be looked into.
#[test]
fn the_dominant_part_of_the_error_is_named() {
    for (correction, dispersion, delay, cause) in [
        (-0.2, 0.1, 0.3, "clock 200 ms ahead"),
        (0.2, 0.1, 0.3, "clock 200 ms behind"),
        (0.1, 0.2, 0.3, "mainly root dispersion"),
        (0.1, 0.2, 0.5, "mainly root delay"),
    ] {
        let mut reports = Reports::with_sources(1);
        reports.tracking.current_correction = ChronyFloat::from(correction);
        reports.tracking.root_dispersion = ChronyFloat::from(dispersion);
        reports.tracking.root_delay = ChronyFloat::from(delay);
        let seen = check(&Daemon::honest(reports), &[]);
        assert_eq!(seen.status, WARNING);
        let told = format!(" ms ({cause}), limit 100 ms");
        assert!(seen.text.ends_with(&told), "{seen:?}");
    }
}

/// Where there is no room for every path that was tried, the line says what most of them are.
#[test]
fn paths_that_do_not_fit_are_told_in_a_word() {
    let cut = |asked: &Asked| asked.honestly().cut(10);
    let refused = "/nowhere/chrony/chronyd.sock,/nowhere/else/chronyd.sock".to_owned();
    let silent = Daemon::silent();
    let other = Daemon::udp(Reports::default(), cut);
    let closed = Daemon::udp(Reports::default(), |asked| {
        asked.status(Status::NoHostAccess)
    });
    let with = |daemon: &Daemon| format!("{refused},{}", daemon.server());
    for (hosts, why) in [
        (refused.clone(), "not running, or listening elsewhere"),
        (with(&silent), "no answer in time"),
        (with(&other), "what answers is not chronyd"),
        (with(&closed), "not permitted"),
    ] {
        let seen = crate::Seen::of(&run(["check", "-H", &hosts, "-t", "1s"]));
        let told = format!("CHRONY CRITICAL: chronyd is unreachable: {why}");
        assert_eq!(seen.verdict(), (CRITICAL, told.as_str()));
        // The paths are on a line of their own.
        assert!(
            seen.further[0].contains("/nowhere/else/chronyd.sock: no such socket"),
            "{seen:?}"
        );
    }
    // As long as they fit, they are told at once.
    let fits = "/nowhere/2345678901234567";
    let seen = crate::Seen::of(&run(["check", "-H", fits]));
    let told = format!("CHRONY CRITICAL: cannot reach chronyd: {fits}: no such socket");
    assert_eq!(told.len(), 80);
    assert_eq!(seen.verdict(), (CRITICAL, told.as_str()));
    let seen = crate::Seen::of(&run(["check", "-H", &format!("{fits}9")]));
    let told = "CHRONY CRITICAL: chronyd is unreachable: not running, or listening elsewhere";
    assert_eq!(seen.verdict(), (CRITICAL, told));
}

/// A bar would begin performance data, a line end the next line: names may have neither.
#[test]
fn names_cannot_break_the_line() {
    let source = Source::server(0).named("ntp|1=0;\n\x1b[31m|x=1");
    let mut reports = Reports::with_sources(0).and(source);
    let seen = check(&Daemon::honest(reports.clone()), &[]);
    assert_eq!(
        seen.text,
        "CHRONY OK: synchronized to ntp?1=0;??[31m?x=1, stratum 3, error at most 7.9 ms"
    );
    reports.sources[0].data.state = SourceState::Falseticker;
    let seen = check(&Daemon::honest(reports), &[]);
    assert_eq!(seen.status, WARNING, "{seen:?}");
}

/// A Unix socket's path stands in what is said when nothing answers there; it is the user's own.
#[test]
fn paths_cannot_break_the_line() {
    let seen = crate::Seen::of(&run(["check", "-H", "/nowhere/a|b=1;2\n3"]));
    assert_eq!(
        seen.verdict(),
        (
            CRITICAL,
            "CHRONY CRITICAL: cannot reach chronyd: /nowhere/a?b=1;2?3: no such socket"
        )
    );
}

#[test]
fn a_line_that_cannot_be_written_to_its_file_is_on_standard_output() {
    let daemon = Daemon::honest(Reports::default());
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("missing/verdict");
    let file = file.to_str().expect("a plain path");
    let seen = check(&daemon, &["-w", "1ms", "-o", file]);
    assert_eq!(
        seen.verdict(),
        (
            UNKNOWN,
            &*format!(
                "CHRONY UNKNOWN: cannot write to {file}: No such file or directory (os error 2)"
            )
        )
    );
    assert!(
        seen.further[0].starts_with("WARNING: error 7.9 ms"),
        "{seen:?}"
    );
    assert_eq!(seen.perfdata["stratum"], "3");
}
