//! How well the system clock is synchronized (`tracking` in chronyc).

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;

use jiff::Timestamp;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::sources::unknown;
use super::{Address, RefId, as_printed, label};

/// Whether a leap second is due, and whether there is a reference at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeapStatus {
    /// Synchronized, or serving the local reference.
    Normal,
    /// A second will be inserted at the end of the day (UTC).
    Insert,
    /// A second will be deleted at the end of the day (UTC).
    Delete,
    /// chronyd has no reference, or a leap second is being inserted at this moment.
    Unsynchronized,
    /// A value this program does not know, by its number on the wire.
    Unknown(u16),
}

impl LeapStatus {
    /// The status as a word.
    pub fn word(self) -> Cow<'static, str> {
        match self {
            Self::Normal => "normal".into(),
            Self::Insert => "insert".into(),
            Self::Delete => "delete".into(),
            Self::Unsynchronized => "unsynchronized".into(),
            Self::Unknown(number) => unknown(number),
        }
    }
}

impl Serialize for LeapStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word())
    }
}

/// A moment that chronyd reports (UTC); `None`: there was none, which the wire says as 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefTime(pub Option<Timestamp>);

impl Serialize for RefTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let unix_seconds = self.0.map(|time| time.as_duration().as_secs_f64());
        let mut fields = serializer.serialize_struct("RefTime", 2)?;
        fields.serialize_field("ref_time", &self.0)?;
        fields.serialize_field("ref_time_unix_seconds", &unix_seconds)?;
        fields.end()
    }
}

/// The largest error the system clock can have, in its three parts (chrony's manual, `tracking`,
/// "Root dispersion"). It assumes that the stratum-1 computer is right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErrorBound {
    /// The size of the correction that is still to be made, in seconds.
    pub offset_seconds: f64,
    /// The accumulated dispersion, in seconds.
    pub root_dispersion_seconds: f64,
    /// Half the accumulated network delay, in seconds.
    pub half_root_delay_seconds: f64,
}

/// A part of the largest error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorPart {
    /// The correction that is still to be made.
    Offset,
    /// The accumulated dispersion.
    RootDispersion,
    /// Half the accumulated network delay.
    HalfRootDelay,
}

impl fmt::Display for ErrorPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Offset => "offset",
            Self::RootDispersion => "dispersion",
            Self::HalfRootDelay => "half delay",
        })
    }
}

impl ErrorBound {
    /// The bound, from the offset, the root dispersion and the root delay in seconds. It adds up
    /// the decimals that are printed, so that the printed parts have the printed sum.
    pub fn of(offset: f32, root_dispersion: f32, root_delay: f32) -> Self {
        Self {
            offset_seconds: as_printed(offset).abs(),
            root_dispersion_seconds: as_printed(root_dispersion),
            half_root_delay_seconds: as_printed(root_delay) / 2.0,
        }
    }

    /// The bound itself, in seconds.
    pub fn seconds(self) -> f64 {
        self.offset_seconds + self.root_dispersion_seconds + self.half_root_delay_seconds
    }

    /// The parts in seconds, the largest first.
    pub fn parts(self) -> [(ErrorPart, f64); 3] {
        let mut parts = [
            (ErrorPart::Offset, self.offset_seconds),
            (ErrorPart::RootDispersion, self.root_dispersion_seconds),
            (ErrorPart::HalfRootDelay, self.half_root_delay_seconds),
        ];
        parts.sort_by(|one, other| other.1.total_cmp(&one.1));
        parts
    }

    /// Whether no other part is larger than the offset.
    pub fn is_mainly_offset(self) -> bool {
        matches!(self.parts(), [(ErrorPart::Offset, _), ..])
    }

    /// The bound as `f32`, the precision of its parts: more digits would be invented.
    #[expect(clippy::cast_possible_truncation, reason = "as said above")]
    pub fn rounded(self) -> f32 {
        self.seconds() as f32
    }
}

/// The JSON document has the bound as one number.
impl Serialize for ErrorBound {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f32(self.rounded())
    }
}

/// chronyd's view of the system clock.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tracking {
    /// The reference's id; `None` when unsynchronized.
    pub reference_id: Option<RefId>,
    /// The reference's name in chronyd's configuration, or a reference clock's id.
    pub reference_name: Option<String>,
    /// The reference's address.
    pub reference_address: Address,
    /// Hops to a reference clock; `None` when unsynchronized.
    pub stratum: Option<u16>,
    /// Leap second and synchronization status.
    pub leap_status: LeapStatus,
    /// When the last measurement was processed.
    #[serde(flatten)]
    pub ref_time: RefTime,
    /// How far the system clock is from chronyd's estimate of true time, in seconds; positive: the
    /// system clock is ahead. All other offsets are relative to that estimate. `None` before the
    /// first update; it stays known after the last source is lost.
    pub system_time_offset_seconds: Option<f32>,
    /// The offset found at the last clock update, in seconds; positive: the clock was ahead. It
    /// does not say how wrong the clock is now. `None` where there never was an update.
    pub last_offset_seconds: Option<f32>,
    /// Long-term average of the offset, in seconds.
    pub rms_offset_seconds: Option<f32>,
    /// The rate at which the clock would go wrong if chronyd did not correct it, in ppm; positive:
    /// fast. `None` before the first estimate; one from a drift file is known at once.
    pub frequency_ppm: Option<f32>,
    /// Difference between the rate the measurements ask for and the one in use, in ppm.
    pub residual_frequency_ppm: Option<f32>,
    /// Error bound of the frequency, in ppm.
    pub skew_ppm: Option<f32>,
    /// Network delay accumulated on the way to the stratum-1 computer, in seconds.
    pub root_delay_seconds: Option<f32>,
    /// Dispersion accumulated on the way to the stratum-1 computer, in seconds.
    pub root_dispersion_seconds: Option<f32>,
    /// Time between the last two clock updates, in seconds (not the time since the last one).
    pub update_interval_seconds: Option<f32>,
    /// The largest error the system clock can have; `None` when unsynchronized or when chronyd
    /// serves its own clock.
    #[serde(rename = "max_error_seconds")]
    pub error_bound: Option<ErrorBound>,
}

impl Tracking {
    /// The strata of a clock that has a reference (RFC 5905, section 7.3; `NTP_MAX_STRATUM` in chrony's
    /// `ntp.h` is 16).
    pub const STRATA: RangeInclusive<u16> = 1..=15;

    /// Whether chronyd serves its own clock because it has no source (`local` in `chrony.conf`). A
    /// client with `copy` has the same id, but also the address of its source.
    pub fn is_local(&self) -> bool {
        self.reference_id == Some(RefId::LOCAL) && self.reference_address == Address::None
    }

    /// Whether a leap second is being inserted at this moment: for that second chronyd reports the
    /// leap status of an unsynchronized clock, and still a reference.
    pub fn is_in_leap_second(&self) -> bool {
        self.leap_status == LeapStatus::Unsynchronized && self.reference_id.is_some()
    }

    /// The reference's name, its address or its id; `None` without a reference other than the
    /// machine itself.
    pub fn reference(&self) -> Option<String> {
        if self.reference_id.is_none() || self.is_local() {
            return None;
        }
        match self.reference_address {
            Address::None => self
                .reference_name
                .clone()
                .or_else(|| self.reference_id.map(|id| id.to_string())),
            address => Some(label(self.reference_name.as_deref(), address)),
        }
    }
}
