//! A value on a page, and its role.

use std::borrow::Cow;

pub use crate::health::Level;
use crate::report::Reach;
use crate::units::{Quantity, Sign, in_column};

/// The role of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Plain text.
    Text,
    /// Less important.
    Faint,
    /// Important, to be found first.
    Strong,
    /// Belongs to the selected source.
    Chosen,
    /// Belongs to a falseticker.
    Wrong,
    /// Judged; a good one looks like plain text.
    Judged(Level),
    /// Judged, and to be found first, even if good.
    Verdict(Level),
    /// The same, with a sign even if good.
    State(Level),
}

impl Role {
    /// The level whose sign the text needs, because no fact may depend on colour alone.
    pub fn signed(self) -> Option<Level> {
        match self {
            Self::Judged(level) | Self::Verdict(level) => {
                Some(level).filter(|&it| it != Level::Good)
            }
            Self::State(level) => Some(level),
            Self::Text | Self::Faint | Self::Strong | Self::Chosen | Self::Wrong => None,
        }
    }
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Its content.
    pub content: Content,
    /// Its role.
    pub role: Role,
}

/// The content of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Words.
    Text(Cow<'static, str>),
    /// A number, to be aligned with its column on the decimal point.
    Figure(Quantity),
    /// The polls of a source.
    Reach(Lamps),
    /// No value; it is shown as a mark.
    Nothing,
}

impl Value {
    /// Words.
    pub fn text(text: impl Into<Cow<'static, str>>, role: Role) -> Self {
        Self {
            content: Content::Text(text.into()),
            role,
        }
    }

    /// A number with its unit.
    pub fn figure(figure: Quantity, role: Role) -> Self {
        Self {
            content: Content::Figure(figure),
            role,
        }
    }

    /// Seconds in a column of a grid, if they are known.
    pub fn seconds(seconds: Option<f32>, sign: Sign, role: Role) -> Self {
        let figure = seconds.map(|seconds| in_column(seconds.into(), sign));
        figure.map_or(Self::nothing(), |figure| Self::figure(figure, role))
    }

    /// Words, or no value.
    pub fn known(text: Option<String>, role: Role) -> Self {
        text.map_or(Self::nothing(), |text| Self::text(text, role))
    }

    /// No value.
    pub fn nothing() -> Self {
        Self {
            content: Content::Nothing,
            role: Role::Faint,
        }
    }
}

/// Words that are not judged.
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::text(text, Role::Text)
    }
}

/// The same, or no value.
impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::known(text, Role::Text)
    }
}

/// The last eight polls of a source, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lamps {
    /// A lamp for each poll.
    pub polls: [Lamp; 8],
    /// The register in octal, as chronyc prints it.
    pub octal: String,
    /// How good or bad the reachability is.
    pub level: Level,
}

/// A poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lamp {
    /// It brought a usable answer.
    Answered,
    /// It did not, though an earlier one did.
    Missed,
    /// It is older than the oldest usable answer: perhaps no poll at all.
    Unheard,
}

impl Lamps {
    pub(super) fn new(reach: Reach, level: Level) -> Self {
        let mut polls = [Lamp::Unheard; 8];
        let mut heard_of = false;
        for (lamp, answered) in polls.iter_mut().zip(reach.polls()) {
            heard_of |= answered;
            *lamp = match (answered, heard_of) {
                (true, _) => Lamp::Answered,
                (false, true) => Lamp::Missed,
                (false, false) => Lamp::Unheard,
            };
        }
        Self {
            polls,
            octal: reach.octal(),
            level,
        }
    }
}
