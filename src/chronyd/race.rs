//! Several paths to chronyd, one of which is to serve the whole fetch: the first that answers.
//! A path that refuses is left at once, and a silent one does not hold the others up.

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use super::Endpoint;
use super::decode::{Outcome, Refusal};
use super::exchange::{Exchange, Lost, wait};
use super::question::Question;
use super::socket::{Socket, system_words};
use crate::error::{Cause, DeadPath};

/// How long a path may be silent before the next is tried beside it. Three local paths, the first
/// two silent, so cost at most 0.2 s; a distant host is given the time an answer takes.
const LOCAL_HEAD_START: Duration = Duration::from_millis(100);
const DISTANT_HEAD_START: Duration = Duration::from_millis(300);

/// How often to look whether a name has been resolved.
const RESOLVER_TICK: Duration = Duration::from_millis(5);

/// The path that won.
#[derive(Debug)]
pub struct Winner {
    /// Its place, as a user would write it.
    pub server: String,
    /// The conversation, with the other opening questions still open.
    pub exchange: Exchange,
    /// The question that was answered first.
    pub first: (Question, Outcome),
}

/// Why nobody won.
#[derive(Debug)]
pub enum NoWinner {
    /// Every path led nowhere.
    AllDead(Vec<DeadPath>),
    /// A signal wants the program to end.
    Signal(i32),
}

/// Puts the opening questions on all paths, one after the other, until one answers.
///
/// # Errors
/// When none does before the deadline, or a signal arrives.
pub fn race(
    endpoints: &[Endpoint],
    opening: &[Question],
    deadline: Instant,
) -> Result<Winner, NoWinner> {
    let mut race = Race {
        lanes: endpoints.iter().cloned().map(Lane::new).collect(),
        opening,
        next_start: Instant::now(),
    };
    loop {
        let now = Instant::now();
        race.start_lanes(now, deadline);
        if let Some(winner) = race.advance(now)? {
            return Ok(winner);
        }
        if now >= deadline || race.is_over() {
            return Err(NoWinner::AllDead(race.causes()));
        }
        race.wait(deadline);
    }
}

struct Race<'a> {
    lanes: Vec<Lane>,
    opening: &'a [Question],
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

    fn start(&mut self, opening: &[Question]) {
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
    fn start_lanes(&mut self, now: Instant, deadline: Instant) {
        while let Some(place) = self.lanes.iter().position(Lane::is_queued) {
            if now < self.next_start && self.lanes.iter().any(Lane::is_running) {
                return;
            }
            let others = u32::try_from(self.lanes.len()).unwrap_or(u32::MAX);
            let lane = &mut self.lanes[place];
            lane.start(self.opening);
            if lane.is_running() {
                let head_start = if lane.endpoint.is_local() {
                    LOCAL_HEAD_START
                } else {
                    DISTANT_HEAD_START
                };
                // However short the time, every path is to have its turn.
                let share = deadline.saturating_duration_since(now) / others;
                self.next_start = now + head_start.min(share);
            }
        }
    }

    fn advance(&mut self, now: Instant) -> Result<Option<Winner>, NoWinner> {
        let mut place = 0;
        while let Some(lane) = self.lanes.get_mut(place) {
            place += 1;
            match &mut lane.state {
                LaneState::Resolving(resolver) => {
                    let addresses = match resolver.try_recv() {
                        Err(TryRecvError::Empty) => continue,
                        Ok(Ok(addresses)) => addresses,
                        Ok(Err(cause)) => {
                            lane.state = LaneState::Over(cause);
                            continue;
                        }
                        Err(TryRecvError::Disconnected) => {
                            let died = Cause::Unresolvable("the resolver failed".to_owned());
                            lane.state = LaneState::Over(died);
                            continue;
                        }
                    };
                    lane.state = LaneState::Replaced;
                    let lanes = addresses.into_iter().map(Endpoint::Udp).map(Lane::new);
                    self.lanes.splice(place..place, lanes);
                    self.next_start = now;
                }
                LaneState::Talking(exchange) => match exchange.advance(now) {
                    Ok(None) => {}
                    Ok(Some((_, Outcome::Refused(refusal)))) if closes_path(refusal) => {
                        lane.state = LaneState::Over(Cause::HostDenied);
                    }
                    Ok(Some(first)) => return self.won_by(place - 1, first).map(Some),
                    Err(Lost::Path(cause) | Lost::Deadline(cause)) => {
                        lane.state = LaneState::Over(cause);
                    }
                    Err(Lost::Signal(signal)) => return Err(NoWinner::Signal(signal)),
                },
                LaneState::Queued | LaneState::Over(_) | LaneState::Replaced => {}
            }
        }
        Ok(None)
    }

    /// Ends the other conversations, and hands the winner's over.
    fn won_by(&mut self, place: usize, first: (Question, Outcome)) -> Result<Winner, NoWinner> {
        let mut winner = None;
        for (lane_place, lane) in self.lanes.drain(..).enumerate() {
            let LaneState::Talking(exchange) = lane.state else {
                continue;
            };
            if lane_place == place {
                winner = Some((lane.endpoint.to_string(), *exchange));
            } else if let Some(signal) = exchange.close() {
                return Err(NoWinner::Signal(signal));
            }
        }
        winner
            .map(|(server, exchange)| Winner {
                server,
                exchange,
                first,
            })
            .ok_or(NoWinner::AllDead(Vec::new()))
    }

    fn is_over(&self) -> bool {
        !self
            .lanes
            .iter()
            .any(|lane| lane.is_running() || lane.is_queued())
    }

    fn wait(&self, deadline: Instant) {
        let talking = || {
            self.lanes.iter().filter_map(|lane| match &lane.state {
                LaneState::Talking(exchange) => Some(&**exchange),
                _ => None,
            })
        };
        let mut until = deadline;
        if self.lanes.iter().any(Lane::is_queued) {
            until = if self.lanes.iter().any(Lane::is_running) {
                until.min(self.next_start)
            } else {
                return;
            };
        }
        if let Some(resend_at) = talking().filter_map(Exchange::wake_at).min() {
            until = until.min(resend_at);
        }
        let is_resolving = |lane: &Lane| matches!(lane.state, LaneState::Resolving(_));
        if self.lanes.iter().any(is_resolving) {
            until = until.min(Instant::now() + RESOLVER_TICK);
        }
        wait(talking(), until);
    }

    /// Every path with its cause, in the order in which they were to be tried.
    fn causes(self) -> Vec<DeadPath> {
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
                Some(DeadPath {
                    path: lane.endpoint.to_string(),
                    cause,
                })
            })
            .collect()
    }
}

/// A path on which chronyd says that this host may not ask is no path; another may be.
fn closes_path(refusal: Refusal) -> bool {
    refusal.is_permission()
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
