//! The committed completions, loaded in real shells and asked as a user's Tab asks them.

use std::path::{Path, PathBuf};
use std::process::Command;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What the shell prints when it runs the script at the top of the repository.
fn shell(program: &str, arguments: &[&str], script: &str) -> String {
    let output = Command::new(program)
        .args(arguments)
        .args(["-c", script])
        .current_dir(top())
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("TERM", "dumb")
        .output()
        .unwrap_or_else(|error| panic!("{program} is to be installed by script/test: {error}"));
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("completions are UTF-8")
}

/// Words typed so far, the last of them still being typed, and a completion that must be offered.
const CASES: [(&[&str], &str); 5] = [
    (&["second-hand", "tr"], "tracking"),
    (&["second-hand", "all", "--no-r"], "--no-rtc"),
    (&["second-hand", "all", "--nu"], "--numeric"),
    (&["second-hand", "all", "--format", "j"], "json"),
    (&["second-hand", "all", "--output", "READ"], "README.md"),
];

#[test]
fn bash_completes() {
    for (words, wanted) in CASES {
        let script = format!(
            r#"set -eu
source completions/second-hand.bash
complete -p second-hand >/dev/null
COMP_WORDS=({}) COMP_CWORD={} COMPREPLY=()
_second__hand "${{COMP_WORDS[0]}}" "${{COMP_WORDS[-1]}}" "${{COMP_WORDS[-2]}}"
printf '%s\n' "${{COMPREPLY[@]}}""#,
            words.join(" "),
            words.len() - 1
        );
        let offered = shell("bash", &["--norc"], &script);
        assert_eq!(offered.lines().collect::<Vec<_>>(), [wanted], "{words:?}");
    }
}

#[test]
fn fish_completes() {
    for (words, wanted) in CASES {
        let script = format!(
            "source completions/second-hand.fish; complete --do-complete '{}'",
            words.join(" ")
        );
        let offered = shell("fish", &["--no-config"], &script);
        let names: Vec<_> = offered
            .lines()
            .map(|line| line.split('\t').next().unwrap_or_default())
            .collect();
        assert_eq!(names, [wanted], "{words:?}");
    }
}

/// zsh completes only at a prompt, so one is started on a pseudo-terminal of its own.
#[test]
fn zsh_completes() {
    for (words, wanted) in CASES {
        let completed = [&words[..words.len() - 1], &[wanted]].concat().join(" ");
        let script = format!(
            r#"zmodload zsh/zpty
zpty prompt zsh -f -i
zpty -w prompt 'PS1=; fpath=($PWD/completions $fpath); autoload -Uz compinit; compinit -u -D; print RE""ADY'
zpty -r prompt seen '*READY*'
zpty -w -n prompt "{}"$'\t'
zpty -r prompt seen '*{completed}*' && print -r -- "completed"
zpty -d prompt"#,
            words.join(" ")
        );
        let seen = shell("timeout", &["20", "zsh", "-f"], &script);
        assert_eq!(seen, "completed\n", "{words:?}");
    }
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
