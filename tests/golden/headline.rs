//! What the headline and its boxes say, in words, figures and colours.

use jiff::SignedDuration;
use second_hand::report::{
    ErrorBound, LeapStatus, Poll, RefTime, Report, Requested, Source, SourceState, Tracking,
};

use crate::draw;
use crate::fixtures::{measured, of_sources, source, tracking};

/// Room for all boxes.
const WIDE: Option<usize> = Some(120);

const BOLD: &str = "\x1b[1m";
const BLACK_ON_YELLOW: &str = "\x1b[38;5;16;48;5;229m";
const WHITE_ON_RED: &str = "\x1b[38;5;231;48;5;160;1m";

/// A clock that is followed, with sources in these states.
fn with_sources(states: &[SourceState]) -> Report {
    let sources: Vec<Source> = (15_u8..)
        .zip(states)
        .map(|(number, &state)| {
            let name = format!("ntp{number}.example.net");
            let address = format!("203.0.113.{number}");
            measured(source(&name, &address, state), 2, 0.001, 0.02)
        })
        .collect();
    of_sources(tracking(), sources, Requested::No)
}

fn with_tracking(tracking: Tracking) -> Report {
    of_sources(tracking, Vec::new(), Requested::No)
}

#[test]
fn the_number_of_usable_sources_is_as_good_as_it_looks() {
    use SourceState::{Combined, Falseticker, Selectable, Selected, Unusable};

    let cases: [(&[SourceState], &str, &str); 5] = [
        (&[Selected, Combined], BOLD, "2 of 2 usable"),
        (&[Selected, Selectable, Combined], BOLD, "3 of 3 usable"),
        (&[Selected, Falseticker], BLACK_ON_YELLOW, "⚠ 1 of 2 usable"),
        (&[Falseticker, Falseticker], WHITE_ON_RED, "✘ 0 of 2 usable"),
        (&[Unusable], WHITE_ON_RED, "✘ 0 of 1 usable"),
    ];
    for (states, color, words) in cases {
        let drawn = draw(&with_sources(states), WIDE, true, true);
        let figure = format!("{color}{words}");
        assert!(drawn.contains(&figure), "{states:?}: {drawn}");
    }
}

#[test]
fn one_source_is_in_agreement_with_nobody() {
    let agreed = |states: &[SourceState]| {
        let drawn = draw(&with_sources(states), WIDE, true, false);
        drawn.contains("in agreement")
    };
    assert!(!agreed(&[SourceState::Selected]));
    assert!(agreed(&[SourceState::Selected, SourceState::Combined]));
    assert!(!agreed(&[SourceState::Selected, SourceState::Falseticker]));
}

/// As chrony's FAQ recommends it: `minpoll -6 maxpoll -6 filter 15 xleave` and `-7 … filter 31`. The time of the last update is
/// up to a second too old on purpose, and an update may be late.
#[test]
fn a_clock_with_polls_below_a_second_is_not_stale_for_the_fuzz_of_its_reference_time() {
    for (poll, interval) in [(-6, 15.0 / 64.0), (-7, 31.0 / 128.0)] {
        let headline = |age: f64| {
            let selected = Source {
                poll: Poll(poll),
                ..source("ntp1.example.net", "203.0.113.15", SourceState::Selected)
            };
            let mut report = of_sources(tracking(), vec![selected], Requested::No);
            let now = report.system_clock.expect("this machine's clock");
            report.tracking = Requested::Received(Tracking {
                ref_time: RefTime(Some(now - SignedDuration::from_secs_f64(age))),
                update_interval_seconds: Some(interval),
                ..tracking()
            });
            draw(&report, None, true, false)
        };
        let age = f64::from(1.0 + 2.0 * interval);
        assert!(headline(age).starts_with("✔ synchronized"), "{age}");
        let age = f64::from(2.0 + 3.0 * interval);
        assert!(headline(age).starts_with("⚠ stale"), "{age}");
    }
}

#[test]
fn an_announced_leap_second_is_told() {
    let told = |leap_status| {
        let report = with_tracking(Tracking {
            leap_status,
            ..tracking()
        });
        let drawn = draw(&report, WIDE, true, false);
        let mut lines = drawn.lines();
        let line = lines.find(|line| line.contains("leap second"));
        line.map(str::to_owned)
    };
    let inserted = told(LeapStatus::Insert).expect("a notice");
    assert!(inserted.contains("one will be inserted at the end of the day (UTC)"));
    let deleted = told(LeapStatus::Delete).expect("a notice");
    assert!(deleted.contains("one will be deleted at the end of the day (UTC)"));
    assert_eq!(told(LeapStatus::Normal), None);
}

#[test]
fn a_bound_of_nothing_has_no_largest_part() {
    let report = with_tracking(Tracking {
        system_time_offset_seconds: Some(0.0),
        root_delay_seconds: Some(0.0),
        root_dispersion_seconds: Some(0.0),
        error_bound: Some(ErrorBound {
            offset_seconds: 0.0,
            root_dispersion_seconds: 0.0,
            half_root_delay_seconds: 0.0,
        }),
        ..tracking()
    });
    let drawn = draw(&report, None, true, false);
    assert!(drawn.contains("error at most 0 s,"), "{drawn}");
    assert!(!drawn.contains("NaN"), "{drawn}");
}

#[test]
fn boxes_that_just_fit_are_drawn() {
    let report = with_sources(&[SourceState::Selected, SourceState::Combined]);
    let top = |width| {
        let drawn = draw(&report, Some(width), true, false);
        drawn.lines().next().expect("a headline").to_owned()
    };
    let five = top(200);
    assert!(five.contains("sources"), "{five}");
    let width = five.chars().count();
    assert_eq!(top(width), five);
    let four = top(width - 1);
    assert!(!four.contains("sources"), "{four}");
    let width = four.chars().count();
    assert_eq!(top(width), four);
    let none = top(width - 1);
    assert!(none.starts_with("✔ synchronized"), "{none}");
}
