//! The commands that the README and the pages of `docs/` tell people to run, as they stand there. What they should do, and
//! in which circumstances, is for tests to say.

use std::fs;
use std::path::{Path, PathBuf};

/// Every command: the lines of shell blocks and of cron, without their comments, and what is called in the middle
/// of a sentence.
///
/// # Panics
///
/// When a text cannot be read, or a block does not end.
#[must_use]
pub fn all() -> Vec<String> {
    let mut commands = Vec::new();
    for text in texts() {
        let text = fs::read_to_string(&text).expect("a text");
        let mut parts = text.split("\n```");
        commands.extend(in_sentences(parts.next().unwrap_or_default()));
        while let Some(block) = parts.next() {
            let (language, lines) = block.split_once('\n').unwrap_or((block, ""));
            if language == "sh" {
                commands.extend(lines.lines().filter_map(in_shell));
            }
            let sentences = parts.next().expect("the end of a block, and what follows");
            commands.extend(in_sentences(sentences));
        }
    }
    commands
}

/// The README and all of `docs/`.
fn texts() -> Vec<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let pages = fs::read_dir(top.join("docs")).expect("pages");
    let pages = pages.map(|page| page.expect("a page").path());
    let pages = pages.filter(|page| page.extension().is_some_and(|extension| extension == "md"));
    [top.join("README.md")].into_iter().chain(pages).collect()
}

/// A line of a shell block; one of cron's without its times.
fn in_shell(line: &str) -> Option<String> {
    let command = line.split("  #").next().unwrap_or_default().trim();
    let command = if command.starts_with("*/") {
        command.split_once("*  ").expect("five times").1
    } else {
        command
    };
    (!command.is_empty() && !command.starts_with('#')).then(|| command.to_owned())
}

/// What stands between backquotes and calls the program.
fn in_sentences(text: &str) -> Vec<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    let calls = quoted.filter(|quoted| quoted.starts_with("second-hand "));
    calls.map(|call| call.replace('\n', " ")).collect()
}
