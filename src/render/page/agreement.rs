//! How the sources agree: where each of them says the clock is, with its margin of error, on one
//! axis, so that agreement, a wrong source and a poor one are seen and need not be computed.

use super::Role;
use super::sources::{name, role};
use crate::report::Source;
use crate::units::{Sign, offset, seconds};

/// How far the axis goes, in multiples of what a typical usable source needs. Whatever needs more
/// is clipped: one source half a second off must not shrink the others to dots.
const REACH: f64 = 8.0;

/// The intervals of the sources, and an axis that suits them.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// A line a source.
    pub lines: Vec<Line>,
    /// How far the axis goes to either side of zero, in seconds.
    pub range: f64,
}

/// A source's line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// chronyc's two letters and what to call the source.
    pub label: String,
    /// What chronyd makes of the source: one that is followed, that is wrong, or another.
    pub role: Role,
    /// Its interval; `None` before the first sample.
    pub interval: Option<Interval>,
}

/// Where a source says the clock is, in seconds ahead of it: the middle and the ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The middle.
    pub offset: f64,
    /// The margin of error, to either side.
    pub error: f64,
}

impl Interval {
    fn of(source: &Source) -> Option<Self> {
        Some(Self {
            offset: source.offset_seconds?.into(),
            // A margin has no sign: with one the ends would be reversed.
            error: f64::from(source.error_seconds?).abs(),
        })
    }

    /// Its lower end.
    pub fn low(self) -> f64 {
        self.offset - self.error
    }

    /// Its upper end.
    pub fn high(self) -> f64 {
        self.offset + self.error
    }

    /// Where its middle is, in words.
    pub fn words(self) -> String {
        offset(self.offset, 2)
    }

    /// How far the axis must go to show it whole.
    fn extent(self) -> f64 {
        self.offset.abs() + self.error
    }
}

impl Agreement {
    /// What it is called.
    pub const TITLE: &'static str = "Agreement";
    /// What it shows.
    pub const CAPTION: &'static str = "the clock as each source sees it";
    /// What stands in place of an interval that there is none of.
    pub const NO_SAMPLE: &'static str = "no sample";

    /// The agreement of sources of which one at least has been measured.
    pub(super) fn of(sources: &[Source]) -> Option<Self> {
        let line = |source: &Source| Line {
            label: name(source),
            role: role(source),
            interval: Interval::of(source),
        };
        sources.iter().find_map(Interval::of).map(|_| Self {
            lines: sources.iter().map(line).collect(),
            range: range(sources),
        })
    }

    /// Those that there are.
    pub fn intervals(&self) -> impl Iterator<Item = Interval> {
        self.lines.iter().filter_map(|line| line.interval)
    }

    /// Whether an interval is not shown whole.
    pub fn is_clipped(&self) -> bool {
        self.intervals().any(|it| it.extent() > self.range)
    }

    /// What the ends of the axis stand for.
    pub fn ends(&self) -> [String; 2] {
        let end = seconds(self.range, 1, Sign::Hidden);
        [format!("{end} behind"), format!("{end} ahead")]
    }
}

/// How far the axis goes to either side: as far as the sources need, but for those that need far
/// more than the others.
fn range(sources: &[Source]) -> f64 {
    let extents = |usable: bool| {
        let sources = sources
            .iter()
            .filter(|it| !usable || it.standing.state.is_usable());
        let mut extents: Vec<f64> = sources
            .filter_map(Interval::of)
            .map(Interval::extent)
            .collect();
        extents.sort_by(f64::total_cmp);
        extents
    };
    let (all, usable) = (extents(false), extents(true));
    let of = if usable.is_empty() { &all } else { &usable };
    let typical = of.get(of.len() / 2).copied().unwrap_or_default();
    let mut shown = all.into_iter().filter(|&it| it <= REACH * typical);
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
