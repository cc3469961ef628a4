//! Every metric on both sides of every kind of range, its ends included.

use std::time::{Duration, SystemTime};

use test_support::scripted::reply::{SourceState, Status};
use test_support::scripted::{ChronyAddr, ChronyFloat, Daemon, Reports, RequestBody, Source};

use crate::{CRITICAL, OK, UNKNOWN, WARNING, check};

/// The figures that the contract's example daemon has for each metric, and the next ones on both
/// sides. The bound is 0.000006523 + 0.001100737 + 0.013639022 / 2.
const FIGURES: [(&str, &str, &str, &str); 7] = [
    ("error", "0.007926770", "0.007926771", "0.007926772"),
    ("offset", "0.000006522", "0.000006523", "0.000006524"),
    ("stratum", "2", "3", "4"),
    ("skew", "0.128", "0.129", "0.130"),
    ("sources", "2", "3", "4"),
    ("reach", "99.9", "100", "100.1"),
    ("rtc", "1.632735", "1.632736", "1.632737"),
];

/// The kinds of range around a value, and whether each alerts.
fn ranges(below: &str, at: &str, above: &str) -> Vec<(String, bool)> {
    [
        (at.to_owned(), false),
        (below.to_owned(), true),
        (format!("{at}:"), false),
        (format!("{above}:"), true),
        (format!("~:{at}"), false),
        (format!("~:{below}"), true),
        (format!("-1:{at}"), false),
        ("-2:-1".to_owned(), true),
        (format!("{at}:{at}"), false),
        (format!("{below}:{above}"), false),
        (format!("{above}:1000000"), true),
        (format!("@{at}"), true),
        (format!("@{below}"), false),
        (format!("@{at}:"), true),
        (format!("@{above}:"), false),
        (format!("@~:{at}"), true),
        (format!("@~:{below}"), false),
        (format!("@{at}:{at}"), true),
        ("@-2:-1".to_owned(), false),
    ]
    .to_vec()
}

#[test]
fn every_metric_at_every_kind_of_range() {
    let daemon = Daemon::honest(Reports::default());
    for (metric, below, at, above) in FIGURES {
        for (range, alerts) in ranges(below, at, above) {
            let limit = format!("{metric}={range}");
            let expected = |status| if alerts { status } else { OK };
            let seen = check(&daemon, &["-w", &limit]);
            assert_eq!(seen.status, expected(WARNING), "-w {limit}: {seen:?}");
            assert!(seen.perfdata[metric].starts_with(at), "{seen:?}");
            let seen = check(&daemon, &["-c", &limit]);
            assert_eq!(seen.status, expected(CRITICAL), "-c {limit}: {seen:?}");
        }
    }
}

/// An age does not stand still; the limits keep away from it.
#[test]
fn the_age_at_every_kind_of_range() {
    let update = SystemTime::now() - Duration::from_secs(100);
    let daemon = Daemon::honest(Reports::default().updated_at(update));
    for (range, alerts) in [
        ("99", true),
        ("1h", false),
        ("99:", false),
        ("1h:", true),
        ("~:99", true),
        ("99:1h", false),
        ("@99:1h", true),
        ("@1h:", false),
        ("1.5m", true),
    ] {
        let limit = format!("age={range}");
        let expected = if alerts { WARNING } else { OK };
        let seen = check(&daemon, &["-w", &limit]);
        assert_eq!(seen.status, expected, "{limit}: {seen:?}");
    }
}

#[test]
fn the_age_is_of_chronyds_own_time() {
    let mut reports = Reports::default().updated_at(SystemTime::now() - Duration::from_secs(3700));
    // The clock is an hour ahead, so the update was 100 s ago, not an hour and 100 s.
    reports.tracking.current_correction = ChronyFloat::from(-3600.0);
    let daemon = Daemon::honest(reports);
    // The error of an hour is another check's: its limits are lifted.
    let well = ["-w", "error=~:"];
    let seen = check(
        &daemon,
        &[&well[..], &["-w", "age=90", "-c", "age=2m"]].concat(),
    );
    assert_eq!(seen.status, WARNING, "{seen:?}");
    let seen = check(&daemon, &[&well[..], &["-w", "offset=1h"]].concat());
    assert_eq!(seen.status, OK, "{seen:?}");
    let seen = check(&daemon, &[]);
    let told = (
        CRITICAL,
        "CHRONY CRITICAL: error 1 h (clock 1 h ahead), limit 1 s",
    );
    assert_eq!(seen.verdict(), told);
}

#[test]
fn the_usual_limits_are_for_the_error() {
    // With a dispersion of 1.100737 ms, an offset of 6.523 us and this root delay.
    for (root_delay, status) in [(0.19, OK), (0.2, WARNING), (1.99, WARNING), (2.0, CRITICAL)] {
        let mut reports = Reports::default();
        reports.tracking.root_delay = ChronyFloat::from(root_delay);
        let daemon = Daemon::honest(reports);
        let usual = check(&daemon, &[]);
        assert_eq!(usual.status, status, "{root_delay}: {usual:?}");
        let spelled = check(&daemon, &["-w", "100ms", "-c", "error=1s"]);
        assert_eq!(usual.verdict(), spelled.verdict());
        assert!(usual.perfdata["error"].ends_with(";0.1;1;0"), "{usual:?}");
        // A limit makes the check stricter, whatever it is on.
        let other = check(&daemon, &["-w", "stratum=5", "-c", "age=1h"]);
        assert_eq!(other.verdict(), usual.verdict());
        assert_eq!(other.perfdata["error"], usual.perfdata["error"]);
    }
}

/// A limit on the error takes the place of the usual one of its severity; the other gives way where
/// an error would be CRITICAL and not even a WARNING.
#[test]
fn a_usual_limit_gives_way_to_one_that_is_given() {
    let daemon = Daemon::honest(Reports::default());
    for (options, limits) in [
        (&["-w", "1ms"][..], ";0.001;1;0"),
        (&["-w", "1s"], ";1;1;0"),
        (&["-w", "1001ms"], ";1.001;;0"),
        (&["-w", "10s"], ";10;;0"),
        (&["-w", "10:"], ";10:;;0"),
        (&["-w", "error=~:"], ";~:;;0"),
        (&["-w", "@0:10"], ";@10;;0"),
        (&["-w", "@500ms:"], ";@0.5:;1;0"),
        (&["-w", "@2:"], ";@2:;;0"),
        (&["-c", "10s"], ";0.1;10;0"),
        (&["-c", "100ms"], ";0.1;0.1;0"),
        (&["-c", "99ms"], ";;0.099;0"),
        (&["-c", "@50ms:50ms"], ";;@0.05:0.05;0"),
        (&["-c", "1us:10s"], ";;0.000001:10;0"),
        (&["-c", "error=~:"], ";0.1;~:;0"),
        (&["-c", "@10:"], ";0.1;@10:;0"),
        (&["-w", "10s", "-c", "1s"], ";10;1;0"),
    ] {
        let seen = check(&daemon, options);
        let (_, seen_limits) = seen.perfdata["error"].split_at("0.007926771s".len());
        assert_eq!(seen_limits, limits, "{options:?}");
    }
}

/// The reference time may lie in the future by what is rounded away of a correction, and of time
/// itself; one that lies further there says nothing.
#[test]
fn an_update_at_this_moment_is_no_second_old() {
    for (behind, ahead_of_now, age) in [
        (0, 0.0, "0"),
        (0, 0.5, "0"),
        // Of three years, a 25-bit coefficient tells every eighth second.
        (100_000_000, 3.0, "0"),
        (100_000_000, 60.0, "21"),
        (3600, 60.0, "21"),
    ] {
        let now = SystemTime::now() + Duration::from_secs(behind);
        let mut reports =
            Reports::default().updated_at(now + Duration::from_secs_f64(ahead_of_now));
        let behind = f64::from(u32::try_from(behind).expect("a few years"));
        reports.tracking.current_correction = ChronyFloat::from(behind);
        let seen = check(&Daemon::honest(reports), &[]);
        let told = format!("{age}s;;;0");
        assert_eq!(seen.perfdata["age"], told, "{behind} {ahead_of_now}");
    }
}

#[test]
fn an_age_has_no_limit_below_a_second() {
    let daemon = Daemon::honest(Reports::default());
    for range in ["1ms", "0.5", "999ms:", "-0.5:1"] {
        let seen = check(&daemon, &["-w", &format!("age={range}")]);
        assert_eq!(seen.status, UNKNOWN, "{range}: {seen:?}");
    }
    for range in ["0", "1000ms", "1.5:", "@0:1"] {
        let seen = check(&daemon, &["-w", &format!("age={range}")]);
        assert_ne!(seen.status, UNKNOWN, "{range}: {seen:?}");
        let (age, _) = seen.perfdata["age"].split_once("s;").expect("seconds");
        assert!(age.parse::<u32>().is_ok(), "whole seconds: {seen:?}");
    }
}

#[test]
fn the_worst_comes_first_and_the_rest_on_further_lines() {
    let daemon = Daemon::honest(Reports::default());
    let options = [
        "-w",
        "skew=0.1",
        "-w",
        "error=1ms",
        "-c",
        "stratum=2",
        "-w",
        "stratum=1",
        "-w",
        "reach=50:",
    ];
    let seen = check(&daemon, &options);
    assert_eq!(
        seen.verdict(),
        (CRITICAL, "CHRONY CRITICAL: stratum 3, limit 2")
    );
    assert_eq!(
        seen.further,
        [
            "WARNING: error 7.9 ms (mainly root delay), limit 1 ms",
            "WARNING: skew 0.129 ppm, limit 0.1 ppm",
            "synchronized to ntp1.example.net, stratum 3",
            "error at most 7.9 ms: offset 6.5 us, root dispersion 1.1 ms, half the root delay 6.8 ms",
        ]
    );
}

#[test]
fn the_message_says_what_is_past_which_limit() {
    let mut reports = Reports::with_sources(1)
        .and(Source::server(1).in_state(SourceState::Falseticker))
        .and(Source::server(2).in_state(SourceState::Jittery))
        .and(Source::unreachable(3));
    reports.sources[0].data.reachability = 0o375;
    reports.tracking.current_correction = ChronyFloat::from(-0.25);
    let daemon = Daemon::honest(reports);
    for (limit, told) in [
        ("100ms", "error 258 ms (clock 250 ms ahead), limit 100 ms"),
        ("offset=50ms", "clock 250 ms ahead, limit 50 ms"),
        ("offset=1:", "clock 250 ms ahead, lower limit 1 s"),
        ("sources=2:", "1 of 4 sources usable, lower limit 2"),
        ("reach=90:", "reach 87.5 %, lower limit 90 %"),
        ("rtc=1500ms", "hardware clock 1.6 s behind, limit 1.5 s"),
        ("stratum=@3:16", "stratum 3, within alert range 3 to 16"),
        ("stratum=@3:", "stratum 3, within alert range from 3"),
        ("stratum=@~:3", "stratum 3, within alert range up to 3"),
        ("stratum=@~:", "stratum 3, within alert range of all values"),
        (
            "offset=@-1:1",
            "clock 250 ms ahead, within alert range -1 s to 1 s",
        ),
        (
            "error=@0:10",
            "error 258 ms, within alert range 0 s to 10 s",
        ),
        ("sources=1234:", "1 of 4 sources usable, lower limit 1234"),
        ("sources=3.3333:", "1 of 4 sources usable, lower limit 3.33"),
    ] {
        // The usual limits of the error would be passed as well.
        let mut options = vec!["-w", limit];
        if limit.contains('=') && !limit.starts_with("error") {
            options.extend(["-w", "1h"]);
        }
        let seen = check(&daemon, &options);
        assert_eq!(seen.text, format!("CHRONY WARNING: {told}"), "{limit}");
    }
}

#[test]
fn an_old_update_is_told_as_a_span() {
    let mut reports = Reports::default().updated_at(SystemTime::now() - Duration::from_secs(3700));
    reports.sources[0].data.poll = 10;
    let seen = check(&Daemon::honest(reports), &["-w", "age=1h"]);
    let told = "CHRONY WARNING: last update 1 h 1 min ago, limit 1 h";
    assert_eq!(seen.verdict(), (WARNING, told));
}

/// One of four is usable: that one is selected, and others of its kind would be.
#[test]
fn usable_are_selected_combined_and_selectable_sources() {
    let reports = Reports::with_sources(2)
        .and(Source::server(2).in_state(SourceState::Selectable))
        .and(Source::server(3).in_state(SourceState::Falseticker))
        .and(Source::server(4).in_state(SourceState::Jittery))
        .and(Source::unreachable(5))
        .and(Source::unresolved(1, "nowhere.example"));
    let seen = check(&Daemon::honest(reports), &["-w", "sources=3:3"]);
    assert_eq!(seen.status, OK, "{seen:?}");
    assert_eq!(seen.perfdata["sources"], "3;3:3;;0");
}

/// Polls count from the oldest answer that is remembered, unless the samples say that the source is
/// older than that.
#[test]
fn a_young_source_has_missed_nothing() {
    for (register, samples, percent) in [
        (0o001, 1, "100"),
        (0o003, 2, "100"),
        (0o017, 4, "100"),
        (0o377, 8, "100"),
        (0o377, 64, "100"),
        (0o005, 2, "66.7"),
        (0o001, 20, "12.5"),
        (0o003, 3, "25"),
        (0o200, 8, "12.5"),
        (0o000, 8, "0"),
        (0o000, 0, "0"),
        (0o176, 30, "75"),
    ] {
        let mut reports = Reports::with_sources(1);
        reports.sources[0].data.reachability = register;
        reports.sources[0].stats.n_samples = samples;
        let seen = check(&Daemon::honest(reports), &["-w", "reach=1:"]);
        let expected = format!("{percent}%;1:;;0;100");
        assert_eq!(seen.perfdata["reach"], expected, "{register:o} {samples}");
        let status = if percent == "0" { WARNING } else { OK };
        assert_eq!(seen.status, status, "{seen:?}");
    }
}

#[test]
fn a_metric_without_a_value_is_never_ok() {
    let mut reports = Reports::with_sources(1);
    reports.rtc = None;
    let daemon = Daemon::honest(reports);
    let seen = check(&daemon, &["-w", "rtc=1h"]);
    let told = (
        UNKNOWN,
        "CHRONY UNKNOWN: rtc: chronyd does not track the hardware clock",
    );
    assert_eq!(seen.verdict(), told);
    // It is said once.
    assert_eq!(
        seen.further,
        [
            "synchronized to ntp1.example.net, stratum 3",
            "error at most 7.9 ms: offset 6.5 us, root dispersion 1.1 ms, half the root delay 6.8 ms",
        ]
    );
    assert_eq!(seen.perfdata["rtc"], "U;3600;;0");
    // What is known to be bad is worse.
    let seen = check(&daemon, &["-w", "rtc=1h", "-w", "stratum=2"]);
    assert_eq!(seen.status, WARNING, "{seen:?}");
    assert_eq!(
        seen.further[0],
        "UNKNOWN: rtc: chronyd does not track the hardware clock"
    );

    let mut reports = Reports::with_sources(1);
    let rtc = reports.rtc.as_mut().expect("a hardware clock");
    rtc.ref_time = SystemTime::UNIX_EPOCH;
    let seen = check(&Daemon::honest(reports.clone()), &["-w", "rtc=1h"]);
    let told = (
        UNKNOWN,
        "CHRONY UNKNOWN: the hardware clock is not measured yet",
    );
    assert_eq!(seen.verdict(), told);

    // A state that leaves the other metrics without a value has nothing to do with this one.
    reports.tracking.ref_id = 0x7F7F_0101;
    reports.tracking.ip_addr = ChronyAddr::Unspec;
    let seen = check(&Daemon::honest(reports), &["-w", "rtc=1h"]);
    let told = (
        WARNING,
        "CHRONY WARNING: not synchronized: local reference, stratum 3",
    );
    assert_eq!(seen.verdict(), told);
    assert_eq!(
        seen.further[0],
        "UNKNOWN: the hardware clock is not measured yet"
    );
}

/// Without the sources, a reference time in the future says nothing of the last update.
#[test]
fn a_metric_without_a_value_in_a_good_state_is_unknown() {
    let reports = Reports::default().updated_at(SystemTime::now() + Duration::from_secs(3600));
    let daemon = Daemon::udp(reports, |asked| {
        if asked.is_about_sources() {
            asked.status(Status::Unauth)
        } else {
            asked.honestly()
        }
    });
    let seen = check(&daemon, &["-w", "age=1h"]);
    let told = (
        UNKNOWN,
        "CHRONY UNKNOWN: sources: chronyd does not permit this request",
    );
    assert_eq!(seen.verdict(), told);
    assert_eq!(
        seen.further[..2],
        [
            "UNKNOWN: stats: chronyd does not permit this request",
            "UNKNOWN: age is not known",
        ]
    );
}

/// The hardware clock, which few chronyds track, is not asked for unless it has a limit.
#[test]
fn the_hardware_clock_is_asked_for_when_it_is_judged() {
    let daemon = Daemon::honest(Reports::default());
    let asked = |daemon: &Daemon| {
        let is_for_rtc = |body: &RequestBody| matches!(body, RequestBody::RtcReport);
        daemon.log().count(is_for_rtc) > 0
    };
    let seen = check(&daemon, &["-w", "error=1"]);
    assert!(!seen.perfdata.contains_key("rtc"), "{seen:?}");
    assert!(!asked(&daemon));
    let seen = check(&daemon, &["-c", "rtc=1h"]);
    assert_eq!(seen.perfdata["rtc"], "1.632736s;;3600;0");
    assert!(asked(&daemon));
}

/// chronyd keeps more places for a pool than its name has addresses: nothing is the matter with them.
#[test]
fn spare_places_of_a_pool_are_not_counted() {
    let reports = Reports::with_sources(0)
        .and(Source::server(0).named("pool.example.net"))
        .and(Source::unresolved(2, "pool.example.net"))
        .and(Source::unresolved(3, "pool.example.net"))
        .and(Source::unresolved(4, "ntp.example.invalid"));
    for naming in [&[][..], &["--numeric"]] {
        let seen = check(
            &Daemon::honest(reports.clone()),
            &[&["-w", "sources=2:"], naming].concat(),
        );
        let text = "CHRONY WARNING: 1 of 2 sources usable, lower limit 2";
        assert_eq!(seen.verdict(), (WARNING, text));
    }
}
