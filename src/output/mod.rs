//! Where the output goes: standard output, a file that is replaced in one step, or a pipe or
//! device. It does not know what it writes.

mod file;
mod found;
mod stdout;
mod target;

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::signals;
use target::Target;

/// A place for the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Standard output.
    Stdout,
    /// A file, pipe or device at this path. A regular file holds the old or the new content, never
    /// a part.
    File(PathBuf),
}

impl Output {
    /// The file, if one was named; standard output otherwise.
    pub fn to(file: Option<&Path>) -> Self {
        file.map_or(Self::Stdout, |path| Self::File(path.to_owned()))
    }

    /// Whether the output is a terminal.
    pub fn is_terminal(&self) -> bool {
        *self == Self::Stdout && io::stdout().is_terminal()
    }

    /// Writes the whole text. A reader that stops reading (`… | head -1`) is no error.
    ///
    /// # Errors
    /// The text cannot be written, or a signal asked the program to end; the old file is
    /// then still there.
    pub fn write(&self, text: &str) -> Result<(), Error> {
        let failed = |source| Error::Output {
            target: match self {
                Self::Stdout => "standard output".to_owned(),
                Self::File(path) => path.display().to_string(),
            },
            source,
        };
        signals::outlive_the_file_size_limit().map_err(failed)?;
        let written = match self {
            Self::Stdout => stdout::open().and_then(|stdout| pour(stdout, text)),
            Self::File(path) => match Target::of(path).map_err(failed)? {
                Target::Stream(stream) => pour(stream, text),
                Target::File(path) => {
                    let replaced = signals::hold().and_then(|()| file::replace(&path, text));
                    // The temporary file is gone.
                    if let Some(signal) = signals::release() {
                        return Err(Error::Interrupted(signal));
                    }
                    replaced
                }
            },
        };
        written.map_err(failed)
    }
}

fn pour(mut stream: File, text: &str) -> io::Result<()> {
    match stream.write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
