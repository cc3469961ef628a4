//! The values from which on a figure is a warning, or bad, each with its source. Which figures a
//! report has is not known here.

use super::Level;

/// Two thresholds of a figure: beyond the first it is a warning, beyond the second it is bad.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// The largest value that is good.
    pub good: f64,
    /// The largest value that is not bad.
    pub tolerable: f64,
}

/// The thresholds, in the unit of the figure. Other figures (stratum, frequency, offsets of single
/// measurements, the RTC) are neither good nor bad: a clock of stratum 4 that would lose a second
/// an hour is right as long as chronyd corrects it.
impl Thresholds {
    /// Largest error the clock can have, in seconds. The second: RFC 5905 (A.1.1, `MAXDIST`) sets
    /// no clock by a server that can be a second off. The first: a tenth of it, about the step
    /// threshold of the same table (`STEPT`, 0.128 s), past which NTP no longer slews.
    pub const ERROR_BOUND: Self = Self::new(0.1, 1.0);
    /// Size of the system time's offset, in seconds. The second: the step threshold as above,
    /// rounded. The first: a tenth of it, and still ten times what NTP reaches over the Internet.
    pub const SYSTEM_TIME_OFFSET: Self = Self::new(0.01, 0.1);
    /// Error bound of the frequency, in ppm. chrony.conf(5), `maxupdateskew`: an estimate is
    /// reliable up to 10 ppm by servers on a wired network, up to 100 ppm over a wireless one.
    pub const SKEW: Self = Self::new(10.0, 100.0);
    /// Polls without a usable answer since the oldest that a register remembers. One lost datagram
    /// is usual on the Internet; a source that missed half of the eight polls in the register is
    /// failing.
    pub const MISSED_POLLS: Self = Self::new(1.0, 3.0);
    /// Age of a source's last sample, in its poll intervals. The first: half of the polls in the
    /// register brought no sample. The second: none did.
    pub const SAMPLE_AGE_POLLS: Self = Self::new(4.0, 8.0);

    const fn new(good: f64, tolerable: f64) -> Self {
        Self { good, tolerable }
    }

    /// How good or bad a value without a sign is.
    pub fn level(self, value: f64) -> Level {
        if value > self.tolerable {
            Level::Bad
        } else if value > self.good {
            Level::Warn
        } else {
            Level::Good
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_itself_is_still_within() {
        assert_eq!(Thresholds::SKEW.level(10.0), Level::Good);
        assert_eq!(Thresholds::SKEW.level(10.1), Level::Warn);
        assert_eq!(Thresholds::SKEW.level(100.0), Level::Warn);
        assert_eq!(Thresholds::SKEW.level(100.1), Level::Bad);
    }
}
