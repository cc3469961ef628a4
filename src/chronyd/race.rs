//! Several paths to chronyd, one of which is to serve the whole fetch: the first that answers.
//! A path that refuses is left at once, and a silent one does not hold the others up.

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use super::Endpoint;
use super::deadline::Deadline;
use super::exchange::{Exchange, wait};
use super::path::{Cause, FailedPath};
use super::reply::Outcome;
use super::request::Request;
use super::socket::{Socket, system_words};

/// How long a path may be silent before the next is tried beside it. Three local paths, the first
/// two silent, so cost at most 0.2 s; a distant host is given the time an answer takes.
const LOCAL_HEAD_START: Duration = Duration::from_millis(100);
const DISTANT_HEAD_START: Duration = Duration::from_millis(300);

/// How often to look whether a name has been resolved.
const RESOLVER_TICK: Duration = Duration::from_millis(5);

/// The path that won.
#[derive(Debug)]
pub struct Winner {
    /// Its place.
    pub server: Endpoint,
    /// The conversation, with the other opening requests still open.
    pub exchange: Exchange,
    /// The request that was answered first.
    pub first: (Request, Outcome),
}

/// Sends the opening requests on all paths, one after the other, until one answers.
///
/// # Errors
/// When none does before the deadline has passed: every path with its cause.
pub fn race(
    endpoints: &[Endpoint],
    opening: &[Request],
    deadline: &Deadline,
) -> Result<Winner, Vec<FailedPath>> {
    let mut race = Race {
        lanes: endpoints.iter().cloned().map(Lane::new).collect(),
        opening,
        deadline,
        next_start: Instant::now(),
    };
    loop {
        let now = Instant::now();
        race.start_lanes(now);
        if let Some((place, first)) = race.advance(now) {
            return race.won_by(place, first);
        }
        if deadline.is_reached(now) || race.is_over() {
            return Err(race.causes());
        }
        race.wait();
    }
}

struct Race<'a> {
    lanes: Vec<Lane>,
    opening: &'a [Request],
    deadline: &'a Deadline,
    next_start: Instant,
}

struct Lane {
    endpoint: Endpoint,
    state: LaneState,
}

enum LaneState {
    Queued,
    Resolving(Receiver<Result<Vec<SocketAddr>, Cause>>),
    Talking(Box<Exchange>),
    Over(Cause),
    /// The name led to addresses, which have lanes of their own.
    Replaced,
}

impl Lane {
    fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            state: LaneState::Queued,
        }
    }

    fn start(&mut self, opening: &[Request]) {
        let socket = match &self.endpoint {
            Endpoint::Udp(address) => Socket::udp(*address),
            Endpoint::Unix(path) => Socket::unix(path),
            Endpoint::Named { host, port } => {
                self.state = LaneState::Resolving(resolve(host.clone(), *port));
                return;
            }
        };
        self.state = match socket.and_then(Exchange::new) {
            Ok(mut exchange) => {
                exchange.ask(opening.iter().copied());
                LaneState::Talking(Box::new(exchange))
            }
            Err(cause) => LaneState::Over(cause),
        };
    }

    fn is_running(&self) -> bool {
        matches!(self.state, LaneState::Resolving(_) | LaneState::Talking(_))
    }

    fn is_queued(&self) -> bool {
        matches!(self.state, LaneState::Queued)
    }
}

impl Race<'_> {
    /// Starts the next lane when its time has come, or when no other is running.
    fn start_lanes(&mut self, now: Instant) {
        while let Some(place) = self.lanes.iter().position(Lane::is_queued) {
            if now < self.next_start && self.lanes.iter().any(Lane::is_running) {
                return;
            }
            let lanes = u32::try_from(self.lanes.len()).unwrap_or(u32::MAX);
            let lane = &mut self.lanes[place];
            lane.start(self.opening);
            if lane.is_running() {
                let head_start = if lane.endpoint.is_local() {
                    LOCAL_HEAD_START
                } else {
                    DISTANT_HEAD_START
                };
                // However short the time, every path is to have its turn.
                let left = self.deadline.moment().saturating_duration_since(now);
                self.next_start = now + head_start.min(left / lanes);
            }
        }
    }

    /// Lets every lane do what can be done now. Returns the place of the first that has an answer.
    fn advance(&mut self, now: Instant) -> Option<(usize, (Request, Outcome))> {
        let mut place = 0;
        while let Some(lane) = self.lanes.get_mut(place) {
            match &mut lane.state {
                LaneState::Resolving(resolver) => match resolver.try_recv() {
                    Ok(Ok(addresses)) => {
                        lane.state = LaneState::Replaced;
                        let lanes = addresses.into_iter().map(Endpoint::Udp).map(Lane::new);
                        let next = place + 1;
                        self.lanes.splice(next..next, lanes);
                        self.next_start = now;
                    }
                    Ok(Err(cause)) => lane.state = LaneState::Over(cause),
                    Err(TryRecvError::Disconnected) => {
                        let died = Cause::Unresolvable("the resolver failed".to_owned());
                        lane.state = LaneState::Over(died);
                    }
                    Err(TryRecvError::Empty) => {}
                },
                LaneState::Talking(exchange) => match exchange.advance(now) {
                    Ok(None) => {}
                    Ok(Some((request, outcome))) => match closes_path(&outcome) {
                        Some(cause) => lane.state = LaneState::Over(cause),
                        None => return Some((place, (request, outcome))),
                    },
                    Err(cause) => lane.state = LaneState::Over(cause),
                },
                LaneState::Queued | LaneState::Over(_) | LaneState::Replaced => {}
            }
            place += 1;
        }
        None
    }

    /// Hands the winner's conversation over; the others end.
    fn won_by(
        mut self,
        place: usize,
        first: (Request, Outcome),
    ) -> Result<Winner, Vec<FailedPath>> {
        let lane = self.lanes.swap_remove(place);
        match lane.state {
            LaneState::Talking(exchange) => Ok(Winner {
                server: lane.endpoint,
                exchange: *exchange,
                first,
            }),
            _ => Err(self.causes()),
        }
    }

    fn is_over(&self) -> bool {
        !self
            .lanes
            .iter()
            .any(|lane| lane.is_running() || lane.is_queued())
    }

    fn wait(&self) {
        let talking = || {
            self.lanes.iter().filter_map(|lane| match &lane.state {
                LaneState::Talking(exchange) => Some(&**exchange),
                _ => None,
            })
        };
        let mut until = self.deadline.moment();
        if self.lanes.iter().any(Lane::is_queued) {
            until = if self.lanes.iter().any(Lane::is_running) {
                until.min(self.next_start)
            } else {
                return;
            };
        }
        if let Some(resend_at) = talking().filter_map(Exchange::resend_at).min() {
            until = until.min(resend_at);
        }
        let is_resolving = |lane: &Lane| matches!(lane.state, LaneState::Resolving(_));
        if self.lanes.iter().any(is_resolving) {
            until = until.min(Instant::now() + RESOLVER_TICK);
        }
        wait(talking(), until);
    }

    /// Every path with its cause, in the order in which they were to be tried.
    fn causes(self) -> Vec<FailedPath> {
        self.lanes
            .into_iter()
            .filter_map(|lane| {
                let cause = match lane.state {
                    LaneState::Replaced => return None,
                    LaneState::Over(cause) => cause,
                    LaneState::Talking(exchange) => exchange.silence(),
                    LaneState::Resolving(_) => {
                        Cause::Unresolvable("the resolver did not answer in time".to_owned())
                    }
                    LaneState::Queued => Cause::Silent,
                };
                Some(FailedPath {
                    path: lane.endpoint.to_string(),
                    cause,
                })
            })
            .collect()
    }
}

/// A chronyd that does not talk to this host at all, or not in this form, is no path: another may be.
fn closes_path(outcome: &Outcome) -> Option<Cause> {
    match outcome {
        Outcome::Refused(status) => status.closes_path(),
        Outcome::Answered(_) | Outcome::Malformed(_) => None,
    }
}

/// The system's resolver cannot be told when to stop, so it works aside, and is left behind when
/// the program ends first.
fn resolve(host: String, port: u16) -> Receiver<Result<Vec<SocketAddr>, Cause>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let addresses = (host.as_str(), port)
            .to_socket_addrs()
            .map(Iterator::collect)
            .map_err(|error| Cause::Unresolvable(system_words(&error)));
        // Nobody listens any more when the deadline has passed.
        let _left_behind = sender.send(addresses);
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many lanes are started by so many milliseconds after the first, if none has an answer.
    #[track_caller]
    fn assert_started(endpoints: &[Endpoint], timeout: Duration, expected: &[(u64, usize)]) {
        let began = Instant::now();
        let deadline = Deadline::new(began + timeout);
        let mut race = Race {
            lanes: endpoints.iter().cloned().map(Lane::new).collect(),
            opening: &[Request::Tracking],
            deadline: &deadline,
            next_start: began,
        };
        for &(after, lanes) in expected {
            race.start_lanes(began + Duration::from_millis(after));
            let started = race.lanes.iter().filter(|lane| !lane.is_queued());
            assert_eq!(started.count(), lanes, "after {after} ms");
        }
    }

    #[test]
    fn a_silent_path_has_its_head_start_and_no_more() {
        let timeout = Duration::from_secs(5);
        let local = Endpoint::Udp(([127, 0, 0, 1], 323).into());
        let expected = [(0, 1), (99, 1), (100, 2), (199, 2), (200, 3)];
        assert_started(
            &[local.clone(), local.clone(), local.clone()],
            timeout,
            &expected,
        );
        let named = Endpoint::Named {
            host: "127.0.0.1".to_owned(),
            port: 323,
        };
        let expected = [(0, 1), (299, 1), (300, 2)];
        assert_started(&[named, local.clone()], timeout, &expected);
        // Where there is no time for that, each has an equal share of it.
        let expected = [(0, 1), (39, 1), (40, 2)];
        assert_started(
            &[local.clone(), local],
            Duration::from_millis(80),
            &expected,
        );
    }

    #[test]
    fn a_path_that_cannot_be_has_none() {
        let broken = Endpoint::Unix("/nonexistent/chronyd.sock".into());
        let local = Endpoint::Udp(([127, 0, 0, 1], 323).into());
        let endpoints = [broken.clone(), broken, local.clone(), local];
        let expected = [(0, 3), (99, 3), (100, 4)];
        assert_started(&endpoints, Duration::from_secs(5), &expected);
    }
}
