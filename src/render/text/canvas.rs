//! The text of a terminal as it grows, line by line. The one place that writes.

use super::style::Style;
use crate::render::page::{Lamps, Level, Role};

/// What is drawn on.
pub(super) struct Canvas {
    text: String,
    /// Blanks that are written before what follows them in their line, if anything does.
    blanks: usize,
    pub(super) style: Style,
}

impl Canvas {
    pub(super) fn new(style: Style) -> Self {
        /// What five sources take, so that the text seldom moves while it grows.
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

    /// Appends lines of a frame or an axis.
    pub(super) fn lines(&mut self, text: &str) {
        if text.trim_ascii().is_empty() {
            self.blanks(text.len());
            return;
        }
        let palette = self.style.palette;
        palette.lines(self.ready(), text);
    }

    /// Appends a source's lamps and the register behind them.
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

    /// An empty line between what is there and what follows.
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
