//! What is no regular file, and so is written to and not replaced: pipes, devices, sockets.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _, symlink};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{CWD, Mode, OFlags};
use tempfile::TempDir;
use test_support::environment::{self, Unprivileged, public_directory};
use test_support::scripted::{Daemon, Reports};

use super::{OLD, assert_document, names, writing};
use crate::program::{run, second_hand, text};

fn named_pipe_in(directory: &TempDir) -> PathBuf {
    let path = directory.path().join("pipe");
    rustix::fs::mknodat(CWD, &path, rustix::fs::FileType::Fifo, Mode::from(0o600), 0)
        .expect("a named pipe");
    path
}

/// The pipe, open for reading though nobody writes yet.
fn reader_of(pipe: &Path) -> File {
    File::options()
        .read(true)
        .custom_flags(OFlags::NONBLOCK.bits().cast_signed())
        .open(pipe)
        .expect("my own pipe")
}

#[test]
fn a_named_pipe_is_written_to() {
    let directory = public_directory();
    let path = named_pipe_in(&directory);
    let mut reader = reader_of(&path);
    let daemon = Daemon::honest(Reports::default());
    let output = run(writing(&daemon, &path));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let mut written = Vec::new();
    reader.read_to_end(&mut written).expect("the pipe");
    assert_document(&written);
    let kind = fs::symlink_metadata(&path)
        .expect("it is there")
        .file_type();
    assert!(kind.is_fifo());
    assert_eq!(names(&directory), ["pipe"]);
}

/// As a user who could not replace a device even if the program tried to.
#[test]
fn a_device_is_written_to() {
    let daemon = Daemon::honest(Reports::default());
    let program = Unprivileged::copy_of(env!("CARGO_BIN_EXE_second-hand"));
    let to = |device: &str| {
        let mut command = program.command();
        command
            .args(daemon.arguments())
            .args(["all", "--json", "-o", device]);
        let output = run(command);
        let kind = fs::symlink_metadata(device).expect("a device").file_type();
        assert!(kind.is_char_device(), "{device}");
        output
    };
    let output = to("/dev/null");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(text(&output.stdout), "");
    let output = to("/dev/full");
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let messages = text(&output.stderr);
    assert!(messages.contains("/dev/full"), "{messages}");
}

/// A link in this directory to what `/dev/stdout` is a link to, so that a program that replaces
/// what it should write to does no harm.
fn stdout_in(directory: &TempDir) -> PathBuf {
    let link = directory.path().join("stdout");
    symlink("/proc/self/fd/1", &link).expect("a link");
    link
}

#[track_caller]
fn assert_still_stdout(directory: &TempDir) {
    let target = fs::read_link(directory.path().join("stdout")).expect("still a link");
    assert_eq!(target, Path::new("/proc/self/fd/1"));
    assert_eq!(names(directory), ["stdout"]);
}

#[test]
fn standard_output_named_as_a_file_is_written_to() {
    let directory = public_directory();
    let daemon = Daemon::honest(Reports::default());
    let output = run(writing(&daemon, &stdout_in(&directory)));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_document(&output.stdout);
    assert_still_stdout(&directory);
}

/// Nobody could open these pipes, which are another user's.
#[test]
fn another_users_pipe_is_written_to_where_it_is_a_stream_of_the_program() {
    let daemon = Daemon::honest(Reports::default());
    let program = Unprivileged::copy_of(env!("CARGO_BIN_EXE_second-hand"));
    for stream in [1, 2] {
        let directory = public_directory();
        let link = directory.path().join("stream");
        symlink(format!("/proc/self/fd/{stream}"), &link).expect("a link");
        let mut command = program.command();
        command
            .args(daemon.arguments())
            .args(["all", "--json", "-o"])
            .arg(&link);
        let output = run(command);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let (written, other) = match stream {
            1 => (output.stdout, output.stderr),
            _ => (output.stderr, output.stdout),
        };
        assert_document(&written);
        assert_eq!(text(&other), "");
        fs::read_link(&link).expect("still a link");
    }
}

/// A service's standard output is a socket of the journal's, which cannot be opened.
#[test]
fn a_socket_is_written_to_where_it_is_standard_output() {
    let directory = public_directory();
    let daemon = Daemon::honest(Reports::default());
    let (ours, theirs) = UnixStream::pair().expect("two sockets");
    let mut command = writing(&daemon, &stdout_in(&directory));
    command.stdout(OwnedFd::from(theirs));
    let status = command.status().expect("the program runs");
    drop(command);
    let mut written = Vec::new();
    (&ours).read_to_end(&mut written).expect("my own socket");
    assert_eq!(status.code(), Some(0));
    assert_document(&written);
    assert_still_stdout(&directory);
}

/// What others have written to the same file stays there.
#[test]
fn a_log_that_is_standard_output_is_appended_to() {
    let directory = public_directory();
    let elsewhere = public_directory();
    let log = elsewhere.path().join("log");
    fs::write(&log, "before\n").expect("room for a file");
    let daemon = Daemon::honest(Reports::default());
    let mut command = writing(&daemon, &stdout_in(&directory));
    let append = File::options().append(true).open(&log);
    command.stdout(append.expect("my own file"));
    let status = command.status().expect("the program runs");
    assert_eq!(status.code(), Some(0));
    let written = fs::read_to_string(&log).expect("a log");
    let document = written.strip_prefix("before\n").expect("what stood there");
    assert_document(document.as_bytes());
    assert_still_stdout(&directory);
}

/// Who only reads the old document while the new one is written has not lent a stream to write to.
#[test]
fn a_file_that_is_standard_output_for_reading_is_replaced() {
    let directory = public_directory();
    let path = directory.path().join("clock.json");
    fs::write(&path, OLD).expect("room for a file");
    let daemon = Daemon::honest(Reports::default());
    let mut command = writing(&daemon, &path);
    command.stdout(File::open(&path).expect("the file"));
    let status = command.status().expect("the program runs");
    assert_eq!(status.code(), Some(0));
    assert_document(&fs::read(&path).expect("a file"));
}

#[test]
fn a_process_substitution_is_written_to() {
    let daemon = Daemon::honest(Reports::default());
    let mut command = environment::program("/bin/bash");
    command
        .args(["-c", "\"$0\" \"$@\" --output >(cat)"])
        .arg(second_hand().get_program())
        .args(daemon.arguments())
        .args(["all", "--json"]);
    let output = run(command);
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_document(&output.stdout);
}

/// A reader that has seen enough is no failure here either.
#[test]
fn a_pipe_whose_reader_goes_away_ends_the_run_quietly() {
    let daemon = Daemon::honest(Reports::with_sources(200));
    let mut command = environment::program("/bin/bash");
    command
        .args(["-c", "\"$0\" \"$@\" --output >(head -c1)"])
        .arg(second_hand().get_program())
        .args(daemon.arguments())
        .args(["all"]);
    let output = run(command);
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn a_named_pipe_that_nobody_reads_is_status_3_at_once() {
    let directory = public_directory();
    let path = named_pipe_in(&directory);
    let daemon = Daemon::honest(Reports::default());
    let began = Instant::now();
    let output = run(writing(&daemon, &path));
    assert!(began.elapsed() < Duration::from_secs(5), "{output:?}");
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let messages = text(&output.stderr);
    assert!(messages.contains("nobody reads"), "{messages}");
    assert_eq!(names(&directory), ["pipe"]);
}

/// More than a pipe holds, for a reader that takes its time: all of it arrives.
#[test]
fn a_slow_reader_of_a_named_pipe_gets_everything() {
    let directory = public_directory();
    let path = named_pipe_in(&directory);
    let daemon = Daemon::honest(Reports::with_sources(250));
    // Open from the beginning: the program does not wait for a reader.
    let mut reader = reader_of(&path);
    let mut child = writing(&daemon, &path).spawn().expect("the program runs");
    let mut written = Vec::new();
    let mut buffer = [0; 1000];
    let status = loop {
        thread::sleep(Duration::from_millis(1));
        let ended = child.try_wait().expect("the state of a child");
        match reader.read(&mut buffer) {
            Ok(0) | Err(_) if ended.is_some() => break ended,
            length => written.extend_from_slice(&buffer[..length.unwrap_or_default()]),
        }
    };
    assert_eq!(status.and_then(|status| status.code()), Some(0));
    assert!(written.len() > 65536, "{} bytes", written.len());
    assert_document(&written);
}

#[test]
fn a_socket_that_cannot_be_opened_is_status_3() {
    let directory = public_directory();
    let path = directory.path().join("socket");
    let _socket = UnixDatagram::bind(&path).expect("a socket");
    let daemon = Daemon::honest(Reports::default());
    let output = run(writing(&daemon, &path));
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let messages = text(&output.stderr);
    assert!(messages.contains("it is a socket"), "{messages}");
    assert_eq!(names(&directory), ["socket"]);
}

/// What a shell's here-document leaves open, or `memfd_create(2)`: a file that is at no path.
#[test]
fn a_file_without_a_name_is_written_to() {
    let mut unnamed = tempfile::tempfile().expect("room for a file");
    let old = "more than the document".repeat(5000);
    unnamed.write_all(old.as_bytes()).expect("room for a file");
    let daemon = Daemon::honest(Reports::default());
    let mut command = writing(&daemon, Path::new("/proc/self/fd/0"));
    command.stdin(unnamed.try_clone().expect("my own file"));
    let status = command.status().expect("the program runs");
    assert_eq!(status.code(), Some(0));
    let mut written = Vec::new();
    unnamed.rewind().expect("my own file");
    unnamed.read_to_end(&mut written).expect("my own file");
    assert_document(&written);
}
