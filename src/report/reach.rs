//! The reachability register: which of the last eight polls brought a usable answer.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// The last eight polls of a source, the newest in the lowest bit (RFC 5905, section 9.2). A set
/// bit is a poll with a usable answer: a server that always answers that it is not synchronized
/// itself has as many zeros as a silent one. It is shown in octal by tradition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach(pub u8);

impl Reach {
    /// The register as three octal digits, as chronyc prints it.
    pub fn octal(self) -> String {
        format!("{:03o}", self.0)
    }

    /// The polls from the oldest to the newest: `true` brought a usable answer.
    pub fn polls(self) -> impl Iterator<Item = bool> {
        (0..8).rev().map(move |bit| self.0 >> bit & 1 == 1)
    }

    /// Polls without a usable answer since the oldest one that the register remembers; `None` when
    /// it remembers none.
    pub fn missed(self) -> Option<u32> {
        let since_oldest = u8::BITS - self.0.leading_zeros();
        (self.0 != 0).then(|| since_oldest - self.0.count_ones())
    }
}

impl Serialize for Reach {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Reach", 2)?;
        fields.serialize_field("reachability", &self.0)?;
        fields.serialize_field("reachability_octal", &self.octal())?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::Reach;

    #[test]
    fn the_newest_poll_comes_last() {
        let polls: Vec<bool> = Reach(0o203).polls().collect();
        assert_eq!(polls, [true, false, false, false, false, false, true, true]);
        assert_eq!(Reach(0o7).octal(), "007");
        assert_eq!(Reach(0o7).missed(), Some(0));
        assert_eq!(Reach(0o176).missed(), Some(1));
        assert_eq!(Reach(0o200).missed(), Some(7));
        assert_eq!(Reach(0).missed(), None);
    }
}
