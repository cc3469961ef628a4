//! The chart of the sources' agreement: each source's offset and margin of error as an interval on
//! one axis, so that agreement, a wrong source and a poor one are seen and need not be computed.

use std::iter::repeat_n;

use super::sources::role;
use super::{Look, wrap};
use crate::render::palette::Role;
use crate::report::{Source, State, label};
use crate::units::Sign;

/// Room for a chart when nobody watches, and one was asked for nevertheless.
const UNWATCHED: usize = 80;

/// More room makes a chart no clearer.
const WIDEST: usize = 110;

/// A narrower axis shows nothing.
const NARROWEST_AXIS: usize = 25;

/// So much of a name.
const LONGEST_LABEL: usize = 27;

/// How far the axis goes, in multiples of what a typical usable source needs. Whatever needs more
/// is clipped: one source half a second off must not shrink the others to dots.
const REACH: f64 = 8.0;

/// Appends the chart, if it is wanted, and there is something to compare and room to do so.
pub(super) fn chart(out: &mut String, sources: &[Source], wanted: Option<bool>, look: Look) {
    if !wanted.unwrap_or(look.width.is_some()) {
        return;
    }
    let intervals: Vec<Option<Interval>> = sources.iter().map(Interval::of).collect();
    let measured = intervals.iter().flatten().count();
    if measured == 0 || (measured == 1 && wanted.is_none()) {
        return;
    }
    let labels = sources.iter().map(|source| {
        let name = label(source.name.as_deref(), source.address);
        let text = format!("{} {name}", source.standing.symbol());
        look.cut(&text, LONGEST_LABEL).into_owned()
    });
    let labels: Vec<String> = labels.collect();
    let widest = labels.iter().map(|text| text.chars().count()).max();
    let indent = widest.unwrap_or_default() + 2;
    let width = look.width.unwrap_or(UNWATCHED).min(WIDEST);
    let Some(room) = width
        .checked_sub(indent)
        .filter(|&room| room >= NARROWEST_AXIS)
    else {
        return;
    };
    let axis = Axis {
        range: range(sources, &intervals),
        half: (room - 1) / 2,
    };

    out.push('\n');
    let clipped = intervals.iter().flatten().any(|&it| axis.clips(it));
    title(out, clipped, look);
    for ((source, interval), label) in sources.iter().zip(&intervals).zip(&labels) {
        let role = role(source.standing.state);
        look.paint(out, label, role);
        out.extend(repeat_n(' ', indent - label.chars().count()));
        let bar = match interval {
            Some(interval) => axis.bar(*interval, source.standing.state, look),
            None => axis.remark("no sample", look),
        };
        bar.paint(out, role, look);
    }
    axis.draw(out, indent, look);
}

fn title(out: &mut String, clipped: bool, look: Look) {
    const TITLE: &str = "Agreement";
    let mut caption = "the clock as each source sees it".to_owned();
    if clipped {
        let glyphs = look.glyphs.chart;
        caption = format!("{caption}; {}{} off scale", glyphs.before, glyphs.beyond);
    }
    look.paint(out, TITLE, Role::Title);
    out.push_str("  ");
    let indent = TITLE.len() + 2;
    wrap::hanging(out, indent, indent, &caption, Role::Faint, look);
}

/// Where a source says the clock is, in seconds ahead of it: the middle and the ends.
#[derive(Debug, Clone, Copy)]
struct Interval {
    offset: f64,
    error: f64,
}

impl Interval {
    fn of(source: &Source) -> Option<Self> {
        Some(Self {
            offset: source.offset_seconds?.into(),
            // A margin has no sign: with one the ends would be reversed.
            error: f64::from(source.error_seconds?).abs(),
        })
    }

    /// How far the axis must go to show it whole.
    fn extent(self) -> f64 {
        self.offset.abs() + self.error
    }
}

/// How far the axis goes to either side: as far as the sources need, but for those that need far
/// more than the others.
fn range(sources: &[Source], intervals: &[Option<Interval>]) -> f64 {
    let mut extents: Vec<f64> = intervals.iter().flatten().map(|it| it.extent()).collect();
    let mut usable: Vec<f64> = sources
        .iter()
        .zip(intervals)
        .filter(|(source, _)| source.standing.state.is_usable())
        .filter_map(|(_, interval)| Some((*interval)?.extent()))
        .collect();
    extents.sort_by(f64::total_cmp);
    usable.sort_by(f64::total_cmp);
    let of = if usable.is_empty() { &extents } else { &usable };
    let typical = of.get(of.len() / 2).copied().unwrap_or_default();
    let mut shown = extents.into_iter().filter(|&it| it <= REACH * typical);
    round_up(shown.next_back().unwrap_or_default())
}

/// The next larger of 1, 2 and 5 times a power of ten: an axis that ends in a round number.
fn round_up(value: f64) -> f64 {
    let mut power = 1e-9;
    loop {
        for factor in [1.0, 2.0, 5.0] {
            if value <= factor * power || power > 1e12 {
                return factor * power;
            }
        }
        power *= 10.0;
    }
}

/// The scale of the chart, the same to both sides of zero.
struct Axis {
    /// What the ends stand for, in seconds.
    range: f64,
    /// Columns to either side of zero.
    half: usize,
}

impl Axis {
    fn width(&self) -> usize {
        2 * self.half + 1
    }

    fn clips(&self, interval: Interval) -> bool {
        interval.extent() > self.range
    }

    /// The column for so many seconds, the nearest end for what is beyond.
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

    fn empty(&self, look: Look) -> Vec<char> {
        let mut columns = vec![' '; self.width()];
        columns[self.half] = look.glyphs.chart.zero;
        columns
    }

    fn bar(&self, interval: Interval, state: State, look: Look) -> Bar {
        let Interval { offset, error } = interval;
        let (low, high) = (offset - error, offset + error);
        if low > self.range || high < -self.range {
            return self.beyond(offset, look);
        }
        let glyphs = look.glyphs.chart;
        let mut columns = self.empty(look);
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
        if offset.abs() <= self.range {
            columns[self.column(offset)] = match state {
                State::Selected => glyphs.selected,
                State::Falseticker => glyphs.wrong,
                _ => glyphs.other,
            };
        }
        Bar { columns, from, to }
    }

    /// An interval that is off the scale: an arrow at the edge, and how far it is.
    fn beyond(&self, offset: f64, look: Look) -> Bar {
        let glyphs = look.glyphs.chart;
        let far = look.words.offset(offset, 2);
        let text = if offset < 0.0 {
            format!("{} {far}", glyphs.before)
        } else {
            format!("{far} {}", glyphs.beyond)
        };
        let from = if offset < 0.0 {
            0
        } else {
            self.width().saturating_sub(text.chars().count())
        };
        self.written(from, &text, look)
    }

    fn remark(&self, text: &str, look: Look) -> Bar {
        self.written(self.half + 2, text, look)
    }

    fn written(&self, from: usize, text: &str, look: Look) -> Bar {
        let mut columns = self.empty(look);
        let mut to = from;
        for (place, character) in (from..self.width()).zip(text.chars()) {
            columns[place] = character;
            to = place;
        }
        Bar { columns, from, to }
    }

    /// The axis and what its ends stand for.
    fn draw(&self, out: &mut String, indent: usize, look: Look) {
        let glyphs = look.glyphs.chart;
        let [left, right] = glyphs.axis_ends;
        let mut line = vec![glyphs.axis; self.width()];
        line[0] = left;
        line[self.half] = glyphs.axis_zero;
        line[2 * self.half] = right;
        let line: String = line.into_iter().collect();
        out.extend(repeat_n(' ', indent));
        look.paint(out, &line, Role::Faint);
        out.push('\n');

        let end = look.words.seconds(self.range, 1, Sign::Hidden);
        let (behind, ahead) = (format!("{end} behind"), format!("{end} ahead"));
        let gap = self.half.saturating_sub(behind.chars().count());
        let mut text = behind;
        text.extend(repeat_n(' ', gap));
        text.push('0');
        let gap = self.half.saturating_sub(ahead.chars().count());
        text.extend(repeat_n(' ', gap));
        text.push_str(&ahead);
        out.extend(repeat_n(' ', indent));
        look.paint(out, &text, Role::Faint);
        out.push('\n');
    }
}

/// A line of the chart; what belongs to the source stands between two columns, both included.
struct Bar {
    columns: Vec<char>,
    from: usize,
    to: usize,
}

impl Bar {
    fn paint(&self, out: &mut String, role: Role, look: Look) {
        let text = |columns: &[char]| columns.iter().collect::<String>();
        let (before, rest) = self.columns.split_at(self.from);
        let (own, after) = rest.split_at(self.to + 1 - self.from);
        look.paint(out, &text(before), Role::Faint);
        look.paint(out, &text(own), role);
        look.paint(out, text(after).trim_end(), Role::Faint);
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::round_up;

    #[test]
    fn axes_end_in_round_numbers() {
        for (value, end) in [(0.0, 1e-9), (0.9, 1.0), (1.1, 2.0), (2.5, 5.0), (5.1, 10.0)] {
            let rounded = round_up(value);
            assert!(
                (rounded - end).abs() < 1e-9 * end.max(1.0),
                "{value}: {rounded}"
            );
        }
    }
}
