//! Standard output as it was when the program started, without the comforts of Rust's runtime.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::io::Errno;
use rustix::stdio::stdout;

static WAS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Before `main`, Rust's runtime opens `/dev/null` where standard output is closed. This comes earlier.
/// Miri runs no code before `main` that asks the system for something.
#[cfg(not(miri))]
#[ctor::ctor]
fn note_whether_it_is_closed() {
    let is_closed = rustix::io::fcntl_getfd(stdout()).is_err();
    WAS_CLOSED.store(is_closed, Ordering::Relaxed);
}

/// A copy, which also fails where the stream is not open for writing; Rust's own would say nothing.
pub(super) fn open() -> io::Result<File> {
    if WAS_CLOSED.load(Ordering::Relaxed) {
        return Err(Errno::BADF.into());
    }
    stdout().as_fd().try_clone_to_owned().map(File::from)
}
