//! Reply datagrams → report types. Nothing that arrives is trusted: a datagram is checked against
//! the question, then for length and sane timestamps, before the codec sees it. Knows no sockets.

use std::borrow::Cow;
use std::ops::Range;

use chrony_candm::common::{ChronyAddr, ChronyFloat};
use chrony_candm::reply::{self, Reply, ReplyBody, SourceMode, SourceState};
use jiff::Timestamp;

use super::Question;
use crate::error::Cause;
use crate::report::{
    Address, ErrorBound, LeapStatus, Mode, Poll, Reach, RefId, RefTime, Rtc, Source, SourceStats,
    Standing, State, Tracking,
};

/// The longest reply asked for: a header and a source's name.
pub(super) const LONGEST_REPLY: usize = HEADER_LENGTH + 256;

const HEADER_LENGTH: usize = 28;
const PROTOCOL_VERSION: u8 = 6;
const PACKET_TYPE_REPLY: u8 = 2;

/// chronyd keeps at most this many sources (`MAX_SOURCES` in its `ntp_sources.c`); a count beyond
/// it is not a count.
const MOST_SOURCES: u32 = 65_536;

/// The strata of a clock that has a reference (`NTP_MAX_STRATUM` in chrony's `ntp.h` is 16).
const STRATA: Range<u16> = 1..16;

/// `since_sample` of a source that never had one.
const NEVER: u32 = u32::MAX;

/// What the estimates of a source hold before its first regression (`WORST_CASE_FREQ_BOUND` and
/// `WORST_CASE_STDDEV_BOUND` in chrony's `sourcestats.c`).
const PLACEHOLDER_SKEW_PPM: f32 = 2000.0;
const PLACEHOLDER_STD_DEV_SECONDS: f32 = 4.0;

/// What chronyd said to a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To [`Question::Tracking`]; without the reference's name.
    Tracking(Tracking),
    /// To [`Question::SourceCount`].
    SourceCount(u32),
    /// To [`Question::Source`]; without an NTP source's name and reference id.
    Source(Source),
    /// To [`Question::Stats`]; without an NTP source's name.
    Stats(SourceStats),
    /// To [`Question::Rtc`].
    Rtc(Rtc),
    /// To [`Question::Name`]; printable.
    Name(String),
}

/// Why chronyd did not do what it was asked (`STT_…` in `candm.h`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal(pub u16);

impl Refusal {
    /// The asker may not (`STT_UNAUTH`), or this host may not (`STT_NOHOSTACCESS`).
    pub fn is_permission(self) -> bool {
        matches!(self.0, 2 | 10)
    }

    /// Why there is no use in asking anything else on this path: the host is not allowed in
    /// (`STT_NOHOSTACCESS`), or every request has the wrong length (`STT_BADPKTLENGTH`).
    pub(super) fn closes_path(self) -> Option<Cause> {
        match self.0 {
            10 => Some(Cause::HostDenied),
            19 => Some(Cause::NotChrony(self.text().into_owned())),
            _ => None,
        }
    }

    /// There is no source at this index, any more (`STT_NOSUCHSOURCE`).
    pub fn is_no_such_source(self) -> bool {
        self.0 == 4
    }

    /// The RTC driver is not running (`STT_NORTC`).
    pub fn is_no_rtc(self) -> bool {
        self.0 == 13
    }

    /// It knows the request in another form only (`STT_BADPKTVERSION`, `STT_BADPKTLENGTH`).
    pub fn is_protocol(self) -> bool {
        matches!(self.0, 18 | 19)
    }

    /// The status in words.
    pub fn text(self) -> Cow<'static, str> {
        match self.0 {
            1 => "chronyd failed to answer".into(),
            2 => "chronyd does not permit this request".into(),
            3 => "chronyd does not know this request".into(),
            4 => "chronyd has no such source".into(),
            6 => "chronyd has this disabled".into(),
            10 => "chronyd does not answer this host".into(),
            13 => "chronyd does not track the hardware clock".into(),
            18 => "chronyd speaks another version of the protocol".into(),
            19 => "chronyd expects requests of another length".into(),
            other => format!("chronyd answered with status {other}").into(),
        }
    }
}

/// What became of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It was answered.
    Answered(Answer),
    /// chronyd refused.
    Refused(Refusal),
    /// The reply belongs to the question, but does not hold what it should; the text says why.
    Malformed(&'static str),
}

/// The part of a reply that says which question it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) command: u16,
    pub(super) sequence: u32,
}

/// Reads the header, if this is a reply of chrony's protocol; the error says how one can tell that
/// it is not.
pub(super) fn header(datagram: &[u8]) -> Result<Header, &'static str> {
    if datagram.len() < HEADER_LENGTH {
        return Err("too short for a reply");
    }
    if datagram[1] != PACKET_TYPE_REPLY {
        return Err("not a reply");
    }
    if datagram[0] != PROTOCOL_VERSION && version_wanted(datagram).is_none() {
        return Err("wrong version");
    }
    Ok(Header {
        command: be16(datagram, 4),
        sequence: be32(datagram, 16),
    })
}

/// The version of the protocol that chronyd speaks, if the reply is its complaint that the request
/// was of another one (`STT_BADPKTVERSION`). Its place is the same in every version.
pub(super) fn version_wanted(datagram: &[u8]) -> Option<u8> {
    const BAD_VERSION: u16 = 18;
    (be16(datagram, 8) == BAD_VERSION).then_some(datagram[0])
}

/// Reads the reply to this question; the header has been matched already.
pub(super) fn outcome(question: Question, datagram: &[u8]) -> Outcome {
    let status = be16(datagram, 8);
    if status != 0 {
        return Outcome::Refused(Refusal(status));
    }
    match answer(question, datagram) {
        Ok(answer) => Outcome::Answered(answer),
        Err(why) => Outcome::Malformed(why),
    }
}

fn answer(question: Question, datagram: &[u8]) -> Result<Answer, &'static str> {
    let shape = Shape::of(question);
    if be16(datagram, 6) != shape.reply {
        return Err("a reply of another kind");
    }
    if datagram.len() < shape.length {
        return Err("a reply that is too short");
    }
    if let Some(at) = shape.timestamp
        && !is_sane_timestamp(datagram, at)
    {
        return Err("a timestamp outside of time");
    }
    let (mode, state) = match question {
        Question::Source(_) => (be16(datagram, MODE_AT), be16(datagram, STATE_AT)),
        _ => (0, 0),
    };
    let decoded = if is_known_mode(mode) && is_known_state(state) {
        Reply::deserialize(&mut &datagram[..])
    } else {
        // The codec refuses a whole reply for one unknown number; it gets a copy without it.
        let mut known = datagram.to_vec();
        known[STATE_AT..MODE_AT + 2].fill(0);
        Reply::deserialize(&mut &known[..])
    };
    let body = decoded.map_err(|_| "a reply that cannot be decoded")?.body;
    match body {
        ReplyBody::Tracking(body) => Ok(Answer::Tracking(tracking(&body)?)),
        ReplyBody::NSources(body) if body.n_sources <= MOST_SOURCES => {
            Ok(Answer::SourceCount(body.n_sources))
        }
        ReplyBody::NSources(_) => Err("an impossible number of sources"),
        ReplyBody::SourceData(body) => Ok(Answer::Source(source(&body, mode, state))),
        ReplyBody::SourceStats(body) => Ok(Answer::Stats(stats(&body))),
        ReplyBody::Rtc(body) => Ok(Answer::Rtc(rtc(&body)?)),
        ReplyBody::NtpSourceName(body) => Ok(Answer::Name(printable(&body.name))),
        _ => Err("a reply of another kind"),
    }
}

/// Where the source's state and mode stand in a `SOURCE_DATA` reply, one behind the other.
const STATE_AT: usize = HEADER_LENGTH + 24;
const MODE_AT: usize = HEADER_LENGTH + 26;

/// What the reply to a question must look like (`RPY_…` and the `RPY_` structures in `candm.h`).
struct Shape {
    reply: u16,
    length: usize,
    timestamp: Option<usize>,
}

impl Shape {
    fn of(question: Question) -> Self {
        let (reply, body_length, timestamp) = match question {
            Question::SourceCount => (2, 4, None),
            Question::Source(_) => (3, 48, None),
            Question::Tracking => (5, 76, Some(28)),
            Question::Stats(_) => (6, 56, None),
            Question::Rtc => (7, 28, Some(0)),
            Question::Name(_) => (19, 256, None),
        };
        Self {
            reply,
            length: HEADER_LENGTH + body_length,
            timestamp: timestamp.map(|at| HEADER_LENGTH + at),
        }
    }
}

/// Whether the timestamp at this place is one the codec can read without overflowing, and this
/// program can print: nanoseconds below a second, and a moment within 2^33 seconds of 1970. A high
/// word of 0x7FFFFFFF is chrony's mark for a 32-bit time.
fn is_sane_timestamp(datagram: &[u8], at: usize) -> bool {
    let high = be32(datagram, at);
    let nanoseconds = be32(datagram, at + 8);
    nanoseconds < 1_000_000_000 && matches!(high, 0 | 1 | 0x7FFF_FFFF)
}

fn is_known_mode(number: u16) -> bool {
    SourceMode::try_from(number).is_ok()
}

fn is_known_state(number: u16) -> bool {
    SourceState::try_from(number).is_ok()
}

fn mode(number: u16) -> Mode {
    match SourceMode::try_from(number) {
        Ok(SourceMode::Client) => Mode::Server,
        Ok(SourceMode::Peer) => Mode::Peer,
        Ok(SourceMode::Ref) => Mode::RefClock,
        Err(_) => Mode::Unknown(number),
    }
}

/// The protocol's names mislead: its "unselected" is combined with the best source, and its
/// "selectable" is not.
fn state(number: u16) -> State {
    match SourceState::try_from(number) {
        Ok(SourceState::Selected) => State::Selected,
        Ok(SourceState::NonSelectable) => State::Unusable,
        Ok(SourceState::Falseticker) => State::Falseticker,
        Ok(SourceState::Jittery) => State::Jittery,
        Ok(SourceState::Unselected) => State::Combined,
        Ok(SourceState::Selectable) => State::Selectable,
        Err(_) => State::Unknown(number),
    }
}

fn tracking(body: &reply::Tracking) -> Result<Tracking, &'static str> {
    let leap_status = match body.leap_status {
        0 => LeapStatus::Normal,
        1 => LeapStatus::Insert,
        2 => LeapStatus::Delete,
        3 => LeapStatus::Unsynchronized,
        other => LeapStatus::Unknown(other),
    };
    let id = RefId(body.ref_id);
    let ref_time = ref_time(body.ref_time)?;
    // During a leap second chronyd says "unsynchronized" and leaves everything else as it was.
    let referenced = leap_status != LeapStatus::Unsynchronized
        || (id.0 != 0 && STRATA.contains(&body.stratum) && ref_time.0.is_some());
    // With `copy`, a source in local mode lends its id as well; but it has an address.
    let local = id == RefId::LOCAL && body.ip_addr == ChronyAddr::Unspec;
    let followed = referenced && !local;
    let offset = float(body.current_correction);
    let last_offset = float(body.last_offset);
    let rms_offset = float(body.rms_offset);
    let interval = float(body.last_update_interval);
    let root_delay = float(body.root_delay);
    let root_dispersion = float(body.root_dispersion);
    // What the last update found stays known when there is no reference any more. The wire says
    // zero where there never was an update; a clock set by hand has a correction all the same.
    let updated = followed
        || [last_offset, rms_offset, interval]
            .iter()
            .any(|&x| x != 0.0);
    let corrected = updated || offset != 0.0;
    let reference_address = match body.ip_addr {
        _ if !referenced => Address::None,
        ChronyAddr::Unspec if followed && id.0 != 0 => Address::RefClock(id),
        address => ip_or_id(address),
    };
    Ok(Tracking {
        reference_id: referenced.then_some(id),
        reference_name: refclock_name(reference_address),
        reference_address,
        stratum: referenced.then_some(body.stratum),
        leap_status,
        ref_time: if referenced { ref_time } else { RefTime(None) },
        // The wire has the correction still to be made: what is behind is to be moved forwards.
        system_time_offset_seconds: corrected.then_some(0.0 - offset),
        last_offset_seconds: updated.then_some(last_offset),
        rms_offset_seconds: updated.then_some(rms_offset),
        frequency_ppm: float(body.freq_ppm),
        residual_frequency_ppm: followed.then(|| float(body.resid_freq_ppm)),
        skew_ppm: followed.then(|| float(body.skew_ppm)),
        root_delay_seconds: referenced.then_some(root_delay),
        root_dispersion_seconds: referenced.then_some(root_dispersion),
        update_interval_seconds: (updated && interval != 0.0).then_some(interval),
        error_bound: followed.then(|| ErrorBound::of(offset, root_dispersion, root_delay)),
    })
}

fn source(body: &reply::SourceData, mode_number: u16, state_number: u16) -> Source {
    let standing = Standing {
        mode: mode(mode_number),
        state: state(state_number),
    };
    let address = match (standing.mode, body.ip_addr) {
        // The four letters of a reference clock's id travel as if they were an IPv4 address.
        (Mode::RefClock, ChronyAddr::V4(id)) => Address::RefClock(RefId(id.into())),
        (_, address) => ip_or_id(address),
    };
    let sampled = body.since_sample != NEVER;
    Source {
        address,
        name: refclock_name(address),
        reference_id: match address {
            Address::RefClock(id) => Some(id),
            _ => None,
        },
        standing,
        stratum: sampled.then_some(body.stratum),
        poll: Poll(body.poll),
        reach: Reach(body.reachability.to_be_bytes()[1]),
        last_sample_age_seconds: sampled.then_some(body.since_sample),
        offset_seconds: sampled.then(|| float(body.latest_meas)),
        measured_offset_seconds: sampled.then(|| float(body.orig_latest_meas)),
        error_seconds: sampled.then(|| float(body.latest_meas_err)),
    }
}

fn stats(body: &reply::SourceStats) -> SourceStats {
    let id = RefId(body.ref_id);
    let address = match body.ip_addr {
        ChronyAddr::Unspec if id.0 != 0 => Address::RefClock(id),
        address => ip_or_id(address),
    };
    let skew = float(body.skew_ppm);
    let std_dev = float(body.sd);
    let regressed = body.n_samples > 0 && !is(skew, PLACEHOLDER_SKEW_PPM);
    let sampled = body.n_samples > 0;
    SourceStats {
        address,
        name: refclock_name(address),
        reference_id: (id.0 != 0).then_some(id),
        samples: body.n_samples,
        runs: body.n_runs,
        span_seconds: body.span_seconds,
        frequency_ppm: regressed.then(|| float(body.resid_freq_ppm)),
        skew_ppm: regressed.then_some(skew),
        offset_seconds: sampled.then(|| float(body.est_offset)),
        offset_error_seconds: sampled.then(|| float(body.est_offset_err)),
        std_dev_seconds: (sampled && !is(std_dev, PLACEHOLDER_STD_DEV_SECONDS)).then_some(std_dev),
    }
}

/// Whether the value is exactly the placeholder: an estimate may well be larger.
fn is(value: f32, placeholder: f32) -> bool {
    value.to_bits() == placeholder.to_bits()
}

fn rtc(body: &reply::Rtc) -> Result<Rtc, &'static str> {
    let ref_time = ref_time(body.ref_time)?;
    let measured = ref_time.0.is_some();
    Ok(Rtc {
        ref_time,
        samples: body.n_samples,
        runs: body.n_runs,
        span_seconds: body.span_seconds,
        offset_seconds: measured.then(|| float(body.rtc_seconds_fast)),
        drift_ppm: measured.then(|| float(body.rtc_gain_rate_ppm)),
    })
}

fn ip_or_id(address: ChronyAddr) -> Address {
    match address {
        ChronyAddr::V4(ip) => Address::Ip(ip.into()),
        ChronyAddr::V6(ip) => Address::Ip(ip.into()),
        ChronyAddr::Id(number) => Address::Unresolved(number),
        ChronyAddr::Unspec => Address::None,
    }
}

/// A reference clock's id is its name, and it needs no asking.
fn refclock_name(address: Address) -> Option<String> {
    match address {
        Address::RefClock(id) => id.text(),
        _ => None,
    }
}

fn ref_time(time: std::time::SystemTime) -> Result<RefTime, &'static str> {
    let timestamp = Timestamp::try_from(time).map_err(|_| "a timestamp outside of time")?;
    Ok(RefTime(
        (timestamp != Timestamp::UNIX_EPOCH).then_some(timestamp),
    ))
}

/// The name up to its first zero byte. It comes from whoever wrote chronyd's configuration, and
/// goes to terminals and logs: what is not printable ASCII becomes a question mark.
fn printable(name: &[u8]) -> String {
    name.iter()
        .take_while(|&&byte| byte != 0)
        .map(|&byte| {
            if byte.is_ascii_graphic() || byte == b' ' {
                char::from(byte)
            } else {
                '?'
            }
        })
        .collect()
}

/// chronyd's floats have a signed coefficient of 25 bits, so that an `f32` holds each exactly.
#[expect(clippy::cast_possible_truncation, reason = "exact, as said above")]
fn float(value: ChronyFloat) -> f32 {
    f64::from(value) as f32
}

fn be16(datagram: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([datagram[at], datagram[at + 1]])
}

fn be32(datagram: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([
        datagram[at],
        datagram[at + 1],
        datagram[at + 2],
        datagram[at + 3],
    ])
}
