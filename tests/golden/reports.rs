//! The fixed reports that are drawn: the situations a clock can be in.

use jiff::SignedDuration;
use second_hand::report::{
    Address, Authentication, AuthenticationMode, ErrorBound, LeapStatus, Mode, PerSource, Poll,
    Problem, ProblemKind, Reach, RefId, RefTime, Report, Requested, Rtc, Selection,
    SelectionOptions, SelectionState, Source, SourceState, Standing, Tracking,
};

use crate::fixtures::{
    ip, measured, nothing_known, of_sources, silent, source, stats_of, time, tracked_rtc, tracking,
    unmeasured_rtc,
};

/// Every situation, by the name of its golden file.
pub fn all() -> Vec<(&'static str, Report)> {
    vec![
        ("synchronized", synchronized()),
        ("falseticker", falseticker()),
        ("stale", stale()),
        ("unsynchronized", unsynchronized()),
        ("waiting", waiting()),
        ("local", local()),
        ("refclock", refclock()),
        ("unresolved", unresolved()),
        ("disagreement", disagreement()),
        ("far-off", far_off()),
        ("pool", pool()),
        ("troubled", troubled()),
        ("long-names", long_names()),
        ("many", many()),
        ("one-report", one_report()),
        ("rtc-tracked", rtc(Requested::Received(tracked_rtc()))),
        (
            "rtc-not-measured",
            rtc(Requested::Received(unmeasured_rtc())),
        ),
        ("rtc-missing", missing_rtc()),
    ]
}

/// Those of which only the page in a browser is of interest.
pub fn for_browsers() -> Vec<(&'static str, Report)> {
    vec![("away", away()), ("hostile", hostile())]
}

/// A chronyd that is not there.
pub fn away() -> Report {
    Report {
        server: None,
        tracking: Requested::Unreachable,
        sources: Requested::Unreachable,
        stats: Requested::Unreachable,
        rtc: Requested::Unreachable,
        unreachable: Some(Problem {
            kind: ProblemKind::Connection,
            message: "cannot reach chronyd: 127.0.0.1:323: connection refused; [::1]:323: connection refused".to_owned(),
            hint: Some("is it running?".to_owned()),
        }),
        ..synchronized()
    }
}

/// What would end an element, an attribute and a data block, run, and turn the text around.
pub const HOSTILE: &str = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;-->]]>\u{202e}\u{2066}txet";

/// Names that are markup.
pub fn hostile() -> Report {
    let sources = vec![
        measured(
            source(HOSTILE, "203.0.113.15", SourceState::Selected),
            2,
            -0.002_629,
            0.0286,
        ),
        measured(
            source(HOSTILE, "203.0.113.16", SourceState::Falseticker),
            2,
            -7.1,
            0.0286,
        ),
    ];
    let tracking = Tracking {
        reference_name: Some(HOSTILE.to_owned()),
        ..tracking()
    };
    let problem = Problem {
        kind: ProblemKind::Unavailable,
        message: HOSTILE.to_owned(),
        hint: Some(HOSTILE.to_owned()),
    };
    Report {
        server: Some(HOSTILE.to_owned()),
        ..of_sources(tracking, sources, Requested::Missing(problem))
    }
}

/// All is well.
pub fn synchronized() -> Report {
    let sources = vec![
        measured(
            source("ntp1.example.net", "203.0.113.15", SourceState::Selected),
            2,
            -0.002_629,
            0.0286,
        ),
        measured(
            source("ntp2.example.net", "203.0.113.16", SourceState::Combined),
            2,
            0.000_841,
            0.0214,
        ),
        measured(
            source("ntp.example.org", "2001:db8::123", SourceState::Combined),
            1,
            -0.000_092,
            0.0031,
        ),
        measured(
            source("time.example.com", "198.51.100.7", SourceState::Selectable),
            3,
            0.006_12,
            0.0862,
        ),
    ];
    of_sources(tracking(), sources, Requested::Received(tracked_rtc()))
}

fn falseticker() -> Report {
    let sources = vec![
        measured(
            source("ntp1.example.net", "203.0.113.15", SourceState::Selected),
            1,
            0.000_000_676,
            0.000_003_7,
        ),
        measured(
            source("ntp2.example.net", "203.0.113.16", SourceState::Combined),
            1,
            0.000_000_665,
            0.000_003_5,
        ),
        measured(
            source("ntp3.example.net", "203.0.113.17", SourceState::Falseticker),
            2,
            -0.5,
            0.000_026,
        ),
        measured(
            source("ntp4.example.net", "203.0.113.18", SourceState::Combined),
            2,
            -0.000_001_21,
            0.000_005_8,
        ),
    ];
    let tracking = Tracking {
        stratum: Some(2),
        system_time_offset_seconds: Some(0.000_001_6),
        root_delay_seconds: Some(0.000_003_4),
        root_dispersion_seconds: Some(0.000_003_17),
        error_bound: Some(ErrorBound {
            offset_seconds: 0.000_001_6,
            root_dispersion_seconds: 0.000_003_17,
            half_root_delay_seconds: 0.000_001_7,
        }),
        ..tracking()
    };
    // What no fetch brings: a report that is missing without a reason of its own.
    of_sources(tracking, sources, Requested::Unreachable)
}

/// chronyd goes on saying "synchronised" long after its sources have gone.
fn stale() -> Report {
    let gone = |name, address| Source {
        reach: Reach(0),
        last_sample_age_seconds: Some(7512),
        ..measured(
            source(name, address, SourceState::Unusable),
            2,
            0.000_3,
            0.021,
        )
    };
    let sources = vec![
        gone("ntp1.example.net", "203.0.113.15"),
        gone("ntp2.example.net", "203.0.113.16"),
    ];
    let tracking = Tracking {
        ref_time: RefTime(Some(time("2026-01-17T07:44:17Z"))),
        system_time_offset_seconds: Some(0.0),
        root_dispersion_seconds: Some(0.114),
        error_bound: Some(ErrorBound {
            offset_seconds: 0.0,
            root_dispersion_seconds: 0.114,
            half_root_delay_seconds: 0.006_82,
        }),
        ..tracking()
    };
    of_sources(tracking, sources, Requested::No)
}

fn unsynchronized() -> Report {
    let sources = vec![
        silent(source(
            "ntp1.example.net",
            "203.0.113.15",
            SourceState::Unusable,
        )),
        silent(source(
            "ntp2.example.net",
            "203.0.113.16",
            SourceState::Unusable,
        )),
    ];
    of_sources(
        nothing_known(LeapStatus::Unsynchronized),
        sources,
        Requested::No,
    )
}

fn local() -> Report {
    let tracking = Tracking {
        reference_id: Some(RefId::LOCAL),
        stratum: Some(10),
        ref_time: RefTime(Some(time("2026-01-17T09:49:27Z"))),
        root_delay_seconds: Some(0.0),
        root_dispersion_seconds: Some(0.0),
        frequency_ppm: Some(-12.806),
        ..nothing_known(LeapStatus::Normal)
    };
    of_sources(tracking, Vec::new(), Requested::No)
}

fn refclock() -> Report {
    let clock = |id: RefId, state, poll| Source {
        address: Address::RefClock(id),
        name: id.text(),
        reference_id: Some(id),
        standing: Standing {
            mode: Mode::RefClock,
            state,
        },
        poll: Poll(poll),
        last_sample_age_seconds: Some(3),
        ..source("", "192.0.2.1", state)
    };
    let (pps, gps) = (RefId(0x5050_5330), RefId(0x4750_5330));
    let sources = vec![
        measured(
            clock(pps, SourceState::Selected, 4),
            0,
            0.000_000_021,
            0.000_000_153,
        ),
        measured(clock(gps, SourceState::Unusable, 4), 0, 0.1312, 0.0021),
        measured(
            source("ntp1.example.net", "203.0.113.15", SourceState::Selectable),
            1,
            0.000_118,
            0.0048,
        ),
    ];
    let tracking = Tracking {
        reference_id: Some(pps),
        reference_name: pps.text(),
        reference_address: Address::RefClock(pps),
        stratum: Some(1),
        system_time_offset_seconds: Some(0.000_000_004),
        root_delay_seconds: Some(0.000_000_001),
        root_dispersion_seconds: Some(0.000_010_4),
        error_bound: Some(ErrorBound {
            offset_seconds: 0.000_000_004,
            root_dispersion_seconds: 0.000_010_4,
            half_root_delay_seconds: 0.000_000_000_5,
        }),
        ..tracking()
    };
    of_sources(tracking, sources, Requested::No)
}

fn unresolved() -> Report {
    let mut report = synchronized();
    report.rtc = Requested::No;
    let mut sources = report.sources.received().expect("sources").to_vec();
    sources.push(silent(Source {
        address: Address::Unresolved(1),
        reference_id: None,
        ..source(
            "mistyped.example.invalid",
            "192.0.2.1",
            SourceState::Unusable,
        )
    }));
    report.stats = Requested::Received(sources.iter().map(stats_of).collect());
    report.sources = Requested::Received(sources.into());
    report
}

/// Two sources, and nobody to say which one is right.
fn disagreement() -> Report {
    let sources = vec![
        measured(
            source("ntp1.example.net", "203.0.113.15", SourceState::Falseticker),
            1,
            0.000_004,
            0.0012,
        ),
        measured(
            source("ntp2.example.net", "203.0.113.16", SourceState::Falseticker),
            1,
            0.0381,
            0.0025,
        ),
    ];
    of_sources(
        nothing_known(LeapStatus::Unsynchronized),
        sources,
        Requested::No,
    )
}

/// A good source waits for an authenticated one, whose keys cannot be had: as root is told.
pub fn waiting() -> Report {
    let told = |source: Source, letter: u8, options: u16, authentication: Authentication| Source {
        selection: Some(Selection {
            state: SelectionState::from_letter(letter),
            authenticated: authentication.mode != AuthenticationMode::None,
            configured_options: SelectionOptions(0),
            effective_options: SelectionOptions(options),
        }),
        authentication: Some(authentication),
        ..source
    };
    let none = Authentication {
        mode: AuthenticationMode::None,
        key_id: None,
        algorithm: None,
        key_length_bits: None,
        last_exchange_age_seconds: None,
        attempts: None,
        nak: None,
        cookies: None,
        cookie_length_bytes: None,
    };
    let nts = Authentication {
        mode: AuthenticationMode::Nts,
        attempts: Some(3),
        nak: Some(false),
        cookies: Some(0),
        ..none
    };
    let (trust, require) = (SelectionOptions::TRUST, SelectionOptions::REQUIRE);
    let blocked = silent(source(
        "time.example.net",
        "203.0.113.14",
        SourceState::Unusable,
    ));
    let good = source("ntp1.example.net", "203.0.113.15", SourceState::Selectable);
    let good = measured(good, 2, 0.002_5, 0.086);
    let sources = vec![
        told(blocked, b'M', trust.0 | require.0, nts),
        told(good, b'W', 0, none),
    ];
    of_sources(
        nothing_known(LeapStatus::Unsynchronized),
        sources,
        Requested::No,
    )
}

/// A machine that has slept for an hour, and slews: what chronyd says of its sources is fine.
pub fn far_off() -> Report {
    let Report {
        sources,
        fetched_at,
        ..
    } = synchronized();
    let tracking = Tracking {
        ref_time: RefTime(Some(fetched_at + SignedDuration::from_secs(3600 - 12))),
        system_time_offset_seconds: Some(-3600.0),
        error_bound: Some(ErrorBound {
            offset_seconds: 3600.0,
            root_dispersion_seconds: 0.001_100_737,
            half_root_delay_seconds: 0.006_819_511,
        }),
        ..tracking()
    };
    let sources = sources.received().expect("sources").to_vec();
    of_sources(tracking, sources, Requested::No)
}

/// A pool with more places than its name has addresses for.
pub fn pool() -> Report {
    let name = "pool.example.net";
    let place = |number| {
        silent(Source {
            address: Address::Unresolved(number),
            reference_id: None,
            ..source(name, "192.0.2.1", SourceState::Unusable)
        })
    };
    let mut all: Vec<Source> = vec![
        measured(
            source(name, "203.0.113.15", SourceState::Selected),
            2,
            -0.0012,
            0.0286,
        ),
        place(2),
        measured(
            source(name, "203.0.113.16", SourceState::Combined),
            2,
            0.0008,
            0.0214,
        ),
    ];
    all.extend((4..10).map(place));
    let is_spare = |address| matches!(address, Address::Unresolved(_));
    let tracking = Tracking {
        reference_name: Some(name.to_owned()),
        ..tracking()
    };
    let report = of_sources(tracking, Vec::new(), Requested::No);
    let stats = all.iter().map(stats_of).collect();
    Report {
        stats: Requested::Received(PerSource::new(stats, |it| is_spare(it.address))),
        sources: Requested::Received(PerSource::new(all, |it| is_spare(it.address))),
        ..report
    }
}

/// Every figure that is judged past its limit, every other kind of trouble, and a leap second.
fn troubled() -> Report {
    let sources = vec![
        Source {
            reach: Reach(0o363),
            ..measured(
                source("ntp1.example.net", "203.0.113.15", SourceState::Selected),
                2,
                0.0403,
                0.61,
            )
        },
        measured(
            source("ntp2.example.net", "203.0.113.16", SourceState::Jittery),
            2,
            -0.212,
            0.94,
        ),
        Source {
            reach: Reach(0o200),
            last_sample_age_seconds: Some(480),
            ..measured(
                source("ntp3.example.net", "203.0.113.17", SourceState::Selectable),
                2,
                0.0188,
                3.2,
            )
        },
        Source {
            standing: Standing {
                mode: Mode::Peer,
                state: SourceState::Unknown(9),
            },
            ..measured(
                source("peer.example.net", "203.0.113.18", SourceState::Unusable),
                4,
                -0.0061,
                0.33,
            )
        },
    ];
    let tracking = Tracking {
        leap_status: LeapStatus::Insert,
        system_time_offset_seconds: Some(-0.0404),
        skew_ppm: Some(148.3),
        root_delay_seconds: Some(0.31),
        root_dispersion_seconds: Some(0.92),
        error_bound: Some(ErrorBound {
            offset_seconds: 0.0404,
            root_dispersion_seconds: 0.92,
            half_root_delay_seconds: 0.155,
        }),
        ..tracking()
    };
    of_sources(tracking, sources, Requested::No)
}

fn long_names() -> Report {
    let first = "a-time-server-with-a-rather-long-name.in.a.zone.example.net";
    let second = "another-time-server-with-a-long-name.in.a.zone.example.org";
    let sources = vec![
        measured(
            source(
                first,
                "2001:db8:1234:5678:9abc:def0:1234:5678",
                SourceState::Selected,
            ),
            2,
            -0.002_629,
            0.0286,
        ),
        measured(
            source(
                second,
                "2001:db8:8765:4321:9abc:def0:1234:5678",
                SourceState::Falseticker,
            ),
            2,
            -7495.3,
            0.0214,
        ),
        Source {
            name: None,
            ..measured(
                source(
                    "",
                    "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
                    SourceState::Combined,
                ),
                2,
                0.000_841,
                0.0214,
            )
        },
    ];
    let tracking = Tracking {
        reference_name: Some(first.to_owned()),
        reference_address: ip("2001:db8:1234:5678:9abc:def0:1234:5678"),
        ..tracking()
    };
    of_sources(tracking, sources, Requested::No)
}

fn many() -> Report {
    let states = [
        SourceState::Combined,
        SourceState::Combined,
        SourceState::Selectable,
        SourceState::Unusable,
        SourceState::Falseticker,
    ];
    let sources = (0..100_u8).map(|number| {
        let state = match number {
            0 => SourceState::Selected,
            _ => states[usize::from(number) % states.len()],
        };
        let name = format!("ntp{number}.example.net");
        let source = source(&name, &format!("203.0.113.{number}"), state);
        let step = f32::from(number);
        match state {
            SourceState::Unusable => silent(source),
            SourceState::Falseticker => measured(source, 2, 0.05 + step / 100.0, 0.02),
            _ => measured(source, 2, (step - 50.0) / 10_000.0, 0.01 + step / 3000.0),
        }
    });
    of_sources(tracking(), sources.collect(), Requested::No)
}

/// Without tracking there is no headline, and yet the output says whom it comes from.
fn one_report() -> Report {
    Report {
        tracking: Requested::No,
        stats: Requested::No,
        rtc: Requested::No,
        server: Some("/var/run/chrony/chronyd.sock".to_owned()),
        ..synchronized()
    }
}

fn rtc(rtc: Requested<Rtc>) -> Report {
    Report {
        tracking: Requested::No,
        sources: Requested::No,
        stats: Requested::No,
        rtc,
        ..synchronized()
    }
}

fn missing_rtc() -> Report {
    rtc(Requested::Missing(Problem {
        kind: ProblemKind::Unavailable,
        message: "chronyd does not track the hardware clock".to_owned(),
        hint: None,
    }))
}
