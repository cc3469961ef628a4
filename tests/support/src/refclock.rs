//! A reference clock: feeds samples to a chronyd's `refclock SOCK` socket, as gpsd does. It knows the sample's layout, from
//! chrony's `refclock_sock.c`, and nothing of what chronyd makes of it.

use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const MAGIC: i32 = 0x534f_434b;

/// Ten samples a second, from a thread that ends when this is dropped.
#[derive(Debug)]
pub struct Feeder {
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Feeder {
    /// Tells the chronyd that listens at `socket` by how many seconds true time is ahead of the system clock: `offset` of
    /// the microsecond in which the sample is taken.
    ///
    /// # Panics
    ///
    /// When there can be no socket to send from.
    pub fn start(socket: PathBuf, offset: impl Fn(u32) -> f64 + Send + 'static) -> Self {
        let sender = UnixDatagram::unbound().expect("a socket");
        sender.set_nonblocking(true).expect("a socket's mode");
        let ended = Arc::new(AtomicBool::new(false));
        let watched = Arc::clone(&ended);
        let thread = thread::spawn(move || {
            while !watched.load(Ordering::Relaxed) {
                // A chronyd that is stopped or gone takes no sample; the next one may be taken.
                let _ = sender.send_to(&sample(&offset), &socket);
                thread::sleep(Duration::from_millis(100));
            }
        });
        Self {
            ended,
            thread: Some(thread),
        }
    }
}

impl Drop for Feeder {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// `struct sock_sample` of a 64-bit machine: the time of the measurement (seconds, microseconds), the offset, whether it is
/// a pulse, leap, padding, magic.
fn sample(offset: impl Fn(u32) -> f64) -> Vec<u8> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock past 1970");
    let seconds = i64::try_from(now.as_secs()).expect("a clock before the year 292 billion");
    let mut bytes = Vec::with_capacity(40);
    bytes.extend(seconds.to_ne_bytes());
    bytes.extend(i64::from(now.subsec_micros()).to_ne_bytes());
    bytes.extend(offset(now.subsec_micros()).to_ne_bytes());
    for word in [0, 0, 0, MAGIC] {
        bytes.extend(i32::to_ne_bytes(word));
    }
    bytes
}
