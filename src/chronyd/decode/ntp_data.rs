//! The reply to a request for NTP data, in both of its kinds: chrony 4.6 added counters.

use std::borrow::Cow;

use chrony_candm::reply as wire;

use super::{HEADER_LENGTH, be32, float, leap_status, magnitude};
use crate::report::{NtpAnswer, NtpData, NtpTests, RefId};

/// The kind of reply that the codec knows (`RPY_NTP_DATA`), and that of chrony 4.6 and later
/// (`RPY_NTP_DATA2`). The parts that are read here are the same.
const BEFORE_4_6: u16 = 16;
pub(super) const SINCE_4_6: u16 = 26;

/// The offsets of the kind of reply, of the last answer's reference time, and of the count of
/// accepted packets. The codec does not know that count, which is all ones before chrony 4.3.
const KIND_AT: usize = 6;
const REF_TIME_AT: usize = HEADER_LENGTH + 60;
const ACCEPTED_AT: usize = HEADER_LENGTH + 108;

/// The reply in a form that the codec reads: a copy of the older kind without the reference time,
/// which is the server's and may be anything.
pub(super) fn made_known(datagram: &[u8]) -> Cow<'_, [u8]> {
    let mut known = datagram.to_vec();
    known[KIND_AT..KIND_AT + 2].copy_from_slice(&BEFORE_4_6.to_be_bytes());
    known[REF_TIME_AT..REF_TIME_AT + 12].fill(0);
    known.into()
}

pub(super) fn ntp_data(body: &wire::NtpData, datagram: &[u8]) -> Result<NtpData, &'static str> {
    let accepted = be32(datagram, ACCEPTED_AT);
    let root_delay = magnitude(body.root_delay, "a negative root delay")?;
    let root_dispersion = magnitude(body.root_dispersion, "a negative root dispersion")?;
    Ok(NtpData {
        sent: body.total_tx_count,
        received: body.total_rx_count,
        valid: body.total_valid_count,
        accepted: (accepted != u32::MAX).then_some(accepted),
        // Before the first packet that could be an answer, the version is 0 and the rest is empty.
        last_answer: (body.version > 0).then(|| NtpAnswer {
            tests: NtpTests(body.flags.bits()),
            leap_status: leap_status(body.leap.into()),
            stratum: body.stratum,
            reference_id: RefId(body.ref_id),
            root_delay_seconds: root_delay,
            root_dispersion_seconds: root_dispersion,
            delay_seconds: float(body.peer_delay),
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{datagram, read, read_with};
    use super::*;
    use crate::chronyd::decode::outcome;
    use crate::chronyd::{Outcome, Reply, Request};
    use crate::report::{Address, LeapStatus, NtpTest};

    /// Of chrony 4.3: a server that is not synchronized.
    const UNSYNCHRONIZED: &str = "06020000 00390010 00000000 00000000 00000007 00000000 00000000 \
        7f00000c 00000000 00000000 00000000 00010000 7f000001 00000000 00000000 \
        00000000 00010000 300d0304 040001e6 04800000 04800000 00000000 00000000 \
        00000000 00000000 00000000 00000000 00000000 00000000 00000000 03d04b4b \
        0000000d 0000000d 0000000d 00000000 ffffffff ffffffff ffffffff";
    /// Of chrony 4.3: a server that never answered.
    const SILENT: &str = "06020000 00390010 00000000 00000000 00000007 00000000 00000000 \
        7f00000d 00000000 00000000 00000000 00010000 00000000 00000000 00000000 \
        00000000 00000000 300d0000 00000000 00000000 00000000 00000000 00000000 \
        00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 \
        00000000 00000000 00000000 00000000 000000ff ffffffff ffffffff ffffff";
    /// Of chrony 4.6.1: the first again.
    const UNSYNCHRONIZED_4_6: &str = "06020000 0039001a 00000000 00000000 00000007 00000000 00000000 \
        7f000020 00000000 00000000 00000000 00010000 7f000001 00000000 00000000 \
        00000000 00010000 300d0304 040001e6 04800000 04800000 00000000 00000000 \
        00000000 00000000 00000000 00000000 00000000 00000000 00000000 03d04b4b \
        0000004b 0000004b 0000004b 00000000 0000004b 0000004b 00000000 00000000 \
        ffffffff ffffffff ffffffff ffffffff";
    /// Of chrony 4.9: a server that serves its own clock.
    const LOCAL_4_9: &str = "06020000 0039001a 00000000 00000000 00000007 00000000 00000000 \
        7f000033 00000000 00000000 00000000 00010000 7f000001 00000000 00000000 \
        00000000 00010000 300d0003 040101e5 00000000 00000000 7f7f0101 00000000 \
        6b0627a8 2373ce23 d6bad4c1 e0f7ddd9 d095f25a e6fb2025 00000000 83ff4b4b \
        00000051 00000051 00000051 0000004a 00000051 00000051 00000000 00000000 \
        ffffffff ffffffff ffffffff ffffffff";

    const ANY: Request = Request::NtpData(Address::None);

    fn ntp_data(outcome: Outcome) -> NtpData {
        match outcome {
            Outcome::Answered(Reply::NtpData(ntp_data)) => ntp_data,
            other => panic!("{other:?}"),
        }
    }

    /// chronyc of both: `Not synchronized`, `Stratum : 0`, `NTP tests : 111 101 0000`.
    #[test]
    fn of_a_server_that_is_not_synchronized() {
        let old = ntp_data(read(ANY, UNSYNCHRONIZED));
        assert_eq!((old.sent, old.received, old.valid), (13, 13, 13));
        let new = ntp_data(read(ANY, UNSYNCHRONIZED_4_6));
        assert_eq!((new.sent, new.received, new.valid), (75, 75, 75));
        for ntp_data in [old, new] {
            assert_eq!(ntp_data.accepted, Some(0));
            let answer = ntp_data.last_answer.expect("an answer");
            assert_eq!(answer.leap_status, LeapStatus::Unsynchronized);
            assert_eq!(answer.stratum, 0);
            assert!(answer.tests.has_failed(NtpTest::Synchronized));
            assert_eq!(answer.tests.failed().count(), 1);
        }
    }

    /// chrony 4.2 and older leave the place empty.
    #[test]
    fn of_a_chronyd_that_does_not_count_what_it_accepts() {
        let older = ntp_data(read_with(ANY, UNSYNCHRONIZED, 7 + 27, u32::MAX));
        assert_eq!((older.valid, older.accepted), (13, None));
    }

    #[test]
    fn of_a_server_that_never_answered() {
        let silent = ntp_data(read(ANY, SILENT));
        assert_eq!((silent.sent, silent.received), (0, 0));
        assert_eq!(silent.last_answer, None);
    }

    /// chronyc: `Reference ID : 7F7F0101`, `NTP tests : 111 111 1111`.
    #[test]
    fn of_a_server_that_serves_its_own_clock() {
        let local = ntp_data(read(ANY, LOCAL_4_9));
        assert_eq!((local.received, local.accepted), (81, Some(74)));
        let answer = local.last_answer.expect("an answer");
        assert_eq!(answer.reference_id, RefId::LOCAL);
        assert_eq!(answer.stratum, 1);
        assert_eq!(answer.tests.failed().count(), 0);
    }

    /// The reference time comes from the server, which can send anything.
    #[test]
    fn of_a_server_with_an_impossible_reference_time() {
        let any = read_with(ANY, LOCAL_4_9, 7 + 15, 0x8000_0000);
        assert_eq!(ntp_data(any), ntp_data(read(ANY, LOCAL_4_9)));
    }

    #[test]
    fn of_a_negative_root_delay_or_of_too_few_bytes() {
        let negative = read_with(ANY, LOCAL_4_9, 7 + 12, 0x0300_0000);
        assert!(matches!(negative, Outcome::Malformed(_)), "{negative:?}");
        for dump in [UNSYNCHRONIZED, LOCAL_4_9] {
            let datagram = datagram(dump);
            let short = outcome(ANY, &datagram[..datagram.len() - 1]);
            assert!(matches!(short, Outcome::Malformed(_)), "{short:?}");
        }
    }
}
