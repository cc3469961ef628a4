//! The agreement of the sources as a chart: one interval on each line, on one axis.

use std::iter::repeat_n;

use super::canvas::Canvas;
use super::glyphs::{ChartGlyphs, Glyphs};
use super::wrap;
use crate::render::page::{Agreement, Interval, Line, Role};

/// The width of a requested chart when stdout is not a terminal.
const USUAL_WIDTH: usize = 80;

/// More room makes a chart no clearer.
const WIDEST: usize = 110;

/// A narrower axis shows nothing.
const NARROWEST_AXIS: usize = 25;

/// The most characters of a name.
const LONGEST_LABEL: usize = 27;

/// Draws the chart, if it is wanted, compares at least two sources and has room.
pub(super) fn chart(canvas: &mut Canvas, agreement: &Agreement, wanted: Option<bool>) {
    let style = canvas.style;
    if !wanted.unwrap_or(style.picture_width().is_some() && agreement.compares()) {
        return;
    }
    let labels = agreement.lines();
    let labels = labels.map(|line| style.cut(&line.label, LONGEST_LABEL));
    let labels: Vec<_> = labels.collect();
    let widest = labels.iter().map(|text| text.chars().count()).max();
    let indent = widest.unwrap_or_default() + 2;
    let width = style.width.unwrap_or(USUAL_WIDTH).min(WIDEST);
    let Some(room) = width
        .checked_sub(indent)
        .filter(|&room| room >= NARROWEST_AXIS)
    else {
        return;
    };
    let axis = Axis {
        range: agreement.range,
        half: (room - 1) / 2,
        glyphs: &style.glyphs.chart,
    };
    canvas.end_line();
    title(canvas, agreement, style.glyphs);
    for (line, label) in agreement.lines().zip(&labels) {
        canvas.paint(label, line.role);
        canvas.blanks(indent - label.chars().count());
        let bar = match line.interval {
            Some(interval) => axis.bar(interval, line),
            None => axis.written(axis.half + 2, Agreement::NO_SAMPLE),
        };
        bar.paint(canvas, line.role);
    }
    canvas.blanks(indent);
    canvas.lines(&axis.line());
    canvas.end_line();
    canvas.blanks(indent);
    canvas.paint(&axis.legend(agreement), Role::Faint);
    canvas.end_line();
}

fn title(canvas: &mut Canvas, agreement: &Agreement, glyphs: &Glyphs) {
    let mut caption = agreement.caption.to_owned();
    if agreement.is_clipped() {
        let glyphs = &glyphs.chart;
        caption = format!("{caption}; {}{} off scale", glyphs.before, glyphs.beyond);
    }
    canvas.paint(Agreement::TITLE, Role::Strong);
    canvas.blanks(2);
    let indent = Agreement::TITLE.len() + 2;
    wrap::hanging(canvas, indent, indent, &caption, Role::Faint);
}

/// The scale of the chart, the same to both sides of zero.
struct Axis {
    /// The value of the ends, in seconds.
    range: f64,
    /// Columns to either side of zero.
    half: usize,
    glyphs: &'static ChartGlyphs,
}

impl Axis {
    fn width(&self) -> usize {
        2 * self.half + 1
    }

    /// The column of a value in seconds; beyond the axis, the nearest end.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between 0 and the number of columns"
    )]
    fn column(&self, seconds: f64) -> usize {
        let place = (seconds / self.range).clamp(-1.0, 1.0) * self.half as f64;
        (place + self.half as f64 + 0.5) as usize
    }

    fn empty(&self) -> Vec<char> {
        let mut columns = vec![' '; self.width()];
        columns[self.half] = self.glyphs.zero;
        columns
    }

    fn bar(&self, interval: Interval, line: &Line) -> Bar {
        let (low, high) = (interval.low(), interval.high());
        if low > self.range || high < -self.range {
            return self.beyond(interval);
        }
        let glyphs = self.glyphs;
        let mut columns = self.empty();
        let (from, to) = (self.column(low), self.column(high));
        columns[from..=to].fill(glyphs.line);
        if (from..=to).contains(&self.half) {
            columns[self.half] = glyphs.crossing;
        }
        columns[from] = if low < -self.range {
            glyphs.before
        } else {
            glyphs.from
        };
        columns[to] = if high > self.range {
            glyphs.beyond
        } else {
            glyphs.to
        };
        if interval.offset.abs() <= self.range {
            columns[self.column(interval.offset)] = match line.role {
                Role::Chosen => glyphs.selected,
                Role::Wrong => glyphs.wrong,
                _ => glyphs.other,
            };
        }
        Bar { columns, from, to }
    }

    /// An interval beyond the axis: an arrow at the edge, and the offset in words.
    fn beyond(&self, interval: Interval) -> Bar {
        let [long, short] = interval.words();
        // Whether the words, an arrow and two blanks leave the zero line free.
        let is_free = long.chars().count() + 3 <= self.half;
        let far = if is_free { long } else { short };
        if interval.offset < 0.0 {
            return self.written(0, &format!("{} {far}", self.glyphs.before));
        }
        let text = format!("{far} {}", self.glyphs.beyond);
        self.written(self.width().saturating_sub(text.chars().count()), &text)
    }

    fn written(&self, from: usize, text: &str) -> Bar {
        let mut columns = self.empty();
        let mut to = from;
        for (place, character) in (from..self.width()).zip(text.chars()) {
            columns[place] = character;
            to = place;
        }
        Bar { columns, from, to }
    }

    fn line(&self) -> String {
        let [left, right] = self.glyphs.axis_ends;
        let mut line = vec![self.glyphs.axis; self.width()];
        line[0] = left;
        line[self.half] = self.glyphs.axis_zero;
        line[2 * self.half] = right;
        line.into_iter().collect()
    }

    /// The labels of the ends and the middle.
    fn legend(&self, agreement: &Agreement) -> String {
        let [mut text, ahead] = agreement.ends();
        let gap = |end: &str| self.half.saturating_sub(end.chars().count());
        let (left, right) = (gap(&text), gap(&ahead));
        text.extend(repeat_n(' ', left));
        // Beside an end's label, a 0 would be read as one of its digits.
        text.push(if left.min(right) > 0 { '0' } else { ' ' });
        text.extend(repeat_n(' ', right));
        text.push_str(&ahead);
        text
    }
}

/// A line of the chart; the source's part is between two columns, both included.
struct Bar {
    columns: Vec<char>,
    from: usize,
    to: usize,
}

impl Bar {
    fn paint(&self, canvas: &mut Canvas, role: Role) {
        let text = |columns: &[char]| columns.iter().collect::<String>();
        let (before, rest) = self.columns.split_at(self.from);
        let (own, after) = rest.split_at(self.to + 1 - self.from);
        canvas.lines(&text(before));
        canvas.paint(&text(own), role);
        canvas.lines(text(after).trim_end());
        canvas.end_line();
    }
}
