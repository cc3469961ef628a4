//! Waiting for another process, without a guess of how long it takes.

use std::thread;
use std::time::{Duration, Instant};

/// How long a busy machine may need for anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// Looks again and again until something is so.
///
/// # Panics
///
/// When it is not so within a minute.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "waiting until {what}");
        thread::sleep(Duration::from_millis(2));
    }
}
