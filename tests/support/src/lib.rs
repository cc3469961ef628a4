//! What the tests of `second-hand` share: private chronyds, chronyc as the oracle, a scripted daemon, the one way to run the
//! program, and the one door through which every JSON document passes. It knows chrony and the contract's
//! words; it refuses to know the program's inside, which the tests meet as a binary only.

pub mod agreement;
pub mod ansi;
pub mod certificate;
pub mod chronyd;
pub mod commands;
pub mod docker;
pub mod environment;
pub mod files;
pub mod http;
pub mod local;
pub mod loopback;
pub mod oracle;
pub mod preload;
pub mod program;
pub mod refclock;
pub mod runner;
mod schema;
pub mod scripted;
pub mod waiting;

use std::process::Output;

use serde_json::Value;

/// The JSON document a run of the program has left on its standard output.
///
/// Every document a test looks at comes through here, and is held against the project's JSON Schema.
///
/// # Panics
///
/// When standard output is not exactly one document as the schema has it.
pub fn json(output: &Output) -> Value {
    let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|cause| {
        panic!(
            "not one JSON document: {cause}\nstatus: {}\nstdout: {}\nstderr: {}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        )
    });
    schema::check(&document);
    document
}
