//! Where the output goes: standard output, a file, or what is neither.

mod files;
mod interrupted;
mod links;
mod special;
mod stdout;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;
use test_support::scripted::Daemon;

use crate::program::{asking, text};

/// What stood in a file before.
const OLD: &str = "what stood here before\n";

/// A command with its output in this file.
fn writing(daemon: &Daemon, path: &Path) -> Command {
    let mut command = asking(daemon, &["all", "--json", "--output"]);
    command.arg(path);
    command
}

/// The file holds one whole document, and nothing was said elsewhere.
#[track_caller]
fn assert_written(output: &Output, path: &Path) {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(text(&output.stdout), "");
    assert_eq!(text(&output.stderr), "");
    assert_document(&fs::read(path).expect("a file"));
}

#[track_caller]
fn assert_document(written: &[u8]) {
    let output = Output {
        stdout: written.to_vec(),
        ..Command::new("true").output().expect("true")
    };
    let document = test_support::json(&output);
    assert_eq!(document["tracking"]["stratum"], 3, "{document}");
    assert_eq!(written.last(), Some(&b'\n'));
}

/// The names in a directory.
fn names(directory: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(directory.path()).expect("a directory");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("a plain name"))
        .collect();
    names.sort();
    names
}
