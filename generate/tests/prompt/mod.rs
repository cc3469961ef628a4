//! A shell at a prompt, on a terminal of its own: keys in, what it shows out.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// A shell that takes this long is stuck.
const STUCK: Duration = Duration::from_secs(30);

/// The shell, which ends with this.
pub struct Prompt {
    terminal: Child,
    keys: Option<ChildStdin>,
    shown: Receiver<Vec<u8>>,
    unread: String,
}

impl Prompt {
    /// Starts this command line in the directory.
    pub fn start(shell: &str, directory: &Path) -> Self {
        // A terminal without a size has no room for a list.
        let line = format!("stty rows 24 cols 80; exec {shell}");
        let mut terminal = Command::new("script")
            .args(["--quiet", "--return", "--command", &line, "/dev/null"])
            .current_dir(directory)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", directory)
            .env("LC_ALL", "C.UTF-8")
            .env("TERM", "xterm")
            .env("SHELL", "/bin/sh")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script, of util-linux");
        let mut screen = terminal.stdout.take().expect("a pipe");
        let (send, shown) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = screen.read(&mut buffer) {
                if send.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            keys: terminal.stdin.take(),
            terminal,
            shown,
            unread: String::new(),
        }
    }

    /// Presses these keys.
    pub fn press(&mut self, keys: &str) {
        let terminal = self.keys.as_mut().expect("open until it is dropped");
        terminal
            .write_all(keys.as_bytes())
            .expect("the shell reads");
        terminal.flush().expect("the shell reads");
    }

    /// Reads on until what is shown satisfies this, and returns it; what follows remains unread.
    #[track_caller]
    pub fn until<T>(&mut self, what: &str, found: impl Fn(&str) -> Option<(T, usize)>) -> T {
        let deadline = Instant::now() + STUCK;
        loop {
            if let Some((value, end)) = found(&self.unread) {
                self.unread.drain(..end);
                return value;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.shown.recv_timeout(left) {
                Ok(bytes) => self.unread.push_str(&String::from_utf8_lossy(&bytes)),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("no {what} in {:?}", self.unread)
                }
            }
        }
    }

    /// Reads on until this is shown.
    #[track_caller]
    pub fn until_shown(&mut self, text: &str) {
        self.until(text, |shown| Some(((), shown.find(text)? + text.len())));
    }
}

impl Drop for Prompt {
    fn drop(&mut self) {
        // The terminal hangs up on the shell.
        drop(self.keys.take());
        let _ended = self.terminal.kill();
        let _reaped = self.terminal.wait();
    }
}
