//! The committed files are what the definitions say now.

use std::fs;
use std::path::Path;

#[test]
fn committed_files_are_fresh() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for file in generate::all() {
        let committed = fs::read_to_string(top.join(file.path)).unwrap_or_default();
        assert!(
            committed == file.content,
            "{} is out of date: run `cargo run -p generate`",
            file.path
        );
    }
}
