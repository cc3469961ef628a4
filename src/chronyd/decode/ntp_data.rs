//! The reply to a request for NTP data, in both of its kinds: chrony 4.6 counts a little more.

use std::borrow::Cow;

use chrony_candm::reply as wire;

use super::{HEADER_LENGTH, be16, be32, float, leap_status};
use crate::report::{NtpAnswer, NtpData, NtpTests, RefId};

/// The kind of reply that the codec knows (`RPY_NTP_DATA`), and the one that chrony 4.6 and later
/// give (`RPY_NTP_DATA2`): up to the count of valid packets they are the same.
const BEFORE_4_6: u16 = 16;
pub(super) const SINCE_4_6: u16 = 26;

/// Where the kind of reply, the last answer's reference time, and the count of accepted packets stand.
const KIND_AT: usize = 6;
const REF_TIME_AT: usize = HEADER_LENGTH + 60;
const ACCEPTED_AT: usize = HEADER_LENGTH + 108;

/// The reply as the codec can read it: a copy of the older kind, without the reference time, which
/// comes from the server as it is, and may be anything.
pub(super) fn made_known(datagram: &[u8]) -> Cow<'_, [u8]> {
    let mut known = datagram.to_vec();
    known[KIND_AT..KIND_AT + 2].copy_from_slice(&BEFORE_4_6.to_be_bytes());
    known[REF_TIME_AT..REF_TIME_AT + 12].fill(0);
    known.into()
}

pub(super) fn ntp_data(body: &wire::NtpData, datagram: &[u8]) -> NtpData {
    let is_newer = be16(datagram, KIND_AT) == SINCE_4_6;
    NtpData {
        sent: body.total_tx_count,
        received: body.total_rx_count,
        valid: body.total_valid_count,
        accepted: is_newer.then(|| be32(datagram, ACCEPTED_AT)),
        // chronyd fills the rest in from the first packet that could be an answer.
        last_answer: (body.version > 0).then(|| NtpAnswer {
            tests: NtpTests(body.flags.bits()),
            leap_status: leap_status(body.leap.into()),
            stratum: body.stratum,
            reference_id: RefId(body.ref_id),
            root_delay_seconds: float(body.root_delay),
            root_dispersion_seconds: float(body.root_dispersion),
            delay_seconds: float(body.peer_delay),
        }),
    }
}
