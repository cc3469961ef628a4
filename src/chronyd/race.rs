//! The race of several paths to chronyd: the first that answers serves the whole fetch. A path that
//! refuses is left at once, a silent one does not delay the others, and one that does not permit
//! every request wins only if no other answers.

use std::sync::mpsc::TryRecvError;
use std::time::{Duration, Instant};

use super::deadline::Deadline;
use super::endpoint::Endpoint;
use super::exchange::{Exchange, wait};
use super::lane::{Lane, LaneState, Talk};
use super::path::{Cause, FailedPath};
use super::reply::Outcome;
use super::request::Request;

/// How long a path may be silent before the next is tried beside it. So three local paths, the
/// first two silent, cost at most 0.2 s; a distant host has the time that its answer takes.
const LOCAL_HEAD_START: Duration = Duration::from_millis(100);
const DISTANT_HEAD_START: Duration = Duration::from_millis(300);

/// How long to wait for a chronyd that may be restarting.
const RESTART: Duration = Duration::from_millis(300);

/// How often to try a restarting chronyd again.
const RESTART_TICK: Duration = Duration::from_millis(20);

/// How often to check whether a name is resolved.
const RESOLVER_TICK: Duration = Duration::from_millis(5);

/// The path that won.
#[derive(Debug)]
pub struct Winner {
    /// Its place.
    pub server: Endpoint,
    /// The conversation, with the other opening requests still open.
    pub exchange: Exchange,
    /// The requests that it has answered, in the order of their replies.
    pub heard: Vec<(Request, Outcome)>,
}

/// Sends the opening requests on all paths, one after the other, until one answers.
///
/// # Errors
/// No path answers before the deadline: every path with its cause.
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
        give_up_at: None,
    };
    loop {
        let now = Instant::now();
        let is_late = deadline.is_reached(now);
        if !is_late {
            race.start_lanes(now);
        }
        let winner = race.advance(now).or_else(|| race.second_best(now, is_late));
        if let Some(place) = winner {
            return race.won_by(place);
        }
        if is_late {
            return Err(race.causes());
        }
        if !race.is_over() {
            race.wait();
        } else if !race.try_again(now) {
            return Err(race.causes());
        }
    }
}

struct Race<'a> {
    lanes: Vec<Lane>,
    opening: &'a [Request],
    deadline: &'a Deadline,
    next_start: Instant,
    /// When to stop waiting for a chronyd that answers on no path.
    give_up_at: Option<Instant>,
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
                // With a short timeout, every path gets an equal share of it.
                let left = self.deadline.moment().saturating_duration_since(now);
                self.next_start = now + head_start.min(left / lanes);
            }
        }
    }

    /// Advances every lane without waiting. Returns the index of the first that can serve the
    /// fetch.
    fn advance(&mut self, now: Instant) -> Option<usize> {
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
                LaneState::Talking(talk) => {
                    let was_restricted = talk.is_restricted();
                    match lane.hear(now) {
                        Ok(true) => return Some(place),
                        Ok(false) if lane.is_restricted() && !was_restricted => {
                            self.next_start = now;
                        }
                        Ok(false) => {}
                        Err(cause) => lane.state = LaneState::Over(cause),
                    }
                }
                LaneState::Queued | LaneState::Over(_) | LaneState::Replaced => {}
            }
            place += 1;
        }
        None
    }

    /// The index of the first path that permitted only some requests, once every other path has had
    /// its head start.
    fn second_best(&self, now: Instant, is_late: bool) -> Option<usize> {
        let may_be_better = |lane: &Lane| {
            lane.is_queued()
                || (lane.is_running() && !lane.is_restricted() && now < self.next_start)
        };
        if !is_late && self.lanes.iter().any(may_be_better) {
            return None;
        }
        let is_of_use = |lane: &Lane| lane.talk().is_some_and(Talk::is_of_use);
        self.lanes.iter().position(is_of_use)
    }

    /// Returns the winner's exchange; the other lanes end.
    fn won_by(mut self, place: usize) -> Result<Winner, Vec<FailedPath>> {
        let lane = self.lanes.swap_remove(place);
        match lane.state {
            LaneState::Talking(talk) => Ok(Winner {
                server: lane.endpoint,
                exchange: talk.exchange,
                heard: talk.heard,
            }),
            _ => Err(self.causes()),
        }
    }

    /// Starts the paths without a listener again, if chronyd may be restarting.
    fn try_again(&mut self, now: Instant) -> bool {
        let again = now + RESTART_TICK;
        if now >= *self.give_up_at.get_or_insert(now + RESTART) || again >= self.deadline.moment() {
            return false;
        }
        let may_pass =
            |lane: &Lane| matches!(&lane.state, LaneState::Over(cause) if cause.may_pass());
        if !self.lanes.iter().any(may_pass) {
            return false;
        }
        wait([], again);
        // All at once, so that each has a cause when time runs out.
        for lane in self.lanes.iter_mut().filter(|lane| may_pass(lane)) {
            lane.start(self.opening);
        }
        true
    }

    fn is_over(&self) -> bool {
        !self
            .lanes
            .iter()
            .any(|lane| lane.is_running() || lane.is_queued())
    }

    fn wait(&self) {
        let talking = || {
            self.lanes
                .iter()
                .filter_map(Lane::talk)
                .map(|talk| &talk.exchange)
        };
        let mut until = self.deadline.moment();
        if self.lanes.iter().any(Lane::is_queued) {
            until = if self.lanes.iter().any(Lane::is_running) {
                until.min(self.next_start)
            } else {
                return;
            };
        }
        if self.lanes.iter().any(Lane::is_restricted) {
            until = until.min(self.next_start);
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

    /// Every path with its cause, in the order of the endpoints.
    fn causes(self) -> Vec<FailedPath> {
        self.lanes
            .into_iter()
            .filter_map(|lane| {
                let cause = match lane.state {
                    LaneState::Replaced => return None,
                    LaneState::Over(cause) => cause,
                    LaneState::Talking(talk) if talk.is_restricted() => Cause::NotPermitted,
                    LaneState::Talking(talk) => talk.exchange.silence(),
                    LaneState::Resolving(_) => {
                        Cause::Unresolvable("the resolver did not answer in time".to_owned())
                    }
                    LaneState::Queued => Cause::NotTried,
                };
                Some(FailedPath {
                    path: lane.endpoint,
                    cause,
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each pair: milliseconds after the first start, and how many lanes are started by then
    /// without an answer.
    #[track_caller]
    fn assert_started(endpoints: &[Endpoint], timeout: Duration, expected: &[(u64, usize)]) {
        let began = Instant::now();
        let deadline = Deadline::new(began + timeout);
        let mut race = Race {
            lanes: endpoints.iter().cloned().map(Lane::new).collect(),
            opening: &[Request::Tracking],
            deadline: &deadline,
            next_start: began,
            give_up_at: None,
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
        // A short timeout is shared equally.
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
