//! A whole conversation without sockets: the input is a script of what chronyd, the network and
//! passers-by do with the program's requests. Time is the script's as well. What came of it is shown in one
//! of the formats.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::time::{Duration, Instant};

use arbitrary::Unstructured;
use second_hand::chronyd::{
    Endpoint, FailedPath, PendingRequests, Request, SHORTEST_WAIT, unreachable,
};
use second_hand::fetch::{AskWhy, Conversation, Query};
use second_hand::report::ReportKind;

use super::formats::Look;
use super::{report, wire};

/// Requests that a script can choose from: the latest ones.
const REMEMBERED: usize = 256;

/// How many bytes of the input say how the report is shown, and when it was made.
const LOOK: usize = 8;

/// How many requests are answered for each number in a byte: at most enough for all that can be asked of the
/// longest list that is read.
const ANSWERED_AT_A_TIME: usize = 128;

/// Plays the script, then looks at what is reported.
pub fn run(data: &[u8]) {
    let mut script = Script(data);
    let setting = script.byte();
    let reports: Vec<ReportKind> = ReportKind::ALL
        .into_iter()
        .enumerate()
        .filter(|(place, _)| setting >> place & 1 == 0)
        .map(|(_, report)| report)
        .collect();
    let query = Query {
        reports,
        names: setting & 0x10 == 0,
        endpoints: Vec::new(),
        timeout: Duration::from_secs(1),
        ask_why: if setting & 0x40 == 0 {
            AskWhy::Never
        } else {
            AskWhy::WithReports
        },
    };
    let mut look_script = Unstructured::new(script.bytes(LOOK));
    let window = if setting & 0x20 == 0 { 64 } else { 8 };
    let mut conversation = Conversation::new(&query);
    let mut network = Network::new(window, u32::MAX - u32::from(script.byte()));
    network.pending.ask(conversation.opening());

    let mut silence = None;
    while !network.pending.is_over() {
        network.transmit();
        let Some(datagram) = network.next_arrival(&mut script) else {
            silence = Some(network.pending.silence());
            break;
        };
        match network.pending.hear(&datagram, network.now) {
            Ok(None) => {}
            Ok(Some((request, outcome))) => {
                let next = conversation.hear(request, outcome);
                if next.forget_sources {
                    network.pending.forget(Request::is_about_sources);
                }
                network.pending.ask(next.ask);
            }
            Err(cause) => {
                silence = Some(cause);
                break;
            }
        }
    }
    let problem = silence.map(|cause| {
        unreachable(&[FailedPath {
            path: Endpoint::Unix("/the/script".into()),
            cause,
        }])
    });
    let mut report = conversation.finish(Some(Endpoint::Unix("/the/script".into())), problem);
    let look = Look::any(&mut look_script);
    // The same input has to take the same way every time, whatever the time of day is.
    report::set_time(&mut report, &mut look_script)
        .and(look)
        .expect("what is not in the script is zero")
        .check(&report);
}

/// The input, which is silence when it has come to its end.
struct Script<'a>(&'a [u8]);

impl<'a> Script<'a> {
    fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    fn byte(&mut self) -> u8 {
        self.bytes(1).first().copied().unwrap_or_default()
    }

    fn bytes(&mut self, most: usize) -> &'a [u8] {
        let (bytes, rest) = self.0.split_at(most.min(self.0.len()));
        self.0 = rest;
        bytes
    }
}

/// Where requests and replies meet.
struct Network {
    pending: PendingRequests,
    window: usize,
    now: Instant,
    /// When each request was last sent.
    sent: HashMap<u32, Instant>,
    requests: Vec<Vec<u8>>,
    last_arrival: Vec<u8>,
    /// Those that chronyd has not come to, where it answers by itself.
    unheard: VecDeque<Vec<u8>>,
    /// How many more it will.
    willing: usize,
    /// What it last said to each command.
    said: HashMap<u16, Vec<u8>>,
}

impl Network {
    fn new(window: usize, first_sequence: u32) -> Self {
        Self {
            pending: PendingRequests::new(window, first_sequence),
            window,
            now: Instant::now(),
            sent: HashMap::new(),
            requests: Vec::new(),
            last_arrival: Vec::new(),
            unheard: VecDeque::new(),
            willing: 0,
            said: HashMap::new(),
        }
    }

    /// Lets the program send, and looks that it does so with moderation.
    fn transmit(&mut self) {
        let (now, sent) = (self.now, &mut self.sent);
        let mut burst = Vec::new();
        let transmitted: Result<(), Infallible> = self.pending.transmit(now, |request| {
            if let Some(before) = sent.insert(wire::sequence(request), now) {
                assert!(now - before >= SHORTEST_WAIT, "sent again too soon");
            }
            let (_, body) = wire::honest_shape(request);
            assert!(
                request.len() >= wire::HEADER + body,
                "chronyd would not answer"
            );
            burst.push(request.to_vec());
            Ok(())
        });
        transmitted.expect("nothing to fail");
        assert!(burst.len() <= self.window, "more than the window");
        self.unheard.extend(burst.iter().cloned());
        self.requests.extend(burst);
        let old = self.requests.len().saturating_sub(REMEMBERED);
        self.requests.drain(..old);
    }

    /// The next datagram, if the script has one; time may pass before it comes.
    fn next_arrival(&mut self, script: &mut Script<'_>) -> Option<Vec<u8>> {
        if self.willing > 0 {
            self.willing -= 1;
            if let Some(request) = self.unheard.pop_front() {
                let said = self.said.get(&wire::command(&request));
                let body = said.map_or(&[][..], Vec::as_slice);
                return Some(wire::reply_by_index(&request, body));
            }
        }
        if script.is_over() {
            return None;
        }
        let action = script.byte();
        if action & 0x80 != 0 {
            self.now += Duration::from_millis(7) * u32::from(action & 0x0F);
        }
        if action & 0x20 != 0 {
            self.willing = ANSWERED_AT_A_TIME * usize::from(script.byte());
        }
        let back = usize::from(script.byte()) % self.requests.len().max(1);
        let request = self.requests.iter().rev().nth(back)?;
        self.last_arrival = match action & 7 {
            // What chronyd would say, in the script's words.
            0..=3 => {
                let (_, length) = wire::honest_shape(request);
                let body = script.bytes(length);
                self.said.insert(wire::command(request), body.to_vec());
                let few_sources = [0, 0, 0, body.last().copied().unwrap_or_default()];
                // Tens of thousands are possible, and make for slow fuzzing.
                if wire::is_count(request) && action & 0x40 == 0 {
                    wire::reply(request, 0, &few_sources)
                } else {
                    wire::reply(request, 0, body)
                }
            }
            4 => wire::reply(request, script.byte().into(), &[]),
            5 => {
                let mut cut = wire::reply(request, 0, &[]);
                cut.truncate(script.byte().into());
                cut
            }
            // Something that may match by chance.
            6 => script.bytes(wire::HEADER + 8).to_vec(),
            _ => std::mem::take(&mut self.last_arrival),
        };
        Some(self.last_arrival.clone())
    }
}
