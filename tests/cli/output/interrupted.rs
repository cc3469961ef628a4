//! A signal that comes while a file is being written: the old file stays, and nothing else.

use std::fs;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::io::ioctl_fionread;
use rustix::pipe::fcntl_getpipe_size;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use test_support::environment::{self, DEADLY_SIGNALS, public_directory};
use test_support::scripted::{Asked, Daemon, Reports, socket_in};
use test_support::waiting::wait_until;

use super::{OLD, assert_document, names};
use crate::program::{asking, second_hand};

/// How long a write takes to reach the disk here.
const SLOW: Duration = Duration::from_secs(4);

/// The program, writing to this file on a disk that is slow: its tracer holds it up there.
fn writing_slowly(daemon: &Daemon, path: &Path) -> Command {
    let mut strace = environment::program("strace");
    strace
        // The tracer is the child, and the program the process that was started.
        .args(["-D", "-qq", "-e", "trace=fsync", "-o", "/dev/null", "-e"])
        .arg(format!("inject=fsync:delay_enter={}", SLOW.as_micros()))
        .arg(second_hand().get_program())
        .args(daemon.arguments())
        .args(["all", "--json", "--output"])
        .arg(path);
    strace
}

/// A file that is being replaced, and the program in the middle of it.
fn in_the_middle(daemon: &Daemon, prepare: impl Fn(&Command) -> Command) -> (TempDir, Child) {
    let directory = public_directory();
    let path = directory.path().join("report.json");
    fs::write(&path, OLD).expect("room for a file");
    let child = prepare(&writing_slowly(daemon, &path))
        // A core file, which some signals leave, goes where it is removed.
        .current_dir(directory.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("strace");
    wait_until("something is written", || names(&directory).len() != 1);
    (directory, child)
}

/// What lies in a directory, without a core file.
fn left_behind(directory: &TempDir) -> Vec<String> {
    let mut names = names(directory);
    names.retain(|name| !name.starts_with("core"));
    names
}

/// SECURITY.md: It leaves the old file or the new one there, and nothing else, at every end but these.
#[test]
fn a_signal_leaves_the_old_file_and_no_other() {
    let daemon = Daemon::honest(Reports::default());
    thread::scope(|scope| {
        for (signal, can_be_died_of) in DEADLY_SIGNALS {
            let daemon = &daemon;
            scope.spawn(move || {
                let (directory, mut child) = in_the_middle(daemon, environment::that_signals_end);
                kill_process(Pid::from_child(&child), signal).expect("it runs");
                let status = child.wait().expect("it ends");
                if can_be_died_of {
                    assert_eq!(status.signal(), Some(signal.as_raw()), "{status}");
                } else {
                    assert_eq!(status.code(), Some(3), "{signal:?}: {status}");
                }
                assert_eq!(left_behind(&directory), ["report.json"], "{signal:?}");
                let path = directory.path().join("report.json");
                assert_eq!(fs::read_to_string(path).expect("it is there"), OLD);
            });
        }
    });
}

/// By then the signals have been held once before, while the client's socket was there.
#[test]
fn a_signal_after_a_unix_socket_leaves_the_old_file_too() {
    let directory = public_directory();
    let socket = socket_in(directory.path());
    let daemon = Daemon::unix(socket, Reports::default(), Asked::honestly);
    let (directory, mut child) = in_the_middle(&daemon, environment::that_signals_end);
    kill_process(Pid::from_child(&child), Signal::TERM).expect("it runs");
    let status = child.wait().expect("it ends");
    assert_eq!(status.signal(), Some(Signal::TERM.as_raw()), "{status}");
    assert_eq!(left_behind(&directory), ["report.json"]);
    let path = directory.path().join("report.json");
    assert_eq!(fs::read_to_string(path).expect("it is there"), OLD);
}

/// Nothing lies in the file system any more: signals act at once again.
#[test]
fn a_signal_ends_a_run_that_waits_for_its_reader() {
    let directory = public_directory();
    let socket = socket_in(directory.path());
    let daemon = Daemon::unix(socket, Reports::with_sources(250), Asked::honestly);
    let (reader, writer) = io::pipe().expect("a pipe");
    let full = fcntl_getpipe_size(&reader).expect("my own pipe");
    let mut child = environment::that_signals_end(&asking(&daemon, &["all", "--json"]))
        .stdout(writer)
        .spawn()
        .expect("the program runs");
    wait_until("the pipe is full", || {
        ioctl_fionread(&reader).expect("my own pipe") >= full as u64
    });
    kill_process(Pid::from_child(&child), Signal::TERM).expect("it runs");
    wait_until("it ends", || child.try_wait().expect("its state").is_some());
    let status = child.wait().expect("its status");
    assert_eq!(status.signal(), Some(Signal::TERM.as_raw()), "{status}");
}

/// `nohup`, and a shell's background job, tell a program which signals to ignore before it starts.
#[test]
fn a_signal_that_is_to_be_ignored_does_not_stop_the_writing() {
    let daemon = Daemon::honest(Reports::default());
    let (directory, mut child) = in_the_middle(&daemon, |command| {
        let mut ignoring = environment::program("env");
        ignoring
            .arg("--ignore-signal=HUP")
            .arg(command.get_program())
            .args(command.get_args());
        ignoring
    });
    kill_process(Pid::from_child(&child), Signal::HUP).expect("it runs");
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(0), "{status}");
    assert_eq!(left_behind(&directory), ["report.json"]);
    let written = fs::read(directory.path().join("report.json"));
    assert_document(&written.expect("it is there"));
}
