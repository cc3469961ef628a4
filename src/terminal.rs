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
#[expect(
    clippy::struct_excessive_bools,
    reason = "each ability is there or not, whatever the others are"
)]
pub struct Terminal {
    /// The output is a terminal.
    pub is_terminal: bool,
    /// Colours may be used.
    pub color: bool,
    /// Characters outside ASCII may be used.
    pub unicode: bool,
    /// Words are wanted instead of pictures.
    pub plain: bool,
    /// Columns that fit; `None` where nothing says so, and lines may be as long as they are.
    pub width: Option<usize>,
}

impl Terminal {
    /// Looks at the output and the environment; `plain` is what was asked for.
    pub fn of(output: &Output, when: When, plain: bool) -> Self {
        let is_terminal = output.is_terminal();
        Self {
            is_terminal,
            color: match when {
                When::Always => true,
                When::Never => false,
                When::Auto => !plain && wants_color(is_terminal),
            },
            plain: plain || has_term("dumb"),
            unicode: is_utf8_locale() && !(is_terminal && has_term("linux")),
            width: match output {
                Output::Stdout if is_terminal => columns(),
                Output::Stdout => columns_by_environment(),
                Output::File(_) => None,
            },
        }
    }
}

/// `NO_COLOR` (no-color.org) objects, `CLICOLOR_FORCE` insists and `CLICOLOR` may object
/// (bixense.com/clicolors), a dumb terminal cannot; otherwise it depends on whether there is one.
fn wants_color(is_terminal: bool) -> bool {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty());
    if set("NO_COLOR").is_some() {
        return false;
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    let objects = set("CLICOLOR").is_some_and(|value| value == "0");
    is_terminal && !objects && env::var_os("TERM").is_some_and(|term| term != "dumb")
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

/// Whether the terminal is of this kind. The Linux console's own font has a few hundred characters,
/// whatever the locale says; a dumb terminal has lines and nothing else.
fn has_term(kind: &str) -> bool {
    env::var_os("TERM").is_some_and(|term| term == kind)
}

fn columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|&columns| columns > 0)
}

/// What `watch` says of the screen that it shows its pipe on.
fn columns_by_environment() -> Option<usize> {
    let columns = env::var("COLUMNS").ok()?.parse().ok()?;
    Some(columns).filter(|&columns| columns > 0)
}
