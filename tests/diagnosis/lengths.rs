//! What is said of each cause, and what to do about it, takes two lines at most of a terminal of 80 columns, however long the
//! names are and however many sources there are.

use std::collections::BTreeSet;
use std::net::Ipv6Addr;

use second_hand::health::diagnosis::{CAUSES, Diagnosis, diagnose};
use second_hand::render::{self, TableOptions};
use second_hand::report::{
    Activity, Address, Authentication, AuthenticationMode, LeapStatus, NtpAnswer, NtpData,
    NtpTests, Reach, RefId, Report, Requested, SelectionOptions, Source, SourceState, Tracking,
};
use second_hand::terminal::Terminal;

use crate::rules::{
    NO_OPTIONS, followed, ip, lost, nts, reference_clock, selection, silent, source, time,
};

/// The most sources that a report has here.
const MANY: u32 = 4096;

/// As many attempts to establish keys.
const ATTEMPTS: u16 = 4096;

/// A sort of trouble that sources are in.
type Trouble = fn(Source) -> Source;

/// A change of a report.
type Change = fn(&mut Report);

/// What to call a source of this number.
type Naming = fn(u32, &mut Source);

/// Longer names of hosts are rare.
fn by_a_long_name(number: u32, source: &mut Source) {
    let name = format!("a-time-server-with-a-long-name-{number:04}.in-some-room.example.net");
    assert_eq!(name.len(), 60);
    source.name = Some(name);
}

/// The longest text of an address.
fn by_a_long_address(number: u32, source: &mut Source) {
    if matches!(source.address, Address::Ip(_)) {
        let address =
            Ipv6Addr::from_bits(0xfd12_3456_789a_bcde_f012_3456_789a_1000 + u128::from(number));
        source.address = Address::Ip(address.into());
        assert_eq!(address.to_string().len(), 39);
    }
}

/// A mixture: names that just leave no room for others.
fn by_names_of_all_lengths(number: u32, source: &mut Source) {
    let length = usize::try_from(number * 7 % 58).expect("a few") + 3;
    source.name = Some("n".repeat(length));
}

/// NTP data of a source that was asked, and answered, so many times, with this test failed in the last answer.
fn ntp_data(sent: u32, received: u32, failed_test: Option<u16>) -> NtpData {
    NtpData {
        sent,
        received,
        valid: received,
        accepted: Some(0),
        last_answer: failed_test.map(|test| NtpAnswer {
            tests: NtpTests(0x3FF & !test),
            leap_status: LeapStatus::Normal,
            stratum: 10,
            reference_id: RefId::LOCAL,
            root_delay_seconds: 0.01,
            root_dispersion_seconds: 0.01,
            delay_seconds: 0.01,
        }),
    }
}

/// A source that answers, and whose answers fail this test.
fn rejected(from: Source, test: u16) -> Source {
    Source {
        last_sample_age_seconds: None,
        ntp_data: Some(ntp_data(MANY, MANY, Some(test))),
        ..in_state(from, SourceState::Unusable)
    }
}

fn in_state(mut source: Source, state: SourceState) -> Source {
    source.standing.state = state;
    source
}

/// A source that answers, and that the selection has given this letter.
fn with_letter(from: Source, letter: u8) -> Source {
    Source {
        selection: Some(selection(letter, NO_OPTIONS)),
        ..in_state(from, SourceState::Unusable)
    }
}

fn never_answered(from: &Source) -> Source {
    silent(from.address)
}

/// The troubles that sources can be in, by each reason, and by each of the tests that answers fail.
const TROUBLES: &[Trouble] = &[
    |it| {
        silent(Address::Unresolved(match it.address {
            Address::Ip(std::net::IpAddr::V4(address)) => address.to_bits(),
            _ => 1,
        }))
    },
    |it| Source {
        authentication: Some(nts(ATTEMPTS, 0, false)),
        ..never_answered(&it)
    },
    |it| Source {
        authentication: Some(Authentication {
            mode: AuthenticationMode::Key,
            key_id: Some(u32::MAX),
            ..nts(0, 0, false)
        }),
        ..never_answered(&it)
    },
    |it| Source {
        ntp_data: Some(ntp_data(MANY, 0, None)),
        ..never_answered(&it)
    },
    |it| never_answered(&it),
    |it| Source {
        ntp_data: Some(ntp_data(0, 0, None)),
        ..never_answered(&it)
    },
    |it| rejected(it, 1 << 0),
    |it| rejected(it, 1 << 1),
    |it| rejected(it, 1 << 2),
    |it| rejected(it, 1 << 3),
    |it| rejected(it, 1 << 4),
    |it| rejected(it, 1 << 5),
    |it| rejected(it, 1 << 6),
    |it| rejected(it, 1 << 7),
    |it| rejected(it, 1 << 8),
    |it| rejected(it, 1 << 9),
    |it| Source {
        last_sample_age_seconds: None,
        ..in_state(it, SourceState::Unusable)
    },
    |it| Source {
        error_seconds: Some(12.345),
        ..with_letter(it, b'd')
    },
    |it| Source {
        error_seconds: Some(123_456.0),
        ..in_state(it, SourceState::Unusable)
    },
    |it| in_state(it, SourceState::Jittery),
    |it| in_state(it, SourceState::Falseticker),
    |it| in_state(it, SourceState::Selectable),
    |it| in_state(it, SourceState::Unusable),
    |it| Source {
        reach: Reach(0o360),
        ..in_state(it, SourceState::Combined)
    },
    |it| Source {
        reach: Reach(0),
        last_sample_age_seconds: Some(u32::MAX - 1),
        ..in_state(it, SourceState::Unusable)
    },
    |it| Source {
        selection: Some(selection(b'W', NO_OPTIONS)),
        ..in_state(it, SourceState::Selectable)
    },
    |it| Source {
        authentication: Some(nts(ATTEMPTS, 3, true)),
        ..in_state(it, SourceState::Combined)
    },
    |it| with_letter(it, b'N'),
    |it| Source {
        selection: Some(selection(b'N', SelectionOptions::NO_SELECT)),
        ..in_state(it, SourceState::Unusable)
    },
    |it| with_letter(it, b'M'),
    |it| with_letter(it, b's'),
    |it| with_letter(it, b'r'),
    |it| with_letter(it, b'S'),
    |it| with_letter(it, b'O'),
    |it| with_letter(it, b'T'),
    |it| with_letter(it, b'Q'),
];

/// What may be the matter with the clock, besides.
const CHANGES: &[Change] = &[
    |_| {},
    |report| report.system_clock = Some(time("1970-01-01T00:10:00Z")),
    |report| of_tracking(report, |it| it.system_time_offset_seconds = Some(-1.234e8)),
    |report| of_tracking(report, |it| it.frequency_ppm = Some(-99_999.5)),
    |report| {
        of_tracking(report, |it| {
            it.reference_id = Some(RefId::LOCAL);
            it.reference_address = Address::None;
        });
    },
    |report| report.activity = Some(offline(1, MANY - 1)),
    |report| report.activity = Some(offline(0, MANY)),
    |report| report.sources = Requested::Received(Vec::new().into()),
];

fn of_tracking(report: &mut Report, change: impl Fn(&mut Tracking)) {
    if let Requested::Received(tracking) = &mut report.tracking {
        change(tracking);
    }
}

fn offline(online: u32, offline: u32) -> Activity {
    Activity {
        online,
        offline,
        burst_online: 0,
        burst_offline: 0,
        unresolved: MANY,
    }
}

/// So many sources in this trouble, named like this, behind a good one if one is wanted.
fn troubled(trouble: Trouble, count: u32, name: Naming, good: Option<SourceState>) -> Vec<Source> {
    let address =
        |number: u32| ip(&std::net::Ipv4Addr::from_bits(0x0A00_0000 + number).to_string());
    let good = good.map(|state| source(address(0), state));
    let in_trouble =
        (1..=count).map(|number| trouble(source(address(number), SourceState::Unusable)));
    let mut sources: Vec<Source> = good.into_iter().chain(in_trouble).collect();
    for (number, source) in (0..).zip(&mut sources) {
        name(number, source);
    }
    sources
}

/// Visits every report that a cause may be read off, with names that are long and sources that are many.
fn for_each_report(visit: &mut impl FnMut(Report)) {
    let namings: [(Naming, &[u32]); 3] = [
        (by_a_long_name, &[1, 2, 20]),
        (by_a_long_address, &[1, 2, 3]),
        (by_names_of_all_lengths, &[1, 2, 3, 5, 20]),
    ];
    for (name, counts) in namings {
        for &trouble in TROUBLES {
            for &count in counts {
                visit(lost(troubled(trouble, count, name, None)));
                let good = Some(SourceState::Selected);
                visit(followed(troubled(trouble, count, name, good)));
                let good = Some(SourceState::Selectable);
                visit(lost(troubled(trouble, count, name, good)));
                visit(lost(required(trouble, count, name)));
            }
        }
        for change in CHANGES {
            for trouble in [TROUBLES[1], TROUBLES[4]] {
                let good = Some(SourceState::Selected);
                for mut report in [
                    followed(troubled(trouble, 2, name, good)),
                    lost(troubled(trouble, 3, name, None)),
                ] {
                    change(&mut report);
                    visit(report);
                }
            }
        }
        visit(followed(vec![island(name)]));
        let good = troubled(|it| it, 0, name, Some(SourceState::Selected));
        visit(followed([good, pulse_without_time()].concat()));
    }
    for &trouble in TROUBLES {
        visit(lost(troubled(trouble, MANY, by_a_long_name, None)));
        visit(lost(required(trouble, MANY / 2, by_a_long_name)));
    }
    let good = Some(SourceState::Selected);
    let mut families = troubled(|it| never_answered(&it), 20, by_a_long_address, good);
    families[0].address = ip("203.0.113.1");
    visit(followed(families));
}

/// As many good sources as wait for these, which are required.
fn required(trouble: Trouble, count: u32, name: Naming) -> Vec<Source> {
    let mut sources = troubled(trouble, 2 * count, name, None);
    let half = sources.len() / 2;
    let (good, required) = sources.split_at_mut(half);
    for source in good {
        let mut healthy = crate::rules::source(source.address, SourceState::Selectable);
        healthy.name.clone_from(&source.name);
        healthy.selection = Some(selection(b'W', NO_OPTIONS));
        *source = healthy;
    }
    for source in required {
        let letter = source.selection.map_or('M', |it| it.state.letter());
        let letter = u8::try_from(letter).expect("ASCII");
        source.selection = Some(selection(letter, SelectionOptions::REQUIRE));
    }
    sources
}

/// A server that serves its own clock.
fn island(name: Naming) -> Source {
    let mut island = source(ip("203.0.113.1"), SourceState::Selected);
    island.stratum = Some(10);
    island.ntp_data = Some(ntp_data(MANY, MANY, Some(0)));
    name(1, &mut island);
    island
}

/// Two reference clocks, of which one needs the other.
fn pulse_without_time() -> Vec<Source> {
    let mut pulse = reference_clock(*b"PPS0", SourceState::Unusable);
    pulse.reach = Reach(0);
    pulse.last_sample_age_seconds = None;
    let mut late = reference_clock(*b"NMEA", SourceState::Falseticker);
    late.offset_seconds = Some(-12_345.6);
    vec![pulse, late]
}

/// The terminal's lines of each notice and of each remedy, below the headline.
fn lines(report: &Report) -> Vec<Vec<String>> {
    let terminal = Terminal {
        is_terminal: true,
        color: false,
        unicode: false,
        plain: true,
        width: Some(80),
    };
    let options = TableOptions {
        brief: true,
        ..TableOptions::default()
    };
    let text = render::table(report, &terminal, options);
    let (below, _origin) = text.split_once("\n\n").expect("an origin");
    let mut notices: Vec<Vec<String>> = Vec::new();
    // Headlines take one line or two.
    for line in below.lines() {
        // Two blanks and a sign; a headline's first line has its sign at the margin.
        let is_first = line.starts_with("  ") && line[2..].find(' ') == Some(1);
        if is_first || line.starts_with("    remedy") {
            notices.push(vec![line.to_owned()]);
        } else if let Some(notice) = notices.last_mut() {
            notice.push(line.to_owned());
        }
    }
    notices
}

/// How many lines of so many columns a text takes, broken between words.
fn lines_of(text: &str, columns: usize) -> usize {
    let mut lines = 1;
    let mut taken = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if taken > 0 && taken + 1 + length > columns {
            lines += 1;
            taken = 0;
        }
        taken += length + usize::from(taken > 0);
        while taken > columns {
            lines += 1;
            taken -= columns;
        }
    }
    lines
}

#[test]
fn each_cause_and_its_remedy_take_two_lines() {
    let mut said = BTreeSet::new();
    let mut too_long = BTreeSet::new();
    let mut longest = 0;
    for_each_report(&mut |report| {
        let found: Vec<Diagnosis> = diagnose(&report);
        said.extend(found.iter().map(|one| one.code));
        let shown = lines(&report);
        let is_too_long = |lines: &&Vec<String>| {
            lines.len() > 2 || lines.iter().any(|line| line.chars().count() > 80)
        };
        too_long.extend(shown.iter().filter(is_too_long).map(|it| it.join("\n")));
        for text in found.iter().flat_map(|one| [&one.message, &one.remedy]) {
            longest = longest.max(text.chars().count());
            if lines_of(text, 60) > 2 {
                too_long.insert(text.clone());
            }
        }
        let explained = found.iter().filter(|one| one.explains).count();
        let of_causes = shown.iter().filter(|it| !it[0].contains("leap second"));
        assert_eq!(of_causes.count(), found.len() + explained, "{shown:#?}");
    });
    println!(
        "the longest text about {} causes has {longest} characters",
        said.len()
    );
    assert!(too_long.is_empty(), "{too_long:#?}");
    // What is said where chronyd is unreachable names every path; it stands in no table.
    let all = CAUSES.iter().map(|cause| cause.code);
    let expected: BTreeSet<&str> = all.filter(|code| *code != "unreachable").collect();
    assert_eq!(said, expected);
}

#[test]
fn titles_and_general_remedies_are_short() {
    for cause in CAUSES {
        assert!(lines_of(cause.remedy, 60) <= 2, "{}", cause.code);
        assert!(cause.title.len() <= 14, "{}", cause.title);
    }
}
