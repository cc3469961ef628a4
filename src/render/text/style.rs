//! What a terminal can show: the colours, the characters and the width that everything is drawn
//! with.

use std::borrow::Cow;

use super::glyphs::Glyphs;
use super::palette::Palette;
use crate::render::page::{Content, Role, Value};
use crate::terminal::Terminal;

/// How everything looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) palette: Palette,
    pub(super) glyphs: &'static Glyphs,
    /// Columns that fit; `None` where lines may be as long as they are.
    pub(super) width: Option<usize>,
}

impl Style {
    pub(super) fn new(terminal: &Terminal) -> Self {
        Self {
            palette: Palette::new(terminal.color),
            glyphs: Glyphs::new(terminal.unicode),
            width: terminal.width,
        }
    }

    /// The text in so much room, with a mark where something is missing.
    pub(super) fn cut(self, text: &str, room: usize) -> Cow<'_, str> {
        if text.chars().count() <= room {
            return Cow::Borrowed(text);
        }
        let left = room.saturating_sub(self.glyphs.cut.chars().count());
        let kept = text
            .char_indices()
            .nth(left)
            .map_or(text.len(), |(at, _)| at);
        Cow::Owned([&text[..kept], self.glyphs.cut].concat())
    }

    /// The characters that stand for a value that is not aligned with others.
    pub(super) fn shown(self, value: &Value) -> Cow<'_, str> {
        match (&value.content, value.role) {
            (Content::Text(text), Role::State(level)) => {
                Cow::Owned([self.glyphs.sign(level), " ", text].concat())
            }
            (Content::Text(text), _) => Cow::Borrowed(text),
            (Content::Figure(figure), _) => Cow::Owned(figure.text()),
            (Content::Reach(lamps), _) => {
                let polls = lamps.polls.iter().map(|&poll| self.glyphs.lamp(poll));
                Cow::Owned(polls.chain([' ']).chain(lamps.octal.chars()).collect())
            }
            (Content::Nothing, _) => Cow::Borrowed(self.glyphs.nothing),
        }
    }
}
