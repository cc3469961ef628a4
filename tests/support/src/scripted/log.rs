//! What a scripted daemon was asked and when it answered, and the figures a test reads off that.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrony_candm::request::{Request, RequestBody};

use super::Peer;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// When.
    pub at: Instant,
    /// What was asked.
    pub request: Request,
    /// How often it had arrived before.
    pub repeat: usize,
    /// From whom.
    pub peer: Peer,
    /// The permission bits of the client's socket file at that moment, if it has one.
    pub socket_mode: Option<u32>,
}

#[derive(Debug, Clone)]
enum Event {
    Asked(Box<Arrival>),
    Answered { sequence: u32 },
}

/// Everything that has happened, in order.
#[derive(Debug, Clone, Default)]
pub struct Log {
    events: Vec<Event>,
}

impl Log {
    pub(super) fn asked(&mut self, arrival: Box<Arrival>) {
        self.events.push(Event::Asked(arrival));
    }

    pub(super) fn answered(&mut self, sequence: u32) {
        self.events.push(Event::Answered { sequence });
    }

    /// Every request that arrived, resends included.
    pub fn arrivals(&self) -> impl Iterator<Item = &Arrival> {
        self.events.iter().filter_map(|event| match event {
            Event::Asked(arrival) => Some(&**arrival),
            Event::Answered { .. } => None,
        })
    }

    /// Every request that arrived, each counted once however often it was resent.
    pub fn requests(&self) -> impl Iterator<Item = &Arrival> {
        self.arrivals().filter(|arrival| arrival.repeat == 0)
    }

    /// How many requests of this sort there were, resends not counted.
    pub fn count(&self, is_meant: impl Fn(&RequestBody) -> bool) -> usize {
        self.requests()
            .filter(|arrival| is_meant(&arrival.request.body))
            .count()
    }

    /// How many answers have been sent.
    #[must_use]
    pub fn answers(&self) -> usize {
        let is_answer = |event: &&Event| matches!(event, Event::Answered { .. });
        self.events.iter().filter(is_answer).count()
    }

    /// How often the number of sources was asked for.
    #[must_use]
    pub fn enumerations(&self) -> usize {
        self.count(|body| matches!(body, RequestBody::NSources))
    }

    /// The clients' sockets.
    #[must_use]
    pub fn peers(&self) -> HashSet<&Peer> {
        self.arrivals().map(|arrival| &arrival.peer).collect()
    }

    /// The paths of the clients' Unix sockets.
    #[must_use]
    pub fn peer_paths(&self) -> HashSet<&Path> {
        self.peers()
            .into_iter()
            .filter_map(|peer| match peer {
                Peer::Unix(path) => Some(PathBuf::as_path(path)),
                Peer::Udp(_) | Peer::Unnamed => None,
            })
            .collect()
    }

    /// When the first request arrived.
    ///
    /// # Panics
    ///
    /// When there was none.
    #[must_use]
    pub fn began(&self) -> Instant {
        self.arrivals().next().expect("a request").at
    }

    /// How many round trips there were: the most requests of which each came when the one before it had been answered. How
    /// long anything took does not matter.
    #[must_use]
    pub fn round_trips(&self) -> usize {
        let mut trip_of = HashMap::new();
        let mut answered = 0;
        for event in &self.events {
            match event {
                Event::Asked(arrival) if arrival.repeat == 0 => {
                    trip_of.insert(arrival.request.sequence, answered + 1);
                }
                Event::Asked(_) => {}
                Event::Answered { sequence } => answered = answered.max(trip_of[sequence]),
            }
        }
        trip_of.into_values().max().unwrap_or(0)
    }

    /// The largest number of requests that were waiting for an answer at one time.
    #[must_use]
    pub fn most_in_flight(&self) -> usize {
        let mut waiting = HashSet::new();
        let mut most = 0;
        for event in &self.events {
            match event {
                Event::Asked(arrival) if arrival.repeat == 0 => {
                    waiting.insert(arrival.request.sequence);
                    most = most.max(waiting.len());
                }
                Event::Asked(_) => {}
                Event::Answered { sequence } => {
                    waiting.remove(sequence);
                }
            }
        }
        most
    }
}
