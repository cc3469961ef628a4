//! When a fetch must end: at a moment, or at a signal.

use std::time::Instant;

use crate::signals;

/// When one fetch must end.
#[derive(Debug)]
pub struct Deadline {
    moment: Instant,
}

impl Deadline {
    /// The fetch must end by this moment.
    pub fn new(moment: Instant) -> Self {
        Self { moment }
    }

    /// When the fetch must end.
    pub(super) fn moment(&self) -> Instant {
        self.moment
    }

    /// Whether the moment has passed or a signal has come.
    pub(super) fn is_reached(&self, now: Instant) -> bool {
        now >= self.moment || signals::received().is_some()
    }
}
