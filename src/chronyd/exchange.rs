//! Requests and replies over one socket until a deadline: the only file that waits. It does not
//! know what the requests are about.

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

/// How many datagrams are read before the deadline is checked again, so that a flood cannot delay
/// the end.
const READ_AT_ONCE: usize = 64;

/// One conversation with one chronyd.
#[derive(Debug)]
pub struct Exchange {
    socket: Socket,
    pending: PendingRequests,
    /// The last failure since chronyd's last reply.
    trouble: Option<Cause>,
}

impl Exchange {
    pub(super) fn new(socket: Socket) -> Result<Self, Cause> {
        // A random sequence number keeps out senders who cannot see the requests.
        let sequence = getrandom::u32().map_err(|error| Cause::System(error.to_string()))?;
        let pending = PendingRequests::new(socket.window(), sequence);
        Ok(Self {
            socket,
            pending,
            trouble: None,
        })
    }

    /// Queues requests. Each is sent as soon as the window has room.
    pub fn ask(&mut self, requests: impl IntoIterator<Item = Request>) {
        self.pending.ask(requests);
    }

    /// Withdraws the requests that are not answered yet; late replies to them are ignored.
    pub fn forget(&mut self, is_forgotten: impl Fn(Request) -> bool) {
        self.pending.forget(is_forgotten);
    }

    /// Waits for the reply to any of the requests; `None` when all are answered.
    ///
    /// # Errors
    /// The deadline passes first, or the path fails.
    pub fn next(&mut self, deadline: &Deadline) -> Result<Option<(Request, Outcome)>, Cause> {
        while !self.pending.is_over() {
            let now = Instant::now();
            // Replies that have arrived count, even if this process was stopped until after the
            // deadline.
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

    /// Reads the datagrams that have arrived and sends requests that are due, without waiting.
    pub(super) fn advance(&mut self, now: Instant) -> Result<Option<(Request, Outcome)>, Cause> {
        let answered = self.read(now)?;
        // Datagrams that have arrived are read first: a reply makes room in the window.
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

    /// The cause to report when no reply comes.
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

    /// A request that cannot be sent counts as lost, and is sent again in time.
    fn send(&mut self, now: Instant) -> Result<(), Cause> {
        let socket = &self.socket;
        self.pending
            .transmit(now, |request| socket.send(request))
            .or_else(|errno| self.trouble(errno))
    }

    /// Whether a failure ends the exchange. A full queue is only a loss; and a chronyd that has
    /// answered before may be restarting.
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
/// just before the sleep does not shorten it, but the sleep is short: it ends at the next resend.
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
    // The caller checks everything again, whatever ended the sleep.
    let _woken_early = poll(&mut sockets, Some(&timeout));
}
