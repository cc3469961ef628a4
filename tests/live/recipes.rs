//! Every command of the README and of `docs/`, run by a shell as it stands there, against clocks in five conditions: none
//! may say "well" of a clock that is not, and none "ill" of one that is.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;
use test_support::chronyd::{Daemon, Door, FAST, Scenario};
use test_support::oracle::tracking::{ROOT_DELAY, ROOT_DISPERSION};
use test_support::{commands, environment};

use crate::program;

/// What the clock is like.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Condition {
    Well,
    Unsynchronized,
    Stale,
    AnHourOff,
    /// There is no chronyd.
    Unreachable,
}

use Condition::{AnHourOff, Stale, Unreachable, Unsynchronized, Well};

impl Condition {
    /// The verdict's state and level.
    fn verdict(self) -> (&'static str, &'static str) {
        match self {
            Well => ("synchronized", "ok"),
            Unsynchronized => ("unsynchronized", "critical"),
            Stale => ("stale", "warning"),
            AnHourOff => ("synchronized", "critical"),
            Unreachable => ("unreachable", "critical"),
        }
    }

    /// The exit statuses of a check: limits on other metrics may make a stale clock worse.
    fn checked(self) -> &'static [i32] {
        match self {
            Well => &[0],
            Stale => &[1, 2],
            Unsynchronized | AnHourOff | Unreachable => &[2],
        }
    }

    /// The exit statuses of a report: no hardware clock is tracked here.
    fn reported(self, command: &str) -> i32 {
        let has_rtc = command.contains(" all") && !command.contains("--no-rtc");
        match self {
            Unreachable => 2,
            _ if has_rtc || command.contains(" rtc") => 1,
            _ => 0,
        }
    }
}

/// What was done with a command, for the test that wants all of them done.
enum Done {
    Here,
    /// It is for administrators, installs or prints itself, and does not ask chronyd: other tests run it.
    Elsewhere,
}

/// A place with the program on the path, told where its chronyd is.
struct Place {
    directory: TempDir,
    door: Door,
}

impl Place {
    fn new(door: &Door) -> Self {
        let directory = environment::public_directory();
        let wrapper = directory.path().join("second-hand");
        let options = door.options.join(" ");
        let script = format!("#!/bin/sh\nexec {} \"$@\" {options}\n", program().display());
        fs::write(&wrapper, script).expect("a script");
        fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755)).expect("its mode");
        Self {
            directory,
            door: door.clone(),
        }
    }

    /// Has a shell run a command, with the example's host and the collector's directory where they are here.
    fn run(&self, command: &str) -> Output {
        let here = self.directory.path().display().to_string();
        let command = command
            .replace("ntp1.example", &self.door.options[1])
            .replace("/var/lib/prometheus/node-exporter", &here)
            .replace("/usr/bin/second-hand", "second-hand");
        let mut shell = Command::new("sh");
        let path = std::env::var("PATH").unwrap_or_default();
        shell
            .args(["-c", &command])
            .env("PATH", format!("{here}:{path}"))
            .env("HOME", &here)
            .current_dir(&here)
            .env("LC_ALL", "C.UTF-8");
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM"] {
            shell.env_remove(variable);
        }
        shell.output().expect("a shell")
    }

    /// Runs a command in this condition, and panics unless it does what its text promises.
    fn try_out(&self, command: &str, condition: Condition) -> Done {
        if is_for_elsewhere(command) {
            return Done::Elsewhere;
        }
        let output = self.run(command);
        let status = output.status.code().expect("an exit status");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let told = format!("{condition:?}: {command}: {output:?}");
        let (state, level) = condition.verdict();
        let is_well = condition == Well;
        if command.contains("|| echo") {
            // cron mails what is printed.
            assert_eq!(printed.is_empty(), is_well, "{told}");
        } else if command.contains("jq -e") {
            assert_eq!(status, i32::from(!is_well), "{told}");
            // Where the program is missing, nothing comes.
            let (_, jq) = command.split_once("| ").expect("a pipe");
            let nothing = self.run(&format!("true | {jq}"));
            assert_ne!(nothing.status.code(), Some(0), "{command}: {nothing:?}");
        } else if command.ends_with("| jq .verdict") {
            let verdict: Value = serde_json::from_str(&printed).expect("a verdict");
            assert_eq!(verdict["state"], state, "{told}");
            assert_eq!(verdict["level"], level, "{told}");
        } else if command.ends_with("check --json | jq .check") {
            let check: Value = serde_json::from_str(&printed).expect("a judgement");
            let status = check["exit_status"].as_i64().expect("a status");
            let statuses = condition.checked().iter();
            assert!(
                statuses.map(|&it| i64::from(it)).any(|it| it == status),
                "{told}"
            );
        } else if command.contains("| jq -r '.sources[]?") {
            // There are no falsetickers here. A list that is missing is no error: the document says why.
            assert_eq!(status, 0, "{told}");
            let lists_all = command.contains("offset_seconds");
            let has_offsets = matches!(condition, Well | AnHourOff | Stale);
            assert_eq!(!printed.is_empty(), lists_all && has_offsets, "{told}");
        } else if command.contains("| jq -r '.diagnosis[]") {
            // Whatever is wrong is named.
            assert_eq!(printed.is_empty(), is_well, "{told}");
        } else if command.starts_with("second-hand check") {
            assert!(condition.checked().contains(&status), "{told}");
            assert_eq!(printed.starts_with("CHRONY OK: "), is_well, "{told}");
        } else if let Some((_, file)) = command.split_once("--format html --output ") {
            assert_eq!(status, condition.reported(command), "{told}");
            let page = fs::read_to_string(self.directory.path().join(file)).expect("the page");
            let is_good = page.contains("<title>synchronized to ");
            assert_eq!(is_good, is_well, "{told}: {page}");
        } else if let Some((_, file)) = command.split_once("--output ") {
            assert_eq!(status, condition.reported(command), "{told}");
            let name = file.rsplit('/').next().expect("a file's name");
            let page = fs::read_to_string(self.directory.path().join(name)).expect("the page");
            let up = i32::from(condition != Unreachable);
            assert!(
                page.contains(&format!("\nchrony_up {up}\n")),
                "{told}: {page}"
            );
            let is_ok = page.contains("\nchrony_verdict_level 0\n");
            assert_eq!(is_ok, is_well, "{told}: {page}");
        } else if let Some(field) = command.strip_prefix("second-hand explain ") {
            // A field means the same in every condition.
            assert_eq!(status, 0, "{told}");
            assert!(printed.to_lowercase().starts_with(field), "{told}");
        } else if is_report(command) {
            assert_eq!(status, condition.reported(command), "{told}");
            let has_verdict = !["sources", "stats", "rtc"]
                .iter()
                .any(|it| command.contains(it));
            let is_good = printed.starts_with("✔ synchronized to ");
            assert_eq!(is_good, is_well && has_verdict, "{told}");
        } else {
            panic!("a command that this test does not know: {command}");
        }
        Done::Here
    }
}

/// A report as a table, whatever its options.
fn is_report(command: &str) -> bool {
    let mut words = command.split(' ');
    words.next() == Some("second-hand")
        && !command.contains(['|', '>', '<'])
        && words.all(|word| {
            let is_report =
                ["status", "tracking", "sources", "stats", "rtc", "all"].contains(&word);
            is_report || ["-H", "ntp1.example", "--no-rtc", "--explain"].contains(&word)
        })
}

/// What installs, builds, or prints something that no chronyd is asked for.
fn is_for_elsewhere(command: &str) -> bool {
    const BEGINNINGS: [&str; 12] = [
        "script/demo",
        "script/test",
        "cargo install ",
        "cargo deb",
        "sudo dpkg ",
        "install -m ",
        "systemd-tmpfiles ",
        "systemctl ",
        "mkdir -p ~/",
        "second-hand --generate ",
        "second-hand --help",
        "second-hand explain ",
    ];
    BEGINNINGS
        .iter()
        .any(|beginning| command.starts_with(beginning))
}

/// Tries out every command there is.
fn try_out_all(door: &Door, condition: Condition) {
    let place = Place::new(door);
    let (mut here, mut elsewhere) = (0, 0);
    for command in commands::all() {
        match place.try_out(&command, condition) {
            Done::Here => here += 1,
            Done::Elsewhere => elsewhere += 1,
        }
    }
    assert!(
        here >= 12 && elsewhere >= 5,
        "{here} here, {elsewhere} elsewhere"
    );
}

/// Asks often at first and then so seldom that nothing happens to the clock while the commands are tried out.
const ONCE: &str = "iburst minpoll 6";

/// A daemon that follows three servers.
fn following(options: &str) -> Daemon {
    let daemon = (1..=3)
        .fold(Scenario::new(), |scenario, stratum| {
            scenario.server(stratum, options)
        })
        .start();
    daemon.wait_until("following one of three", |seen| {
        seen.is_synchronized() && seen.sources_with_samples(4) == 3
    });
    daemon
}

#[test]
fn of_a_clock_that_is_well() {
    let daemon = following(ONCE);
    // A busy machine answers late at times, and one of the examples wants 1 ms.
    daemon.wait_until("near enough for every example", |seen| {
        let figure = |column: usize| seen.numeric.tracking[column].parse::<f64>();
        let (delay, dispersion) = (figure(ROOT_DELAY), figure(ROOT_DISPERSION));
        delay.expect("a figure") / 2.0 + dispersion.expect("a figure") < 0.000_5
    });
    let _still = daemon.stop_time();
    try_out_all(&daemon.udp_door(), Well);
}

#[test]
fn of_a_clock_that_was_never_set() {
    let daemon = Scenario::new().silent_server(FAST).start();
    try_out_all(&daemon.udp_door(), Unsynchronized);
}

#[test]
fn of_a_clock_whose_servers_have_gone() {
    let daemon = following(FAST);
    daemon.hang_servers();
    daemon.wait_until("without a source", |seen| seen.selected().is_none());
    let _still = daemon.stop_time();
    try_out_all(&daemon.udp_door(), Stale);
}

#[test]
fn of_a_clock_that_is_an_hour_off() {
    try_out_all(
        &following(&format!("{ONCE} offset 3600")).udp_door(),
        AnHourOff,
    );
}

#[test]
fn of_no_clock_at_all() {
    try_out_all(&Door::closed(), Unreachable);
}
