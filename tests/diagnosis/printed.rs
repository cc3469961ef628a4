//! What the program prints of each cause that is found, as rows of a Markdown table, where the variable `CAUSES_TABLE` names
//! a file to append them to. It judges nothing; the scenes around it do.

use std::env;
use std::fs::File;
use std::io::Write as _;
use std::process::Command;

use test_support::chronyd::Door;
use test_support::environment;

use crate::{run, second_hand};

/// Adds a row for a cause that is found at this door.
pub fn record(code: &str, door: &Door) {
    record_with(code, door, |command| command);
}

/// The same, by a program that is run in a way of its own.
pub fn record_with(code: &str, door: &Door, prepare: impl Fn(Command) -> Command) {
    let Some(path) = env::var_os("CAUSES_TABLE") else {
        return;
    };
    let place = if door.server.starts_with('/') {
        "socket"
    } else {
        "UDP"
    };
    let check = run(prepare(second_hand()), &["check"], door);
    let check = String::from_utf8_lossy(&check.stdout).into_owned();
    let line = check.lines().next().unwrap_or_default();
    let line = line.split_once(" | ").map_or(line, |(text, _)| text);

    let mut status = prepare(second_hand());
    status.arg("status").args(&door.options);
    let output = environment::on_a_terminal(status, 80);
    let told = [output.stdout, output.stderr].concat();
    let told = test_support::ansi::without_colors(&String::from_utf8_lossy(&told));
    let lines: Vec<&str> = told
        .lines()
        .filter(|line| !line.starts_with(['╭', '│', '╰']) && !line.is_empty())
        .filter(|line| !line.starts_with("chronyd at "))
        .map(str::trim_end)
        .collect();
    // A line of a cell is a line of the terminal.
    let row = format!(
        "| `{code}` ({place}) | {} | {} |\n",
        cell(line),
        lines
            .iter()
            .map(|line| cell(line))
            .collect::<Vec<_>>()
            .join("<br>")
    );
    let file = File::options().append(true).create(true).open(path);
    // One call for a row: other tests append to the same file.
    file.and_then(|mut file| file.write_all(row.as_bytes()))
        .expect("the table's file");
}

/// Text as code in a cell.
fn cell(text: &str) -> String {
    format!("`` {} ``", text.replace('|', "\\|"))
}
