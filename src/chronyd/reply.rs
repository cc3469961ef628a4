//! chronyd's replies to requests.

use super::status::Status;
use crate::report::{
    Activity, Address, Authentication, NtpData, Rtc, Selection, Source, SourceStats, Tracking,
};

/// The content of a reply.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// To [`Request::Tracking`](super::Request::Tracking); without the reference's name.
    Tracking(Tracking),
    /// To [`Request::SourceCount`](super::Request::SourceCount).
    SourceCount(u32),
    /// To [`Request::Source`](super::Request::Source); without an NTP source's name and reference id.
    Source(Source),
    /// To [`Request::Stats`](super::Request::Stats); without an NTP source's name.
    Stats(SourceStats),
    /// To [`Request::Rtc`](super::Request::Rtc).
    Rtc(Rtc),
    /// To [`Request::Name`](super::Request::Name); printable.
    Name(String),
    /// To [`Request::Activity`](super::Request::Activity).
    Activity(Activity),
    /// To [`Request::Selection`](super::Request::Selection), with the source that it is about.
    Selection(Address, Selection),
    /// To [`Request::Authentication`](super::Request::Authentication).
    Authentication(Authentication),
    /// To [`Request::NtpData`](super::Request::NtpData).
    NtpData(NtpData),
}

/// The outcome of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It was answered.
    Answered(Reply),
    /// chronyd refused.
    Refused(Status),
    /// The reply to the request is not valid; the text says why.
    Malformed(&'static str),
}
