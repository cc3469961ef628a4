//! The program against real chronyds, each private to its test and never in control of the machine's clock. What the
//! figures should be is chronyc's word; nothing here knows the program's inside.

mod access;
mod containers;
mod falseticker;
mod far_off;
mod one_fetch;
mod other_sources;
mod recipes;
mod rtc;
mod silence;
mod stale;
mod synchronized;
mod unsynchronized;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use test_support::agreement::{self, Names};
use test_support::chronyd::{Daemon, Door};
use test_support::oracle::{self, Snapshot};
use test_support::program::Run;

/// The program itself, for others to run.
fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_second-hand"))
}

fn second_hand() -> Command {
    test_support::second_hand!()
}

/// One run of the program, to its end.
fn run(arguments: &[&str], door: &Door) -> Output {
    let mut command = second_hand();
    command.args(arguments).args(&door.options);
    Run::of(command).output
}

/// The document of a run that exits with `status` and has nothing to say to a person.
fn document(arguments: &[&str], door: &Door, status: i32) -> Value {
    let output = run(&[arguments, &["--json"]].concat(), door);
    let document = test_support::json(&output);
    assert_eq!(output.status.code(), Some(status), "{document:#}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{document:#}");
    document
}

/// What `arguments` report at `door` agrees with chronyc, digit by digit. Returns the document.
fn assert_agrees(daemon: &Daemon, arguments: &[&str], door: &Door, status: i32) -> Value {
    let names = if arguments.contains(&"--numeric") {
        Names::LeftOut
    } else {
        Names::Asked
    };
    let (document, snapshot) = with_snapshot(daemon, arguments, door, status);
    agreement::assert_agrees(&document, &snapshot, names);
    assert_eq!(document["server"], door.server.as_str());
    assert_eq!(document["schema_version"], 1);
    document
}

/// The document of a run, and what chronyc shows at the same moment.
fn with_snapshot(
    daemon: &Daemon,
    arguments: &[&str],
    door: &Door,
    status: i32,
) -> (Value, Snapshot) {
    oracle::between_equal_snapshots(daemon, || document(arguments, door, status))
}

/// All reports agree with chronyc, through each of the daemon's doors, and the hardware clock alone is missing when
/// `status` is not 0. Returns the last document.
fn assert_all_agree(daemon: &Daemon, status: i32) -> Value {
    let mut last = Value::Null;
    for door in daemon.doors() {
        last = assert_agrees(daemon, &["all"], &door, status);
        let missing = (status != 0).then_some(("rtc", "unavailable"));
        assert_eq!(errors(&last), Vec::from_iter(missing), "{last:#}");
    }
    last
}

/// What a document says is missing: the report (empty for chronyd itself) and the kind.
fn errors(document: &Value) -> Vec<(&str, &str)> {
    let errors = document["errors"].as_array().expect("a list of errors");
    errors
        .iter()
        .map(|error| {
            let report = error["report"].as_str().unwrap_or_default();
            (report, error["kind"].as_str().expect("a kind"))
        })
        .collect()
}

/// A verdict's state.
fn verdict(document: &Value) -> &str {
    let state = document["verdict"]["state"].as_str();
    state.unwrap_or_else(|| panic!("no verdict in {document:#}"))
}

/// The figure at `pointer`.
fn figure(document: &Value, pointer: &str) -> f64 {
    let figure = document.pointer(pointer).and_then(Value::as_f64);
    figure.unwrap_or_else(|| panic!("no number at {pointer} of {document:#}"))
}

/// The human's table for `arguments` at `door`.
fn table(arguments: &[&str], door: &Door) -> String {
    let output = run(arguments, door);
    let text = String::from_utf8(output.stdout).expect("a table in UTF-8");
    assert!(!text.contains('\x1b'), "an escape code in a pipe: {text:?}");
    text
}
