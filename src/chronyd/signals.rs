//! The signals that end the program. While a socket lies in the file system they are noted instead of
//! obeyed, so that it can be removed first.

use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::flag;

/// Signals that act at once until they are held, and again when they are released or this is dropped.
#[derive(Debug, Default)]
pub(super) struct Signals {
    received: Arc<AtomicUsize>,
    released: Arc<AtomicBool>,
}

impl Signals {
    /// Begins to note the signals that end the program, except those that whoever started it has
    /// told it to ignore (`nohup` does).
    pub(super) fn hold(&self) -> io::Result<()> {
        let ignored = ignored_signals();
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
            if ignored >> (signal - 1) & 1 == 0 {
                flag::register_conditional_default(signal, Arc::clone(&self.released))?;
                let number = usize::try_from(signal).unwrap_or_default();
                flag::register_usize(signal, Arc::clone(&self.received), number)?;
            }
        }
        Ok(())
    }

    /// The signal that has come since they were held.
    pub(super) fn received(&self) -> Option<i32> {
        let signal = self.received.load(Ordering::SeqCst);
        i32::try_from(signal).ok().filter(|&signal| signal != 0)
    }

    /// Lets the signals act at once again, and returns the one that has come meanwhile.
    pub(super) fn release(self) -> Option<i32> {
        self.released.store(true, Ordering::SeqCst);
        self.received()
    }
}

impl Drop for Signals {
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
