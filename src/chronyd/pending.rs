//! The requests in flight: which may be sent, when one is sent again, and which one a datagram
//! answers. It has neither a socket nor a clock: callers pass datagrams and moments.

use std::collections::VecDeque;
use std::time::Instant;

use super::decode;
use super::path::Cause;
use super::reply::Outcome;
use super::request::Request;
use super::round_trip::RoundTrip;

/// The requests on one path to one chronyd.
#[derive(Debug)]
pub struct PendingRequests {
    window: usize,
    waiting: VecDeque<Request>,
    open: Vec<Pending>,
    next_sequence: u32,
    round_trip: RoundTrip,
    established: bool,
    stray: Option<&'static str>,
    datagram: Vec<u8>,
}

/// A request in flight.
#[derive(Debug)]
struct Pending {
    request: Request,
    sequence: u32,
    /// The moments at which it was sent.
    sent_at: Vec<Instant>,
}

impl Pending {
    /// When it is to be sent again if no reply comes first.
    fn resend_at(&self, round_trip: &RoundTrip) -> Option<Instant> {
        let last = *self.sent_at.last()?;
        Some(last + round_trip.wait(self.resends()))
    }

    fn resends(&self) -> u16 {
        u16::try_from(self.sent_at.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }
}

impl PendingRequests {
    /// Starts without requests. At most `window` requests are in flight at once; the first has this
    /// sequence number, which should be random.
    pub fn new(window: usize, first_sequence: u32) -> Self {
        Self {
            window,
            waiting: VecDeque::new(),
            open: Vec::new(),
            next_sequence: first_sequence,
            round_trip: RoundTrip::default(),
            established: false,
            stray: None,
            datagram: Vec::new(),
        }
    }

    /// Queues requests. Each is sent as soon as the window has room.
    pub fn ask(&mut self, requests: impl IntoIterator<Item = Request>) {
        self.waiting.extend(requests);
    }

    /// Withdraws the requests that are not answered yet; late replies to them are ignored.
    pub fn forget(&mut self, is_forgotten: impl Fn(Request) -> bool) {
        self.waiting.retain(|&request| !is_forgotten(request));
        self.open.retain(|sent| !is_forgotten(sent.request));
    }

    /// Whether every request is answered.
    pub fn is_over(&self) -> bool {
        self.waiting.is_empty() && self.open.is_empty()
    }

    /// Whether a request is in flight.
    pub(super) fn expects_reply(&self) -> bool {
        !self.open.is_empty()
    }

    /// Whether a reply has matched a request: chronyd is there, so a later failure may pass.
    pub(super) fn is_established(&self) -> bool {
        self.established
    }

    /// When a request is to be sent again if no reply comes first.
    pub fn resend_at(&self) -> Option<Instant> {
        self.open
            .iter()
            .filter_map(|sent| sent.resend_at(&self.round_trip))
            .min()
    }

    /// The cause to report when no reply comes: silence, unless something other than chronyd
    /// answered.
    pub fn silence(&self) -> Cause {
        match self.stray {
            Some(how) if !self.established => Cause::NotChrony(how.to_owned()),
            _ => Cause::Silent,
        }
    }

    /// Passes every request that is due to `send`: first or again.
    ///
    /// # Errors
    /// The error of `send`; later requests are then not sent.
    pub fn transmit<E>(
        &mut self,
        now: Instant,
        mut send: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        for sent in &mut self.open {
            if sent
                .resend_at(&self.round_trip)
                .is_some_and(|due| now < due)
            {
                continue;
            }
            sent.sent_at.push(now);
            sent.request
                .encode(sent.sequence, sent.resends(), &mut self.datagram);
            send(&self.datagram)?;
        }
        while self.open.len() < self.window {
            let Some(request) = self.waiting.pop_front() else {
                break;
            };
            let sequence = self.next_sequence;
            self.next_sequence = sequence.wrapping_add(1);
            self.open.push(Pending {
                request,
                sequence,
                sent_at: vec![now],
            });
            request.encode(sequence, 0, &mut self.datagram);
            send(&self.datagram)?;
        }
        Ok(())
    }

    /// Takes a datagram that has arrived. `None`: it answers no open request, and is ignored.
    ///
    /// # Errors
    /// chronyd answers that it speaks another version of the protocol.
    pub fn hear(
        &mut self,
        datagram: &[u8],
        now: Instant,
    ) -> Result<Option<(Request, Outcome)>, Cause> {
        let matched = decode::header(datagram).and_then(|header| {
            self.open
                .iter()
                .position(|sent| {
                    sent.sequence == header.sequence && sent.request.command() == header.command
                })
                .ok_or("replies to other requests")
        });
        let place = match matched {
            Ok(place) => place,
            Err(how) => {
                self.stray = Some(how);
                return Ok(None);
            }
        };
        if let Some(version) = decode::version_wanted(datagram) {
            return Err(Cause::Version(version));
        }
        let sent = self.open.swap_remove(place);
        self.established = true;
        self.round_trip.replied(&sent.sent_at, now);
        Ok(Some((
            sent.request,
            decode::outcome(sent.request, datagram),
        )))
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::time::Duration;

    use super::super::round_trip::{FIRST_WAIT, SHORTEST_WAIT};
    use super::*;

    const FAST: Duration = Duration::from_millis(1);

    /// The sequence numbers of the requests that are due at this moment.
    fn sent(pending: &mut PendingRequests, now: Instant) -> Vec<u32> {
        let mut sequences = Vec::new();
        let sent: Result<(), Infallible> = pending.transmit(now, |request| {
            sequences.push(u32::from_be_bytes([
                request[8],
                request[9],
                request[10],
                request[11],
            ]));
            Ok(())
        });
        sent.expect("nothing to fail");
        sequences
    }

    /// chronyd's reply to a request without a body worth reading: "failed", in candm.h's terms.
    fn failed(command: u16, sequence: u32) -> [u8; 28] {
        let mut reply = [0; 28];
        reply[0] = 6;
        reply[1] = 2;
        reply[4..6].copy_from_slice(&command.to_be_bytes());
        reply[7] = 1;
        reply[9] = 1;
        reply[16..20].copy_from_slice(&sequence.to_be_bytes());
        reply
    }

    const SOURCE_DATA: u16 = 15;
    const TRACKING: u16 = 33;

    #[test]
    fn the_window_is_never_exceeded() {
        let start = Instant::now();
        let mut pending = PendingRequests::new(8, u32::MAX);
        pending.ask((0..20).map(Request::Source));
        let first = sent(&mut pending, start);
        assert_eq!(first, [u32::MAX, 0, 1, 2, 3, 4, 5, 6]);
        assert!(sent(&mut pending, start).is_empty());
        for sequence in [2, 5] {
            let reply = failed(SOURCE_DATA, sequence);
            assert!(pending.hear(&reply, start + FAST).unwrap().is_some());
        }
        assert_eq!(sent(&mut pending, start + FAST), [7, 8]);
    }

    /// Requests that wait for room in the window are withdrawn as well as those in flight.
    #[test]
    fn what_is_forgotten_is_neither_sent_nor_heard() {
        let now = Instant::now();
        let mut pending = PendingRequests::new(2, 0);
        pending.ask((0..3).map(Request::Source));
        pending.ask([Request::Tracking]);
        assert_eq!(sent(&mut pending, now), [0, 1]);
        pending.forget(Request::is_about_sources);
        assert_eq!(pending.hear(&failed(SOURCE_DATA, 0), now), Ok(None));
        assert_eq!(sent(&mut pending, now), [2]);
        assert!(pending.hear(&failed(TRACKING, 2), now).unwrap().is_some());
        assert!(pending.is_over());
    }

    #[test]
    fn a_request_is_sent_again_sooner_once_the_path_is_known_to_be_fast() {
        let start = Instant::now();
        let mut pending = PendingRequests::new(64, 0);
        pending.ask([Request::Tracking, Request::Rtc]);
        assert_eq!(sent(&mut pending, start), [0, 1]);
        assert_eq!(pending.resend_at(), Some(start + FIRST_WAIT));
        let reply = failed(TRACKING, 0);
        assert!(pending.hear(&reply, start + FAST).unwrap().is_some());
        let again = start + FAST + SHORTEST_WAIT;
        assert_eq!(pending.resend_at(), Some(again));
        assert_eq!(sent(&mut pending, again), [1]);
    }

    /// On a path slower than the first wait every first reply comes after a resend. Learning from
    /// it keeps later requests from being sent again and again.
    #[test]
    fn a_path_slower_than_the_first_wait_is_learnt_from_its_first_reply() {
        let round_trip = Duration::from_millis(800);
        let start = Instant::now();
        let mut pending = PendingRequests::new(64, 0);
        pending.ask([Request::Tracking]);
        let mut now = start;
        while now < start + round_trip {
            assert_eq!(sent(&mut pending, now), [0]);
            now = pending.resend_at().expect("an open request");
        }
        now = start + round_trip;
        assert!(pending.hear(&failed(TRACKING, 0), now).unwrap().is_some());
        pending.ask((0..40).map(Request::Source));
        assert_eq!(sent(&mut pending, now).len(), 40);
        assert!(pending.resend_at() >= Some(now + round_trip));
    }

    #[test]
    fn only_the_open_question_is_answered_and_once() {
        let now = Instant::now();
        let mut pending = PendingRequests::new(64, 7);
        pending.ask([Request::Tracking]);
        sent(&mut pending, now);
        for stray in [failed(TRACKING, 8), failed(SOURCE_DATA, 7)] {
            assert_eq!(pending.hear(&stray, now), Ok(None));
        }
        assert!(matches!(pending.silence(), Cause::NotChrony(_)));
        let reply = failed(TRACKING, 7);
        assert!(pending.hear(&reply, now).unwrap().is_some());
        assert!(pending.is_over());
        assert_eq!(pending.hear(&reply, now), Ok(None));
        assert_eq!(pending.silence(), Cause::Silent);
    }

    /// Any sender can forge that complaint; only a reply to an open request is accepted.
    #[test]
    fn a_complaint_about_the_version_has_to_match_too() {
        let now = Instant::now();
        let mut pending = PendingRequests::new(64, 7);
        pending.ask([Request::Tracking]);
        sent(&mut pending, now);
        let complaint = |sequence| {
            let mut reply = failed(TRACKING, sequence);
            reply[0] = 5;
            reply[9] = 18;
            reply
        };
        assert_eq!(pending.hear(&complaint(8), now), Ok(None));
        assert_eq!(pending.hear(&complaint(7), now), Err(Cause::Version(5)));
    }
}
