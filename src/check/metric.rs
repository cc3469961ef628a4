//! The metrics that `check` can judge: their names and units, and where in a report each is found.
//! Sets no limits.

use super::range::ParseRangeError;
use crate::report::{ErrorBound, Report, ReportKind, Source, as_printed, usable};

/// A figure that limits can be set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// The largest error the system clock can have, in seconds.
    Error,
    /// How far the system clock is from chronyd's estimate of true time, without sign, in seconds.
    Offset,
    /// How many hops away a reference clock is.
    Stratum,
    /// Error bound of the frequency, in ppm.
    Skew,
    /// Seconds since the last update of the clock.
    Age,
    /// How many sources chronyd could set the clock by.
    Sources,
    /// How many of the selected source's last polls brought a usable answer, in percent.
    Reach,
    /// How far the hardware clock was from true time, without sign, in seconds.
    Rtc,
    /// How many of the sources that chronyd sets the clock by are authenticated.
    Authenticated,
}

/// What a metric is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Time.
    Seconds,
    /// Parts per million, for which perfdata has no unit.
    Ppm,
    /// Percent.
    Percent,
    /// Things.
    None,
}

impl Unit {
    /// The unit in perfdata.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Seconds => "s",
            Self::Percent => "%",
            Self::Ppm | Self::None => "",
        }
    }

    /// The unit as a word; `None` for things.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Seconds => Some("seconds"),
            Self::Ppm => Some("ppm"),
            Self::Percent => Some("percent"),
            Self::None => None,
        }
    }

    /// The suffixes a number may carry: the decimal power and the factor that lead to this unit.
    /// One that ends like another comes first.
    fn suffixes(self) -> &'static [(&'static str, i32, f64)] {
        match self {
            Self::Seconds => &[
                ("ns", -9, 1.0),
                ("us", -6, 1.0),
                ("ms", -3, 1.0),
                ("s", 0, 1.0),
                ("m", 0, 60.0),
                ("h", 0, 3600.0),
            ],
            Self::Ppm => &[("ppm", 0, 1.0)],
            Self::Percent => &[("%", 0, 1.0)],
            Self::None => &[],
        }
    }

    /// Reads a plain decimal number, with a suffix or without.
    ///
    /// # Errors
    /// When it is none, or its suffix is another unit's.
    pub fn read(self, text: &str) -> Result<f64, ParseRangeError> {
        let (digits, power, factor) = self
            .suffixes()
            .iter()
            .find_map(|&(suffix, power, factor)| Some((text.strip_suffix(suffix)?, power, factor)))
            .unwrap_or((text, 0, 1.0));
        // The power goes into the text: 7 ms divided afterwards would not always be 0.007. It also
        // keeps exponents, `inf` and `nan` out, none of which is a plain decimal.
        format!("{digits}e{power}")
            .parse()
            .ok()
            .map(|number: f64| number * factor)
            .filter(|number| number.is_finite())
            .ok_or_else(|| ParseRangeError::NotANumber(text.to_owned(), self.wanted()))
    }

    fn wanted(self) -> &'static str {
        match self {
            Self::Seconds => "a number with ns, us, ms, s, m, h or no unit",
            Self::Ppm => "a number of ppm",
            Self::Percent => "a number of percent",
            Self::None => "a number without a unit",
        }
    }
}

impl Metric {
    /// Every metric, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Error,
        Self::Offset,
        Self::Stratum,
        Self::Skew,
        Self::Age,
        Self::Sources,
        Self::Reach,
        Self::Rtc,
        Self::Authenticated,
    ];

    /// Its name on the command line, in perfdata and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Offset => "offset",
            Self::Stratum => "stratum",
            Self::Skew => "skew",
            Self::Age => "age",
            Self::Sources => "sources",
            Self::Reach => "reach",
            Self::Rtc => "rtc",
            Self::Authenticated => "authenticated",
        }
    }

    /// What it is counted in.
    pub fn unit(self) -> Unit {
        match self {
            Self::Error | Self::Offset | Self::Age | Self::Rtc => Unit::Seconds,
            Self::Skew => Unit::Ppm,
            Self::Reach => Unit::Percent,
            Self::Stratum | Self::Sources | Self::Authenticated => Unit::None,
        }
    }

    /// Reads a number of what it is counted in.
    ///
    /// # Errors
    /// When it is none, or finer than the metric is known.
    pub fn read(self, text: &str) -> Result<f64, ParseRangeError> {
        let number = self.unit().read(text)?;
        if self == Self::Age && number != 0.0 && number.abs() < 1.0 {
            let wanted = "1 s or more (an age is in whole seconds)";
            return Err(ParseRangeError::NotANumber(text.to_owned(), wanted));
        }
        Ok(number)
    }

    /// The report it comes from.
    pub fn report(self) -> ReportKind {
        match self {
            Self::Error | Self::Offset | Self::Stratum | Self::Skew | Self::Age => {
                ReportKind::Tracking
            }
            Self::Sources | Self::Reach | Self::Authenticated => ReportKind::Sources,
            Self::Rtc => ReportKind::Rtc,
        }
    }

    /// Its value in this report; `None` when the report is missing, or in a state in which it
    /// would mean nothing.
    pub fn value(self, report: &Report) -> Option<f64> {
        let tracking = report.tracking.received();
        match self {
            Self::Error => tracking?
                .error_bound
                .map(ErrorBound::rounded)
                .map(as_printed),
            Self::Offset => tracking?
                .system_time_offset_seconds
                .map(|offset| as_printed(offset.abs())),
            Self::Stratum => tracking?.stratum.map(f64::from),
            Self::Skew => tracking?.skew_ppm.map(as_printed),
            Self::Age => report.update_age_seconds(),
            Self::Sources => {
                let sources = report.sources.received();
                sources.map(|sources| usable(sources).into())
            }
            Self::Reach => reach(report),
            Self::Rtc => report
                .rtc
                .received()?
                .offset_seconds
                .map(|offset| as_printed(offset.abs())),
            Self::Authenticated => authenticated(report.sources.received()?),
        }
    }

    /// Whether it is judged only where it has a limit: few have a hardware clock that is tracked, and
    /// of authentication chronyd does not tell everybody.
    pub fn is_optional(self) -> bool {
        matches!(self, Self::Rtc | Self::Authenticated)
    }
}

/// How many sources that are used are authenticated; `None`: chronyd does not tell this asker.
fn authenticated(sources: &[Source]) -> Option<f64> {
    let known = sources
        .iter()
        .filter(|source| source.is_authenticated().is_some());
    known.clone().next()?;
    let used = known.filter(|source| source.standing.state.is_used());
    let authenticated = used.filter(|source| source.is_authenticated() == Some(true));
    Some(authenticated.fold(0.0, |count, _| count + 1.0))
}

/// The part of the selected source's last polls that brought a usable answer, in percent, to one
/// decimal.
///
/// chronyd's register forgets how young a source is: seven zeros may be seven polls without an
/// answer, or no polls at all. They count as polls only when the source holds more samples than
/// there are polls since the oldest answer that is remembered, for then it is older than that. So a
/// source that has just been added does not alarm, and one that has just come back mostly does.
fn reach(report: &Report) -> Option<f64> {
    let selected = report.selected()?;
    let register = selected.reach.0;
    let since_oldest = u8::BITS - register.leading_zeros();
    let samples = report.stats.received().and_then(|stats| {
        let own = stats.iter().find(|stats| stats.address == selected.address);
        own.map(|stats| stats.samples)
    });
    let is_old = since_oldest == 0 || samples.is_some_and(|samples| samples > since_oldest);
    let polls = if is_old { u8::BITS } else { since_oldest };
    let percent = 100.0 * f64::from(register.count_ones()) / f64::from(polls);
    Some((percent * 10.0).round() / 10.0)
}
