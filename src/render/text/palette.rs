//! How the roles of text look: the only room that knows colours. Only the 16 colours that every
//! terminal theme adapts are used, and no colour is the only carrier of a fact.
//!
//! What is to be noticed must be read on a black and on a white screen. Yellow on white cannot be,
//! so a warning is black on yellow, and what is bad is white on red: these bring their background
//! along. Green and red as text are readable on both; blue and the bright colours are not used.

use std::fmt::Write;

use owo_colors::{OwoColorize, Style};

use crate::render::page::{Lamp, Level, Role};

/// How each role looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    color: bool,
}

impl Palette {
    pub(super) fn new(color: bool) -> Self {
        Self { color }
    }

    /// Appends the text as it looks in this role.
    pub(super) fn paint(self, out: &mut String, text: &str, role: Role) {
        self.styled(out, text, style(role));
    }

    /// Appends lamps that are alike: polls with a usable answer are lit, those without one red.
    pub(super) fn lamps(self, out: &mut String, text: &str, lamp: Lamp) {
        let style = match lamp {
            Lamp::Answered => Style::new().green(),
            Lamp::Missed => Style::new().red(),
            Lamp::Unheard => Style::new().dimmed(),
        };
        self.styled(out, text, Some(style));
    }

    fn styled(self, out: &mut String, text: &str, style: Option<Style>) {
        match style.filter(|_| self.color) {
            Some(style) => {
                let _infallible = write!(out, "{}", text.style(style));
            }
            None => out.push_str(text),
        }
    }
}

fn style(role: Role) -> Option<Style> {
    let plain = Style::new();
    Some(match role {
        Role::Text | Role::Judged(Level::Good) => return None,
        Role::Strong => plain.bold(),
        Role::Faint => plain.dimmed(),
        Role::Chosen => plain.green().bold(),
        Role::Wrong => plain.red(),
        Role::Judged(level) | Role::Verdict(level) | Role::State(level) => match level {
            Level::Good => plain.green().bold(),
            Level::Warn => plain.black().on_yellow(),
            Level::Bad => plain.white().on_red().bold(),
        },
    })
}
