//! What chronyd's last selection made of a source, and by which options (`selectdata` in chronyc).
//! Only whom chronyd lets ask more than everybody may is told this.

use std::borrow::Cow;

use serde::ser::{SerializeSeq, SerializeStruct};
use serde::{Serialize, Serializer};

use super::sources::unknown;

/// The state of a source after the last selection: chronyd's own, of which the state in
/// [`Standing`](super::Standing) is a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelectionState {
    /// It is only monitored and never selected (`noselect`).
    NoSelect,
    /// It has no measurement that could be used, or fewer than three.
    Unmeasured,
    /// It has no measurement; older versions of chrony send the letter of
    /// [`Unsynchronized`](Self::Unsynchronized) in this case.
    UnmeasuredBefore,
    /// The source is not synchronized itself.
    Unsynchronized,
    /// Its stratum is outside of `minstratum` to `maxstratum`.
    WrongStratum,
    /// Its root distance is over `maxdistance`.
    Distant,
    /// Its time varies more than `maxjitter`.
    Jittery,
    /// It is good, and waits for others that are still being measured.
    WaitsForMeasurements,
    /// Its measurements are older than those of the sources that answer.
    Outdated,
    /// It is an orphan, with the common stratum of servers that have no source (`local … orphan`).
    Orphan,
    /// It contradicts the sources that are trusted.
    Untrusted,
    /// It disagrees with the majority.
    Falseticker,
    /// It is good, and waits for other sources to be selectable: for as many as `minsources`, or for
    /// one that is required.
    WaitsForSources,
    /// It is good, and another one is preferred.
    NotPreferred,
    /// It is good, and waits for its next measurement.
    WaitsForUpdate,
    /// It is good, and too far off to be combined with the selected one.
    TooFarToCombine,
    /// It is combined with the selected one.
    Combined,
    /// chronyd follows it.
    Selected,
    /// A state that this program does not know, by its letter on the wire.
    Unknown(u8),
}

impl SelectionState {
    /// Every state that has a letter (`get_status_char` in chrony's `sources.c`), with the letter and
    /// a word.
    const KNOWN: [(u8, Self, &'static str); 18] = [
        (b'N', Self::NoSelect, "noselect"),
        (b'M', Self::Unmeasured, "unmeasured"),
        (b's', Self::Unsynchronized, "unsynchronized"),
        (b's', Self::UnmeasuredBefore, "unmeasured"),
        (b'r', Self::WrongStratum, "wrong stratum"),
        (b'd', Self::Distant, "distant"),
        (b'~', Self::Jittery, "jittery"),
        (b'w', Self::WaitsForMeasurements, "starting"),
        (b'S', Self::Outdated, "outdated"),
        (b'O', Self::Orphan, "orphan"),
        (b'T', Self::Untrusted, "untrusted"),
        (b'x', Self::Falseticker, "falseticker"),
        (b'W', Self::WaitsForSources, "waiting"),
        (b'P', Self::NotPreferred, "not preferred"),
        (b'U', Self::WaitsForUpdate, "to be updated"),
        (b'D', Self::TooFarToCombine, "too far"),
        (b'+', Self::Combined, "combined"),
        (b'*', Self::Selected, "selected"),
    ];

    /// The state with this letter.
    pub fn from_letter(letter: u8) -> Self {
        let known = Self::KNOWN.into_iter().find(|known| known.0 == letter);
        known.map_or(Self::Unknown(letter), |(_, state, _)| state)
    }

    /// The state to show for a source that was never measured: older versions of chrony send a
    /// letter that claims more.
    #[must_use]
    pub fn without_measurement(self) -> Self {
        match self {
            Self::Unsynchronized => Self::UnmeasuredBefore,
            other => other,
        }
    }

    fn known(self) -> Option<(u8, &'static str)> {
        let known = Self::KNOWN.into_iter().find(|known| known.1 == self);
        known.map(|(letter, _, word)| (letter, word))
    }

    /// chronyc's letter; a question mark where it is not printable.
    pub fn letter(self) -> char {
        match (self, self.known()) {
            (_, Some((letter, _))) => letter.into(),
            (Self::Unknown(letter), _) if letter.is_ascii_graphic() => letter.into(),
            _ => '?',
        }
    }

    /// The state in a word or two.
    pub fn word(self) -> Cow<'static, str> {
        match (self, self.known()) {
            (_, Some((_, word))) => word.into(),
            (Self::Unknown(letter), _) => unknown(letter.into()),
            (_, None) => Cow::default(),
        }
    }
}

/// Options of the selection (`server` in `chrony.conf`), one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SelectionOptions(pub u16);

impl SelectionOptions {
    /// Monitor the source, never select it.
    pub const NO_SELECT: Self = Self(1);
    /// Prefer it to sources without this option.
    pub const PREFER: Self = Self(2);
    /// Assume that it is right where sources disagree.
    pub const TRUST: Self = Self(4);
    /// Select no source unless this one, or another one with this option, is selectable.
    pub const REQUIRE: Self = Self(8);

    const WORDS: [(Self, &'static str); 4] = [
        (Self::NO_SELECT, "noselect"),
        (Self::PREFER, "prefer"),
        (Self::TRUST, "trust"),
        (Self::REQUIRE, "require"),
    ];

    /// Whether this option is among them.
    pub fn has(self, option: Self) -> bool {
        self.0 & option.0 != 0
    }

    /// The options as they stand in `chrony.conf`.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        Self::WORDS
            .into_iter()
            .filter(move |(option, _)| self.has(*option))
            .map(|(_, word)| word)
    }
}

impl Serialize for SelectionOptions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut words = serializer.serialize_seq(None)?;
        for word in self.words() {
            words.serialize_element(word)?;
        }
        words.end()
    }
}

/// What the last selection made of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Selection {
    /// Its state.
    #[serde(flatten)]
    pub state: SelectionState,
    /// Whether its packets are to be authenticated, by a key or by NTS.
    pub authenticated: bool,
    /// The options that it has in the configuration.
    pub configured_options: SelectionOptions,
    /// The options in force: the configured ones as changed by `authselectmode`.
    pub effective_options: SelectionOptions,
}

impl Serialize for SelectionState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("SelectionState", 2)?;
        fields.serialize_field("letter", &self.letter())?;
        fields.serialize_field("word", &self.word())?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_has_its_word_and_an_unknown_one_is_shown() {
        let shown = |letter| {
            let state = SelectionState::from_letter(letter);
            (state.letter(), state.word().into_owned())
        };
        assert_eq!(shown(b'W'), ('W', "waiting".to_owned()));
        assert_eq!(shown(b'+'), ('+', "combined".to_owned()));
        assert_eq!(shown(b's'), ('s', "unsynchronized".to_owned()));
        let unmeasured = SelectionState::from_letter(b's').without_measurement();
        assert_eq!(
            (unmeasured.letter(), &*unmeasured.word()),
            ('s', "unmeasured")
        );
        assert_eq!(shown(b'L'), ('L', "unknown(76)".to_owned()));
        assert_eq!(shown(0x1B), ('?', "unknown(27)".to_owned()));
    }

    #[test]
    fn options_stand_in_chrony_confs_words() {
        let options = SelectionOptions(0b1100);
        assert!(options.has(SelectionOptions::REQUIRE));
        assert!(!options.has(SelectionOptions::PREFER));
        assert_eq!(options.words().collect::<Vec<_>>(), ["trust", "require"]);
    }
}
