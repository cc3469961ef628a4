//! The sources chronyd polls and what it makes of them (`sources` in chronyc).

use std::borrow::Cow;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{Address, Authentication, AuthenticationMode, NtpData, Reach, RefId, Selection};

/// How chronyd uses a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// An NTP server that chronyd polls.
    Server,
    /// An NTP peer: each polls the other.
    Peer,
    /// A reference clock attached to this machine.
    RefClock,
    /// A mode this program does not know, by its number on the wire.
    Unknown(u16),
}

impl Mode {
    /// The mode as a word.
    pub fn word(self) -> Cow<'static, str> {
        match self {
            Self::Server => "server".into(),
            Self::Peer => "peer".into(),
            Self::RefClock => "refclock".into(),
            Self::Unknown(number) => unknown(number),
        }
    }

    fn symbol(self) -> char {
        match self {
            Self::Server => '^',
            Self::Peer => '=',
            Self::RefClock => '#',
            Self::Unknown(_) => ' ',
        }
    }
}

/// What chronyd's selection algorithm made of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceState {
    /// The source that chronyd follows.
    Selected,
    /// Combined with the selected one.
    Combined,
    /// Good enough, but not combined.
    Selectable,
    /// It disagrees with the majority, or with the others where there is none.
    Falseticker,
    /// Its time varies too much.
    Jittery,
    /// Not usable: no usable answer, not measured yet, or marked `noselect`.
    Unusable,
    /// A state this program does not know, by its number on the wire.
    Unknown(u16),
}

impl SourceState {
    /// The state as a word.
    pub fn word(self) -> Cow<'static, str> {
        match self {
            Self::Selected => "selected".into(),
            Self::Combined => "combined".into(),
            Self::Selectable => "selectable".into(),
            Self::Falseticker => "falseticker".into(),
            Self::Jittery => "jittery".into(),
            Self::Unusable => "unusable".into(),
            Self::Unknown(number) => unknown(number),
        }
    }

    /// Whether the source is selected or combined.
    pub fn is_used(self) -> bool {
        matches!(self, Self::Selected | Self::Combined)
    }

    /// Whether the source is selected, combined or selectable.
    pub fn is_usable(self) -> bool {
        matches!(self, Self::Selected | Self::Combined | Self::Selectable)
    }

    fn symbol(self) -> char {
        match self {
            Self::Selected => '*',
            Self::Combined => '+',
            Self::Selectable => '-',
            Self::Falseticker => 'x',
            Self::Jittery => '~',
            Self::Unusable => '?',
            Self::Unknown(_) => ' ',
        }
    }
}

/// The word for a number that this program does not know: a newer chronyd may have added it.
pub(super) fn unknown(number: u16) -> Cow<'static, str> {
    format!("unknown({number})").into()
}

/// A source's mode and state: the two letters of chronyc's first column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// How chronyd uses the source.
    pub mode: Mode,
    /// What chronyd makes of it.
    pub state: SourceState,
}

impl Standing {
    /// chronyc's two letters, such as `^*`; a blank stands for an unknown value.
    pub fn symbol(self) -> String {
        [self.mode.symbol(), self.state.symbol()].iter().collect()
    }
}

impl Serialize for Standing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Standing", 3)?;
        fields.serialize_field("mode", &self.mode.word())?;
        fields.serialize_field("state", &self.state.word())?;
        fields.serialize_field("symbol", &self.symbol())?;
        fields.end()
    }
}

/// The interval between two polls, as chronyd keeps it: a signed power of two of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Poll(pub i16);

impl Poll {
    /// The interval in seconds.
    pub fn seconds(self) -> f64 {
        2_f64.powi(self.0.into())
    }
}

impl Serialize for Poll {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Poll", 2)?;
        fields.serialize_field("poll_log2_seconds", &self.0)?;
        fields.serialize_field("poll_interval_seconds", &self.seconds())?;
        fields.end()
    }
}

/// One time source.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// The source's address.
    pub address: Address,
    /// The source's name in chronyd's configuration, or a reference clock's id.
    pub name: Option<String>,
    /// The source's reference id; `None` while its name is not resolved.
    pub reference_id: Option<RefId>,
    /// Its mode and state.
    #[serde(flatten)]
    pub standing: Standing,
    /// The source's own stratum; `None` before the first sample.
    pub stratum: Option<u16>,
    /// How often it is polled.
    #[serde(flatten)]
    pub poll: Poll,
    /// Which of the last polls brought a usable answer.
    #[serde(flatten)]
    pub reach: Reach,
    /// Seconds since the last good sample; `None`: there never was one.
    pub last_sample_age_seconds: Option<u32>,
    /// The last measurement of chronyd's own estimate of true time (not of the system clock, which
    /// is `system_time_offset_seconds` off), adjusted for the slewing done since, in seconds;
    /// positive: that estimate is ahead of the source.
    pub offset_seconds: Option<f32>,
    /// The last measurement as it was made, in seconds, same sign.
    pub measured_offset_seconds: Option<f32>,
    /// Margin of error of the measurement (the NTP root distance), in seconds.
    pub error_seconds: Option<f32>,
    /// The result of the last selection; `None`: chronyd does not tell this user.
    pub selection: Option<Selection>,
    /// How its packets are authenticated; `None` for a reference clock, and where chronyd does not
    /// tell this user.
    pub authentication: Option<Authentication>,
    /// Its packets and its last answer; asked only where that may explain something.
    pub ntp_data: Option<NtpData>,
}

impl Source {
    /// Whether its packets must be authenticated; `None`: chronyd does not tell this user.
    pub fn is_authenticated(&self) -> Option<bool> {
        let by_selection = self.selection.map(|selection| selection.authenticated);
        let mode = self
            .authentication
            .map(|authentication| authentication.mode);
        mode.map(|mode| mode != AuthenticationMode::None)
            .or(by_selection)
    }

    /// Whether its polls bring no measurements: it never had a sample, the register has no usable
    /// answer, or the last sample is older than the polls in the register.
    pub fn lacks_measurements(&self) -> bool {
        let remembered = 8.0 * self.poll.seconds();
        let age = self.last_sample_age_seconds.map(f64::from);
        self.reach.0 == 0 || age.is_none_or(|age| age > remembered + 1.0)
    }
}

/// How many of these sources are selected, combined or selectable.
pub fn usable(sources: &[Source]) -> u32 {
    let states = sources.iter().map(|source| source.standing.state);
    states.map(|state| u32::from(state.is_usable())).sum()
}
