//! The signals that end the program. While a temporary file or a socket of the program exists,
//! signals are noted and not obeyed, so that the program can remove it first.

use std::fs;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM,
    SIGXCPU, SIGXFSZ,
};
use signal_hook::flag;
use signal_hook::low_level::signal_name;

/// Every signal that ends a process by default and can be held back. SIGKILL cannot; signals by
/// which the kernel reports a program's own faults, and real-time signals, are left alone.
const DEADLY: [i32; 11] = [
    SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM, SIGXCPU, SIGVTALRM,
    SIGPROF,
];

/// Signals that do so on Linux alone: SIGIO, and SIGSTKFLT and SIGPWR by their numbers (signal(7);
/// the same on all but MIPS and SPARC). signal-hook believes SIGIO to be harmless by default and does
/// not know the other two, so they are only noted even after [`release`].
#[cfg(target_os = "linux")]
const DEADLY_ON_LINUX: [i32; 3] = [signal_hook::consts::SIGIO, 16, 30];
#[cfg(not(target_os = "linux"))]
const DEADLY_ON_LINUX: [i32; 0] = [];

/// Global, because a process has one disposition for each signal.
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
    for signal in DEADLY.into_iter().chain(DEADLY_ON_LINUX) {
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

/// The last signal that came since [`hold`].
pub(crate) fn received() -> Option<i32> {
    let signal = STATE.received.load(Ordering::SeqCst);
    i32::try_from(signal).ok().filter(|&signal| signal != 0)
}

/// Lets signals act at once again. Returns the last signal that came in between.
pub(crate) fn release() -> Option<i32> {
    STATE.released.store(true, Ordering::SeqCst);
    received()
}

/// The ignored signals as a bit mask; the lowest bit is signal 1 (proc(5)).
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
