//! What ends a fetch from outside: its deadline, or a signal. While a socket lies in the file system
//! the signals are noted instead of obeyed, so that it can be removed first.

use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::flag;

/// When one fetch is to end.
#[derive(Debug)]
pub struct Deadline {
    moment: Instant,
    caught: Arc<AtomicUsize>,
    released: Arc<AtomicBool>,
}

impl Deadline {
    /// The fetch is to end by this moment.
    pub fn new(moment: Instant) -> Self {
        Self {
            moment,
            caught: Arc::default(),
            released: Arc::default(),
        }
    }

    /// When the fetch is to end.
    pub(super) fn moment(&self) -> Instant {
        self.moment
    }

    /// Whether the time is up, or a signal has come.
    pub(super) fn is_reached(&self, now: Instant) -> bool {
        now >= self.moment || self.signal().is_some()
    }

    /// Begins to note the signals that end the program, except those that whoever started it has
    /// told it to ignore (`nohup` does).
    pub(super) fn hold_signals(&self) -> io::Result<()> {
        let ignored = ignored_signals();
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
            if ignored >> (signal - 1) & 1 == 0 {
                flag::register_conditional_default(signal, Arc::clone(&self.released))?;
                let number = usize::try_from(signal).unwrap_or_default();
                flag::register_usize(signal, Arc::clone(&self.caught), number)?;
            }
        }
        Ok(())
    }

    /// Lets the signals act at once again, and returns the one that has come meanwhile. Every socket
    /// has to be gone by then.
    pub fn release(self) -> Option<i32> {
        self.released.store(true, Ordering::SeqCst);
        self.signal()
    }

    fn signal(&self) -> Option<i32> {
        let signal = self.caught.load(Ordering::SeqCst);
        i32::try_from(signal).ok().filter(|&signal| signal != 0)
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        self.released.store(true, Ordering::SeqCst);
    }
}

/// The signals that are ignored, one bit each, the lowest for signal 1 (proc(5)).
fn ignored_signals() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or_default()
}
