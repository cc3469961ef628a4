//! An NTP source's packets: how many were sent and received, and what the last answer said
//! (`ntpdata` in chronyc). chronyd tells this only to root on its Unix socket, or where
//! `opencommands` allows it.

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::{LeapStatus, RefId};

/// A test that an answer has to pass before it is used (chronyc(1), "ntpdata"; the numbers are those
/// of RFC 5905, the letters chrony's own).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NtpTest {
    /// It is no duplicate.
    Duplicate,
    /// It answers the last request.
    Origin,
    /// Its timestamps are there.
    Timestamps,
    /// It is authentic.
    Authentication,
    /// The server is synchronized.
    Synchronized,
    /// The server's root distance is sane.
    RootDistance,
    /// The delay is below `maxdelay`, and the server's processing time sane.
    Delay,
    /// The delay is within `maxdelayratio` of the smallest one.
    DelayRatio,
    /// The delay is within `maxdelaydevratio` of the usual one.
    DelayDeviation,
    /// The server does not follow this machine.
    Loop,
}

impl NtpTest {
    /// Every test, in the order in which they are made, with its bit on the wire and its name.
    const ALL: [(Self, u16, &'static str); 10] = [
        (Self::Duplicate, 1 << 9, "1"),
        (Self::Origin, 1 << 8, "2"),
        (Self::Timestamps, 1 << 7, "3"),
        (Self::Authentication, 1 << 6, "5"),
        (Self::Synchronized, 1 << 5, "6"),
        (Self::RootDistance, 1 << 4, "7"),
        (Self::Delay, 1 << 3, "A"),
        (Self::DelayRatio, 1 << 2, "B"),
        (Self::DelayDeviation, 1 << 1, "C"),
        (Self::Loop, 1, "D"),
    ];

    /// The bits of the tests that chronyd makes first. If one of them fails, it skips the others.
    const FIRST: u16 = 0x3F0;
}

/// The results of the tests: a set bit is a test that was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NtpTests(pub u16);

impl NtpTests {
    /// The tests that failed, with their names.
    pub fn failed(self) -> impl Iterator<Item = (NtpTest, &'static str)> {
        let all_made = self.0 & NtpTest::FIRST == NtpTest::FIRST;
        let made = if all_made { u16::MAX } else { NtpTest::FIRST };
        NtpTest::ALL
            .into_iter()
            .filter(move |(_, bit, _)| made & !self.0 & bit != 0)
            .map(|(test, _, name)| (test, name))
    }

    /// Whether this test failed.
    pub fn has_failed(self, test: NtpTest) -> bool {
        self.failed().any(|(failed, _)| failed == test)
    }
}

/// The names of the tests that failed.
impl Serialize for NtpTests {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut names = serializer.serialize_seq(None)?;
        for (_, name) in self.failed() {
            names.serialize_element(name)?;
        }
        names.end()
    }
}

/// The packets of a source, counted since chronyd knows it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NtpData {
    /// Packets that were sent.
    pub sent: u32,
    /// Packets that were received.
    pub received: u32,
    /// Received packets that answer a request and are authentic.
    pub valid: u32,
    /// Valid packets that passed all tests; `None`: an older chronyd does not count them.
    pub accepted: Option<u32>,
    /// The last packet that could be an answer; `None`: there was none.
    pub last_answer: Option<NtpAnswer>,
}

/// The last answer of a source.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NtpAnswer {
    /// The tests that it failed.
    #[serde(rename = "failed_tests")]
    pub tests: NtpTests,
    /// The server's own leap status; unsynchronized: it has no time.
    pub leap_status: LeapStatus,
    /// The server's stratum; 0: it has none.
    pub stratum: u8,
    /// What the server itself follows; 7F7F0101 is its own clock.
    pub reference_id: RefId,
    /// Network delay accumulated on the way from the server to the stratum-1 computer, in seconds.
    pub root_delay_seconds: f32,
    /// Dispersion accumulated on that way, in seconds.
    pub root_dispersion_seconds: f32,
    /// Network delay to the server and back, in seconds; 0 where the answer could not be measured.
    pub delay_seconds: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_that_were_not_made_have_not_failed() {
        let names = |bits| {
            let failed = NtpTests(bits).failed();
            failed.map(|(_, name)| name).collect::<Vec<_>>()
        };
        assert_eq!(names(0b11_1111_1111), [""; 0]);
        // chronyc: 111 101 0000, of a server that is not synchronized.
        assert_eq!(names(0b11_1101_0000), ["6"]);
        // chronyc: 111 111 0111, of one whose answers take longer than maxdelay.
        assert_eq!(names(0b11_1111_0111), ["A"]);
    }
}
