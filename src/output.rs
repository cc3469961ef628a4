//! Where the output goes: standard output, or a file that is replaced in one step. It does not know
//! what it writes.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// A place for the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Standard output.
    Stdout,
    /// A file, which holds the old or the new content, never a part.
    File(PathBuf),
}

impl Output {
    /// The file, if one was named; standard output otherwise.
    pub fn to(file: Option<&Path>) -> Self {
        file.map_or(Self::Stdout, |path| Self::File(path.to_owned()))
    }

    /// Whether a person watches.
    pub fn is_terminal(&self) -> bool {
        *self == Self::Stdout && io::stdout().is_terminal()
    }

    /// Writes the whole text. A reader that has seen enough (`… | head -1`) is no failure.
    ///
    /// # Errors
    /// When it cannot be written; the old file is then still there.
    pub fn write(&self, text: &str) -> Result<(), Error> {
        match self {
            Self::Stdout => match write_stdout(text) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                Err(source) => Err(Error::Output {
                    target: "standard output".to_owned(),
                    source,
                }),
                Ok(()) => Ok(()),
            },
            Self::File(path) => replace(path, text).map_err(|source| Error::Output {
                target: path.display().to_string(),
                source,
            }),
        }
    }
}

fn write_stdout(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Writes beside the file, then renames, so that nobody ever reads half of it. A symbolic link
/// stays one, and what is not a regular file (`/dev/stderr`, a named pipe) is written to directly.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    const USUAL_MODE: u32 = 0o666;
    let target = match fs::canonicalize(path) {
        Ok(target) if !target.is_file() => {
            let mut special: File = OpenOptions::new().write(true).open(target)?;
            return special.write_all(text.as_bytes());
        }
        Ok(target) => target,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(error),
    };
    let directory = match target.parent() {
        Some(directory) if directory != Path::new("") => directory,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new()
        .prefix(".second-hand-")
        .permissions(Permissions::from_mode(USUAL_MODE))
        .tempfile_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(target)?;
    Ok(())
}
