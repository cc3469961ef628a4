//! How the sources agree: the clock's offset as each source sees it, with its margin of error, on
//! one axis. So agreement, a wrong source, a poor source and a wrong clock can be seen without
//! computing.

use super::Role;
use super::sources::{name, role};
use crate::report::{Source, Tracking};
use crate::units::{Sign, offset, seconds};

/// The longest axis, in multiples of what a typical usable source needs. Longer intervals are
/// clipped: one source half a second off must not shrink the others to dots.
const REACH: f64 = 8.0;

/// The intervals of the sources, and an axis that suits them.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// A line for each source.
    pub sources: Vec<Line>,
    /// The line of chronyd's own estimate, where it follows a source.
    pub clock: Option<Line>,
    /// How far the axis goes to either side of zero, in seconds.
    pub range: f64,
    /// The caption.
    pub caption: &'static str,
}

/// A source's line, or the clock's.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// chronyc's two letters and the source's name; or `clock`.
    pub label: String,
    /// The role of its source: selected, wrong, or another.
    pub role: Role,
    /// Its interval; `None` before the first sample.
    pub interval: Option<Interval>,
}

/// The clock's offset as a source or chronyd sees it, with its margin; positive: the clock is
/// ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The offset, in seconds: the middle of the interval.
    pub offset: f64,
    /// The margin of error to either side, in seconds.
    pub error: f64,
}

impl Interval {
    /// The interval of a source. Its offset is that of chronyd's estimate of true time; `more` is
    /// the clock's offset from that estimate, in seconds.
    fn of(source: &Source, more: f64) -> Option<Self> {
        Some(Self {
            offset: f64::from(source.offset_seconds?) + more,
            // A negative margin would reverse the ends.
            error: f64::from(source.error_seconds?).abs(),
        })
    }

    /// chronyd's own estimate of the clock's offset. Its margin is the largest error without the
    /// offset, which is known.
    fn of_clock(tracking: &Tracking) -> Option<Self> {
        let bound = tracking.error_bound?;
        Some(Self {
            offset: f64::from(tracking.system_time_offset_seconds?),
            error: bound.root_dispersion_seconds + bound.half_root_delay_seconds,
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

    /// Its offset in words: with the direction, and without it for where the picture shows it.
    pub fn words(self) -> [String; 2] {
        [
            offset(self.offset, 2),
            seconds(self.offset, 2, Sign::Hidden),
        ]
    }

    /// Its margin in words.
    pub fn margin(self) -> String {
        seconds(self.error, 2, Sign::Hidden)
    }

    /// The axis end that it needs to be shown whole.
    fn extent(self) -> f64 {
        self.offset.abs() + self.error
    }
}

impl Agreement {
    /// The title.
    pub const TITLE: &'static str = "Agreement";
    /// The text in place of a missing interval.
    pub const NO_SAMPLE: &'static str = "no sample";

    /// The agreement of the sources; `None`: none of them has a sample.
    pub(super) fn of(sources: &[Source], tracking: Option<&Tracking>) -> Option<Self> {
        let caption = match tracking {
            Some(_) => "the clock as each source sees it",
            None => "chronyd's estimate of true time as each source sees it",
        };
        // Before the first update the offset is zero.
        let offset = tracking.and_then(|tracking| tracking.system_time_offset_seconds);
        let offset = offset.map_or(0.0, f64::from);
        let interval = |source: &Source| Interval::of(source, offset);
        let line = |source: &Source| Line {
            label: name(source),
            role: role(source),
            interval: interval(source),
        };
        let clock = tracking.and_then(Interval::of_clock);
        let clock_line = |interval| Line {
            label: "clock".to_owned(),
            role: Role::Strong,
            interval: Some(interval),
        };
        sources.iter().find_map(interval).map(|_| Self {
            sources: sources.iter().map(line).collect(),
            clock: clock.map(clock_line),
            range: range(sources, interval, clock),
            caption,
        })
    }

    /// Every line from top to bottom: the sources, then the clock that follows from them.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.sources.iter().chain(&self.clock)
    }

    /// Whether at least two sources have an interval.
    pub fn compares(&self) -> bool {
        let intervals = self.sources.iter().filter_map(|line| line.interval);
        intervals.take(2).count() == 2
    }

    /// Whether an interval is not shown whole.
    pub fn clips(&self, interval: Interval) -> bool {
        interval.extent() > self.range
    }

    /// Whether one of the intervals is not shown whole.
    pub fn is_clipped(&self) -> bool {
        let mut intervals = self.lines().filter_map(|line| line.interval);
        intervals.any(|interval| self.clips(interval))
    }

    /// The labels of the axis's ends.
    pub fn ends(&self) -> [String; 2] {
        let end = seconds(self.range, 1, Sign::Hidden);
        [format!("{end} behind"), format!("{end} ahead")]
    }
}

/// The end of the axis on either side: enough for the sources and the clock, except those that need
/// far more than the others.
fn range(
    sources: &[Source],
    interval: impl Fn(&Source) -> Option<Interval>,
    clock: Option<Interval>,
) -> f64 {
    let extents = |usable: bool| {
        let sources = sources
            .iter()
            .filter(|it| !usable || it.standing.state.is_usable());
        let mut extents: Vec<f64> = sources
            .filter_map(&interval)
            .map(Interval::extent)
            .collect();
        extents.sort_by(f64::total_cmp);
        extents
    };
    let (all, usable) = (extents(false), extents(true));
    let of = if usable.is_empty() { &all } else { &usable };
    let typical = of.get(of.len() / 2).copied().unwrap_or_default();
    let all = all.into_iter().chain(clock.map(Interval::extent));
    let shown = all.filter(|&it| it <= REACH * typical);
    round_up(shown.fold(0.0, f64::max))
}

/// The next larger end that an axis may have: 1, 2 or 5 times a power of ten of seconds or of days,
/// and the divisions of a clock's face between a minute and a day.
fn round_up(value: f64) -> f64 {
    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 60.0 * MINUTE;
    const DAY: f64 = 24.0 * HOUR;
    let decades = |unit: f64, least: i32, most: i32| {
        let power = move |power| unit * 10_f64.powi(power);
        let of = move |power| [1.0, 2.0, 5.0].map(|factor| factor * power);
        (least..most).map(power).flat_map(of)
    };
    let seconds = decades(1.0, -9, 2).take_while(|&end| end < MINUTE);
    let minutes = [1.0, 2.0, 5.0, 10.0, 20.0, 30.0].map(|minutes| minutes * MINUTE);
    let hours = [1.0, 2.0, 5.0, 12.0].map(|hours| hours * HOUR);
    let mut ends = seconds
        .chain(minutes)
        .chain(hours)
        .chain(decades(DAY, 0, 8));
    ends.find(|&end| value <= end).unwrap_or(f64::MAX)
}

#[cfg(test)]
mod tests {
    use super::round_up;

    #[test]
    fn axes_end_in_round_numbers() {
        let (minute, hour, day) = (60.0, 3600.0, 86_400.0);
        for (value, end) in [
            (0.0, 1e-9),
            (0.9, 1.0),
            (1.1, 2.0),
            (2.5, 5.0),
            (5.1, 10.0),
            (51.0, minute),
            (61.0, 2.0 * minute),
            (3600.0, hour),
            (3601.0, 2.0 * hour),
            (50_000.0, day),
            (86_401.0, 2.0 * day),
            (1.5e9, 20_000.0 * day),
        ] {
            let rounded = round_up(value);
            assert!(
                (rounded - end).abs() < 1e-9 * end.max(1.0),
                "{value}: {rounded}"
            );
        }
    }
}
