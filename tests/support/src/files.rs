//! Files of the checkout, as far as tests read them. It knows nothing of what is in them.

use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a directory, in whatever order the file system has them.
///
/// # Panics
///
/// When the directory cannot be read.
pub fn below(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("a directory");
    let paths = entries.map(|entry| entry.expect("its entry").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                below(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
