//! The JSON document, key by key. What stands on the right is written by hand, from the contract and
//! from what the scripted daemon was told, with the wire's signs turned where they have to be.

mod form;
mod numbers;
mod records;
mod references;
mod verdict;

use std::process::Output;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use test_support::json as document;
use test_support::scripted::{Daemon, Reports};

use crate::program::{asking, run};

/// 2026-01-17 09:49:17 UTC, half a second later.
fn ref_time() -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(1_768_643_357_500)
}

fn ask(reports: Reports, arguments: &[&str]) -> Output {
    let daemon = Daemon::honest(reports);
    run(asking(&daemon, arguments))
}

/// The document of `all`, from a daemon with these reports, and with nothing missing.
#[track_caller]
fn all(reports: Reports) -> Value {
    let output = ask(reports, &["all", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let document = document(&output);
    assert_eq!(document["errors"], json!([]));
    document
}
