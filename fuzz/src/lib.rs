//! What arrives from outside, made up from bytes: one function for each fuzz target, which panics when
//! the program would do wrong. `cargo test` runs them over `fuzz/seeds`, which holds what was found.
//! They know the program's library and nothing of libFuzzer, with which `script/fuzz` runs them.

pub mod arguments;
pub mod conversation;
pub mod decode;
pub mod formats;
pub mod limits;
pub mod output;
pub mod race;
mod report;
mod wire;
