//! What `contrib/` gives an administrator: the units are valid and hardened, and what they run does
//! its work without any privilege.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rustix::process::{getegid, geteuid};
use tempfile::TempDir;
use test_support::commands;
use test_support::environment::{self, Unprivileged};
use test_support::program::Run;
use test_support::scripted::{Daemon, Reports};

const PROGRAM: &str = "second-hand";

/// A file that is written every minute, by units and where there is no systemd by cron.
struct Written {
    service_name: &'static str,
    service: &'static str,
    timer: &'static str,
    tmpfiles: &'static str,
    cron: &'static str,
    /// Where it is written, and the group that may.
    directory: &'static str,
    group: &'static str,
    file: &'static str,
    /// What it says of a chronyd that is there.
    says: &'static str,
}

const WRITTEN: [Written; 2] = [
    Written {
        service_name: "second-hand-prometheus.service",
        service: include_str!("../contrib/systemd/second-hand-prometheus.service"),
        timer: include_str!("../contrib/systemd/second-hand-prometheus.timer"),
        tmpfiles: include_str!("../contrib/systemd/second-hand-prometheus.conf"),
        cron: include_str!("../contrib/prometheus/second-hand.cron"),
        directory: "/var/lib/prometheus/node-exporter",
        group: "prometheus",
        file: "chrony.prom",
        says: "\nchrony_up 1\n",
    },
    Written {
        service_name: "second-hand-page.service",
        service: include_str!("../contrib/systemd/second-hand-page.service"),
        timer: include_str!("../contrib/systemd/second-hand-page.timer"),
        tmpfiles: include_str!("../contrib/systemd/second-hand-page.conf"),
        cron: include_str!("../contrib/web/second-hand.cron"),
        directory: "/var/www/html/clock",
        group: "www-data",
        file: "index.html",
        says: "<title>synchronized to ",
    },
];

impl Written {
    /// The units in a directory of their own, with the program where it is here.
    fn units(&self) -> (TempDir, PathBuf) {
        let directory = environment::public_directory();
        let service = directory.path().join(self.service_name);
        let program = env!("CARGO_BIN_EXE_second-hand");
        let here = format!("ExecStart={program}");
        let text = self.service.replace("ExecStart=second-hand", &here);
        fs::write(&service, text).expect("a file");
        fs::write(service.with_extension("timer"), self.timer).expect("a file");
        (directory, service)
    }

    /// What the unit runs, with the file elsewhere.
    fn exec_start(&self, file: &Path) -> Vec<String> {
        let mut lines = self.service.lines();
        let line = lines.find_map(|line| line.strip_prefix("ExecStart="));
        let mut words = line.expect("a command").split(' ');
        assert_eq!(words.next(), Some(PROGRAM));
        let target = format!("{}/{}", self.directory, self.file);
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

    /// It was written by a run that met a chronyd.
    fn assert_is_in(&self, file: &Path) {
        let text = fs::read_to_string(file).expect("the file");
        assert!(text.contains(self.says), "{text}");
    }
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
    for written in &WRITTEN {
        let (_directory, service) = written.units();
        for unit in [service.clone(), service.with_extension("timer")] {
            let output = analyze(&["verify"], &unit);
            let opinion =
                String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            assert!(output.status.success() && opinion.is_empty(), "{opinion}");
        }
    }
}

#[test]
fn the_services_are_hardened() {
    for written in &WRITTEN {
        let (_directory, service) = written.units();
        // In tenths, of a hundred: what exceeds it fails. A network client cannot get to zero.
        let arguments = ["security", "--offline=yes", "--no-pager", "--threshold=20"];
        let output = analyze(&arguments, &service);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

#[test]
fn what_the_services_run_needs_no_privilege() {
    let daemon = Daemon::honest(Reports::default());
    let program = Unprivileged::copy_of(env!("CARGO_BIN_EXE_second-hand"));
    for written in &WRITTEN {
        let directory = environment::public_directory();
        open_to_everyone(directory.path());
        let file = directory.path().join(written.file);
        let mut command = program.command();
        command
            .args(written.exec_start(&file))
            .args(daemon.arguments());
        let run = Run::of(command);
        assert_eq!(run.status(), Some(0), "{run:?}");
        written.assert_is_in(&file);
        // Who reads it, node_exporter or a web server, is another user.
        let mode = fs::metadata(&file).expect("the file").permissions().mode();
        assert_eq!(mode & 0o444, 0o444, "{mode:o}");
    }
}

#[test]
fn the_services_succeed_when_they_have_written_the_file() {
    for written in &WRITTEN {
        let mut lines = written.service.lines();
        let line = lines.find_map(|line| line.strip_prefix("SuccessExitStatus="));
        // 0 is a success to systemd anyway; 3 means that there is no new file.
        assert_eq!(line, Some("1 2"));
    }
}

#[test]
fn the_units_and_the_cron_lines_agree() {
    for written in &WRITTEN {
        let Written {
            directory, group, ..
        } = written;
        let service = written.service;
        assert!(service.contains(&format!("\nReadWritePaths={directory}\n")));
        assert!(service.contains(&format!("\nSupplementaryGroups={group}\n")));
        let line = format!("\nd {directory} 0775 root {group} -\n");
        assert!(written.tmpfiles.contains(&line), "{line}");
        let file = Path::new(directory).join(written.file);
        let arguments = written.exec_start(&file).join(" ");
        let command = format!("{PROGRAM} {arguments} 2>&1");
        assert!(written.cron.contains(&command), "{command}");
    }
}

/// As cron would: the command by a shell, with messages on their way to the log.
#[test]
fn the_cron_lines_work() {
    let daemon = Daemon::honest(Reports::default());
    let place = daemon.arguments();
    let place: Vec<&str> = place
        .iter()
        .filter_map(|argument| argument.to_str())
        .collect();
    for written in &WRITTEN {
        let mut lines = written.cron.lines();
        let line = lines.find(|line| line.starts_with('*')).expect("a line");
        let fields: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(fields[..6], ["*", "*", "*", "*", "*", written.group]);
        assert!(!line.contains('%'), "cron makes line ends of these");

        let directory = environment::public_directory();
        assert_eq!(fields[6], PROGRAM);
        let command = [&[env!("CARGO_BIN_EXE_second-hand")], &fields[7..]]
            .concat()
            .join(" ")
            .replace(written.directory, &directory.path().display().to_string())
            .replace("logger --tag second-hand", "cat")
            .replace(" 2>&1", &format!(" {} 2>&1", place.join(" ")));
        let output = Command::new("sh")
            .args(["-c", &command])
            .output()
            .expect("a shell");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{command}");
        written.assert_is_in(&directory.path().join(written.file));
    }
}

fn open_to_everyone(directory: &Path) {
    fs::set_permissions(directory, fs::Permissions::from_mode(0o777)).expect("my own directory");
}

/// The documents' commands for administrators, in a directory that stands for the whole machine.
#[test]
fn what_the_documents_say_installs_units_and_alerts() {
    let machine = environment::public_directory();
    let root = machine.path().display().to_string();
    for directory in ["etc/tmpfiles.d", "etc/systemd/system", "etc/prometheus"] {
        fs::create_dir_all(machine.path().join(directory)).expect("a directory");
    }
    // In there this user is root, and this group the others'.
    let (user, group) = (geteuid().as_raw(), getegid().as_raw());
    let users = format!("root:x:{user}:{group}::/:/bin/sh\n");
    fs::write(machine.path().join("etc/passwd"), users).expect("a file");
    let groups = WRITTEN
        .map(|it| format!("{}:x:{group}:\n", it.group))
        .concat();
    fs::write(machine.path().join("etc/group"), groups).expect("a file");

    // What a package has brought already.
    for written in &WRITTEN {
        let place = machine.path().join("usr/share/second-hand/tmpfiles.d");
        fs::create_dir_all(&place).expect("a directory");
        let name = written.service_name.replace(".service", ".conf");
        fs::write(place.join(name), written.tmpfiles).expect("a file");
    }

    let is_for_administrators = |command: &&String| {
        let beginnings = ["install -m ", "systemd-tmpfiles ", "systemctl "];
        beginnings.iter().any(|it| command.starts_with(it))
    };
    let commands = commands::all();
    let commands: Vec<&String> = commands.iter().filter(is_for_administrators).collect();
    assert_eq!(commands.len(), 1 + 6 * WRITTEN.len(), "{commands:?}");
    for command in commands {
        let there = command
            .replace(" /etc/", &format!(" {root}/etc/"))
            .replace(" /usr/share/", &format!(" {root}/usr/share/"))
            .replace(
                "systemd-tmpfiles ",
                &format!("systemd-tmpfiles --root={root} "),
            )
            // No service manager runs in there, to which the rest is said.
            .replace("systemctl daemon-reload && ", "")
            .replace(" enable --now ", " enable ")
            .replace("systemctl ", &format!("systemctl --root={root} "));
        let output = Command::new("bash")
            .args(["-c", &there])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("bash");
        assert!(output.status.success(), "{there}: {output:?}");
    }

    let installed = |path: &str| fs::read_to_string(machine.path().join(path)).expect(path);
    let alerts = include_str!("../contrib/prometheus/alerts.yml");
    assert_eq!(installed("etc/prometheus/chrony-alerts.yml"), alerts);
    for written in &WRITTEN {
        let name = written.service_name.trim_end_matches(".service");
        let units = format!("etc/systemd/system/{name}");
        assert_eq!(installed(&format!("{units}.service")), written.service);
        assert_eq!(installed(&format!("{units}.timer")), written.timer);
        let tmpfiles = format!("etc/tmpfiles.d/{name}.conf");
        assert_eq!(installed(&tmpfiles), written.tmpfiles);
        // The timer is started with the machine, and the group may write where the file goes.
        let started = format!("etc/systemd/system/timers.target.wants/{name}.timer");
        assert!(machine.path().join(started).is_symlink());
        let directory = machine.path().join(&written.directory[1..]);
        let directory = fs::metadata(directory).expect("the directory");
        assert_eq!(directory.permissions().mode() & 0o7777, 0o775);
    }
}
