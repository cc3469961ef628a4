//! Standard output as it was when the program started. Rust's runtime hides a closed one.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::io::Errno;
use rustix::stdio::stdout;

static WAS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Before `main`, Rust's runtime opens `/dev/null` in place of a closed standard output. This runs
/// earlier. Miri supports no system calls before `main`.
#[cfg(not(miri))]
#[ctor::ctor]
fn note_whether_it_is_closed() {
    let is_closed = rustix::io::fcntl_getfd(stdout()).is_err();
    WAS_CLOSED.store(is_closed, Ordering::Relaxed);
}

/// A copy of standard output. Writing to it fails when the stream is not open for writing; Rust's
/// own handle ignores that error.
pub(super) fn open() -> io::Result<File> {
    if WAS_CLOSED.load(Ordering::Relaxed) {
        return Err(Errno::BADF.into());
    }
    stdout().as_fd().try_clone_to_owned().map(File::from)
}
