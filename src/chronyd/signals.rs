//! Signals that end the program while its socket lies in the file system: they are noted, so that
//! the socket can be removed first. Knows nothing of what is removed.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::flag;

/// Holds the ending signals back until it is dropped; from then on they act at once again.
#[derive(Debug)]
pub(super) struct Held {
    caught: Arc<AtomicUsize>,
    released: Arc<AtomicBool>,
}

impl Held {
    /// Begins to hold the signals back.
    pub(super) fn new() -> io::Result<Self> {
        let held = Self {
            caught: Arc::default(),
            released: Arc::default(),
        };
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
            flag::register_conditional_default(signal, Arc::clone(&held.released))?;
            let number = usize::try_from(signal).unwrap_or_default();
            flag::register_usize(signal, Arc::clone(&held.caught), number)?;
        }
        Ok(held)
    }

    /// The signal that arrived, if one did.
    pub(super) fn caught(&self) -> Option<i32> {
        let signal = self.caught.load(Ordering::SeqCst);
        i32::try_from(signal).ok().filter(|&signal| signal != 0)
    }
}

impl Held {
    /// Lets the signals act at once again, and returns the one that came before.
    pub(super) fn release(self) -> Option<i32> {
        self.released.store(true, Ordering::SeqCst);
        self.caught()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.released.store(true, Ordering::SeqCst);
    }
}
