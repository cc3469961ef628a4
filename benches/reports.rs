//! What the program computes between two system calls: replies into reports, reports into text. The
//! replies are a chronyd's, recorded, and as many times as there are to be sources.
//!
//! ```text
//! cargo bench
//! ```

use std::convert::Infallible;
use std::time::{Duration, Instant};

use divan::{Bencher, black_box};
use second_hand::check::{Limits, judge};
use second_hand::chronyd::{Endpoint, PendingRequests};
use second_hand::fetch::{AskWhy, Conversation, Query};
use second_hand::health::diagnosis;
use second_hand::render::{self, TableOptions};
use second_hand::report::{
    Activity, Reach, Report, ReportKind, Requested, Source, SourceState, Standing,
};
use second_hand::terminal::Terminal;

/// Numbers of sources: what most machines have, a large server's, and far too many.
const SOURCES: [u32; 3] = [5, 50, 500];

const TRACKING: &[u8] = include_bytes!("../fuzz/seeds/decode/tracking-synchronised");
const COUNT: &[u8] = include_bytes!("../fuzz/seeds/decode/count-synchronised");
const SOURCE: &[u8] = include_bytes!("../fuzz/seeds/decode/source-synchronised-0");
const STATS: &[u8] = include_bytes!("../fuzz/seeds/decode/stats-synchronised-0");
const RTC: &[u8] = include_bytes!("../fuzz/seeds/decode/rtc-synchronised");
const NAME: &[u8] = include_bytes!("../fuzz/seeds/decode/name-synchronised-0");

fn main() {
    divan::main();
}

/// A whole fetch but for the sockets: requests, matching, decoding, report.
#[divan::bench(args = SOURCES)]
fn fetch(bencher: Bencher, sources: u32) {
    bencher.bench(|| report(black_box(sources)));
}

#[divan::bench(args = SOURCES)]
fn json(bencher: Bencher, sources: u32) {
    let report = report(sources);
    bencher.bench(|| render::json(black_box(&report), false));
}

#[divan::bench(args = SOURCES)]
fn table(bencher: Bencher, sources: u32) {
    let report = report(sources);
    let terminal = Terminal {
        is_terminal: true,
        color: true,
        unicode: true,
        plain: false,
        width: Some(80),
    };
    bencher.bench(|| render::table(black_box(&report), &terminal, TableOptions::default()));
}

#[divan::bench(args = SOURCES)]
fn prometheus(bencher: Bencher, sources: u32) {
    let report = report(sources);
    bencher.bench(|| render::prometheus(black_box(&report)));
}

#[divan::bench(args = SOURCES)]
fn check(bencher: Bencher, sources: u32) {
    let report = report(sources);
    let limits = Limits::new(&[], &[]).expect("limits that nobody has set");
    bencher.bench(|| render::check(&judge(black_box(&report), &limits)));
}

/// Every source is in some trouble, and is looked at for each cause: the time must grow as their number does.
#[divan::bench(args = [1024, 4096])]
fn diagnose(bencher: Bencher, sources: u32) {
    let mut report = report(sources);
    if let Requested::Received(list) = &report.sources {
        let states = [
            (SourceState::Jittery, Reach(0o377)),
            (SourceState::Unusable, Reach(0o377)),
            (SourceState::Unusable, Reach(0)),
        ];
        let in_trouble = list.iter().zip(states.into_iter().cycle());
        let in_trouble = in_trouble.map(|(source, (state, reach))| {
            let standing = Standing {
                state,
                ..source.standing
            };
            Source {
                standing,
                reach,
                ..source.clone()
            }
        });
        report.sources = Requested::Received(in_trouble.collect());
    }
    report.activity = Some(Activity {
        online: sources - 1,
        offline: 1,
        burst_online: 0,
        burst_offline: 0,
        unresolved: 0,
    });
    bencher.bench(|| diagnosis::diagnose(black_box(&report)));
}

/// The report of a chronyd with so many sources.
fn report(sources: u32) -> Report {
    let query = Query {
        reports: ReportKind::ALL.to_vec(),
        names: true,
        endpoints: Vec::new(),
        timeout: Duration::from_secs(1),
        ask_why: AskWhy::Never,
    };
    let now = Instant::now();
    let mut conversation = Conversation::new(&query);
    let mut pending = PendingRequests::new(64, 0);
    pending.ask(conversation.opening());
    let mut replies = Vec::new();
    while !pending.is_over() {
        let sent: Result<(), Infallible> = pending.transmit(now, |request| {
            replies.push(reply(request, sources));
            Ok(())
        });
        sent.expect("nothing to fail");
        for reply in replies.drain(..) {
            let heard = pending.hear(&reply, now).expect("the right version");
            let (request, outcome) = heard.expect("a reply that matches");
            pending.ask(conversation.hear(request, outcome).ask);
        }
    }
    conversation.finish(Some(Endpoint::Unix("/chronyd.sock".into())), None)
}

/// The recorded reply to a request of this kind, as if it had been for this one.
fn reply(request: &[u8], sources: u32) -> Vec<u8> {
    const REPLY_HEADER: usize = 28;
    const ADDRESS_IN_STATS: usize = REPLY_HEADER + 4;
    let command = u16::from_be_bytes([request[4], request[5]]);
    // A recording has the number of its kind in front (see the fuzz target `decode`).
    let recording = match command {
        14 => COUNT,
        15 => SOURCE,
        33 => TRACKING,
        34 => STATS,
        35 => RTC,
        65 => NAME,
        other => panic!("not a request of this program's: {other}"),
    };
    let mut reply = recording[1..].to_vec();
    reply[16..20].copy_from_slice(&request[8..12]);
    // The index becomes the source's address.
    let index = &request[20..24];
    match command {
        14 => reply[REPLY_HEADER..][..4].copy_from_slice(&sources.to_be_bytes()),
        15 => reply[REPLY_HEADER..][..4].copy_from_slice(index),
        34 => reply[ADDRESS_IN_STATS..][..4].copy_from_slice(index),
        65 => reply.resize(REPLY_HEADER + 256, 0),
        _ => {}
    }
    reply
}
