//! The ranges of the Monitoring Plugins guidelines, `[@]start:end`: text → range → whether a value
//! alerts. Knows no metric; how a number is read, units and all, is the caller's to say.
//!
//! Written here because none of the crates that know these ranges serves: nagios-range 0.2 prints
//! an open end as `~`, which it cannot read back, takes `nan` and `inf` for limits and has rested
//! since 2022; perfdata 0.4 does not tell of a range whose ends are the wrong way round but swaps
//! them, and prints an open end as `inf`; nagiosplugin 0.7 has no ranges. None can take `100ms`.

use std::fmt;

use serde::{Serialize, Serializer};

/// The values that are as they should be: those from start to end, both included; or, with an `@`,
/// all the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The lowest value inside; minus infinity for `~`.
    start: f64,
    /// The highest value inside; infinity when left out.
    end: f64,
    /// Whether the values inside are the ones to alert of (`@`).
    alerts_inside: bool,
}

/// What is wrong with a range, or with a number in it.
#[derive(Debug, Clone, PartialEq)]
pub enum ParseRangeError {
    /// There is no number at all.
    Empty,
    /// This is not a number, or not one with a unit that fits; the second text says what would be.
    NotANumber(String, &'static str),
    /// There is more than one colon.
    Colons,
    /// `~` stands where only a number can.
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
    /// Below the start, which is this.
    Below(f64),
    /// From the start to the end.
    Inside,
    /// Above the end, which is this.
    Above(f64),
}

impl Range {
    /// All values up to `end`, and not below zero: what a single number stands for.
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

    /// Whether the value is one to alert of.
    pub fn alerts(self, value: f64) -> bool {
        (self.side(value) == Side::Inside) == self.alerts_inside
    }

    /// Where the value lies. Both ends belong to the inside.
    pub fn side(self, value: f64) -> Side {
        if value < self.start {
            Side::Below(self.start)
        } else if value > self.end {
            Side::Above(self.end)
        } else {
            Side::Inside
        }
    }

    /// The lowest and the highest value inside, where there is one.
    pub fn ends(self) -> (Option<f64>, Option<f64>) {
        let finite = |end: f64| end.is_finite().then_some(end);
        (finite(self.start), finite(self.end))
    }
}

/// The shortest form, in plain decimals: what parses to the same range again.
impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.alerts_inside {
            f.write_str("@")?;
        }
        // A single number stands for an end, and a start of zero goes without saying before it.
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
