//! What a terminal can show: the colours, the characters and the width that everything is drawn
//! with.

use std::borrow::Cow;

use super::glyphs::Glyphs;
use super::palette::Palette;
use crate::render::page::{Content, Lamp, Role, Value};
use crate::terminal::Terminal;

/// How everything looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) palette: Palette,
    pub(super) glyphs: &'static Glyphs,
    /// Words are wanted instead of boxes, chart and lamps.
    pub(super) plain: bool,
    /// Columns that fit; `None` where lines may be as long as they are.
    pub(super) width: Option<usize>,
}

impl Style {
    pub(super) fn new(terminal: &Terminal) -> Self {
        Self {
            palette: Palette::new(terminal.color),
            glyphs: Glyphs::new(terminal.unicode),
            plain: terminal.plain,
            width: terminal.width,
        }
    }

    /// Columns for boxes, a chart and what stands side by side, where that is wanted.
    pub(super) fn picture_width(self) -> Option<usize> {
        self.width.filter(|_| !self.plain)
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
            (Content::Reach(lamps), _) if self.plain => {
                let count = |wanted| lamps.polls.iter().filter(|&&poll| poll == wanted).count();
                let answered = count(Lamp::Answered);
                let polls = match answered + count(Lamp::Missed) {
                    // None was answered of all that chronyd remembers.
                    0 => lamps.polls.len(),
                    polls => polls,
                };
                Cow::Owned(format!("{} ({answered} of {polls})", lamps.octal))
            }
            (Content::Reach(lamps), _) => {
                let polls = lamps.polls.iter().map(|&poll| self.glyphs.lamp(poll));
                Cow::Owned(polls.chain([' ']).chain(lamps.octal.chars()).collect())
            }
            (Content::Nothing, _) => Cow::Borrowed(self.glyphs.nothing),
        }
    }
}
