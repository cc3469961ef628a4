//! The style of a text: the colours, the characters and the width that everything is drawn with.

use std::borrow::Cow;

use super::glyphs::Glyphs;
use super::palette::Palette;
use crate::render::page::{Content, Lamp, Level, Role, Value};
use crate::terminal::Terminal;

/// The style of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) palette: Palette,
    pub(super) glyphs: &'static Glyphs,
    /// Words are wanted instead of boxes, chart and lamps.
    pub(super) plain: bool,
    /// Whether polls are drawn as lamps, the first part to go where room is short.
    pub(super) lamps: bool,
    /// How many columns fit; `None`: lines are not wrapped.
    pub(super) width: Option<usize>,
}

impl Style {
    pub(super) fn new(terminal: &Terminal) -> Self {
        /// A narrower terminal has no lamps, so that names have room.
        const LAMPS_FROM: usize = 52;
        let has_room = terminal.width.is_none_or(|width| width >= LAMPS_FROM);
        Self {
            palette: Palette::new(terminal.color),
            glyphs: Glyphs::new(terminal.unicode),
            plain: terminal.plain,
            lamps: !terminal.plain && has_room,
            width: terminal.width,
        }
    }

    /// The width for boxes, a chart and entries side by side; `None`: none of these is wanted.
    pub(super) fn picture_width(self) -> Option<usize> {
        self.width.filter(|_| !self.plain)
    }

    /// The text cut to `room` columns, with a mark where it is cut.
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

    /// The text of a value that is not aligned with others.
    pub(super) fn shown(self, value: &Value) -> Cow<'_, str> {
        match &value.content {
            Content::Text(text) => self.signed(text, value.role),
            Content::Figure(figure) => self.signed(&figure.text(), value.role).into_owned().into(),
            Content::Reach(lamps) if self.plain => {
                let count = |wanted| lamps.polls.iter().filter(|&&poll| poll == wanted).count();
                let answered = count(Lamp::Answered);
                let polls = match answered + count(Lamp::Missed) {
                    // No poll in the register brought a usable answer.
                    0 => lamps.polls.len(),
                    polls => polls,
                };
                let counted = format!("{} ({answered} of {polls})", lamps.octal);
                Cow::Owned(self.register(&counted, lamps.level).into_owned())
            }
            Content::Reach(lamps) if !self.lamps => self.register(&lamps.octal, lamps.level),
            Content::Reach(lamps) => {
                let polls = lamps.polls.iter().map(|&poll| self.glyphs.lamp(poll));
                let polls: String = polls.chain([' ']).collect();
                Cow::Owned([&polls, &*self.register(&lamps.octal, lamps.level)].concat())
            }
            Content::Nothing => Cow::Borrowed(self.glyphs.nothing),
        }
    }

    /// The text, after the sign of its level if it needs one.
    pub(super) fn signed(self, text: &str, role: Role) -> Cow<'_, str> {
        match role.signed() {
            Some(level) => Cow::Owned([self.glyphs.sign(level), " ", text].concat()),
            None => Cow::Borrowed(text),
        }
    }

    /// A source's register, followed by the sign of its level: the lamps are before it.
    pub(super) fn register(self, octal: &str, level: Level) -> Cow<'_, str> {
        match level {
            Level::Good => Cow::Borrowed(octal),
            level => Cow::Owned([octal, " ", self.glyphs.sign(level)].concat()),
        }
    }
}
