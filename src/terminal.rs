//! What the output can show: colours, characters, a width. It reads the environment and knows no
//! report.

use std::env;
use std::io;

use crate::output::Output;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    /// On a terminal, unless the environment forbids it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What the output can show.
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
    /// How many columns fit; `None`: unknown, and lines are not wrapped.
    pub width: Option<usize>,
}

impl Terminal {
    /// Reads the abilities from the output and the environment; `plain` is the option `--plain`.
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

/// `NO_COLOR` (no-color.org) forbids colours, `CLICOLOR_FORCE` demands them, `CLICOLOR=0` forbids
/// them (bixense.com/clicolors), and a dumb terminal has none; otherwise a terminal gets colours
/// and nothing else does.
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

/// The first of these variables that is set decides which characters can be shown (POSIX,
/// "Environment Variables", 8.2); without any, the locale is "C".
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

/// Whether `TERM` is this kind. The Linux console (`linux`) has a font of a few hundred characters,
/// whatever the locale says; a `dumb` terminal has plain lines only.
fn has_term(kind: &str) -> bool {
    env::var_os("TERM").is_some_and(|term| term == kind)
}

fn columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|&columns| columns > 0)
}

/// The width in `COLUMNS`, which `watch` sets for the screen that it shows a pipe on.
fn columns_by_environment() -> Option<usize> {
    let columns = env::var("COLUMNS").ok()?.parse().ok()?;
    Some(columns).filter(|&columns| columns > 0)
}
