//! The metrics that `check` can judge: their names and units, and where in a report each is found.
//! Limits are not known here.

use super::range::ParseRangeError;
use crate::report::{ErrorBound, Report, ReportKind, Source, as_printed, usable};

/// A figure that can have limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// The largest error the system clock can have, in seconds.
    Error,
    /// How far the system clock is from chronyd's estimate of true time, without sign, in seconds.
    Offset,
    /// Hops to a reference clock.
    Stratum,
    /// Error bound of the frequency, in ppm.
    Skew,
    /// Seconds since the last update of the clock.
    Age,
    /// How many sources are selected, combined or selectable.
    Sources,
    /// The share of the selected source's last polls with a usable answer, in percent.
    Reach,
    /// How far the hardware clock was from true time, without sign, in seconds.
    Rtc,
    /// How many of the selected and combined sources are authenticated.
    Authenticated,
}

/// The unit of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Time.
    Seconds,
    /// Parts per million, for which perfdata has no unit.
    Ppm,
    /// Percent.
    Percent,
    /// A count.
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

    /// The unit as a word; `None` for a count.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Seconds => Some("seconds"),
            Self::Ppm => Some("ppm"),
            Self::Percent => Some("percent"),
            Self::None => None,
        }
    }

    /// The suffixes of a number: each with the decimal power and the factor that convert to this
    /// unit. A suffix that ends like another comes before it.
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
    /// The text is no number, or its suffix belongs to another unit.
    pub fn read(self, text: &str) -> Result<f64, ParseRangeError> {
        let (digits, power, factor) = self
            .suffixes()
            .iter()
            .find_map(|&(suffix, power, factor)| Some((text.strip_suffix(suffix)?, power, factor)))
            .unwrap_or((text, 0, 1.0));
        // The power is put into the text, because 7 ms divided afterwards would not always be
        // 0.007. That also rejects exponents, `inf` and `nan`, which are no plain decimals.
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

    /// Its unit.
    pub fn unit(self) -> Unit {
        match self {
            Self::Error | Self::Offset | Self::Age | Self::Rtc => Unit::Seconds,
            Self::Skew => Unit::Ppm,
            Self::Reach => Unit::Percent,
            Self::Stratum | Self::Sources | Self::Authenticated => Unit::None,
        }
    }

    /// Reads a number in its unit.
    ///
    /// # Errors
    /// The text is no number, or is finer than the metric is known.
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

    /// Its value in this report; `None`: the report is missing, or the value has no meaning in this
    /// state.
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

    /// Whether it is judged only where it has a limit: few hosts track their hardware clock, and
    /// chronyd does not tell every user about authentication.
    pub fn is_optional(self) -> bool {
        matches!(self, Self::Rtc | Self::Authenticated)
    }
}

/// How many of the selected and combined sources are authenticated; `None`: chronyd does not tell
/// this user.
fn authenticated(sources: &[Source]) -> Option<f64> {
    let known = sources
        .iter()
        .filter(|source| source.is_authenticated().is_some());
    known.clone().next()?;
    let used = known.filter(|source| source.standing.state.is_used());
    let authenticated = used.filter(|source| source.is_authenticated() == Some(true));
    Some(authenticated.fold(0.0, |count, _| count + 1.0))
}

/// The share of the selected source's last polls with a usable answer, in percent, to one decimal.
///
/// The register does not show how young a source is: seven zeros may be seven polls without an
/// answer, or no polls at all. They count as polls only when the source has more samples than polls
/// since the oldest answer in the register, which proves that it is older. So a source that was
/// just added raises no alarm, and one that just came back usually does.
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
