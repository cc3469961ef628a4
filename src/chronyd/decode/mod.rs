//! Reply datagrams → report types. Nothing that arrives is trusted: a datagram is checked against
//! the request, then for length and sane timestamps, before the codec sees it; a quantity that no
//! chronyd could send makes the reply malformed. Knows no sockets.

mod activity;
mod authentication;
mod ntp_data;
mod rtc;
mod selection;
mod source;
mod stats;
mod tracking;

use std::borrow::Cow;

use chrony_candm::common::{ChronyAddr, ChronyFloat};
use chrony_candm::reply::{self as wire, ReplyBody};
use jiff::Timestamp;

use source::Numbers;

use super::reply::{Outcome, Reply};
use super::request::Request;
use super::status::Status;
use crate::report::{Address, LeapStatus, RefTime};

/// The longest expected reply: a header and a source's name.
pub(super) const LONGEST_REPLY: usize = HEADER_LENGTH + 256;

const HEADER_LENGTH: usize = 28;
const PROTOCOL_VERSION: u8 = 6;
const PACKET_TYPE_REPLY: u8 = 2;

/// chronyd keeps at most this many sources (`MAX_SOURCES` in its `ntp_sources.c`); a larger count
/// is malformed.
const MOST_SOURCES: u32 = 65_536;

/// The age of something that never happened.
const NEVER: u32 = u32::MAX;

/// The part of a reply that says which request it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) command: u16,
    pub(super) sequence: u32,
}

/// Reads the header. The error says why the datagram is no reply of chrony's protocol.
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

/// chronyd's version of the protocol, if the reply refuses the request's version
/// (`STT_BADPKTVERSION`). Its offset is the same in every version.
pub(super) fn version_wanted(datagram: &[u8]) -> Option<u8> {
    const BAD_VERSION: u16 = 18;
    (be16(datagram, 8) == BAD_VERSION).then_some(datagram[0])
}

/// Reads the reply to this request; the header has been matched already.
pub(super) fn outcome(request: Request, datagram: &[u8]) -> Outcome {
    if let Some(status) = Status::from_number(be16(datagram, 8)) {
        return Outcome::Refused(status);
    }
    match reply(request, datagram) {
        Ok(reply) => Outcome::Answered(reply),
        Err(why) => Outcome::Malformed(why),
    }
}

fn reply(request: Request, datagram: &[u8]) -> Result<Reply, &'static str> {
    let kind = be16(datagram, 6);
    let shape = Shape::of(request, kind);
    if kind != shape.reply {
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
    let known = match request {
        Request::Source(_) => Numbers::of(datagram).made_known(datagram),
        Request::Authentication(_) => authentication::made_known(datagram),
        Request::NtpData(_) => ntp_data::made_known(datagram),
        _ => Cow::Borrowed(datagram),
    };
    let decoded = wire::Reply::deserialize(&mut &known[..]);
    let body = decoded.map_err(|_| "a reply that cannot be decoded")?.body;
    match body {
        ReplyBody::Tracking(body) => Ok(Reply::Tracking(tracking::tracking(&body)?)),
        ReplyBody::NSources(body) if body.n_sources <= MOST_SOURCES => {
            Ok(Reply::SourceCount(body.n_sources))
        }
        ReplyBody::NSources(_) => Err("an impossible number of sources"),
        ReplyBody::SourceData(body) => {
            Ok(Reply::Source(source::source(&body, Numbers::of(datagram))?))
        }
        ReplyBody::SourceStats(body) => Ok(Reply::Stats(stats::stats(&body)?)),
        ReplyBody::Rtc(body) => Ok(Reply::Rtc(rtc::rtc(&body)?)),
        ReplyBody::NtpSourceName(body) => Ok(Reply::Name(printable(&body.name))),
        ReplyBody::Activity(body) => Ok(Reply::Activity(activity::activity(&body)?)),
        ReplyBody::SelectData(body) => {
            let (address, selection) = selection::selection(&body);
            Ok(Reply::Selection(address, selection))
        }
        ReplyBody::AuthData(body) => Ok(Reply::Authentication(authentication::authentication(
            &body, datagram,
        ))),
        ReplyBody::NtpData(body) => Ok(Reply::NtpData(ntp_data::ntp_data(&body, datagram)?)),
        _ => Err("a reply of another kind"),
    }
}

/// The kind, length and timestamp of a valid reply (`RPY_…` in `candm.h`).
struct Shape {
    reply: u16,
    length: usize,
    timestamp: Option<usize>,
}

impl Shape {
    /// The shape of the reply to this request; some have more than one kind.
    fn of(request: Request, kind: u16) -> Self {
        let (reply, body_length, timestamp) = match request {
            Request::SourceCount => (2, 4, None),
            Request::Source(_) => (3, 48, None),
            Request::Tracking => (5, 76, Some(28)),
            Request::Stats(_) => (6, 56, None),
            Request::Rtc => (7, 28, Some(0)),
            Request::Name(_) => (19, 256, None),
            Request::Activity => (12, 20, None),
            Request::Selection(_) => (23, 48, None),
            Request::Authentication(_) => (20, 24, None),
            Request::NtpData(_) if kind == ntp_data::SINCE_4_6 => (kind, 144, None),
            Request::NtpData(_) => (16, 124, None),
        };
        Self {
            reply,
            length: HEADER_LENGTH + body_length,
            timestamp: timestamp.map(|at| HEADER_LENGTH + at),
        }
    }
}

/// Whether the codec can read the timestamp at this offset without an overflow and this program can
/// print it: nanoseconds below a second, and a moment within 2^33 seconds of 1970. A high word of
/// 0x7FFFFFFF is chrony's mark for a 32-bit time.
fn is_sane_timestamp(datagram: &[u8], at: usize) -> bool {
    let high = be32(datagram, at);
    let nanoseconds = be32(datagram, at + 8);
    nanoseconds < 1_000_000_000 && matches!(high, 0 | 1 | 0x7FFF_FFFF)
}

fn leap_status(number: u16) -> LeapStatus {
    match number {
        0 => LeapStatus::Normal,
        1 => LeapStatus::Insert,
        2 => LeapStatus::Delete,
        3 => LeapStatus::Unsynchronized,
        other => LeapStatus::Unknown(other),
    }
}

fn ip_or_id(address: ChronyAddr) -> Address {
    match address {
        ChronyAddr::V4(ip) => Address::Ip(ip.into()),
        ChronyAddr::V6(ip) => Address::Ip(ip.into()),
        ChronyAddr::Id(number) => Address::Unresolved(number),
        ChronyAddr::Unspec => Address::None,
    }
}

/// A reference clock's name, which is its id; no request is needed.
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

/// The name up to its first zero byte, with question marks for bytes that are not printable ASCII:
/// it comes from chronyd's configuration and goes to terminals and logs.
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

/// Converts exactly: chronyd's floats have a signed coefficient of 25 bits.
#[expect(clippy::cast_possible_truncation, reason = "exact, as said above")]
fn float(value: ChronyFloat) -> f32 {
    f64::from(value) as f32
}

/// A quantity that is never negative; `negative` is the error for one that is. chronyd's floats
/// cannot hold NaN or an infinity.
fn magnitude(value: ChronyFloat, negative: &'static str) -> Result<f32, &'static str> {
    let value = float(value);
    (value >= 0.0).then_some(value).ok_or(negative)
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

/// The replies in the tests of this folder were recorded from chronyd 4.3 while its time was
/// stopped. The expected values are chronyc's output of the same moment.
#[cfg(test)]
mod tests {
    use super::*;

    /// A datagram from a dump in words of four bytes.
    pub(super) fn datagram(dump: &str) -> Vec<u8> {
        dump.split_whitespace()
            .flat_map(|word| {
                u32::from_str_radix(word, 16)
                    .expect("a word of four bytes")
                    .to_be_bytes()
            })
            .collect()
    }

    /// Decodes a recorded reply.
    pub(super) fn read(request: Request, dump: &str) -> Outcome {
        outcome(request, &datagram(dump))
    }

    /// Decodes a recorded reply with one word replaced.
    pub(super) fn read_with(request: Request, dump: &str, place: usize, word: u32) -> Outcome {
        let mut datagram = datagram(dump);
        datagram[4 * place..4 * place + 4].copy_from_slice(&word.to_be_bytes());
        outcome(request, &datagram)
    }

    /// Minus one as a float of chronyd's.
    pub(super) const MINUS_ONE: u32 = 0x0300_0000;

    const COUNT: &str = "06020000 000e0002 00000000 00000000 00000007 00000000 00000000 00000006";
    const NAME: &str = "06020000 00410013 00000000 00000000 00000007 00000000 00000000 \
                        3132372e 38382e31 2e310000 00000000";

    #[test]
    fn a_count() {
        let six = Outcome::Answered(Reply::SourceCount(6));
        assert_eq!(read(Request::SourceCount, COUNT), six);
        let absurd = read_with(Request::SourceCount, COUNT, 7, 65_537);
        let why = "an impossible number of sources";
        assert_eq!(absurd, Outcome::Malformed(why));
    }

    #[test]
    fn a_name() {
        let request = Request::Name(Address::None);
        let mut whole = datagram(NAME);
        assert_eq!(
            outcome(request, &whole),
            Outcome::Malformed("a reply that is too short")
        );
        whole.resize(LONGEST_REPLY, 0);
        let name = Outcome::Answered(Reply::Name("127.88.1.1".to_owned()));
        assert_eq!(outcome(request, &whole), name);
    }

    #[test]
    fn refusals() {
        let no_rtc = "06020000 00230001 000d0000 00000000 00000007 00000000 00000000";
        let no_source = "06020000 000f0001 00040000 00000000 00000007 00000000 00000000";
        let refused = |request, dump| match read(request, dump) {
            Outcome::Refused(status) => status.text().into_owned(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            refused(Request::Rtc, no_rtc),
            "chronyd does not track the hardware clock"
        );
        assert_eq!(
            refused(Request::Source(99), no_source),
            "chronyd has no such source"
        );
    }

    #[test]
    fn a_reply_of_another_kind() {
        let why = "a reply of another kind";
        assert_eq!(read(Request::Rtc, COUNT), Outcome::Malformed(why));
    }
}
