//! The characters that have a substitute where the terminal can show ASCII only. Only this file
//! decides between the two.

use std::borrow::Cow;

use crate::render::page::{Lamp, Level};
use crate::units::ascii;

/// One set of characters; those for cells, frame and chart are one column wide.
#[derive(Debug)]
pub(super) struct Glyphs {
    /// Whether text keeps its other characters outside ASCII.
    unicode: bool,
    good: &'static str,
    warn: &'static str,
    bad: &'static str,
    /// A poll that brought a usable answer.
    answered: char,
    /// A poll without one.
    missed: char,
    /// No value.
    pub(super) nothing: &'static str,
    /// The mark where text was cut off.
    pub(super) cut: &'static str,
    /// The frame of the stat boxes.
    pub(super) frame: Frame,
    /// The chart.
    pub(super) chart: ChartGlyphs,
}

/// A frame of boxes side by side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) across: char,
    pub(super) upright: char,
    /// Left corner, branch, right corner.
    pub(super) top: [char; 3],
    /// The same below.
    pub(super) bottom: [char; 3],
}

/// The characters of an interval on an axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChartGlyphs {
    /// The two ends and the line between them.
    pub(super) from: char,
    pub(super) to: char,
    pub(super) line: char,
    /// The interval goes on beyond the axis.
    pub(super) before: char,
    pub(super) beyond: char,
    /// The zero line, and where an interval crosses it.
    pub(super) zero: char,
    pub(super) crossing: char,
    /// The measurement: of the selected source, of another, of one that is wrong.
    pub(super) selected: char,
    pub(super) other: char,
    pub(super) wrong: char,
    /// The axis: its line, ends and middle.
    pub(super) axis: char,
    pub(super) axis_ends: [char; 2],
    pub(super) axis_zero: char,
}

impl Glyphs {
    pub(super) fn new(unicode: bool) -> &'static Self {
        if unicode { &UNICODE } else { &ASCII }
    }

    /// The sign of a level.
    pub(super) fn sign(&self, level: Level) -> &'static str {
        match level {
            Level::Good => self.good,
            Level::Warn => self.warn,
            Level::Bad => self.bad,
        }
    }

    /// The lamp of a poll.
    pub(super) fn lamp(&self, poll: Lamp) -> char {
        match poll {
            Lamp::Answered => self.answered,
            Lamp::Missed | Lamp::Unheard => self.missed,
        }
    }

    /// The text in the terminal's characters; their number stays the same.
    pub(super) fn written<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.unicode {
            Cow::Borrowed(text)
        } else {
            ascii(text)
        }
    }
}

static UNICODE: Glyphs = Glyphs {
    unicode: true,
    good: "✔",
    warn: "⚠",
    bad: "✘",
    answered: '●',
    missed: '○',
    nothing: "–",
    cut: "…",
    frame: Frame {
        across: '─',
        upright: '│',
        top: ['╭', '┬', '╮'],
        bottom: ['╰', '┴', '╯'],
    },
    chart: ChartGlyphs {
        from: '├',
        to: '┤',
        line: '─',
        before: '◀',
        beyond: '▶',
        zero: '│',
        crossing: '┼',
        selected: '●',
        other: '○',
        wrong: '✘',
        axis: '─',
        axis_ends: ['└', '┘'],
        axis_zero: '┴',
    },
};

static ASCII: Glyphs = Glyphs {
    unicode: false,
    good: "OK",
    warn: "!",
    bad: "X",
    answered: '#',
    missed: '.',
    nothing: "-",
    cut: "~",
    frame: Frame {
        across: '-',
        upright: '|',
        top: ['+', '+', '+'],
        bottom: ['+', '+', '+'],
    },
    chart: ChartGlyphs {
        from: '[',
        to: ']',
        line: '-',
        before: '<',
        beyond: '>',
        zero: '|',
        crossing: '+',
        selected: '*',
        other: 'o',
        wrong: 'x',
        axis: '-',
        axis_ends: ['+', '+'],
        axis_zero: '+',
    },
};
