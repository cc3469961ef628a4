//! Many requests in flight on one socket: matching replies to questions, sending lost requests
//! again, and ending in time. It does not know what the questions are about.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::decode::{self, LONGEST_REPLY, Outcome, Stray};
use super::question::Question;
use super::socket::{Socket, system_words};
use crate::error::Cause;

/// A request is never sent again sooner than this, however fast the path has been.
const SHORTEST_WAIT: Duration = Duration::from_millis(50);

/// How long to wait for the first reply on a path whose round trip is not known yet.
const FIRST_WAIT: Duration = Duration::from_millis(200);

/// Waiting grows by half with each loss, but not beyond this many times the first wait: with a few
/// seconds in all, asking again is the better bet.
const MOST_GROWTH: u32 = 4;

/// Datagrams read before looking at the clock again, so that a flood cannot hold up the end.
const READ_AT_ONCE: usize = 64;

/// Why an exchange ended before every question was answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Lost {
    /// The path leads nowhere.
    Path(Cause),
    /// The time was up.
    Deadline(Cause),
    /// A signal wants the program to end.
    Signal(i32),
}

/// A question on its way.
#[derive(Debug)]
struct InFlight {
    question: Question,
    sequence: u32,
    attempt: u16,
    sent_at: Instant,
    resend_at: Instant,
}

/// One conversation with one chronyd.
#[derive(Debug)]
pub struct Exchange {
    socket: Socket,
    waiting: VecDeque<Question>,
    in_flight: Vec<InFlight>,
    next_sequence: u32,
    round_trip: RoundTrip,
    /// A matching reply has come: it is chronyd that is there, and what fails now may be mended.
    established: bool,
    stray: Option<Stray>,
    datagram: Vec<u8>,
}

impl Exchange {
    pub(super) fn new(socket: Socket) -> Result<Self, Cause> {
        // A sequence that cannot be guessed keeps those out who cannot see the requests.
        let mut sequence = [0; 4];
        rustix::rand::getrandom(&mut sequence, rustix::rand::GetRandomFlags::empty())
            .map_err(|error| Cause::System(system_words(&error.into())))?;
        Ok(Self {
            socket,
            waiting: VecDeque::new(),
            in_flight: Vec::new(),
            next_sequence: u32::from_ne_bytes(sequence),
            round_trip: RoundTrip::default(),
            established: false,
            stray: None,
            datagram: Vec::with_capacity(LONGEST_REPLY),
        })
    }

    /// Asks: sent as soon as the window has room.
    pub fn ask(&mut self, questions: impl IntoIterator<Item = Question>) {
        self.waiting.extend(questions);
    }

    /// Takes back the questions that are not answered yet; late replies to them are ignored.
    pub fn forget(&mut self, is_forgotten: impl Fn(Question) -> bool) {
        self.waiting.retain(|&question| !is_forgotten(question));
        self.in_flight.retain(|sent| !is_forgotten(sent.question));
    }

    /// Waits for the reply to any of the questions; `None` when all are answered.
    ///
    /// # Errors
    /// When the deadline comes first, the path turns out to lead nowhere, or a signal arrives.
    pub fn next(&mut self, deadline: Instant) -> Result<Option<(Question, Outcome)>, Lost> {
        loop {
            if self.waiting.is_empty() && self.in_flight.is_empty() {
                return Ok(None);
            }
            if let Some(answered) = self.advance(Instant::now())? {
                return Ok(Some(answered));
            }
            if Instant::now() >= deadline {
                return Err(Lost::Deadline(self.silence()));
            }
            wait([&*self], self.wake_at().unwrap_or(deadline).min(deadline));
        }
    }

    /// Sends what may be sent and reads what is there, without waiting.
    pub(super) fn advance(&mut self, now: Instant) -> Result<Option<(Question, Outcome)>, Lost> {
        if let Some(signal) = self.socket.caught_signal() {
            return Err(Lost::Signal(signal));
        }
        if let Some(answered) = self.read(now)? {
            return Ok(Some(answered));
        }
        self.send_again(now)?;
        self.fill_window(now)?;
        Ok(None)
    }

    /// When something is to be done even if nothing arrives.
    pub(super) fn wake_at(&self) -> Option<Instant> {
        self.in_flight.iter().map(|sent| sent.resend_at).min()
    }

    /// What to call it when no reply comes: silence, unless something else than chronyd talks.
    pub(super) fn silence(&self) -> Cause {
        match self.stray {
            Some(Stray::Version(version)) => Cause::Version(version),
            Some(Stray::Foreign(how)) if !self.established => Cause::NotChrony(how.to_owned()),
            Some(Stray::Unasked) if !self.established => {
                Cause::NotChrony("replies to other requests".to_owned())
            }
            _ => Cause::Silent,
        }
    }

    /// Whether what came last was chronyd's complaint about this program's version of the protocol.
    fn is_version_refused(&self) -> Option<u8> {
        match self.stray {
            Some(Stray::Version(version)) => Some(version),
            _ => None,
        }
    }

    /// Ends the exchange and leaves nothing behind. Returns the signal that wants the program to
    /// end, if one came while it was held back.
    pub fn close(self) -> Option<i32> {
        self.socket.close()
    }

    fn read(&mut self, now: Instant) -> Result<Option<(Question, Outcome)>, Lost> {
        // One byte more than the longest reply tells a longer datagram from a whole one.
        self.datagram.resize(LONGEST_REPLY + 1, 0);
        for _ in 0..READ_AT_ONCE {
            let length = match self.socket.receive(&mut self.datagram) {
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.trouble(&error)?;
                    break;
                }
            };
            match self.match_reply(length, now) {
                Ok(answered) => return Ok(Some(answered)),
                Err(stray) => self.stray = Some(stray),
            }
            if let Some(version) = self.is_version_refused() {
                return Err(Lost::Path(Cause::Version(version)));
            }
        }
        Ok(None)
    }

    fn match_reply(&mut self, length: usize, now: Instant) -> Result<(Question, Outcome), Stray> {
        let datagram = &self.datagram[..length];
        let header = decode::header(datagram)?;
        let place = self
            .in_flight
            .iter()
            .position(|sent| {
                sent.sequence == header.sequence && sent.question.command() == header.command
            })
            .ok_or(Stray::Unasked)?;
        let sent = self.in_flight.swap_remove(place);
        let outcome = decode::outcome(sent.question, datagram);
        self.established = true;
        // After a resend nobody knows which of the requests was answered (Karn's rule).
        if sent.attempt == 0 {
            self.round_trip
                .measured(now.saturating_duration_since(sent.sent_at));
        }
        Ok((sent.question, outcome))
    }

    fn fill_window(&mut self, now: Instant) -> Result<(), Lost> {
        while self.in_flight.len() < self.socket.window() {
            let Some(question) = self.waiting.pop_front() else {
                break;
            };
            let sequence = self.next_sequence;
            self.next_sequence = sequence.wrapping_add(1);
            self.in_flight.push(InFlight {
                question,
                sequence,
                attempt: 0,
                sent_at: now,
                resend_at: now + self.round_trip.wait(0),
            });
            self.send(question, sequence, 0)?;
        }
        Ok(())
    }

    fn send_again(&mut self, now: Instant) -> Result<(), Lost> {
        for place in 0..self.in_flight.len() {
            let sent = &mut self.in_flight[place];
            if sent.resend_at > now {
                continue;
            }
            sent.attempt = sent.attempt.saturating_add(1);
            sent.resend_at = now + self.round_trip.wait(sent.attempt);
            let (question, sequence, attempt) = (sent.question, sent.sequence, sent.attempt);
            self.send(question, sequence, attempt)?;
        }
        Ok(())
    }

    fn send(&mut self, question: Question, sequence: u32, attempt: u16) -> Result<(), Lost> {
        question.encode(sequence, attempt, &mut self.datagram);
        match self.socket.send(&self.datagram) {
            Ok(_) => Ok(()),
            Err(error) => self.trouble(&error),
        }
    }

    /// Whether a failure ends the exchange. A full queue is a loss like any other; and a chronyd
    /// that has answered and is gone may be restarting.
    fn trouble(&mut self, error: &io::Error) -> Result<(), Lost> {
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => Ok(()),
            _ if error.raw_os_error() == Some(rustix::io::Errno::NOBUFS.raw_os_error()) => Ok(()),
            _ if self.established => {
                self.socket.reconnect();
                Ok(())
            }
            io::ErrorKind::ConnectionRefused => Err(Lost::Path(Cause::Refused)),
            _ => Err(Lost::Path(Cause::System(system_words(error)))),
        }
    }
}

/// Sleeps until one of the sockets has something to read, or until that moment.
pub(super) fn wait<'a>(exchanges: impl IntoIterator<Item = &'a Exchange>, until: Instant) {
    let mut sockets: Vec<PollFd<'_>> = exchanges
        .into_iter()
        .map(|exchange| PollFd::new(&exchange.socket, PollFlags::IN))
        .collect();
    let left = until.saturating_duration_since(Instant::now());
    let timeout = Timespec {
        tv_sec: left.as_secs().try_into().unwrap_or(i64::MAX),
        tv_nsec: left.subsec_nanos().into(),
    };
    // A signal wakes this up early; whoever called looks again at everything anyway.
    let _woken_early = poll(&mut sockets, Some(&timeout));
}

/// How long a reply takes, smoothed as TCP does it (RFC 6298, section 2).
#[derive(Debug, Default)]
struct RoundTrip {
    smoothed: Option<(Duration, Duration)>,
}

impl RoundTrip {
    fn measured(&mut self, sample: Duration) {
        self.smoothed = Some(match self.smoothed {
            None => (sample, sample / 2),
            Some((mean, deviation)) => (
                (mean * 7 + sample) / 8,
                (deviation * 3 + mean.abs_diff(sample)) / 4,
            ),
        });
    }

    /// How long to wait after the given attempt, counted from zero, before the next.
    fn wait(&self, attempt: u16) -> Duration {
        let first = self.smoothed.map_or(FIRST_WAIT, |(mean, deviation)| {
            (mean + deviation * 4).max(SHORTEST_WAIT)
        });
        let mut wait = first;
        for _ in 0..attempt {
            wait = (wait * 3 / 2).min(first * MOST_GROWTH);
        }
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_but_not_without_end() {
        let mut path = RoundTrip::default();
        assert_eq!(path.wait(0), FIRST_WAIT);
        path.measured(Duration::from_millis(1));
        assert_eq!(path.wait(0), SHORTEST_WAIT);
        assert_eq!(path.wait(1), SHORTEST_WAIT * 3 / 2);
        assert_eq!(path.wait(1000), SHORTEST_WAIT * MOST_GROWTH);
    }

    #[test]
    fn a_slow_path_is_given_its_time() {
        let mut path = RoundTrip::default();
        for _ in 0..100 {
            path.measured(Duration::from_millis(400));
        }
        assert!(path.wait(0) >= Duration::from_millis(400));
        assert!(path.wait(0) < Duration::from_millis(450));
    }
}
