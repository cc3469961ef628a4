//! The committed completions, loaded in real shells and asked as a user's Tab asks them.

mod prompt;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use prompt::Prompt;
use test_support::environment;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A shell in which `second-hand` prints the words it was called with, each in angle brackets.
struct Shell {
    start: &'static str,
    /// Defines that, and loads the completions from the directory `completions`.
    setup: &'static str,
}

const BASH: Shell = Shell {
    start: "bash --norc --noprofile -i",
    setup: "second-hand() { printf '<%s>' \"$@\"; echo; }; HOSTFILE=hosts; \
            source completions/second-hand.bash",
};

const ZSH: Shell = Shell {
    start: "zsh -f -i",
    setup: "second-hand() { printf '<%s>' \"$@\"; echo; }; fpath=(completions $fpath); \
            autoload -Uz compinit; compinit -u -D",
};

const FISH: Shell = Shell {
    start: "fish --no-config --interactive",
    setup: "function second-hand; printf '<%s>' $argv; echo; end; \
            source completions/second-hand.fish",
};

const ELVISH: Shell = Shell {
    start: "elvish -norc",
    setup: "fn second-hand {|@words| for word $words { print '<'$word'>' }; echo }; \
            eval (slurp < completions/second-hand.elv)",
};

impl Shell {
    /// At a prompt, in a directory with a few files, among them the completions.
    fn prompt(&self, directory: &Path) -> Prompt {
        let copy = directory.join("completions");
        fs::create_dir(&copy).expect("an empty directory");
        for file in fs::read_dir(top().join("completions")).expect("the completions") {
            let file = file.expect("a file");
            fs::copy(file.path(), copy.join(file.file_name())).expect("room for a file");
        }
        for name in ["REPORT.json", "sources.txt", "two words"] {
            fs::write(directory.join(name), "").expect("room for a file");
        }
        fs::write(directory.join("hosts"), "192.0.2.1 time1.example\n").expect("room for a file");
        fs::create_dir(directory.join(".ssh")).expect("an empty directory");
        let known = "time1.example ssh-ed25519 AAAA\n";
        fs::write(directory.join(".ssh/known_hosts"), known).expect("room for a file");
        let mut prompt = Prompt::start(self.start, directory);
        prompt.press(self.setup);
        // What is typed does not hold the words as they are printed.
        prompt.press("; echo RE''ADY\n");
        prompt.until_shown("READY\r\n");
        prompt
    }
}

/// Keys to press, and the words that the program is called with then.
const CASES: [(&str, &[&str]); 31] = [
    ("tr\t", &["tracking"]),
    ("statu\t", &["status"]),
    ("help ch\t", &["help", "check"]),
    ("--json tr\t", &["--json", "tracking"]),
    ("--format js\tall", &["--format", "json", "all"]),
    ("all --format js\t", &["all", "--format", "json"]),
    ("all -f p\t", &["all", "-f", "prometheus"]),
    ("--color al\tall", &["--color", "always", "all"]),
    ("all --nu\t", &["all", "--numeric"]),
    ("all --no-r\t", &["all", "--no-rtc"]),
    ("all --vers\t", &["all", "--vers"]),
    ("--vers\t", &["--version"]),
    ("--generate fi\t", &["--generate", "fish"]),
    // The value of an option is no command.
    ("-o all tr\t", &["-o", "all", "tracking"]),
    // A metric stands before a range.
    ("check -w str\t4", &["check", "-w", "stratum=4"]),
    (
        "check -w sk\t10 -c er\t1s",
        &["check", "-w", "skew=10", "-c", "error=1s"],
    ),
    (
        "check --critical so\t2:",
        &["check", "--critical", "sources=2:"],
    ),
    ("all -w str\t", &["all", "-w", "str"]),
    // A host is one that the shell knows; a path is a socket's.
    ("-H time1\tall", &["-H", "time1.example", "all"]),
    (
        "all -H 192.0.2.1,time1\t",
        &["all", "-H", "192.0.2.1,time1.example"],
    ),
    ("-H /etc/hostna\tall", &["-H", "/etc/hostname", "all"]),
    // A file only where one is written.
    ("all -o REP\t", &["all", "-o", "REPORT.json"]),
    ("all --output REP\t", &["all", "--output", "REPORT.json"]),
    ("explain skew\t", &["explain", "skew_ppm"]),
    ("explain --pla\t", &["explain", "--plain"]),
    ("explain REP\t", &["explain", "REP"]),
    ("REP\t", &["REP"]),
    ("all REP\t", &["all", "REP"]),
    ("all -p REP\t", &["all", "-p", "REP"]),
    ("all -t REP\t", &["all", "-t", "REP"]),
    ("all -f REP\t", &["all", "-f", "REP"]),
];

/// The words in angle brackets, and the end of their line.
fn words(shown: &str) -> Option<(Vec<String>, usize)> {
    let start = shown.find('<')?;
    let end = start + shown[start..].find(">\r\n")?;
    let words = shown[start + 1..end]
        .split("><")
        .map(str::to_owned)
        .collect();
    Some((words, end + ">\r\n".len()))
}

fn completes(shell: &Shell, apart_from: &[&str]) {
    let directory = tempfile::tempdir().expect("a directory");
    let mut prompt = shell.prompt(directory.path());
    for (keys, wanted) in CASES {
        if apart_from.contains(&keys) {
            continue;
        }
        prompt.press(&format!("second-hand {keys}\n"));
        let called = prompt.until(keys, words);
        assert_eq!(called, wanted, "{keys:?}");
    }
    // What can be meant is listed, in whichever order.
    prompt.press("second-hand \t\t");
    prompt.until("list of commands", |shown| {
        let commands = [
            "status", "tracking", "sources", "stats", "rtc", "all", "check",
        ];
        let all = commands.iter().all(|command| shown.contains(command));
        all.then_some(((), shown.len()))
    });
}

#[test]
fn bash_completes() {
    completes(&BASH, &[]);
}

#[test]
fn zsh_completes() {
    completes(&ZSH, &[]);
}

#[test]
fn fish_completes() {
    completes(&FISH, &[]);
}

#[test]
fn elvish_completes() {
    if Command::new("elvish").arg("-version").output().is_err() {
        return environment::not_run("elvish_completes", "elvish is not installed");
    }
    // It asks by a menu where a word has to be quoted, and knows no hosts.
    completes(
        &ELVISH,
        &[
            "check -w str\t4",
            "check -w sk\t10 -c er\t1s",
            "check --critical so\t2:",
            "-H time1\tall",
            "all -H 192.0.2.1,time1\t",
            "-H /etc/hostna\tall",
        ],
    );
}

#[test]
fn the_manual_is_clean() {
    let man = top().join("man/second-hand.1");
    let lint = Command::new("mandoc")
        .args(["-T", "lint"])
        .arg(&man)
        .output()
        .expect("mandoc is to be installed by script/test");
    assert_eq!(String::from_utf8_lossy(&lint.stdout), "");
    let shown = Command::new("man")
        .args(["--warnings", "--local-file"])
        .arg(&man)
        .env("MANWIDTH", "80")
        .output()
        .expect("man is to be installed by script/test");
    assert_eq!(String::from_utf8_lossy(&shown.stderr), "");
    let text = String::from_utf8_lossy(&shown.stdout);
    for section in [
        "NAME",
        "COMMANDS",
        "OPTIONS",
        "FIELDS",
        "EXAMPLES",
        "EXIT STATUS",
        "SEE ALSO",
    ] {
        assert!(text.lines().any(|line| line == section), "{section}");
    }
}
