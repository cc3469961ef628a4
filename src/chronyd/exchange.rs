//! Requests and replies over one socket, in time: the only place that waits. What the requests are
//! about it does not know.

use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::deadline::Deadline;
use super::decode::LONGEST_REPLY;
use super::path::Cause;
use super::pending::PendingRequests;
use super::reply::Outcome;
use super::request::Request;
use super::socket::{Socket, cause};

/// Datagrams read before looking at the clock again, so that a flood cannot hold up the end.
const READ_AT_ONCE: usize = 64;

/// One conversation with one chronyd.
#[derive(Debug)]
pub struct Exchange {
    socket: Socket,
    pending: PendingRequests,
    /// What went wrong since chronyd's last reply.
    trouble: Option<Cause>,
}

impl Exchange {
    pub(super) fn new(socket: Socket) -> Result<Self, Cause> {
        // A sequence that cannot be guessed keeps those out who cannot see the requests.
        let sequence = getrandom::u32().map_err(|error| Cause::System(error.to_string()))?;
        let pending = PendingRequests::new(socket.window(), sequence);
        Ok(Self {
            socket,
            pending,
            trouble: None,
        })
    }

    /// Asks: sent as soon as the window has room.
    pub fn ask(&mut self, requests: impl IntoIterator<Item = Request>) {
        self.pending.ask(requests);
    }

    /// Takes back the requests that are not answered yet; late replies to them are ignored.
    pub fn forget(&mut self, is_forgotten: impl Fn(Request) -> bool) {
        self.pending.forget(is_forgotten);
    }

    /// Waits for the reply to any of the requests; `None` when all are answered.
    ///
    /// # Errors
    /// When the deadline has passed first, or the path turns out to lead nowhere.
    pub fn next(&mut self, deadline: &Deadline) -> Result<Option<(Request, Outcome)>, Cause> {
        while !self.pending.is_over() {
            let now = Instant::now();
            // What has arrived counts, even when this process was stopped until after the deadline.
            let is_late = deadline.is_reached(now);
            let answered = if is_late {
                self.read(now)?
            } else {
                self.advance(now)?
            };
            if answered.is_some() {
                return Ok(answered);
            }
            if is_late {
                return Err(self.silence());
            }
            let until = self.resend_at().unwrap_or(deadline.moment());
            wait([&*self], until.min(deadline.moment()));
        }
        Ok(None)
    }

    /// Reads what is there and sends what may be sent, without waiting.
    pub(super) fn advance(&mut self, now: Instant) -> Result<Option<(Request, Outcome)>, Cause> {
        let answered = self.read(now)?;
        // What else has arrived comes first: it makes room in the window.
        if answered.is_none() {
            self.send(now)?;
        }
        Ok(answered)
    }

    /// When a request is to be sent again if no reply comes first.
    pub(super) fn resend_at(&self) -> Option<Instant> {
        self.pending.resend_at()
    }

    /// Whether every request is answered.
    pub(super) fn is_over(&self) -> bool {
        self.pending.is_over()
    }

    /// What to call it when no reply comes.
    pub(super) fn silence(&self) -> Cause {
        let silence = || self.pending.silence();
        self.trouble.clone().unwrap_or_else(silence)
    }

    fn read(&mut self, now: Instant) -> Result<Option<(Request, Outcome)>, Cause> {
        if !self.pending.expects_reply() {
            return Ok(None);
        }
        let mut datagram = [0; LONGEST_REPLY];
        for _ in 0..READ_AT_ONCE {
            match self.socket.receive(&mut datagram) {
                Ok(length) => {
                    let answered = self.pending.hear(&datagram[..length], now)?;
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
        let socket = &self.socket;
        self.pending
            .transmit(now, |request| socket.send(request))
            .or_else(|errno| self.trouble(errno))
    }

    /// Whether a failure ends the exchange. A full queue is a loss like any other; and a chronyd
    /// that has answered and is gone may be restarting.
    fn trouble(&mut self, errno: Errno) -> Result<(), Cause> {
        if matches!(errno, Errno::AGAIN | Errno::INTR | Errno::NOBUFS) {
            return Ok(());
        }
        if !self.pending.is_established() {
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
    // The caller checks everything again, so it does not matter what ended the sleep.
    let _woken_early = poll(&mut sockets, Some(&timeout));
}
