//! Whether a report was requested, whether it came, and why not. What a report holds is not known
//! here.

use serde::{Serialize, Serializer};

use super::Problem;

/// One report in a [`Report`](super::Report).
#[derive(Debug, Clone, PartialEq)]
pub enum Requested<T> {
    /// It was not requested, and is not in the output.
    No,
    /// It was not requested, but fetched because another report cannot be judged without it.
    Aside(T),
    /// It was requested, and chronyd delivered nothing at all:
    /// [`Report::unreachable`](super::Report::unreachable) says why.
    Unreachable,
    /// It was requested and did not come; the problem says why.
    Missing(Problem),
    /// It was requested and came.
    Received(T),
}

impl<T> Requested<T> {
    /// The report, if it was requested and came.
    pub fn received(&self) -> Option<&T> {
        match self {
            Self::Received(report) => Some(report),
            Self::No | Self::Aside(_) | Self::Unreachable | Self::Missing(_) => None,
        }
    }

    /// The report, if it came, requested or not. Use it to judge, not to show.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Received(report) | Self::Aside(report) => Some(report),
            Self::No | Self::Unreachable | Self::Missing(_) => None,
        }
    }

    /// Whether it was not requested.
    pub fn is_no(&self) -> bool {
        match self {
            Self::No | Self::Aside(_) => true,
            Self::Unreachable | Self::Missing(_) | Self::Received(_) => false,
        }
    }

    /// Whether it came; `None` when it was not requested.
    pub(super) fn came(&self) -> Option<bool> {
        (!self.is_no()).then(|| self.received().is_some())
    }

    /// Why it alone did not come.
    pub(super) fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Missing(problem) => Some(problem),
            Self::No | Self::Aside(_) | Self::Unreachable | Self::Received(_) => None,
        }
    }
}

impl<T: Serialize> Serialize for Requested<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.received().serialize(serializer)
    }
}
