//! Writes the generated files anew: `cargo run -p generate`.

use std::fs;
use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for file in generate::all() {
        let path = top.join(file.path);
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory)?;
        }
        fs::write(path, file.content)?;
    }
    Ok(())
}
