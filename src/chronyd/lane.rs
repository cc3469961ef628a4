//! One path to chronyd: it resolves the name, opens the socket, sends the requests, collects the
//! replies. The other paths are not known here.

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Instant;

use super::endpoint::Endpoint;
use super::exchange::Exchange;
use super::path::Cause;
use super::port_owner;
use super::reply::Outcome;
use super::request::Request;
use super::socket::{Socket, system_words};

/// A path and its progress.
pub(super) struct Lane {
    pub(super) endpoint: Endpoint,
    pub(super) state: LaneState,
}

/// The progress of a path.
pub(super) enum LaneState {
    Queued,
    Resolving(Receiver<Result<Vec<SocketAddr>, Cause>>),
    Talking(Box<Talk>),
    Over(Cause),
    /// The name is resolved, and each address has a lane of its own.
    Replaced,
}

/// An exchange and its replies so far.
pub(super) struct Talk {
    pub(super) exchange: Exchange,
    pub(super) heard: Vec<(Request, Outcome)>,
}

impl Talk {
    /// Whether chronyd did not permit a request, so that another path may serve better.
    pub(super) fn is_restricted(&self) -> bool {
        self.heard.iter().any(|(_, outcome)| !is_permitted(outcome))
    }

    /// Whether chronyd permitted any request.
    pub(super) fn is_of_use(&self) -> bool {
        self.heard.iter().any(|(_, outcome)| is_permitted(outcome))
    }
}

impl Lane {
    pub(super) fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            state: LaneState::Queued,
        }
    }

    pub(super) fn start(&mut self, opening: &[Request]) {
        let socket = match &self.endpoint {
            Endpoint::Udp(address) => {
                port_owner::check(*address).and_then(|()| Socket::udp(*address))
            }
            Endpoint::Unix(path) => Socket::unix(path),
            Endpoint::Named { host, port } => {
                self.state = LaneState::Resolving(resolve(host.clone(), *port));
                return;
            }
        };
        self.state = match socket.and_then(Exchange::new) {
            Ok(mut exchange) => {
                exchange.ask(opening.iter().copied());
                let heard = Vec::new();
                LaneState::Talking(Box::new(Talk { exchange, heard }))
            }
            Err(cause) => LaneState::Over(cause),
        };
    }

    pub(super) fn is_running(&self) -> bool {
        matches!(self.state, LaneState::Resolving(_) | LaneState::Talking(_))
    }

    pub(super) fn is_queued(&self) -> bool {
        matches!(self.state, LaneState::Queued)
    }

    pub(super) fn talk(&self) -> Option<&Talk> {
        match &self.state {
            LaneState::Talking(talk) => Some(talk),
            _ => None,
        }
    }

    pub(super) fn is_restricted(&self) -> bool {
        self.talk().is_some_and(Talk::is_restricted)
    }

    /// Takes the replies that have arrived. `true`: no other path can serve better.
    ///
    /// # Errors
    /// The path cannot serve the fetch at all.
    pub(super) fn hear(&mut self, now: Instant) -> Result<bool, Cause> {
        let LaneState::Talking(talk) = &mut self.state else {
            return Ok(false);
        };
        while let Some((request, outcome)) = talk.exchange.advance(now)? {
            if let Outcome::Refused(status) = &outcome
                && let Some(cause) = Cause::of_status(*status)
            {
                return Err(cause);
            }
            // Checked again: the owner of the port may have been hidden when the request was sent.
            if let Endpoint::Udp(address) = self.endpoint {
                port_owner::check(address)?;
            }
            talk.heard.push((request, outcome));
            if !talk.is_restricted() {
                return Ok(true);
            }
        }
        if talk.exchange.is_over() && !talk.is_of_use() {
            return Err(Cause::NotPermitted);
        }
        Ok(false)
    }
}

fn is_permitted(outcome: &Outcome) -> bool {
    !matches!(outcome, Outcome::Refused(status) if status.is_not_permitted())
}

/// Resolves a name in a thread: the system's resolver has no timeout, and its thread is abandoned
/// if the program ends first.
fn resolve(host: String, port: u16) -> Receiver<Result<Vec<SocketAddr>, Cause>> {
    let (sender, receiver) = mpsc::channel();
    let resolved = sender.clone();
    let started = thread::Builder::new().spawn(move || {
        let addresses = (host.as_str(), port)
            .to_socket_addrs()
            .map(Iterator::collect)
            .map_err(|error| Cause::Unresolvable(system_words(&error)));
        // After the deadline the receiver is gone.
        let _left_behind = resolved.send(addresses);
    });
    if let Err(error) = started {
        let why = format!("no thread to do it ({})", system_words(&error));
        let _received = sender.send(Err(Cause::Unresolvable(why)));
    }
    receiver
}
