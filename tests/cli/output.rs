//! Where the output goes: a pipe whose reader has had enough, a full disk, a file.

use std::fs::{self, File, Permissions};
use std::io::{self, Read as _};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

use rustix::fs::{CWD, Mode};
use tempfile::TempDir;
use test_support::scripted::{Daemon, Reports};
use test_support::stage::{self, ReadOnly, Unprivileged, public_directory};

use crate::program::{asking, run, second_hand, text};

/// What stood in a file before.
const OLD: &str = "what stood here before\n";

/// A command with its output in this file.
fn writing(daemon: &Daemon, path: &Path) -> Command {
    let mut command = asking(daemon, &["all", "--json", "--output"]);
    command.arg(path);
    command
}

/// The file holds one whole document, and nothing was said elsewhere.
#[track_caller]
fn assert_written(output: &Output, path: &Path) {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(text(&output.stdout), "");
    assert_eq!(text(&output.stderr), "");
    assert_document(&fs::read(path).expect("a file"));
}

#[track_caller]
fn assert_document(written: &[u8]) {
    let output = Output {
        stdout: written.to_vec(),
        ..Command::new("true").output().expect("true")
    };
    let document = test_support::json(&output);
    assert_eq!(document["tracking"]["stratum"], 3, "{document}");
    assert_eq!(written.last(), Some(&b'\n'));
}

/// The names in a directory.
fn names(directory: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(directory.path()).expect("a directory");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("a plain name"))
        .collect();
    names.sort();
    names
}

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
    let mut command = stage::program("/bin/bash");
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

#[test]
fn the_output_goes_to_a_file() {
    let directory = public_directory();
    let daemon = Daemon::honest(Reports::default());
    for option in ["-o", "--output"] {
        let path = directory.path().join(format!("report{option}.json"));
        let mut command = asking(&daemon, &["all", "--json", option]);
        command.arg(&path);
        assert_written(&run(command), &path);
    }
    assert_eq!(names(&directory), ["report--output.json", "report-o.json"]);
}

#[test]
fn a_file_is_named_relative_to_where_the_program_runs() {
    let directory = public_directory();
    let daemon = Daemon::honest(Reports::default());
    let mut command = writing(&daemon, Path::new("report.json"));
    command.current_dir(directory.path());
    assert_written(&run(command), &directory.path().join("report.json"));
}

#[test]
fn a_file_is_replaced_and_not_overwritten() {
    let directory = public_directory();
    let path = directory.path().join("report.json");
    let second_name = directory.path().join("second-name");
    fs::write(&path, OLD).expect("room for a file");
    fs::hard_link(&path, &second_name).expect("a second name");
    let daemon = Daemon::honest(Reports::default());
    assert_written(&run(writing(&daemon, &path)), &path);
    // Who has the old file open reads it to its end.
    assert_eq!(fs::read_to_string(&second_name).expect("it is there"), OLD);
    assert_eq!(names(&directory), ["report.json", "second-name"]);
}

#[test]
fn a_file_has_the_mode_the_umask_leaves() {
    let directory = public_directory();
    let daemon = Daemon::honest(Reports::default());
    for (umask, mode) in [
        ("022", 0o644),
        ("027", 0o640),
        ("077", 0o600),
        ("000", 0o666),
    ] {
        let path = directory.path().join(umask);
        let mut command = stage::program("/bin/sh");
        command
            .arg("-c")
            .arg(format!("umask {umask} && exec \"$0\" \"$@\""))
            .arg(second_hand().get_program())
            .args(daemon.arguments())
            .args(["all", "--json", "-o"])
            .arg(&path);
        assert_written(&run(command), &path);
        let permissions = fs::metadata(&path).expect("a file").permissions();
        assert_eq!(permissions.mode() & 0o7777, mode, "umask {umask}");
    }
}

#[test]
fn a_symbolic_link_goes_on_pointing_to_its_target() {
    let directory = public_directory();
    let target = directory.path().join("target.json");
    let link = directory.path().join("link.json");
    fs::write(&target, OLD).expect("room for a file");
    symlink("target.json", &link).expect("a link");
    let daemon = Daemon::honest(Reports::default());
    assert_written(&run(writing(&daemon, &link)), &target);
    assert_eq!(
        fs::read_link(&link).expect("a link"),
        Path::new("target.json")
    );
    assert_eq!(names(&directory), ["link.json", "target.json"]);
}

#[test]
fn a_named_pipe_is_written_to() {
    let directory = public_directory();
    let path = directory.path().join("pipe");
    rustix::fs::mknodat(CWD, &path, rustix::fs::FileType::Fifo, Mode::from(0o600), 0)
        .expect("a named pipe");
    let reader = thread::spawn({
        let path = path.clone();
        move || {
            let mut read = Vec::new();
            let pipe = File::open(path);
            pipe.and_then(|mut pipe| pipe.read_to_end(&mut read))
                .expect("the pipe");
            read
        }
    });
    let daemon = Daemon::honest(Reports::default());
    let output = run(writing(&daemon, &path));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_document(&reader.join().expect("a reader"));
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

#[test]
fn a_directory_that_may_not_be_written_keeps_the_old_file() {
    let directory = public_directory();
    let path = directory.path().join("report.json");
    fs::write(&path, OLD).expect("room for a file");
    // Even a file that may itself be written: half of a document would be worse than an old one.
    fs::set_permissions(&path, Permissions::from_mode(0o666)).expect("my own file");
    let _read_only = ReadOnly::directory(directory.path());
    let daemon = Daemon::honest(Reports::default());
    let program = Unprivileged::copy_of(env!("CARGO_BIN_EXE_second-hand"));
    let mut command = program.command();
    command
        .args(daemon.arguments())
        .args(["all", "--json", "--output"])
        .arg(&path);
    let output = run(command);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert_eq!(text(&output.stdout), "");
    let messages = text(&output.stderr);
    assert!(messages.contains("report.json"), "{messages}");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), OLD);
    assert_eq!(names(&directory), ["report.json"]);
}

#[test]
fn a_file_that_cannot_be_is_status_3() {
    let directory = public_directory();
    let missing = directory.path().join("missing/report.json");
    let daemon = Daemon::honest(Reports::default());
    for path in [missing.as_path(), directory.path(), Path::new("")] {
        let output = run(writing(&daemon, path));
        assert_eq!(
            output.status.code(),
            Some(3),
            "{}: {output:?}",
            path.display()
        );
        assert_eq!(text(&output.stdout), "");
        let messages = text(&output.stderr);
        assert!(messages.contains(&path.display().to_string()), "{messages}");
    }
    assert_eq!(names(&directory), [""; 0]);
}

#[test]
fn a_full_disk_keeps_the_old_file() {
    if !stage::may_unshare("a_full_disk_keeps_the_old_file") {
        return;
    }
    let directory = public_directory();
    let daemon = Daemon::honest(Reports::with_sources(200));
    // Two pages: one for the old file, and one that is too small for the document. The mount ends
    // with its namespace, so what is left there is read in it.
    let script =
        "mount -t tmpfs -o size=8k tmpfs \"$0\" && cd \"$0\" && echo old >report.json || exit 99
        \"$@\" --output report.json
        status=$?
        ls -A && cat report.json
        exit $status";
    let mut command = stage::program("unshare");
    command
        .args(["--mount", "sh", "-c", script])
        .arg(directory.path())
        .arg(second_hand().get_program())
        .args(daemon.arguments())
        .args(["all", "--json"]);
    let output = run(command);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert_eq!(text(&output.stdout), "report.json\nold\n");
    let messages = text(&output.stderr);
    assert!(messages.contains("report.json"), "{messages}");
    assert!(messages.contains("No space left"), "{messages}");
}

#[test]
fn without_a_daemon_the_file_says_so() {
    let directory = public_directory();
    let path = directory.path().join("report.json");
    fs::write(&path, OLD).expect("room for a file");
    let mut command = second_hand();
    // Nobody listens at this address.
    command
        .args(["-H", "127.99.99.97", "all", "--json", "-o"])
        .arg(&path);
    let mut output = run(command);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(text(&output.stdout), "");
    output.stdout = fs::read(&path).expect("a file");
    let document = test_support::json(&output);
    assert_eq!(document["verdict"]["state"], "unreachable");
}
