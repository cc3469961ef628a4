//! The status of a request that chronyd refused, in words.

use std::borrow::Cow;

use chrony_candm::reply::Status as Known;

use crate::report::ProblemKind;

/// What to do about a request that is not permitted (`STT_UNAUTH`).
pub(super) const OPEN_COMMANDS: &str =
    "run as root, or name what may be asked in `opencommands` in chrony.conf";

/// A status other than success (`STT_…` in `candm.h`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// A status that chrony-candm knows.
    Known(Known),
    /// A status of a newer chronyd.
    Unknown(u16),
}

impl Status {
    /// The status with this number; `None` for success.
    pub(super) fn from_number(number: u16) -> Option<Self> {
        match Known::try_from(number) {
            Ok(Known::Success) => None,
            Ok(known) => Some(Self::Known(known)),
            Err(_) => Some(Self::Unknown(number)),
        }
    }

    /// The kind of failure it is.
    pub fn kind(self) -> ProblemKind {
        match self {
            Self::Known(Known::Unauth | Known::NoHostAccess) => ProblemKind::Permission,
            // chronyd knows the request only in another form.
            Self::Known(Known::BadPktVersion | Known::BadPktLength) => ProblemKind::Protocol,
            Self::Known(_) | Self::Unknown(_) => ProblemKind::Unavailable,
        }
    }

    /// Whether this host may request nothing.
    pub(super) fn is_host_denied(self) -> bool {
        self == Self::Known(Known::NoHostAccess)
    }

    /// Whether every request has the wrong length.
    pub(super) fn is_wrong_length(self) -> bool {
        self == Self::Known(Known::BadPktLength)
    }

    /// Whether the request is not permitted on this path; another request or another path may be.
    pub(super) fn is_not_permitted(self) -> bool {
        self == Self::Known(Known::Unauth)
    }

    /// Whether there is no source at this index (any more).
    pub fn is_no_such_source(self) -> bool {
        self == Self::Known(Known::NoSuchSource)
    }

    /// What to do about it, where there is something to do.
    pub fn hint(self) -> Option<&'static str> {
        match self {
            Self::Known(Known::NoRtc) => Some(
                "chronyd tracks it only with `rtcfile` in chrony.conf (the usual `rtcsync` does not \
                 count); leave it out with --no-rtc",
            ),
            Self::Known(Known::Unauth) => Some(OPEN_COMMANDS),
            Self::Known(_) | Self::Unknown(_) => None,
        }
    }

    /// The status in words.
    pub fn text(self) -> Cow<'static, str> {
        let number = match self {
            Self::Known(known) => match known {
                Known::Failed => return "chronyd failed to answer".into(),
                Known::Unauth => return "chronyd does not permit this request".into(),
                Known::Invalid => return "chronyd does not know this request".into(),
                Known::NoSuchSource => return "chronyd has no such source".into(),
                Known::NotEnabled => return "chronyd has this disabled".into(),
                Known::NoHostAccess => return "chronyd does not answer this host".into(),
                Known::NoRtc => return "chronyd does not track the hardware clock".into(),
                Known::BadPktVersion => {
                    return "chronyd wants another version of the protocol".into();
                }
                Known::BadPktLength => {
                    return "chronyd expects requests of another length".into();
                }
                other => other.into(),
            },
            Self::Unknown(number) => number,
        };
        format!("chronyd answered with status {number}").into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers are those of `candm.h`.
    #[test]
    fn every_status_has_its_words() {
        let cases = [
            (1, "failed", ProblemKind::Unavailable),
            (2, "permit", ProblemKind::Permission),
            (3, "does not know", ProblemKind::Unavailable),
            (4, "no such source", ProblemKind::Unavailable),
            (5, "status 5", ProblemKind::Unavailable),
            (6, "disabled", ProblemKind::Unavailable),
            (10, "this host", ProblemKind::Permission),
            (13, "hardware clock", ProblemKind::Unavailable),
            (18, "another version", ProblemKind::Protocol),
            (19, "another length", ProblemKind::Protocol),
            (20, "status 20", ProblemKind::Unavailable),
            (99, "status 99", ProblemKind::Unavailable),
        ];
        for (number, words, kind) in cases {
            let status = Status::from_number(number).expect("a failure");
            assert!(status.text().contains(words), "{number}: {}", status.text());
            assert_eq!(status.kind(), kind, "{number}");
            assert_eq!(status.is_host_denied(), number == 10, "{number}");
            assert_eq!(status.is_wrong_length(), number == 19, "{number}");
        }
        assert_eq!(Status::from_number(0), None);
    }
}
