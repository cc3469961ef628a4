//! Every example of a check that is given anywhere, run as it stands there: none of them may find a clock well that is an
//! hour off.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use test_support::commands;
use test_support::files;
use test_support::scripted::{ChronyFloat, Daemon, Reports};

use crate::{CRITICAL, OK, WARNING, check, run};

/// How an example begins: the command itself, what Nagios puts behind it, or limits alone.
const BEGINNINGS: [&str; 5] = [
    "second-hand check",
    "check_chrony!",
    "check_chrony_at_host!",
    "`-w ",
    "`-c ",
];

/// The texts that have examples, by what to call them.
fn texts() -> BTreeMap<String, String> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &Path| fs::read_to_string(path).expect("a text");
    let mut texts = BTreeMap::new();
    for arguments in [&["--help"][..], &["check", "--help"]] {
        let help = run(arguments);
        let help = String::from_utf8(help.stdout).expect("text");
        texts.insert(arguments.join(" "), help);
    }
    // Without the manual's own letters for bold and hyphens.
    let manual = read(&top.join("man/second-hand-check.1"));
    let manual = manual.replace("\\-", "-").replace("\\fB", "");
    texts.insert("manual".to_owned(), manual.replace("\\fR", ""));
    for (page, text) in commands::pages() {
        texts.insert(page.display().to_string(), text);
    }
    for path in files::below(&top.join("contrib")) {
        let name = path.strip_prefix(top).expect("a path below the top");
        texts.insert(name.display().to_string(), read(&path));
    }
    texts
}

/// The options of each example in a text.
fn examples(text: &str) -> Vec<Vec<String>> {
    let mut examples: Vec<Vec<String>> = text.lines().flat_map(examples_in_line).collect();
    examples.extend(icinga(text));
    examples
}

fn examples_in_line(line: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for beginning in BEGINNINGS {
        for (place, _) in line.match_indices(beginning) {
            let is_limits_alone = beginning.starts_with('`');
            let start = place + if is_limits_alone { 1 } else { beginning.len() };
            found.push(options(&line[start..]));
        }
    }
    found
}

/// The options at the beginning of a text, with what the shell or Markdown has around them taken away. A daemon is not among
/// them: the test has its own.
fn options(text: &str) -> Vec<String> {
    let ends = |c: char| matches!(c, ')' | '`' | ']' | '|' | '#' | '<' | '"');
    let text = text.split(ends).next().unwrap_or_default();
    let mut words = text.split_whitespace().map(|word| word.replace('\'', ""));
    let mut options = Vec::new();
    while let Some(option) = words.next().filter(|word| word.starts_with('-')) {
        let value = match option.as_str() {
            "--json" => None,
            "-w" | "-c" | "-t" | "-H" | "--warning" | "--critical" => words.next(),
            other => panic!("an option that this test does not know: {other} in {text}"),
        };
        if option != "-H" {
            options.push(option);
            options.extend(value);
        }
    }
    options
}

/// The one example of Icinga's own language: an array of limits for each severity.
fn icinga(text: &str) -> Option<Vec<String>> {
    let mut options = Vec::new();
    for (variable, option) in [
        ("vars.second_hand_warning = [", "-w"),
        ("vars.second_hand_critical = [", "-c"),
    ] {
        let (_, array) = text.split_once(variable)?;
        let (array, _) = array.split_once(']')?;
        let limits = array.split('"').skip(1).step_by(2);
        options.extend(limits.flat_map(|limit| [option.to_owned(), limit.to_owned()]));
    }
    Some(options)
}

#[test]
fn no_example_finds_a_clock_well_that_is_an_hour_off() {
    let hour = Duration::from_secs(3600);
    let updated = SystemTime::now() - Duration::from_secs(12);
    let mut behind = Reports::default().updated_at(updated + hour);
    behind.tracking.current_correction = ChronyFloat::from(3600.0);
    let mut ahead = Reports::default().updated_at(updated - hour);
    ahead.tracking.current_correction = ChronyFloat::from(-3600.0);
    let (behind, ahead) = (Daemon::honest(behind), Daemon::honest(ahead));
    // As well as the tightest limits want it.
    let mut well = Reports::default();
    well.tracking.root_delay = ChronyFloat::from(0.000_2);
    well.tracking.root_dispersion = ChronyFloat::from(0.000_05);
    let well = Daemon::honest(well);

    let is_told_of = |status| [Some(WARNING), Some(CRITICAL)].contains(&status);
    let mut counts = BTreeMap::new();
    for (name, text) in texts() {
        let examples = examples(&text);
        counts.insert(name.clone(), examples.len());
        for options in examples {
            let options: Vec<&str> = options.iter().map(String::as_str).collect();
            for (daemon, direction) in [(&behind, "behind"), (&ahead, "ahead")] {
                if options.contains(&"--json") {
                    let mut arguments = daemon.arguments();
                    arguments.extend(["check".into()]);
                    arguments.extend(options.iter().map(Into::into));
                    let output = run(arguments);
                    assert!(is_told_of(output.status.code()), "{name}: {output:?}");
                    continue;
                }
                let seen = check(daemon, &options);
                assert!(
                    is_told_of(Some(seen.status)),
                    "{name}: {options:?}: {seen:?}"
                );
                let told = format!("error 1 h (clock 1 h {direction}), limit ");
                let is_told = seen.text.contains(&told)
                    || seen.further.iter().any(|line| line.contains(&told));
                assert!(is_told, "{name}: {options:?}: {seen:?}");
            }
            if !options.contains(&"--json") {
                let seen = check(&well, &options);
                assert_eq!(seen.status, OK, "{name}: {options:?}: {seen:?}");
            }
        }
    }
    let found = |name: &str| counts.get(name).copied().unwrap_or_default();
    for (name, least) in [
        ("check --help", 3),
        ("manual", 3),
        ("README.md", 3),
        ("docs/monitoring.md", 8),
        ("contrib/nagios.cfg", 5),
        ("contrib/nrpe.cfg", 1),
        ("contrib/icinga2.conf", 1),
        ("contrib/second-hand.cron", 1),
    ] {
        assert!(
            found(name) >= least,
            "{name} has {least} examples: {counts:?}"
        );
    }
}
