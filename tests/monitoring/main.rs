//! The definitions of `contrib/` in the systems they are for, against live daemons: untouched but for where the
//! program is.

mod icinga;
mod nagios;
mod shells;
mod site;

use std::fs;
use std::path::{Path, PathBuf};

/// The program itself.
const PROGRAM: &str = env!("CARGO_BIN_EXE_second-hand");

/// Where the packages put it, and what the definitions of `contrib/` call.
const INSTALLED: &str = "/usr/bin/second-hand";

/// A file of `contrib/`.
fn contrib(name: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("contrib")
        .join(name);
    assert!(file.is_file(), "{}", file.display());
    file
}

/// What stands in a file of `contrib/`.
fn text_of(name: &str) -> String {
    fs::read_to_string(contrib(name)).expect("text")
}
