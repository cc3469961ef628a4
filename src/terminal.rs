//! What the place the output goes to can show: colours, characters, a width. Knows the environment,
//! not the report.

use std::env;
use std::io;

use crate::output::Output;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    /// On a terminal, unless the environment objects.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The abilities of the place the output goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// A person watches.
    pub is_terminal: bool,
    /// Colours may be used.
    pub color: bool,
    /// Characters outside ASCII may be used.
    pub unicode: bool,
    /// Columns that fit; `None` when nobody watches, and lines may be as long as they are.
    pub width: Option<usize>,
}

impl Terminal {
    /// Looks at the output and the environment.
    pub fn of(output: &Output, when: When) -> Self {
        let is_terminal = output.is_terminal();
        Self {
            is_terminal,
            color: match when {
                When::Always => true,
                When::Never => false,
                When::Auto => wants_color(is_terminal),
            },
            unicode: is_utf8_locale() && !(is_terminal && is_linux_console()),
            width: is_terminal.then(columns).flatten(),
        }
    }
}

/// `NO_COLOR` (no-color.org) objects, `CLICOLOR_FORCE` (bixense.com/clicolors) insists, a dumb
/// terminal cannot; otherwise it depends on whether a person watches.
fn wants_color(is_terminal: bool) -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("NO_COLOR") {
        return false;
    }
    if set("CLICOLOR_FORCE") && env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    is_terminal && env::var_os("TERM").is_some_and(|term| term != "dumb")
}

/// The locale that decides about characters is the first of these that is set (POSIX, "Environment
/// Variables", 8.2); none means "C".
fn is_utf8_locale() -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(env::var_os)
        .find(|value| !value.is_empty())
        .is_some_and(|locale| {
            let locale = locale.to_string_lossy().to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        })
}

/// The console's own font has a few hundred characters, whatever the locale says.
fn is_linux_console() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "linux")
}

fn columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|&columns| columns > 0)
}
