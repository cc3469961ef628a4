//! The ranges of the Monitoring Plugins guidelines, `[@]start:end`: text → range → whether a value
//! alerts. Metrics and units are not known here: the caller reads the numbers.
//!
//! No crate for these ranges serves. nagios-range 0.2 prints an open end as `~`, which it cannot
//! read back, accepts `nan` and `inf` as limits, and has had no release since 2022. perfdata 0.4
//! swaps reversed ends without an error, and prints an open end as `inf`. nagiosplugin 0.7 has no
//! ranges. None of them reads `100ms`.

use std::fmt;

use serde::{Serialize, Serializer};

/// The good values: those from start to end, both included; or, with an `@`, all others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The lowest value inside; minus infinity for `~`.
    start: f64,
    /// The highest value inside; infinity when left out.
    end: f64,
    /// Whether values inside raise an alert (`@`).
    alerts_inside: bool,
}

/// What is wrong with a range, or with a number in it.
#[derive(Debug, Clone, PartialEq)]
pub enum ParseRangeError {
    /// There is no number at all.
    Empty,
    /// This is no number with a suitable unit; the second text names one.
    NotANumber(String, &'static str),
    /// There is more than one colon.
    Colons,
    /// `~` is in the place of a number.
    Tilde,
    /// The ends are the wrong way round.
    Reversed(f64, f64),
}

impl fmt::Display for ParseRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the range has neither start nor end"),
            Self::NotANumber(text, wanted) => write!(f, "'{text}' is not {wanted}"),
            Self::Colons => f.write_str("there is more than one colon in the range"),
            Self::Tilde => f.write_str("'~' (no lower end) can only stand before a colon"),
            Self::Reversed(start, end) => write!(f, "the start {start} is above the end {end}"),
        }
    }
}

/// On which side of a range a value lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Side {
    /// Below this start.
    Below(f64),
    /// From the start to the end.
    Inside,
    /// Above this end.
    Above(f64),
}

impl Range {
    /// The values from zero to `end`: the meaning of a single number.
    pub const fn up_to(end: f64) -> Self {
        Self {
            start: 0.0,
            end,
            alerts_inside: false,
        }
    }

    /// Reads a range; `number` reads each of its numbers.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(
        text: &str,
        number: impl Fn(&str) -> Result<f64, ParseRangeError>,
    ) -> Result<Self, ParseRangeError> {
        let (alerts_inside, ends) = match text.strip_prefix('@') {
            Some(ends) => (true, ends),
            None => (false, text),
        };
        if matches!(ends, "" | ":") {
            return Err(ParseRangeError::Empty);
        }
        let (start, end) = ends.split_once(':').unwrap_or(("", ends));
        if end.contains(':') {
            return Err(ParseRangeError::Colons);
        }
        let start = match start {
            "" => 0.0,
            "~" => f64::NEG_INFINITY,
            start => number(start)?,
        };
        let end = match end {
            "" => f64::INFINITY,
            "~" => return Err(ParseRangeError::Tilde),
            end => number(end)?,
        };
        if start > end {
            return Err(ParseRangeError::Reversed(start, end));
        }
        Ok(Self {
            start,
            end,
            alerts_inside,
        })
    }

    /// Whether the value raises an alert.
    pub fn alerts(self, value: f64) -> bool {
        (self.side(value) == Side::Inside) == self.alerts_inside
    }

    /// The side on which the value lies. Both ends are inside.
    pub fn side(self, value: f64) -> Side {
        if value < self.start {
            Side::Below(self.start)
        } else if value > self.end {
            Side::Above(self.end)
        } else {
            Side::Inside
        }
    }

    /// The lowest and the highest value inside; `None`: that end is open.
    pub fn ends(self) -> (Option<f64>, Option<f64>) {
        let finite = |end: f64| end.is_finite().then_some(end);
        (finite(self.start), finite(self.end))
    }
}

/// The shortest form, in plain decimals, that parses to the same range.
impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.alerts_inside {
            f.write_str("@")?;
        }
        // A single number is an end, with a start of zero.
        if self.start == f64::NEG_INFINITY {
            f.write_str("~:")?;
        } else if self.start != 0.0 || self.end == f64::INFINITY {
            write!(f, "{}:", self.start)?;
        }
        if self.end == f64::INFINITY {
            return Ok(());
        }
        write!(f, "{}", self.end)
    }
}

impl Serialize for Range {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
