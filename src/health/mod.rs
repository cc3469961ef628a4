//! Judgement: whether the clock is right, and what is wrong. Every threshold is here, with its
//! source; nothing is fetched or printed.

pub mod diagnosis;
mod source;
mod thresholds;
mod verdict;

use serde::Serialize;

pub use source::{Disagreement, SourceIssue, reach, sample_age};
pub use thresholds::Thresholds;
pub use verdict::{ClockState, Verdict, verdict};

/// How good or bad a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Level {
    /// As it should be.
    #[serde(rename = "ok")]
    Good,
    /// Look at it.
    #[serde(rename = "warning")]
    Warn,
    /// Act.
    #[serde(rename = "critical")]
    Bad,
}
