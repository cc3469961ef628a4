//! What stands in one place of a page, and the part it plays there.

use std::borrow::Cow;

pub use crate::health::Level;
use crate::report::Reach;
use crate::units::{Quantity, Sign, in_column};

/// What a piece of text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Plain text.
    Text,
    /// What matters little.
    Faint,
    /// What the eye is to find first.
    Strong,
    /// What belongs to the source that is followed.
    Chosen,
    /// What belongs to a source that is wrong.
    Wrong,
    /// A figure or a word that is judged: one that is good is not remarkable.
    Judged(Level),
    /// What is judged and to be found first, for good news as well.
    Verdict(Level),
    /// The same, with a sign for good news as well.
    State(Level),
}

impl Role {
    /// The level whose sign belongs to the text, for those who do not see colours.
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

/// What stands in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What is to be read.
    pub content: Content,
    /// What it is for.
    pub role: Role,
}

/// What is to be read in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Words.
    Text(Cow<'static, str>),
    /// A number that stands with the others of its column, decimal point below decimal point.
    Figure(Quantity),
    /// The polls of a source.
    Reach(Lamps),
    /// No value, which has a mark of its own.
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

    /// Words, or the mark for none.
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

/// The same, where they are known.
impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::known(text, Role::Text)
    }
}

/// The last eight polls of a source, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lamps {
    /// A lamp a poll.
    pub polls: [Lamp; 8],
    /// The register behind them in octal, as chronyc prints it.
    pub octal: String,
    /// How the answers are to be taken.
    pub level: Level,
}

/// A poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lamp {
    /// It brought a usable answer.
    Answered,
    /// It did not, though an earlier one did.
    Missed,
    /// It is older than the oldest usable answer, and says nothing.
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
