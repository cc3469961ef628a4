//! Rules by themselves, over made-up reports: those whose scenes no daemon of a test can be brought into, and what must not
//! be said.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use jiff::Timestamp;

use second_hand::health::Disagreement;
use second_hand::health::diagnosis::{CAUSES, Certainty, diagnose};
use second_hand::report::{
    Activity, Address, Algorithm, Authentication, AuthenticationMode, ErrorBound, LeapStatus, Mode,
    NtpAnswer, NtpData, NtpTests, Poll, Problem, ProblemKind, Reach, RefId, RefTime, Report,
    Requested, Selection, SelectionOptions, SelectionState, Source, SourceState, SourceStats,
    Standing, Tracking,
};

const NOW: &str = "2026-01-17T09:49:29Z";

pub fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

pub fn ip(text: &str) -> Address {
    Address::Ip(text.parse::<IpAddr>().expect("an address"))
}

pub fn source(address: Address, state: SourceState) -> Source {
    Source {
        address,
        name: None,
        reference_id: None,
        standing: Standing {
            mode: Mode::Server,
            state,
        },
        stratum: Some(2),
        poll: Poll(6),
        reach: Reach(0o377),
        last_sample_age_seconds: Some(21),
        offset_seconds: Some(0.001),
        measured_offset_seconds: Some(0.001),
        error_seconds: Some(0.01),
        selection: None,
        authentication: None,
        ntp_data: None,
    }
}

pub fn silent(address: Address) -> Source {
    Source {
        stratum: None,
        reach: Reach(0),
        last_sample_age_seconds: None,
        offset_seconds: None,
        error_seconds: None,
        ..source(address, SourceState::Unusable)
    }
}

pub fn reference_clock(id: [u8; 4], state: SourceState) -> Source {
    let mut source = source(Address::RefClock(RefId(u32::from_be_bytes(id))), state);
    source.standing.mode = Mode::RefClock;
    source.name = Some(id.map(char::from).iter().collect());
    source
}

/// A clock that follows the first source.
pub fn followed(sources: Vec<Source>) -> Report {
    let first = sources[0].address;
    Report {
        fetched_at: time(NOW),
        fetch_duration: Duration::from_millis(1),
        system_clock: Some(time(NOW)),
        server: Some("127.0.0.1:323".to_owned()),
        tracking: Requested::Received(Tracking {
            reference_id: Some(RefId(0xCB00_710F)),
            reference_name: None,
            reference_address: first,
            stratum: Some(3),
            leap_status: LeapStatus::Normal,
            ref_time: RefTime(Some(time("2026-01-17T09:49:17Z"))),
            system_time_offset_seconds: Some(0.000_1),
            last_offset_seconds: Some(0.000_1),
            rms_offset_seconds: Some(0.000_1),
            frequency_ppm: Some(12.5),
            residual_frequency_ppm: Some(0.0),
            skew_ppm: Some(0.1),
            root_delay_seconds: Some(0.01),
            root_dispersion_seconds: Some(0.001),
            update_interval_seconds: Some(64.0),
            error_bound: Some(ErrorBound::of(0.000_1, 0.001, 0.01)),
        }),
        stats: Requested::Received(sources.iter().map(stats).collect()),
        sources: Requested::Received(sources.into()),
        rtc: Requested::No,
        activity: None,
        unreachable: None,
    }
}

pub fn stats(source: &Source) -> SourceStats {
    SourceStats {
        address: source.address,
        name: None,
        reference_id: None,
        samples: 11,
        runs: 5,
        span_seconds: 2760,
        frequency_ppm: Some(0.0),
        skew_ppm: Some(0.1),
        offset_seconds: Some(0.0),
        offset_error_seconds: Some(0.001),
        std_dev_seconds: Some(0.001),
    }
}

/// The same sources, of which none is followed.
pub fn lost(sources: Vec<Source>) -> Report {
    let mut report = followed(sources);
    if let Requested::Received(tracking) = &mut report.tracking {
        tracking.reference_id = None;
        tracking.reference_address = Address::None;
        tracking.stratum = None;
        tracking.leap_status = LeapStatus::Unsynchronized;
        tracking.ref_time = RefTime(None);
        tracking.error_bound = None;
    }
    report
}

pub fn nts(attempts: u16, cookies: u16, established: bool) -> Authentication {
    Authentication {
        mode: AuthenticationMode::Nts,
        key_id: established.then_some(1),
        algorithm: established.then_some(Algorithm(15)),
        key_length_bits: established.then_some(256),
        last_exchange_age_seconds: established.then_some(600),
        attempts: Some(attempts),
        nak: Some(false),
        cookies: Some(cookies),
        cookie_length_bytes: Some(100).filter(|_| cookies > 0),
    }
}

fn codes(report: &Report) -> Vec<&'static str> {
    diagnose(report).iter().map(|found| found.code).collect()
}

#[test]
fn nothing_is_said_of_a_clock_that_is_well() {
    let sources = vec![
        source(ip("203.0.113.1"), SourceState::Selected),
        source(ip("203.0.113.2"), SourceState::Combined),
        source(ip("203.0.113.3"), SourceState::Selectable),
        reference_clock(*b"GPS0", SourceState::Selectable),
    ];
    assert_eq!(codes(&followed(sources)), [""; 0]);
}

#[test]
fn codes_are_unique_and_texts_are_complete() {
    let codes: BTreeSet<&str> = CAUSES.iter().map(|cause| cause.code).collect();
    assert_eq!(codes.len(), CAUSES.len());
    for cause in CAUSES {
        for text in [cause.meaning, cause.evidence, cause.remedy] {
            assert!(
                text.is_ascii() && !text.is_empty() && !text.ends_with('.'),
                "{}: {text}",
                cause.code
            );
        }
    }
}

#[test]
fn what_is_wrong_with_another_source_does_not_explain_an_error() {
    let mut report = followed(vec![
        source(ip("203.0.113.1"), SourceState::Selected),
        source(ip("203.0.113.2"), SourceState::Jittery),
    ]);
    if let Requested::Received(tracking) = &mut report.tracking {
        tracking.error_bound = Some(ErrorBound::of(0.0, 2.0, 0.01));
    }
    let found = diagnose(&report);
    assert_eq!((found[0].code, found[0].explains), ("jittery", false));
    if let Requested::Received(tracking) = &mut report.tracking {
        // The clock shows an hour less than what the reference time is told in.
        tracking.ref_time = RefTime(Some(time("2026-01-17T10:49:17Z")));
        tracking.system_time_offset_seconds = Some(-3600.0);
        tracking.error_bound = Some(ErrorBound::of(3600.0, 2.0, 0.01));
    }
    let found = diagnose(&report);
    assert_eq!((found[0].code, found[0].explains), ("clock-off", true));
    assert_eq!((found[1].code, found[1].explains), ("jittery", false));
}

#[test]
fn a_family_of_addresses_that_leads_nowhere() {
    let mut sources = vec![
        source(ip("203.0.113.1"), SourceState::Selected),
        silent(ip("2001:db8::1")),
        silent(ip("2001:db8::2")),
    ];
    assert_eq!(
        codes(&followed(sources.clone())),
        ["no-usable-answer", "address-family"]
    );
    // One may be down; and where one of them answers it is not the family.
    sources.pop();
    assert_eq!(codes(&followed(sources.clone())), ["no-usable-answer"]);
    sources.push(silent(ip("203.0.113.2")));
    assert_eq!(codes(&followed(sources)), ["no-usable-answer"]);
}

#[test]
fn a_pulse_without_a_time_of_day() {
    let mut nmea = reference_clock(*b"NMEA", SourceState::Falseticker);
    nmea.offset_seconds = Some(0.43);
    let mut pulse = reference_clock(*b"PPS0", SourceState::Unusable);
    pulse.reach = Reach(0);
    pulse.last_sample_age_seconds = None;
    let server = source(ip("203.0.113.1"), SourceState::Selected);
    let found = diagnose(&followed(vec![server.clone(), nmea.clone(), pulse.clone()]));
    let pulses = found.iter().find(|it| it.code == "pulse-without-time");
    let pulses = pulses.expect("the pulse");
    assert_eq!(pulses.subject.as_deref(), Some("PPS0"));
    assert_eq!(pulses.certainty, Certainty::Possible);
    assert_eq!(
        pulses.message,
        "PPS0 gives no samples, and NMEA is 430 ms off"
    );
    nmea.offset_seconds = None;
    let found = diagnose(&followed(vec![server.clone(), nmea.clone(), pulse.clone()]));
    let pulses = found.iter().find(|it| it.code == "pulse-without-time");
    let pulses = pulses.expect("the pulse");
    assert_eq!(
        pulses.message,
        "PPS0 gives no samples, and NMEA is a falseticker"
    );
    // Where the pulse is there, the time of day may be as late as it likes.
    pulse.last_sample_age_seconds = Some(1);
    pulse.reach = Reach(0o377);
    let found = codes(&followed(vec![server, nmea, pulse]));
    assert!(!found.contains(&"pulse-without-time"), "{found:?}");
}

#[test]
fn certificates_that_are_not_valid_at_the_clocks_time() {
    let mut with_nts = silent(ip("203.0.113.1"));
    with_nts.authentication = Some(nts(3, 0, false));
    let mut report = lost(vec![with_nts]);
    assert_eq!(codes(&report), ["nts-key-exchange"]);
    report.system_clock = Some(time("1970-01-01T00:10:00Z"));
    let found = diagnose(&report);
    assert_eq!(found[0].code, "nts-clock");
    assert!(
        found[0]
            .message
            .ends_with("the clock shows 1970-01-01T00:10:00Z")
    );
}

#[test]
fn nts_that_is_about_to_stop() {
    let with = |authentication| {
        let mut with_nts = source(ip("203.0.113.1"), SourceState::Selected);
        with_nts.authentication = Some(authentication);
        codes(&followed(vec![with_nts]))
    };
    assert_eq!(with(nts(0, 8, true)), [""; 0]);
    // One lost answer is one cookie less.
    assert_eq!(with(nts(0, 7, true)), [""; 0]);
    assert_eq!(with(nts(0, 3, true)), ["nts-renewal"]);
    assert_eq!(with(nts(2, 8, true)), ["nts-renewal"]);
    // What chronyd does not count is not said to be 0.
    let mut with_nts = source(ip("203.0.113.1"), SourceState::Selected);
    with_nts.authentication = Some(Authentication {
        cookies: None,
        ..nts(2, 8, true)
    });
    let found = diagnose(&followed(vec![with_nts]));
    assert!(
        found[0].message.ends_with(": 2 attempts for keys"),
        "{}",
        found[0].message
    );
}

#[test]
fn a_clock_that_is_steered_twice() {
    let mut report = followed(vec![source(ip("203.0.113.1"), SourceState::Selected)]);
    if let Requested::Received(tracking) = &mut report.tracking {
        tracking.frequency_ppm = Some(-420.0);
    }
    assert_eq!(codes(&report), ["steered-twice"]);
    // Measured for less than ten minutes it says nothing.
    if let Requested::Received(stats) = &report.stats {
        let mut brief = stats[0].clone();
        brief.span_seconds = 30;
        report.stats = Requested::Received(vec![brief].into());
    }
    assert_eq!(codes(&report), [""; 0]);
}

/// Where more are offline than are silent, or fewer, chronyd does not say which.
#[test]
fn how_many_are_offline_and_which() {
    let sources = vec![silent(ip("203.0.113.1")), silent(ip("203.0.113.2"))];
    let mut report = lost(sources);
    let offline = |online, offline| Activity {
        online,
        offline,
        burst_online: 0,
        burst_offline: 0,
        unresolved: 0,
    };
    report.activity = Some(offline(0, 2));
    assert_eq!(codes(&report), ["offline"]);
    report.activity = Some(offline(1, 1));
    let found = diagnose(&report);
    assert_eq!(found[0].summary, "1 of 2 sources is offline");
    assert_eq!(found[0].subject, None);
    assert_eq!(found[1].code, "no-usable-answer");
    report.activity = Some(offline(2, 0));
    assert_eq!(codes(&report), ["no-usable-answer"]);
}

#[test]
fn chronyd_that_is_not_there() {
    let mut report = followed(vec![source(ip("203.0.113.1"), SourceState::Selected)]);
    report.tracking = Requested::Unreachable;
    report.sources = Requested::Unreachable;
    report.stats = Requested::Unreachable;
    let problem = Problem {
        kind: ProblemKind::Connection,
        message: "cannot reach chronyd: connection refused".to_owned(),
        hint: Some("chronyd is not running".to_owned()),
    };
    report.unreachable = Some(problem.clone());
    let found = diagnose(&report);
    assert_eq!(codes(&report), ["unreachable"]);
    assert_eq!(Some(&found[0].remedy), problem.hint.as_ref());
}

pub const NO_OPTIONS: SelectionOptions = SelectionOptions(0);

pub fn selection(letter: u8, effective_options: SelectionOptions) -> Selection {
    Selection {
        state: SelectionState::from_letter(letter),
        authenticated: false,
        configured_options: NO_OPTIONS,
        effective_options,
    }
}

/// A list of which a reply was lost does not say that no source is required.
#[test]
fn a_required_source_may_be_the_one_whose_selection_is_missing() {
    let mut good = source(ip("203.0.113.1"), SourceState::Selectable);
    good.selection = Some(selection(b'W', NO_OPTIONS));
    let mut other = silent(ip("203.0.113.2"));
    other.selection = Some(selection(b'M', NO_OPTIONS));
    let sources = |other: &Source| lost(vec![good.clone(), other.clone()]);
    assert_eq!(codes(&sources(&other))[0], "too-few-sources");
    other.selection = None;
    assert_eq!(codes(&sources(&other))[0], "waiting");
    other.selection = Some(selection(b'M', SelectionOptions::REQUIRE));
    assert_eq!(codes(&sources(&other))[0], "required-source");
}

/// What chronyd said, and this program does not know, is not held back by chronyd.
#[test]
fn a_letter_of_a_newer_chronyd() {
    let mut source = source(ip("203.0.113.1"), SourceState::Unusable);
    source.selection = Some(selection(b'Q', NO_OPTIONS));
    let found = diagnose(&lost(vec![source.clone()]));
    assert_eq!(found[0].code, "not-selectable");
    assert!(
        found[0].message.ends_with(r#": chronyd's reason is "Q""#),
        "{}",
        found[0].message
    );
    assert!(
        found[0].remedy.contains("chronyc(1)"),
        "{}",
        found[0].remedy
    );
    source.selection = None;
    let found = diagnose(&lost(vec![source]));
    assert!(
        found[0].message.contains("does not tell"),
        "{}",
        found[0].message
    );
    assert!(found[0].remedy.contains("root"), "{}", found[0].remedy);
}

/// The letter of a reference clock is read, too.
#[test]
fn a_reference_clock_that_is_only_watched() {
    let mut clock = reference_clock(*b"GPS0", SourceState::Unusable);
    clock.last_sample_age_seconds = None;
    clock.selection = Some(selection(b'N', NO_OPTIONS));
    assert_eq!(codes(&lost(vec![clock])), ["noselect"]);
}

/// A test is said to have failed of every source that is named, or of none.
#[test]
fn answers_that_are_rejected_for_different_reasons() {
    let rejected = |address, failed_test: u16| {
        let mut source = source(ip(address), SourceState::Unusable);
        source.last_sample_age_seconds = None;
        source.ntp_data = Some(NtpData {
            sent: 20,
            received: 20,
            valid: 20,
            accepted: Some(0),
            last_answer: Some(NtpAnswer {
                tests: NtpTests(0x3FF & !failed_test),
                leap_status: LeapStatus::Normal,
                stratum: 2,
                reference_id: RefId(0xCB00_710F),
                root_delay_seconds: 0.01,
                root_dispersion_seconds: 0.01,
                delay_seconds: 0.01,
            }),
        });
        source
    };
    let message = |sources| {
        let found = diagnose(&lost(sources));
        assert_eq!(
            (found[0].code, found[0].certainty),
            ("answers-rejected", Certainty::Certain)
        );
        found[0].message.clone()
    };
    let (delay, ratio) = (1 << 3, 1 << 2);
    let same = vec![
        rejected("203.0.113.1", delay),
        rejected("203.0.113.2", delay),
    ];
    assert!(message(same).ends_with(" (test A)"));
    let different = vec![
        rejected("203.0.113.1", delay),
        rejected("203.0.113.2", ratio),
    ];
    assert!(message(different).ends_with("but are rejected"));
}

/// chronyd's register remembers eight polls; a second more, since ages are whole seconds.
#[test]
fn a_source_without_a_sample_of_the_last_eight_polls_lacks_measurements() {
    let aged = |last_sample_age_seconds, reach| Source {
        last_sample_age_seconds,
        reach: Reach(reach),
        ..source(ip("203.0.113.15"), SourceState::Selected)
    };
    for (age, reach, lacks) in [
        (Some(21), 0o377, false),
        (Some(8 * 64 + 1), 0o001, false),
        (Some(8 * 64 + 2), 0o001, true),
        (Some(21), 0o000, true),
        (None, 0o001, true),
    ] {
        let found = aged(age, reach).lacks_measurements();
        assert_eq!(found, lacks, "{age:?}, {reach:o}");
    }
}

/// One source disagrees with nobody, whatever chronyd calls it.
#[test]
fn a_disagreement_takes_two() {
    let wrong = |text| source(ip(text), SourceState::Falseticker);
    let [one, other] = ["203.0.113.15", "203.0.113.16"].map(wrong);
    assert_eq!(Disagreement::of(std::slice::from_ref(&one)), None);
    let both = [one, other];
    assert!(Disagreement::of(&both).is_some_and(|it| it.sources.len() == 2));
}
