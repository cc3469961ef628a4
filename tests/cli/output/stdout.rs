//! Standard output: a pipe whose reader has had enough, a full disk, a stream that cannot be written.

use std::fs::{self, File};
use std::io;
use std::process::Stdio;

use test_support::environment::{self, public_directory};
use test_support::scripted::{Daemon, Reports};

use super::assert_document;
use crate::program::{asking, run, second_hand, text};

#[test]
fn a_reader_that_has_seen_enough_ends_the_run_quietly() {
    let daemon = Daemon::honest(Reports::default());
    for arguments in [
        &["all"][..],
        &["all", "--json"],
        &["--help"],
        &["--version"],
    ] {
        let (reader, writer) = io::pipe().expect("a pipe");
        drop(reader);
        let mut command = asking(&daemon, arguments);
        command.stdout(writer).stderr(Stdio::piped());
        let output = command
            .spawn()
            .and_then(std::process::Child::wait_with_output);
        let output = output.expect("the program runs");
        assert_eq!(text(&output.stderr), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn head_gets_its_line() {
    let daemon = Daemon::honest(Reports::with_sources(200));
    let mut command = environment::program("/bin/bash");
    command
        .args(["-c", "set -o pipefail; \"$0\" \"$@\" | head -1"])
        .arg(second_hand().get_program())
        .args(daemon.arguments())
        .arg("all");
    let output = run(command);
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(text(&output.stdout).lines().count(), 1);
}

#[test]
fn a_full_disk_is_status_3() {
    let daemon = Daemon::honest(Reports::default());
    for arguments in [&["all"][..], &["all", "--json"], &["--help"], &["-V"]] {
        let full = File::options().write(true).open("/dev/full");
        let mut command = asking(&daemon, arguments);
        command.stdout(full.expect("/dev/full"));
        let child = command.stderr(Stdio::piped()).spawn();
        let output = child.and_then(std::process::Child::wait_with_output);
        let output = output.expect("the program runs");
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {output:?}");
        let messages = text(&output.stderr);
        assert!(messages.contains("standard output"), "{messages}");
        assert!(messages.contains("No space left"), "{messages}");
    }
}

/// Rust's runtime opens `/dev/null` where standard output is closed, and takes a stream that is not
/// open for writing for one that nobody reads; whoever waits for the report would miss it unawares.
#[test]
fn a_standard_output_that_takes_nothing_is_status_3() {
    let daemon = Daemon::honest(Reports::default());
    for redirection in [">&-", "</dev/null >&0"] {
        for arguments in [
            &["all"][..],
            &["all", "--json"],
            &["all", "--format", "prometheus"],
            &["check"],
            &["--help"],
            &["-V"],
        ] {
            let mut command = environment::program("/bin/sh");
            command
                .arg("-c")
                .arg(format!("exec \"$0\" \"$@\" {redirection}"))
                .arg(second_hand().get_program())
                .args(daemon.arguments())
                .args(arguments);
            let output = run(command);
            let case = format!("{redirection} {arguments:?}: {output:?}");
            assert_eq!(output.status.code(), Some(3), "{case}");
            let messages = text(&output.stderr);
            assert!(messages.contains("standard output"), "{case}");
            assert!(messages.contains("Bad file descriptor"), "{case}");
        }
    }
}

/// As a program's caller does that only wants to know the exit status.
#[test]
fn what_is_thrown_away_is_written() {
    let daemon = Daemon::honest(Reports::default());
    // Opened as Python's `subprocess.DEVNULL` is, and as Rust's runtime does it.
    let both_ways = File::options().read(true).write(true).open("/dev/null");
    let mut command = asking(&daemon, &["all", "--json"]);
    command.stdout(both_ways.expect("/dev/null"));
    let status = command.status().expect("the program runs");
    assert_eq!(status.code(), Some(0));
}

#[test]
fn a_file_is_written_also_where_standard_output_is_closed() {
    let directory = public_directory();
    let daemon = Daemon::honest(Reports::default());
    for (name, path) in [("report.json", None), ("null", Some("/dev/null"))] {
        let path = path.map_or_else(|| directory.path().join(name), Into::into);
        let mut command = environment::program("/bin/sh");
        command
            .args(["-c", "exec \"$0\" \"$@\" >&-"])
            .arg(second_hand().get_program())
            .args(daemon.arguments())
            .args(["all", "--json", "-o"])
            .arg(&path);
        let output = run(command);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
    let written = fs::read(directory.path().join("report.json")).expect("a file");
    assert_document(&written);
}
