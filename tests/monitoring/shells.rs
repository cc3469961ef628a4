//! The lines of `contrib/` that NRPE and cron pass to a shell, run by one.

use std::process::Command;

use test_support::chronyd::{Daemon, Door, Scenario};

use crate::{INSTALLED, PROGRAM, text_of};

/// The line of a file in `contrib/` that runs the program, with the program where it is here and
/// told where its chronyd is.
fn line(file: &str, door: &Door) -> String {
    let text = text_of(file);
    let command = format!("{INSTALLED} check");
    let mut lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && line.contains(&command));
    let line = lines.next().expect("a line that runs the program");
    assert_eq!(lines.next(), None, "one line is enough");
    line.replace(
        &command,
        &format!("{PROGRAM} check {}", door.options.join(" ")),
    )
}

/// Runs a line as `sh -c` does: what it prints, and its status.
fn run(line: &str) -> (String, i32) {
    let output = Command::new("sh")
        .args(["-c", line])
        .output()
        .expect("a shell");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let stdout = String::from_utf8(output.stdout).expect("text");
    (stdout, output.status.code().expect("an exit status"))
}

fn synchronized() -> Daemon {
    let daemon = Scenario::three_servers().start();
    daemon.wait_until_synchronized();
    daemon
}

#[test]
fn cron_mails_only_on_trouble() {
    let daemon = synchronized();
    let cron = |door: &Door| {
        let line = line("second-hand.cron", door);
        assert!(!line.contains('%'), "cron makes line ends of them: {line}");
        let fields: Vec<&str> = line.splitn(7, ' ').collect();
        assert_eq!(fields[5], "nobody", "five times, a user, a command");
        run(fields[6])
    };
    let (mail, _) = cron(&daemon.udp_door());
    assert_eq!(mail, "");
    let (mail, _) = cron(&Door::closed());
    assert!(
        mail.starts_with("CHRONY CRITICAL: cannot reach chronyd: "),
        "{mail}"
    );
    assert!(mail.contains("\nhint: "), "the whole verdict: {mail}");
}

/// The engines that no test runs: their commands at least find a clock well, and one that nobody answers for not.
#[test]
fn the_other_engines_commands_work() {
    let daemon = synchronized();
    for (file, command) in [
        (
            "checkmk-mrpe.cfg",
            "/usr/bin/second-hand check -w 100ms -c 1s",
        ),
        (
            "sensu-check.yml",
            "/usr/bin/second-hand check -w 100ms -c 1s",
        ),
        (
            "netdata-nagios.conf",
            "/usr/bin/second-hand check -w 100ms -c 1s",
        ),
        ("telegraf.conf", "/usr/bin/second-hand check -w 100ms -c 1s"),
        ("telegraf.conf", "/usr/bin/second-hand all --no-rtc --json"),
        (
            "home-assistant.yaml",
            "/usr/bin/second-hand all --no-rtc --json || true",
        ),
    ] {
        let text = text_of(file);
        assert!(text.starts_with("# Not run in "), "{file}");
        // Netdata has the program and its arguments apart.
        let text = text.replace("\n    args: [", " ").replace(", ", " ");
        assert!(text.contains(command), "{file}: {command}");
        let at = |door: &Door| {
            let here = format!("{PROGRAM} {} ", door.options.join(" "));
            run(&command.replace(&format!("{INSTALLED} "), &here))
        };
        let (text, status) = at(&daemon.udp_door());
        assert_eq!(status, 0, "{file}: {text}");
        let (text, status) = at(&Door::closed());
        let never_fails = command.ends_with("|| true");
        assert_eq!(status, if never_fails { 0 } else { 2 }, "{file}: {text}");
        assert!(
            text.starts_with("CHRONY CRITICAL: ") || text.contains(r#""state":"unreachable""#),
            "{file}: {text}"
        );
    }
}

#[test]
fn nrpe_passes_line_and_status_on() {
    let daemon = synchronized();
    let nrpe = |door: &Door| {
        let line = line("nrpe.cfg", door);
        let (name, command) = line.split_once('=').expect("command[NAME]=LINE");
        assert_eq!(name, "command[check_chrony]");
        run(command)
    };
    let (text, status) = nrpe(&daemon.udp_door());
    assert_eq!(status, 0, "{text}");
    assert!(
        text.starts_with("CHRONY OK: synchronized to 127."),
        "{text}"
    );
    let (text, status) = nrpe(&Door::closed());
    assert_eq!(status, 2, "{text}");
}
