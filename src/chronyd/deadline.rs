//! When a fetch must end: at a moment, or at a signal.

use std::time::Instant;

use super::signals::Signals;

/// When one fetch must end.
#[derive(Debug)]
pub struct Deadline {
    moment: Instant,
    signals: Signals,
}

impl Deadline {
    /// The fetch must end by this moment.
    pub fn new(moment: Instant) -> Self {
        Self {
            moment,
            signals: Signals::default(),
        }
    }

    /// When the fetch must end.
    pub(super) fn moment(&self) -> Instant {
        self.moment
    }

    /// The signals that end it sooner, once they are held.
    pub(super) fn signals(&self) -> &Signals {
        &self.signals
    }

    /// Whether the time is up, or a signal has come.
    pub(super) fn is_reached(&self, now: Instant) -> bool {
        now >= self.moment || self.signals.received().is_some()
    }

    /// Lets signals act at once again, and returns the one that has come meanwhile. Every socket has to
    /// be gone by then.
    pub fn release(self) -> Option<i32> {
        self.signals.release()
    }
}
