//! The roles that text plays, and how each looks: the only room that knows colours. Only the 16
//! colours that every terminal theme adapts are used, and no colour is the only carrier of a fact.
//!
//! What is to be noticed must be read on a black and on a white screen. Yellow on white cannot be,
//! so a warning is black on yellow, and what is bad is white on red: these bring their background
//! along. Green and red as text are readable on both; blue and the bright colours are not used.

use std::fmt::Write;

use owo_colors::{OwoColorize, Style};

use crate::health::Level;
use crate::report::Reach;

/// What a piece of text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Plain text.
    Text,
    /// The name of a section.
    Title,
    /// The heading of a column, the name of a field.
    Label,
    /// What matters little.
    Faint,
    /// What the eye is to find first.
    Strong,
    /// The source that is followed.
    Chosen,
    /// What belongs to a source that is wrong.
    Wrong,
    /// A figure or a word that is judged: one that is good is not remarkable.
    Judged(Level),
    /// What is judged and to be found first, for good news as well.
    Verdict(Level),
    /// A source's lamps: which of its last polls were answered, and the register behind them.
    Lamps(Reach, Level),
}

/// How each role looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    color: bool,
}

impl Palette {
    pub(super) fn new(color: bool) -> Self {
        Self { color }
    }

    /// Whether anything is painted at all.
    pub(super) fn paints(self) -> bool {
        self.color
    }

    /// Appends the text as it looks in this role.
    pub(super) fn paint(self, out: &mut String, text: &str, role: Role) {
        if !self.color || text.trim_ascii().is_empty() {
            out.push_str(text);
            return;
        }
        match role {
            Role::Lamps(reach, level) => lamps(out, text, reach, level),
            _ => match style(role) {
                Some(style) => styled(out, text, style),
                None => out.push_str(text),
            },
        }
    }
}

fn styled(out: &mut String, text: &str, style: Style) {
    let _infallible = write!(out, "{}", text.style(style));
}

fn style(role: Role) -> Option<Style> {
    let plain = Style::new();
    Some(match role {
        Role::Text | Role::Judged(Level::Good) | Role::Lamps(..) => return None,
        Role::Title | Role::Strong => plain.bold(),
        Role::Label | Role::Faint => plain.dimmed(),
        Role::Chosen | Role::Verdict(Level::Good) => plain.green().bold(),
        Role::Wrong => plain.red(),
        Role::Judged(level) | Role::Verdict(level) => alarm(level),
    })
}

fn alarm(level: Level) -> Style {
    match level {
        Level::Good => Style::new(),
        Level::Warn => Style::new().black().on_yellow(),
        Level::Bad => Style::new().white().on_red().bold(),
    }
}

/// Answered polls are lit, missed ones red; those before the oldest answer say nothing.
fn lamps(out: &mut String, text: &str, reach: Reach, level: Level) {
    let mut heard_of = false;
    let looks = reach.polls().map(|answered| {
        heard_of |= answered;
        match (answered, heard_of) {
            (true, _) => Style::new().green(),
            (false, true) => Style::new().red(),
            (false, false) => Style::new().dimmed(),
        }
    });
    let mut rest = text;
    let mut looks = looks.peekable();
    while let Some(look) = looks.next() {
        // Neighbours that look alike are painted in one go.
        let mut alike = 1;
        while looks.next_if_eq(&look).is_some() {
            alike += 1;
        }
        let end = rest.char_indices().nth(alike);
        let (lamps, behind) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        styled(out, lamps, look);
        rest = behind;
    }
    let octal = rest.trim_start();
    out.push_str(&rest[..rest.len() - octal.len()]);
    match level {
        Level::Good => styled(out, octal, Style::new().dimmed()),
        level => styled(out, octal, alarm(level)),
    }
}
