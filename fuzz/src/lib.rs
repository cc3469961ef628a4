//! What arrives from outside, made up from bytes: one function for each fuzz target, which panics when
//! the program would do wrong. `cargo test` runs them over `fuzz/seeds`, which holds what was found.
//! They know the program's library and nothing of libFuzzer.
//!
//! ```text
//! cargo +nightly fuzz run conversation fuzz/corpus/conversation fuzz/seeds/conversation
//! ```

pub mod arguments;
pub mod conversation;
mod formats;
pub mod reply;
mod wire;
