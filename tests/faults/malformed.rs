//! Replies that are not what they should be: foreign, damaged, senseless, or newer than the program.

use std::net::UdpSocket;
use std::time::Duration;

use serde_json::{Value, json};
use test_support::environment;
use test_support::scripted::reply::{ReplyBody, Status};
use test_support::scripted::{
    Answer, Asked, Daemon, Peer, Reports, RequestBody, Source, reply, request, wire,
};

use crate::program::{REQUESTS, Run, Script, Sort, ask, second_hand, side_by_side};

/// Replies that answer nothing that was asked.
const FOREIGN: [(&str, Script); 9] = [
    ("another sequence number", |asked| {
        let other = asked.request.sequence ^ 1;
        asked
            .honestly()
            .patched(wire::SEQUENCE, &other.to_be_bytes())
    }),
    ("another command", |asked| {
        let other = asked.request.cmd() + 1;
        asked
            .honestly()
            .patched(wire::COMMAND, &other.to_be_bytes())
    }),
    ("another version of the protocol", |asked| {
        asked.honestly().patched(wire::VERSION, &[5])
    }),
    ("a request", |asked| {
        asked.honestly().patched(wire::PACKET_TYPE, &[1])
    }),
    ("less than a header", |asked| asked.honestly().cut(27)),
    ("nothing at all", |_| Answer::raw([])),
    ("one byte", |_| Answer::raw([6])),
    ("text", |_| {
        Answer::raw(*b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    }),
    ("as much as a datagram holds", |_| {
        Answer::raw([0xA5; 65_000])
    }),
];

/// SECURITY.md: A reply counts only with the sequence number and the command of a request that is open.
#[test]
fn a_reply_that_does_not_match_is_passed_over() {
    side_by_side(&FOREIGN, |&(name, damage)| {
        let daemon = Daemon::udp(Reports::default(), move |asked| {
            damage(asked).and(asked.honestly())
        });
        let run = ask(&daemon, &["all", "--json"]);
        assert_eq!(run.problems(), [""; 0], "{name}: {run:?}");
        assert_eq!(run.status(), Some(0), "{name}: {run:?}");
    });
}

/// SECURITY.md: A reply that comes from elsewhere is not read.
#[test]
fn a_true_looking_reply_from_elsewhere_is_passed_over() {
    let elsewhere = UdpSocket::bind(("127.0.0.1", 0)).expect("a free port");
    let mut lies = Reports::default();
    lies.tracking.stratum = 1;
    let daemon = Daemon::udp(Reports::default(), move |asked| {
        if let Peer::Udp(client) = asked.peer {
            for datagram in asked.answer_from(&lies).datagrams() {
                let _ = elsewhere.send_to(datagram, client);
            }
        }
        asked.honestly().after(Duration::from_millis(20))
    });
    let run = ask(&daemon, &["all", "--json"]);
    run.assert_complete();
    assert_eq!(run.document()["tracking"]["stratum"], 3);
}

/// SECURITY.md: They have to guess a random 32-bit sequence number while a request is open.
#[test]
fn no_run_tells_the_sequence_numbers_of_the_next() {
    let mut sequences: Vec<u32> = (0..6)
        .map(|_| {
            let daemon = Daemon::honest(Reports::default());
            ask(&daemon, &["rtc", "--json"]).assert_complete();
            let log = daemon.log();
            log.requests().next().expect("a request").request.sequence
        })
        .collect();
    sequences.sort_unstable();
    // A run takes a dozen numbers. Of six random ones, two are as close as that once in a million times.
    let gaps = sequences.windows(2).map(|pair| pair[1] - pair[0]);
    assert!(gaps.min() > Some(100), "{sequences:?}");
}

#[test]
fn nothing_but_such_replies_is_not_chronys_protocol() {
    let timeout = Duration::from_secs(2);
    side_by_side(&FOREIGN, |&(name, damage)| {
        let daemon = Daemon::udp(Reports::default(), damage);
        let run = ask(&daemon, &["all", "--json", "--timeout", "2s"]);
        assert_eq!(run.problems(), ["chronyd: protocol"], "{name}: {run:?}");
        assert_eq!(run.status(), Some(2), "{name}: {run:?}");
        assert_eq!(run.document()["verdict"]["state"], "unreachable", "{name}");
        run.assert_within(timeout);
    });
}

/// Replies that do match, and cannot be read.
const UNREADABLE: [(&str, Script); 3] = [
    ("short by one byte", |asked| {
        let answer = asked.honestly();
        let length = answer.length();
        answer.cut(length - 1)
    }),
    ("a header alone", |asked| asked.honestly().cut(wire::BODY)),
    ("of another kind", |asked| {
        // As long as the right one, so that only its number tells.
        asked.honestly().patched(wire::REPLY, &[0, 12])
    }),
];

/// SECURITY.md: A length, a time or a quantity that no chronyd sends costs the report it belongs to.
#[test]
fn an_unreadable_reply_costs_its_own_report_and_no_time() {
    let cases: Vec<_> = UNREADABLE
        .into_iter()
        .flat_map(|damage| REQUESTS.map(|request| (damage, request)))
        .collect();
    side_by_side(&cases, |&((name, damage), (is_damaged, reports))| {
        let daemon = Daemon::udp(Reports::default(), move |asked| {
            if is_damaged(&asked.request.body) {
                damage(asked)
            } else {
                asked.honestly()
            }
        });
        let run = ask(&daemon, &["all", "--json"]);
        eprintln!("{name}: {reports:?}");
        run.assert_all_missing(reports, "protocol");
        run.assert_within(Duration::from_secs(2));
    });
}

#[test]
fn an_unreadable_name_costs_the_name_alone() {
    let daemon = Daemon::udp(Reports::default(), |asked| match asked.request.body {
        RequestBody::NtpSourceName(_) => asked.honestly().cut(100),
        _ => asked.honestly(),
    });
    let run = ask(&daemon, &["all", "--json"]);
    let document = run.document();
    assert_eq!(document["sources"][0]["address"], "203.0.113.15", "{run:?}");
    assert_eq!(document["sources"][0]["name"], Value::Null, "{run:?}");
    assert_eq!(document["tracking"]["reference_address"], "203.0.113.15");
    run.assert_within(Duration::from_secs(2));
}

#[test]
fn a_reply_longer_than_the_program_knows_is_read() {
    let daemon = Daemon::udp(Reports::default(), |asked| asked.honestly().lengthened(32));
    ask(&daemon, &["all", "--json"]).assert_complete();
}

/// Reference times, as the three words of the wire, that are no moment a report can hold.
const SENSELESS_TIMES: [(&str, [u32; 3]); 6] = [
    ("nanoseconds past a second, before 1970", [u32::MAX; 3]),
    (
        "nanoseconds past a second",
        [0, 1_768_643_357, 1_000_000_000],
    ),
    ("the earliest", [0x8000_0000, 0, 0]),
    ("nearly the earliest", [0x8000_0001, 0, 999_999_999]),
    ("the latest", [0x7FFF_FFFE, u32::MAX, 999_999_999]),
    ("beyond the year 9999", [0x0000_0100, 0, 0]),
];

fn time_bytes(words: [u32; 3]) -> Vec<u8> {
    words.into_iter().flat_map(u32::to_be_bytes).collect()
}

/// SECURITY.md: A length, a time or a quantity that no chronyd sends costs the report it belongs to.
#[test]
fn a_senseless_time_costs_its_report() {
    side_by_side(&SENSELESS_TIMES, |&(name, words)| {
        let time = time_bytes(words);
        let daemon = Daemon::udp(Reports::default(), move |asked| match asked.request.body {
            RequestBody::Tracking => asked.honestly().patched(wire::TRACKING_REF_TIME, &time),
            RequestBody::RtcReport => asked.honestly().patched(wire::RTC_REF_TIME, &time),
            _ => asked.honestly(),
        });
        let run = ask(&daemon, &["all", "--json"]);
        let missing = ["tracking: protocol", "rtc: protocol"];
        assert_eq!(run.problems(), missing, "{name}: {run:?}");
        run.assert_missing(&missing);
        // As a table there is nothing to stumble over either.
        assert_eq!(ask(&daemon, &["all"]).status(), Some(1), "{name}");
    });
}

/// A daemon whose system counts seconds in 32 bits marks the high word as absent (chrony's
/// `TV_NOHIGHSEC`).
#[test]
fn a_time_without_a_high_word_is_a_time() {
    let time = time_bytes([0x7FFF_FFFF, 1_768_643_357, 500_000_000]);
    let daemon = Daemon::udp(Reports::default(), move |asked| match asked.request.body {
        RequestBody::Tracking => asked.honestly().patched(wire::TRACKING_REF_TIME, &time),
        _ => asked.honestly(),
    });
    let run = ask(&daemon, &["tracking", "--json"]);
    run.assert_complete();
    let tracking = &run.document()["tracking"];
    assert_eq!(tracking["ref_time_unix_seconds"], json!(1_768_643_357.5));
}

/// The question about the second source.
const SECOND_SOURCE: RequestBody = RequestBody::SourceData(request::SourceData { index: 1 });

/// The document without what differs from run to run, and without the judgement of the rest.
fn figures(mut document: Value) -> Value {
    for key in ["fetched_at", "server", "verdict"] {
        document[key].take();
    }
    for key in ["ref_time", "ref_time_unix_seconds"] {
        document["tracking"][key].take();
    }
    document
}

/// One value in each enumeration that no chronyd of today sends.
#[test]
fn an_unknown_word_costs_no_other_field() {
    type Words = &'static [(&'static str, &'static str)];
    let cases: [(RequestBody, usize, u16, Words); 3] = [
        (
            SECOND_SOURCE,
            wire::SOURCE_STATE,
            77,
            &[
                ("/sources/1/state", "unknown(77)"),
                ("/sources/1/symbol", "^ "),
            ],
        ),
        (
            SECOND_SOURCE,
            wire::SOURCE_MODE,
            9,
            &[
                ("/sources/1/mode", "unknown(9)"),
                ("/sources/1/symbol", " +"),
            ],
        ),
        (
            RequestBody::Tracking,
            wire::LEAP_STATUS,
            7,
            &[("/tracking/leap_status", "unknown(7)")],
        ),
    ];
    let honest = ask(&Daemon::honest(Reports::default()), &["all", "--json"]);
    for (request, offset, number, words) in cases {
        let daemon = Daemon::udp(Reports::default(), move |asked| {
            if asked.request.body == request {
                asked.honestly().patched(offset, &number.to_be_bytes())
            } else {
                asked.honestly()
            }
        });
        let mut expected = figures(honest.document());
        for (place, word) in words {
            *expected.pointer_mut(place).expect("a key") = json!(word);
        }
        let run = ask(&daemon, &["all", "--json"]);
        run.assert_complete();
        assert_eq!(figures(run.document()), expected, "{words:?}");
        assert_eq!(ask(&daemon, &["all"]).status(), Some(0), "as a table");
    }
}

/// Every field of every reply at its extremes, as a document and as a table.
#[test]
fn no_number_is_too_large_or_too_small() {
    let sorts: [Sort; 5] = [
        |body| matches!(body, RequestBody::Tracking),
        |body| matches!(body, RequestBody::SourceData(_)),
        |body| matches!(body, RequestBody::SourceStats(_)),
        |body| matches!(body, RequestBody::RtcReport),
        |body| matches!(body, RequestBody::NtpSourceName(_)),
    ];
    for byte in [0x00, 0x01, 0x7E, 0x7F, 0x80, 0xFF] {
        side_by_side(&sorts, |&is_meant| {
            let daemon = Daemon::udp(Reports::default(), move |asked| {
                let answer = asked.honestly();
                if is_meant(&asked.request.body) {
                    answer.filled(byte)
                } else {
                    answer
                }
            });
            let as_document = ask(&daemon, &["all", "--json"]);
            assert!(
                matches!(as_document.status(), Some(0 | 1)),
                "{as_document:?}"
            );
            assert!(as_document.document()["server"].is_string());
            let as_table = ask(&daemon, &["all"]);
            assert_eq!(as_table.status(), as_document.status(), "{as_table:?}");
        });
    }
}

#[test]
fn a_declared_count_of_four_billion_sources_is_not_believed() {
    let daemon = Daemon::udp(Reports::default(), |asked| match asked.request.body {
        RequestBody::NSources => asked.with(&ReplyBody::NSources(reply::NSources {
            n_sources: u32::MAX,
        })),
        _ => asked.honestly(),
    });
    // Half a gigabyte of address space: room for everything but four billion of anything.
    let mut command = environment::program("/bin/sh");
    command
        .args(["-c", "ulimit -v 500000 && exec \"$0\" \"$@\""])
        .arg(second_hand().get_program())
        .args(daemon.arguments())
        .args(["all", "--json", "--timeout", "2s"]);
    let run = Run::of(command);
    run.assert_within(Duration::from_secs(2));
    assert_eq!(run.status(), Some(1), "{run:?}");
    let document = run.document();
    assert_eq!(document["sources"], Value::Null);
    assert_eq!(document["stats"], Value::Null);
    assert!(document["tracking"].is_object());
    assert!(document["rtc"].is_object());
    let message = run.first_message();
    assert!(message.contains("impossible number"), "{message}");
}

/// SECURITY.md: They cannot make it keep more than 4096 sources.
#[test]
fn more_sources_than_anybody_has_are_too_many() {
    let daemon = Daemon::udp(Reports::default(), |asked| match asked.request.body {
        RequestBody::NSources => {
            asked.with(&ReplyBody::NSources(reply::NSources { n_sources: 4097 }))
        }
        _ => asked.honestly(),
    });
    let run = ask(&daemon, &["all", "--json"]);
    run.assert_missing(&["sources: unavailable", "stats: unavailable"]);
    assert!(run.first_message().contains("too many sources"), "{run:?}");
    assert!(run.first_message().contains("4097"), "{run:?}");
    run.assert_within(Duration::from_millis(500));
}

/// As many sources as are read, in every format, without much work: what counts is the processor's time, for on a busy machine
/// any work takes long.
#[test]
fn as_many_sources_as_are_read_are_shown_in_time() {
    let sources = (0..4096_u16).map(|number| {
        let [high, low] = number.to_be_bytes();
        Source::server(1)
            .at([10, 1, high, low])
            .named(format!("ntp{}.example.net", number / 2))
    });
    let reports = Reports {
        sources: sources.collect(),
        ..Reports::default()
    };
    let daemon = Daemon::udp(reports, Asked::honestly);
    for format in ["table", "json", "prometheus"] {
        let mut command = environment::program("/bin/sh");
        command
            .args(["-c", "ulimit -t 5 && exec \"$0\" \"$@\""])
            .arg(second_hand().get_program())
            .args(daemon.arguments())
            .args(["all", "--timeout", "60s", "--format", format]);
        let run = Run::of(command);
        assert_eq!(run.status(), Some(0), "{format}: {}", run.messages());
        assert!(run.text().contains("10.1.15.255") || run.text().contains("ntp2047"));
    }
}

/// Where a quantity without a sign stands in a reply, in bytes, and the report it belongs to.
const MAGNITUDES: [(Sort, usize, &str); 8] = [
    (|body| matches!(body, RequestBody::Tracking), 76, "tracking"),
    (|body| matches!(body, RequestBody::Tracking), 88, "tracking"),
    (|body| matches!(body, RequestBody::Tracking), 92, "tracking"),
    (|body| matches!(body, RequestBody::Tracking), 96, "tracking"),
    (
        |body| matches!(body, RequestBody::Tracking),
        100,
        "tracking",
    ),
    (
        |body| matches!(body, RequestBody::SourceData(_)),
        72,
        "sources",
    ),
    (
        |body| matches!(body, RequestBody::SourceStats(_)),
        64,
        "stats",
    ),
    (
        |body| matches!(body, RequestBody::SourceStats(_)),
        72,
        "stats",
    ),
];

/// -2^-8, as chronyd writes it: 3.9 ms, about as much as the first source is off.
const MINUS: [u8; 4] = [0xF3, 0, 0, 0];

/// A margin, a dispersion, a delay, a skew or a deviation below zero. On a terminal, where the sources
/// are drawn, it once ended the program.
/// SECURITY.md: A length, a time or a quantity that no chronyd sends costs the report it belongs to.
#[test]
fn a_quantity_below_zero_costs_its_report() {
    side_by_side(&MAGNITUDES, |&(is_damaged, place, report)| {
        let daemon = Daemon::udp(Reports::default(), move |asked| {
            if is_damaged(&asked.request.body) {
                asked.honestly().patched(place, &MINUS)
            } else {
                asked.honestly()
            }
        });
        let run = ask(&daemon, &["all", "--json"]);
        run.assert_missing(&[&format!("{report}: protocol")]);
        assert!(run.first_message().contains("negative"), "{place}: {run:?}");

        let mut command = second_hand();
        command
            .args(daemon.arguments())
            .args(["sources", "--chart"]);
        let shown = environment::on_a_terminal(command, 120);
        let messages = String::from_utf8_lossy(&shown.stderr);
        assert!(!messages.contains("panicked"), "{place}: {messages}");
        let expected = i32::from(report == "sources");
        assert_eq!(shown.status.code(), Some(expected), "{place}: {messages}");
    });
}

/// chronyd says so in a reply of its own version; the oldest that does is 5.
#[test]
fn another_version_of_the_protocol_is_named_as_such_at_once() {
    for version in [5, 6, 7] {
        let daemon = Daemon::udp(Reports::default(), move |asked| {
            asked
                .status(Status::BadPktVersion)
                .patched(wire::VERSION, &[version])
        });
        let run = ask(&daemon, &["all", "--json"]);
        run.assert_missing(&["chronyd: protocol"]);
        let message = run.first_message();
        assert!(message.contains("version"), "version {version}: {message}");
        run.assert_within(Duration::from_secs(2));
    }
}

#[test]
fn a_daemon_that_finds_every_request_too_short_speaks_another_protocol() {
    let daemon = Daemon::udp(Reports::default(), |asked| {
        asked.status(Status::BadPktLength)
    });
    let run = ask(&daemon, &["all", "--json"]);
    run.assert_missing(&["chronyd: protocol"]);
    run.assert_within(Duration::from_secs(2));
}
