//! The house's order, as far as a text search can keep it: each dependency in its room, nothing in the library that prints
//! or exits by itself, and a word at the head of every file.

use std::fs;
use std::path::{Path, PathBuf};

/// A dependency, by its name in code, and the places below `src` that may know it.
const ROOMS: [(&str, &[&str]); 10] = [
    ("chrony_candm::", &["chronyd/"]),
    ("clap::", &["cli.rs", "cli/"]),
    ("comfy_table::", &["render/text/grid.rs"]),
    ("maud::", &["render/html/"]),
    ("owo_colors::", &["render/text/palette.rs"]),
    ("prometheus_client::", &["render/prometheus/"]),
    ("serde_json::", &["render/json.rs"]),
    ("signal_hook::", &["signals.rs", "main.rs"]),
    ("tempfile::", &["chronyd/socket.rs", "output/file.rs"]),
    ("ctor::ctor", &["output/stdout.rs"]),
];

/// What only `main` may do, or nobody.
const BANNED: [&str; 6] = [
    "print!(",
    "println!(",
    "dbg!(",
    "todo!(",
    ".unwrap()",
    "process::exit",
];

/// What people are told is one thing, how a terminal or a browser shows it is another: what none of
/// these rooms names in its code, in any case of letters.
const UNSPEAKABLE: [(&str, &[&str]); 3] = [
    (
        "render/page/",
        &[
            "width", "glyph", "unicode", "ascii", "terminal", "text::", "style", "palette",
            "color", "\\u{", "\\x1b",
        ],
    ),
    ("render/text/", &BEHIND_THE_PAGE),
    ("render/html/", &BEHIND_THE_PAGE),
];

const BEHIND_THE_PAGE: [&str; 6] = [
    "report::",
    "health::",
    "check::",
    "chronyd::",
    "fetch::",
    "cli::",
];

/// Every source file of the program: its path below `src`, and its text without its tests.
fn sources() -> Vec<(PathBuf, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut directories = vec![top.clone()];
    let mut files = Vec::new();
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("its entry").path();
            if path.is_dir() {
                directories.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a source file");
            let program = text
                .split("#[cfg(test)]\nmod tests")
                .next()
                .unwrap_or_default();
            let name = path.strip_prefix(&top).expect("a path below src");
            files.push((name.to_owned(), program.to_owned()));
        }
    }
    assert!(files.len() > 30, "all of them: {files:?}");
    files
}

#[test]
fn every_dependency_has_its_room() {
    for (path, text) in sources() {
        for (dependency, rooms) in ROOMS {
            let at_home = rooms
                .iter()
                .any(|room| path.to_string_lossy().starts_with(room));
            assert!(
                at_home || !text.contains(dependency),
                "{dependency} in {}",
                path.display()
            );
        }
    }
}

#[test]
fn what_is_said_and_how_it_is_shown_do_not_know_each_other() {
    for (room, unspeakable) in UNSPEAKABLE {
        let files = sources().into_iter();
        let files = files.filter(|(path, _)| path.to_string_lossy().starts_with(room));
        let mut seen = 0;
        for (path, text) in files {
            seen += 1;
            let is_code = |line: &&str| !line.trim_start().starts_with("//");
            for line in text.lines().filter(is_code) {
                let named = unspeakable
                    .iter()
                    .find(|&&word| line.to_lowercase().contains(word));
                assert_eq!(named, None, "{}: {line}", path.display());
                let drawn = room == "render/page/" && !line.is_ascii();
                assert!(!drawn, "{}: {line}", path.display());
            }
        }
        assert!(seen > 3, "{room}: {seen} files");
    }
}

#[test]
fn the_library_neither_prints_nor_exits_nor_gives_up() {
    for (path, text) in sources() {
        for banned in BANNED {
            assert!(!text.contains(banned), "{banned} in {}", path.display());
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{}", path.display());
    }
}
