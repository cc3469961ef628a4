//! The growing text for a terminal, line by line. Everything is written here.

use super::style::Style;
use crate::render::page::{Lamps, Level, Role};

/// The text so far, and how to draw.
pub(super) struct Canvas {
    text: String,
    /// Pending blanks, which are written only if more text follows on their line.
    blanks: usize,
    pub(super) style: Style,
}

impl Canvas {
    pub(super) fn new(style: Style) -> Self {
        /// Enough for five sources, so that the text is seldom reallocated.
        const USUAL_SIZE: usize = 4096;
        Self {
            text: String::with_capacity(USUAL_SIZE),
            blanks: 0,
            style,
        }
    }

    /// Appends the text as it looks in this role.
    pub(super) fn paint(&mut self, text: &str, role: Role) {
        if text.trim_ascii().is_empty() {
            self.blanks(text.len());
            return;
        }
        let text = &self.style.glyphs.written(text);
        self.style.palette.paint(self.ready(), text, role);
    }

    /// Appends the lines of a frame or an axis.
    pub(super) fn lines(&mut self, text: &str) {
        if text.trim_ascii().is_empty() {
            self.blanks(text.len());
            return;
        }
        let palette = self.style.palette;
        palette.lines(self.ready(), text);
    }

    /// Appends a source's lamps and its register.
    pub(super) fn lamps(&mut self, lamps: &Lamps) {
        let style = self.style;
        let Style {
            palette, glyphs, ..
        } = style;
        for alike in lamps.polls.chunk_by(PartialEq::eq) {
            let text: String = alike.iter().map(|&poll| glyphs.lamp(poll)).collect();
            palette.lamps(self.ready(), &text, alike[0]);
        }
        self.blanks(1);
        self.paint(
            &style.register(&lamps.octal, lamps.level),
            match lamps.level {
                Level::Good => Role::Faint,
                level => Role::Judged(level),
            },
        );
    }

    /// Appends blanks; none stay at the end of a line.
    pub(super) fn blanks(&mut self, count: usize) {
        self.blanks += count;
    }

    pub(super) fn end_line(&mut self) {
        self.blanks = 0;
        self.text.push('\n');
    }

    /// Ends the text so far with an empty line.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() {
            self.end_line();
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn ready(&mut self) -> &mut String {
        let blanks = std::mem::take(&mut self.blanks);
        self.text.extend(std::iter::repeat_n(' ', blanks));
        &mut self.text
    }
}
