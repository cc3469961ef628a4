//! The roles that text plays, and how each looks: the only room that knows colours. Only the 16
//! colours that every terminal theme adapts are used, and no colour is the only carrier of a fact.

use owo_colors::{OwoColorize, Style};

use crate::health::Level;

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
    /// A figure that is judged.
    Judged(Level),
    /// A figure that is judged and to be found first.
    StrongJudged(Level),
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

    /// The text as it looks in this role.
    pub(super) fn paint(self, text: &str, role: Role) -> String {
        if !self.color || role == Role::Text || text.trim().is_empty() {
            return text.to_owned();
        }
        text.style(style(role)).to_string()
    }
}

fn style(role: Role) -> Style {
    match role {
        Role::Text => Style::new(),
        Role::Title => Style::new().bold().underline(),
        Role::Label | Role::Faint => Style::new().dimmed(),
        Role::Strong => Style::new().bold(),
        Role::Judged(level) => judged(level),
        Role::StrongJudged(level) => judged(level).bold(),
    }
}

fn judged(level: Level) -> Style {
    match level {
        Level::Good => Style::new().green(),
        Level::Warn => Style::new().yellow(),
        Level::Bad => Style::new().red(),
    }
}
