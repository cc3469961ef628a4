//! What `contrib/` gives an administrator: the units are valid and hardened, and what they run does
//! its work without any privilege.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rustix::process::{getegid, geteuid};
use tempfile::TempDir;
use test_support::commands;
use test_support::program::Run;
use test_support::scripted::{Daemon, Reports};
use test_support::stage::{self, Unprivileged};

use crate::page::Page;

const SERVICE: &str = include_str!("../../contrib/systemd/second-hand-prometheus.service");
const TIMER: &str = include_str!("../../contrib/systemd/second-hand-prometheus.timer");
const TMPFILES: &str = include_str!("../../contrib/systemd/second-hand-prometheus.conf");
const CRON: &str = include_str!("../../contrib/prometheus/second-hand.cron");

const PROGRAM: &str = "second-hand";
const DIRECTORY: &str = "/var/lib/prometheus/node-exporter";

/// The units in a directory of their own, with the program where it is here.
fn units() -> (TempDir, PathBuf) {
    let directory = stage::public_directory();
    let service = directory.path().join("second-hand-prometheus.service");
    let program = env!("CARGO_BIN_EXE_second-hand");
    fs::write(
        &service,
        SERVICE.replace("ExecStart=second-hand", &format!("ExecStart={program}")),
    )
    .expect("a file");
    fs::write(service.with_extension("timer"), TIMER).expect("a file");
    (directory, service)
}

/// What the unit runs, with the file elsewhere.
fn exec_start(file: &Path) -> Vec<String> {
    let mut lines = SERVICE.lines();
    let line = lines.find_map(|line| line.strip_prefix("ExecStart="));
    let mut words = line.expect("a command").split(' ');
    assert_eq!(words.next(), Some(PROGRAM));
    let target = format!("{DIRECTORY}/chrony.prom");
    words
        .map(|word| {
            if word == target {
                file.display().to_string()
            } else {
                word.to_owned()
            }
        })
        .collect()
}

fn analyze(arguments: &[&str], unit: &Path) -> Output {
    Command::new("systemd-analyze")
        .args(arguments)
        .arg(unit)
        .output()
        .expect("systemd-analyze, of systemd")
}

#[test]
fn the_units_are_valid() {
    let (_directory, service) = units();
    for unit in [service.clone(), service.with_extension("timer")] {
        let output = analyze(&["verify"], &unit);
        let opinion =
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success() && opinion.is_empty(), "{opinion}");
    }
}

#[test]
fn the_service_is_hardened() {
    let (_directory, service) = units();
    // In tenths, of a hundred: what exceeds it fails. A network client cannot get to zero.
    let arguments = ["security", "--offline=yes", "--no-pager", "--threshold=20"];
    let output = analyze(&arguments, &service);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn what_the_service_runs_needs_no_privilege() {
    let daemon = Daemon::honest(Reports::default());
    let program = Unprivileged::copy_of(env!("CARGO_BIN_EXE_second-hand"));
    let directory = stage::public_directory();
    open_to_everyone(directory.path());
    let file = directory.path().join("chrony.prom");
    let mut command = program.command();
    command.args(exec_start(&file)).args(daemon.arguments());
    let run = Run::of(command);
    assert_eq!(run.status(), Some(0), "{run:?}");
    let page = Page::read(fs::read_to_string(&file).expect("the file"));
    assert_eq!(page.value("chrony_up"), Some(1.0));
    // node_exporter is another user.
    let mode = fs::metadata(&file).expect("the file").permissions().mode();
    assert_eq!(mode & 0o444, 0o444, "{mode:o}");
}

#[test]
fn the_service_succeeds_when_it_has_written_the_file() {
    let line = SERVICE
        .lines()
        .find_map(|line| line.strip_prefix("SuccessExitStatus="));
    // 0 is a success to systemd anyway; 3 means that there is no new file.
    assert_eq!(line, Some("1 2"));
}

#[test]
fn the_units_and_the_cron_line_agree() {
    assert!(SERVICE.contains(&format!("\nReadWritePaths={DIRECTORY}\n")));
    assert!(TMPFILES.contains(&format!("\nd {DIRECTORY} 0775 root prometheus -\n")));
    assert!(SERVICE.contains("\nSupplementaryGroups=prometheus\n"));
    let arguments = exec_start(&Path::new(DIRECTORY).join("chrony.prom")).join(" ");
    assert!(CRON.contains(&format!("{PROGRAM} {arguments} 2>&1")));
}

/// As cron would: the command by a shell, with messages on their way to the log.
#[test]
fn the_cron_line_works() {
    let line = CRON
        .lines()
        .find(|line| line.starts_with('*'))
        .expect("a line");
    let fields: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(fields[..6], ["*", "*", "*", "*", "*", "prometheus"]);
    assert!(!line.contains('%'), "cron makes line ends of these");

    let daemon = Daemon::honest(Reports::default());
    let directory = stage::public_directory();
    let file = directory.path().join("chrony.prom");
    let place = daemon.arguments();
    let place: Vec<&str> = place
        .iter()
        .filter_map(|argument| argument.to_str())
        .collect();
    assert_eq!(fields[6], PROGRAM);
    let command = [&[env!("CARGO_BIN_EXE_second-hand")], &fields[7..]]
        .concat()
        .join(" ")
        .replace(DIRECTORY, &directory.path().display().to_string())
        .replace("logger --tag second-hand", "cat")
        .replace(" 2>&1", &format!(" {} 2>&1", place.join(" ")));
    let output = Command::new("sh")
        .args(["-c", &command])
        .output()
        .expect("a shell");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{command}");
    let page = Page::read(fs::read_to_string(&file).expect("the file"));
    assert_eq!(page.value("chrony_up"), Some(1.0));
}

fn open_to_everyone(directory: &Path) {
    fs::set_permissions(directory, fs::Permissions::from_mode(0o777)).expect("my own directory");
}

/// The README's commands for administrators, in a directory that stands for the whole machine.
#[test]
fn what_the_readme_says_installs_units_and_alerts() {
    let machine = stage::public_directory();
    let root = machine.path().display().to_string();
    for directory in ["etc/tmpfiles.d", "etc/systemd/system", "etc/prometheus"] {
        fs::create_dir_all(machine.path().join(directory)).expect("a directory");
    }
    // In there this user is root, and this group the collector's.
    let (user, group) = (geteuid().as_raw(), getegid().as_raw());
    let users = format!("root:x:{user}:{group}::/:/bin/sh\n");
    fs::write(machine.path().join("etc/passwd"), users).expect("a file");
    let groups = format!("prometheus:x:{group}:\n");
    fs::write(machine.path().join("etc/group"), groups).expect("a file");

    let is_for_administrators = |command: &&String| {
        let beginnings = ["install -m ", "systemd-tmpfiles ", "systemctl "];
        beginnings.iter().any(|it| command.starts_with(it))
    };
    let commands = commands::all();
    let commands: Vec<&String> = commands.iter().filter(is_for_administrators).collect();
    assert_eq!(commands.len(), 5, "{commands:?}");
    for command in commands {
        let there = command
            .replace(" /etc/", &format!(" {root}/etc/"))
            .replace(
                "systemd-tmpfiles ",
                &format!("systemd-tmpfiles --root={root} "),
            )
            // No service manager runs in there, to which the rest is said.
            .replace(
                "systemctl daemon-reload && systemctl enable --now",
                "systemctl enable",
            )
            .replace("systemctl ", &format!("systemctl --root={root} "));
        let output = Command::new("bash")
            .args(["-c", &there])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("bash");
        assert!(output.status.success(), "{there}: {output:?}");
    }

    let installed = |path: &str| fs::read_to_string(machine.path().join(path)).expect(path);
    let units = "etc/systemd/system/second-hand-prometheus";
    assert_eq!(installed(&format!("{units}.service")), SERVICE);
    assert_eq!(installed(&format!("{units}.timer")), TIMER);
    assert_eq!(
        installed("etc/tmpfiles.d/second-hand-prometheus.conf"),
        TMPFILES
    );
    let alerts = include_str!("../../contrib/prometheus/alerts.yml");
    assert_eq!(installed("etc/prometheus/chrony-alerts.yml"), alerts);
    // The timer is started with the machine, and the group may write where the file goes.
    let started = "etc/systemd/system/timers.target.wants/second-hand-prometheus.timer";
    assert!(machine.path().join(started).is_symlink());
    let collected = fs::metadata(machine.path().join(&DIRECTORY[1..])).expect("the directory");
    assert_eq!(collected.permissions().mode() & 0o7777, 0o775);
}
