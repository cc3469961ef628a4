//! A file that is replaced in one step, or not at all.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;

use rustix::fs::{XattrFlags, getxattr, setxattr};
use rustix::process::geteuid;
use test_support::chronyd::Door;
use test_support::environment::{self, NOBODY, ReadOnly, Unprivileged, public_directory};
use test_support::scripted::{Daemon, Reports};

use super::{OLD, assert_written, names, writing};
use crate::program::{asking, run, second_hand, text};

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
        let mut command = environment::program("/bin/sh");
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

/// SECURITY.md: It leaves the old file or the new one there, and nothing else, at every end but these.
#[test]
fn a_full_disk_keeps_the_old_file() {
    if !environment::may_unshare("a_full_disk_keeps_the_old_file") {
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
    let mut command = environment::program("unshare");
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
fn a_replaced_file_keeps_its_mode() {
    let directory = public_directory();
    let path = directory.path().join("report.json");
    let daemon = Daemon::honest(Reports::default());
    for mode in [0o600, 0o640, 0o444, 0o664] {
        fs::write(&path, OLD).expect("room for a file");
        fs::set_permissions(&path, Permissions::from_mode(mode)).expect("my own file");
        assert_written(&run(writing(&daemon, &path)), &path);
        assert_eq!(mode_of(&path), mode);
        fs::remove_file(&path).expect("my own file");
    }
}

fn mode_of(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o7777
}

/// Users and groups that need not exist: one of each for this program alone.
const OWNER: u32 = 40_001;
const GROUP: u32 = 40_002;

#[test]
fn root_leaves_a_replaced_file_to_its_owner() {
    if !geteuid().is_root() {
        return environment::not_run("root_leaves_a_replaced_file_to_its_owner", "it needs root");
    }
    let directory = public_directory();
    let path = directory.path().join("report.json");
    fs::write(&path, OLD).expect("room for a file");
    chown(&path, Some(OWNER), Some(GROUP)).expect("root may");
    fs::set_permissions(&path, Permissions::from_mode(0o640)).expect("root may");
    let daemon = Daemon::honest(Reports::default());
    assert_written(&run(writing(&daemon, &path)), &path);
    let file = fs::metadata(&path).expect("a file");
    assert_eq!((file.uid(), file.gid()), (OWNER, GROUP));
    assert_eq!(mode_of(&path), 0o640);
}

/// A user who may not give files away, but belongs to the file's group.
#[test]
fn a_user_leaves_a_replaced_file_to_its_group() {
    if !geteuid().is_root() {
        return environment::not_run(
            "a_user_leaves_a_replaced_file_to_its_group",
            "it needs root",
        );
    }
    let directory = public_directory();
    fs::set_permissions(directory.path(), Permissions::from_mode(0o777)).expect("my own");
    let path = directory.path().join("report.json");
    let daemon = Daemon::honest(Reports::default());
    let program = Unprivileged::copy_of(env!("CARGO_BIN_EXE_second-hand"));
    for (groups, group) in [(GROUP.to_string(), GROUP), (NOBODY.to_string(), NOBODY)] {
        fs::write(&path, OLD).expect("room for a file");
        chown(&path, Some(OWNER), Some(GROUP)).expect("root may");
        fs::set_permissions(&path, Permissions::from_mode(0o660)).expect("root may");
        let mut command = environment::program("setpriv");
        command
            .args(["--reuid=65534", "--regid=65534", "--groups", &groups])
            .arg(program.command().get_program())
            .args(daemon.arguments())
            .args(["all", "--json", "-o"])
            .arg(&path);
        assert_written(&run(command), &path);
        let file = fs::metadata(&path).expect("a file");
        assert_eq!((file.uid(), file.gid()), (NOBODY, group));
        assert_eq!(mode_of(&path), 0o660);
    }
}

/// With the list gone, the mode's middle digit would be the group's and not the list's, and whom
/// the list lets in would be shut out.
#[test]
fn a_replaced_file_keeps_its_access_control_list() {
    const NAME: &str = "system.posix_acl_access";
    let directory = public_directory();
    let path = directory.path().join("report.json");
    fs::write(&path, OLD).expect("room for a file");
    // acl(5) as the kernel has it: version 2, then tag, permissions and id of each entry. The owner
    // reads and writes, user 40001 reads, the group and others do nothing, the mask is read.
    let entry = |tag: u16, permissions: u16, id: u32| {
        [
            &tag.to_le_bytes()[..],
            &permissions.to_le_bytes(),
            &id.to_le_bytes(),
        ]
        .concat()
    };
    let list = [
        2u32.to_le_bytes().to_vec(),
        entry(0x01, 6, u32::MAX),
        entry(0x02, 4, OWNER),
        entry(0x04, 0, u32::MAX),
        entry(0x10, 4, u32::MAX),
        entry(0x20, 0, u32::MAX),
    ]
    .concat();
    if let Err(error) = setxattr(&path, NAME, &list, XattrFlags::empty()) {
        let why = format!("no access control lists in {}: {error}", path.display());
        return environment::not_run("a_replaced_file_keeps_its_access_control_list", &why);
    }
    let daemon = Daemon::honest(Reports::default());
    assert_written(&run(writing(&daemon, &path)), &path);
    let mut kept = [0; 256];
    let length = getxattr(&path, NAME, &mut kept[..]).expect("a list");
    assert_eq!(&kept[..length], list);
    assert_eq!(mode_of(&path), 0o640);
}

/// As a container has a file that is mounted into it alone.
#[test]
fn a_file_that_is_a_mount_point_is_said_to_be_one() {
    if !environment::may_unshare("a_file_that_is_a_mount_point_is_said_to_be_one") {
        return;
    }
    let directory = public_directory();
    let path = directory.path().join("report.json");
    fs::write(&path, OLD).expect("room for a file");
    let daemon = Daemon::honest(Reports::default());
    let mut command = environment::program("unshare");
    command
        .args([
            "--mount",
            "sh",
            "-c",
            "mount --bind \"$0\" \"$0\" && exec \"$@\"",
        ])
        .arg(&path)
        .arg(second_hand().get_program())
        .args(daemon.arguments())
        .args(["all", "--json", "--output"])
        .arg(&path);
    let output = run(command);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let messages = text(&output.stderr);
    assert!(messages.contains("mount point"), "{messages}");
    assert!(messages.contains("mount its directory"), "{messages}");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), OLD);
    assert_eq!(names(&directory), ["report.json"]);
}

/// A soft limit on the size of files, as `ulimit -f` sets it, whose signal would end the program.
#[test]
fn a_file_that_would_be_too_large_is_status_3() {
    let directory = public_directory();
    let path = directory.path().join("report.json");
    fs::write(&path, OLD).expect("room for a file");
    let daemon = Daemon::honest(Reports::with_sources(200));
    for to in ["--output \"$path\"", ">\"$path.2\""] {
        let mut command = environment::program("prlimit");
        command
            .env("path", &path)
            .args(["--fsize=1000", "--core=0", "sh", "-c"])
            .arg(format!("\"$0\" \"$@\" {to}"))
            .arg(second_hand().get_program())
            .args(daemon.arguments())
            .args(["all", "--json"]);
        let output = run(command);
        assert_eq!(output.status.code(), Some(3), "{to}: {output:?}");
        let messages = text(&output.stderr);
        assert!(messages.contains("File too large"), "{to}: {messages}");
    }
    assert_eq!(fs::read_to_string(&path).expect("it is there"), OLD);
    assert_eq!(names(&directory), ["report.json", "report.json.2"]);
}

/// What was true yesterday must not go on standing there.
#[test]
fn without_a_daemon_every_format_says_so_in_the_file() {
    let directory = public_directory();
    let path = directory.path().join("report");
    for (arguments, said) in [
        (&["all"][..], "cannot reach chronyd"),
        (&["tracking"], "cannot reach chronyd"),
        (&["all", "--json"], "cannot reach chronyd"),
        (&["all", "--format", "prometheus"], "\nchrony_up 0\n"),
        (&["check"], "CHRONY CRITICAL"),
        (&["check", "--json"], "cannot reach chronyd"),
    ] {
        fs::write(&path, OLD).expect("room for a file");
        let mut command = second_hand();
        command
            .args(Door::closed().options)
            .args(arguments)
            .arg("-o");
        let output = run({
            command.arg(&path);
            command
        });
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
        let written = fs::read_to_string(&path).expect("a file");
        assert!(written.contains(said), "{arguments:?}: {written}");
        assert!(!written.contains(OLD), "{arguments:?}: {written}");
    }
}
