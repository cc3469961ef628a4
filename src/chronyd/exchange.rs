//! Questions and answers over one socket, in time: the only place that waits. What the questions are
//! about it does not know.

use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::deadline::Deadline;
use super::decode::{LONGEST_REPLY, Outcome};
use super::flight::Flight;
use super::question::Question;
use super::socket::{Socket, cause};
use crate::error::Cause;

/// Datagrams read before looking at the clock again, so that a flood cannot hold up the end.
const READ_AT_ONCE: usize = 64;

/// One conversation with one chronyd.
#[derive(Debug)]
pub struct Exchange {
    socket: Socket,
    flight: Flight,
    /// What went wrong since chronyd's last reply.
    trouble: Option<Cause>,
}

impl Exchange {
    pub(super) fn new(socket: Socket) -> Result<Self, Cause> {
        // A sequence that cannot be guessed keeps those out who cannot see the requests.
        let mut sequence = [0; 4];
        rustix::rand::getrandom(&mut sequence, rustix::rand::GetRandomFlags::empty())
            .map_err(cause)?;
        let flight = Flight::new(socket.window(), u32::from_ne_bytes(sequence));
        Ok(Self {
            socket,
            flight,
            trouble: None,
        })
    }

    /// Asks: sent as soon as the window has room.
    pub fn ask(&mut self, questions: impl IntoIterator<Item = Question>) {
        self.flight.ask(questions);
    }

    /// Takes back the questions that are not answered yet; late replies to them are ignored.
    pub fn forget(&mut self, is_forgotten: impl Fn(Question) -> bool) {
        self.flight.forget(is_forgotten);
    }

    /// Waits for the reply to any of the questions; `None` when all are answered.
    ///
    /// # Errors
    /// When the deadline has passed first, or the path turns out to lead nowhere.
    pub fn next(&mut self, deadline: &Deadline) -> Result<Option<(Question, Outcome)>, Cause> {
        while !self.flight.is_over() {
            let now = Instant::now();
            if deadline.is_reached(now) {
                return Err(self.silence());
            }
            let answered = self.advance(now)?;
            if answered.is_some() {
                return Ok(answered);
            }
            let until = self.resend_at().unwrap_or(deadline.moment());
            wait([&*self], until.min(deadline.moment()));
        }
        Ok(None)
    }

    /// Reads what is there and sends what may be sent, without waiting.
    pub(super) fn advance(&mut self, now: Instant) -> Result<Option<(Question, Outcome)>, Cause> {
        let answered = self.read(now)?;
        // What else has arrived comes first: it makes room in the window.
        if answered.is_none() {
            self.send(now)?;
        }
        Ok(answered)
    }

    /// When a request is to be sent again if no reply comes first.
    pub(super) fn resend_at(&self) -> Option<Instant> {
        self.flight.resend_at()
    }

    /// What to call it when no reply comes.
    pub(super) fn silence(&self) -> Cause {
        let silence = || self.flight.silence();
        self.trouble.clone().unwrap_or_else(silence)
    }

    fn read(&mut self, now: Instant) -> Result<Option<(Question, Outcome)>, Cause> {
        if !self.flight.expects_reply() {
            return Ok(None);
        }
        let mut datagram = [0; LONGEST_REPLY];
        for _ in 0..READ_AT_ONCE {
            match self.socket.receive(&mut datagram) {
                Ok(length) => {
                    let answered = self.flight.hear(&datagram[..length], now)?;
                    if answered.is_some() {
                        self.trouble = None;
                        return Ok(answered);
                    }
                }
                Err(Errno::AGAIN) => break,
                Err(errno) => self.trouble(errno)?,
            }
        }
        Ok(None)
    }

    /// A request that fails is as good as lost: its time to be sent again will come.
    fn send(&mut self, now: Instant) -> Result<(), Cause> {
        let Self { socket, flight, .. } = self;
        flight
            .transmit(now, |request| socket.send(request))
            .or_else(|errno| self.trouble(errno))
    }

    /// Whether a failure ends the exchange. A full queue is a loss like any other; and a chronyd
    /// that has answered and is gone may be restarting.
    fn trouble(&mut self, errno: Errno) -> Result<(), Cause> {
        if matches!(errno, Errno::AGAIN | Errno::INTR | Errno::NOBUFS) {
            return Ok(());
        }
        if !self.flight.is_established() {
            return Err(cause(errno));
        }
        self.trouble = Some(cause(errno));
        self.socket.reconnect();
        Ok(())
    }
}

/// Sleeps until one of the sockets has something to read, or until that moment. A signal that comes
/// before the sleep does not shorten it; the next request that is sent again ends it soon enough.
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
    // Whoever called looks again at everything, whatever ended the sleep.
    let _woken_early = poll(&mut sockets, Some(&timeout));
}
