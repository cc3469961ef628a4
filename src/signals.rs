//! The signals that end the program. While something of its own lies in the file system they are noted
//! instead of obeyed, so that it can be removed first.

use std::fs;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2,
    SIGVTALRM, SIGXCPU, SIGXFSZ,
};
use signal_hook::flag;
use signal_hook::low_level::signal_name;

/// Two that signal-hook does not know (signal(7); the same numbers on all but MIPS and SPARC). What it
/// does not know, and SIGIO, which it takes for harmless, is noted also after it was released.
const SIGSTKFLT: i32 = 16;
const SIGPWR: i32 = 30;

/// Every signal whose default ends a process and that can wait. Not among them: SIGKILL, those by which
/// the kernel reports a program's own faults, and the real-time signals.
const DEADLY: [i32; 14] = [
    SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM, SIGSTKFLT, SIGXCPU,
    SIGVTALRM, SIGPROF, SIGIO, SIGPWR,
];

/// A process has one disposition of each signal.
static STATE: LazyLock<State> = LazyLock::new(State::default);

#[derive(Debug, Default)]
struct State {
    is_registered: AtomicBool,
    outlives_the_limit: AtomicBool,
    received: Arc<AtomicUsize>,
    released: Arc<AtomicBool>,
}

/// Notes the signals that end the program from now on, instead of letting them act at once. A signal
/// that the parent process has set to be ignored (`nohup` does) stays ignored.
pub(crate) fn hold() -> io::Result<()> {
    STATE.released.store(false, Ordering::SeqCst);
    if STATE.is_registered.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    let ignored = ignored_signals();
    for signal in DEADLY {
        if ignored >> (signal - 1) & 1 == 0 {
            if signal_name(signal).is_some() {
                flag::register_conditional_default(signal, Arc::clone(&STATE.released))?;
            }
            let number = usize::try_from(signal).unwrap_or_default();
            flag::register_usize(signal, Arc::clone(&STATE.received), number)?;
        }
    }
    Ok(())
}

/// The signal that has come since they were held.
pub(crate) fn received() -> Option<i32> {
    let signal = STATE.received.load(Ordering::SeqCst);
    i32::try_from(signal).ok().filter(|&signal| signal != 0)
}

/// Lets the signals act at once again, and returns the one that has come meanwhile.
pub(crate) fn release() -> Option<i32> {
    STATE.released.store(true, Ordering::SeqCst);
    received()
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

/// Makes a write beyond the limit on the size of files (`ulimit -f`) fail, instead of ending the
/// program.
pub(crate) fn outlive_the_file_size_limit() -> io::Result<()> {
    if STATE.outlives_the_limit.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    flag::register(SIGXFSZ, Arc::default()).map(|_id| ())
}
