//! The reply to a request for a source.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use chrony_candm::common::ChronyAddr;
use chrony_candm::reply as wire;

use super::{HEADER_LENGTH, NEVER, be16, float, ip_or_id, magnitude, refclock_name};
use crate::report::{Address, Mode, Poll, Reach, RefId, Source, SourceState, Standing};

/// The poll intervals that `chrony.conf` allows, as base-2 logarithms of seconds; reference clocks
/// have the widest range.
const POLLS: RangeInclusive<i16> = -32..=32;

/// The offset of the source's state in a `SOURCE_DATA` reply; its mode follows.
const STATE_AT: usize = HEADER_LENGTH + 24;
const MODE_AT: usize = HEADER_LENGTH + 26;

/// The source's state and mode as numbers. The codec refuses a whole reply with an unknown one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    state: u16,
    mode: u16,
}

impl Numbers {
    pub(super) fn of(datagram: &[u8]) -> Self {
        Self {
            state: be16(datagram, STATE_AT),
            mode: be16(datagram, MODE_AT),
        }
    }

    /// The reply in a form that the codec reads: a copy without the numbers, if one is unknown.
    pub(super) fn made_known(self, datagram: &[u8]) -> Cow<'_, [u8]> {
        if wire::SourceState::try_from(self.state).is_ok()
            && wire::SourceMode::try_from(self.mode).is_ok()
        {
            return datagram.into();
        }
        let mut known = datagram.to_vec();
        known[STATE_AT..MODE_AT + 2].fill(0);
        known.into()
    }
}

pub(super) fn source(body: &wire::SourceData, numbers: Numbers) -> Result<Source, &'static str> {
    let standing = Standing {
        mode: mode(numbers.mode),
        state: state(numbers.state),
    };
    let address = match (standing.mode, body.ip_addr) {
        // A reference clock's id is sent as if its four letters were an IPv4 address.
        (Mode::RefClock, ChronyAddr::V4(id)) => Address::RefClock(RefId(id.into())),
        (_, address) => ip_or_id(address),
    };
    let sampled = body.since_sample != NEVER;
    if !POLLS.contains(&body.poll) {
        return Err("an impossible poll interval");
    }
    let error = magnitude(body.latest_meas_err, "a negative margin of error")?;
    Ok(Source {
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
        last_sample_age_seconds: sampled.then(|| age(body.since_sample)),
        offset_seconds: sampled.then(|| float(body.latest_meas)),
        measured_offset_seconds: sampled.then(|| float(body.orig_latest_meas)),
        error_seconds: sampled.then_some(error),
        selection: None,
        authentication: None,
        ntp_data: None,
    })
}

/// The age of a sample in seconds. A negative one means that the clock was set back and chronyd has
/// not noticed: the sample is new, and its age 0.
fn age(since_sample: u32) -> u32 {
    if since_sample.cast_signed() < 0 {
        0
    } else {
        since_sample
    }
}

fn mode(number: u16) -> Mode {
    match wire::SourceMode::try_from(number) {
        Ok(wire::SourceMode::Client) => Mode::Server,
        Ok(wire::SourceMode::Peer) => Mode::Peer,
        Ok(wire::SourceMode::Ref) => Mode::RefClock,
        Err(_) => Mode::Unknown(number),
    }
}

/// The protocol's names mislead: its "unselected" is combined with the best source, and its
/// "selectable" is not.
fn state(number: u16) -> SourceState {
    match wire::SourceState::try_from(number) {
        Ok(wire::SourceState::Selected) => SourceState::Selected,
        Ok(wire::SourceState::NonSelectable) => SourceState::Unusable,
        Ok(wire::SourceState::Falseticker) => SourceState::Falseticker,
        Ok(wire::SourceState::Jittery) => SourceState::Jittery,
        Ok(wire::SourceState::Unselected) => SourceState::Combined,
        Ok(wire::SourceState::Selectable) => SourceState::Selectable,
        Err(_) => SourceState::Unknown(number),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{MINUS_ONE, read, read_with};
    use super::*;
    use crate::chronyd::{Outcome, Reply, Request};

    const SELECTED: &str = "06020000 000f0003 00000000 00000000 00000007 00000000 00000000 \
        7f580101 00000000 00000000 00000000 00010000 \
        00010001 00000000 000000ff 00000002 d8ac55e7 d8913d75 def0a553";
    const COMBINED: &str = "06020000 000f0003 00000000 00000000 00000007 00000000 00000000 \
        7f580102 00000000 00000000 00000000 00010000 \
        00010002 00040000 000000ff 00000000 d8e3a21e d8e3a21e dec91e67";
    const FALSETICKER: &str = "06020000 000f0003 00000000 00000000 00000007 00000000 00000000 \
        7f580103 00000000 00000000 00000000 00010000 \
        00010003 00020000 000000ff 00000001 01000009 01000009 debb4b55";
    const REFCLOCK: &str = "06020000 000f0003 00000000 00000000 00000007 00000000 00000000 \
        47505330 00000000 00000000 00000000 00010000 \
        00000000 00010002 000000aa 00000002 f7367201 f7367201 d2e4d990";
    const SILENT: &str = "06020000 000f0003 00000000 00000000 00000007 00000000 00000000 \
        7f580109 00000000 00000000 00000000 00010000 \
        00010000 00010000 00000000 ffffffff 00000000 00000000 00000000";
    const UNRESOLVED: &str = "06020000 000f0003 00000000 00000000 00000007 00000000 00000000 \
        00000001 00000000 00000000 00000000 00030000 \
        00060000 00010000 00000000 ffffffff 00000000 00000000 00000000";

    fn source(outcome: Outcome) -> Source {
        match outcome {
            Outcome::Answered(Reply::Source(source)) => source,
            other => panic!("{other:?}"),
        }
    }

    fn nanoseconds(value: Option<f32>) -> String {
        format!("{:.9}", value.expect("a value"))
    }

    /// chronyc: `^,*,127.88.1.1,1,1,377,2,0.000000271,0.000000321,0.000003586`.
    #[test]
    fn of_the_selected_server() {
        let source = source(read(Request::Source(1), SELECTED));
        assert_eq!(source.address, Address::Ip([127, 88, 1, 1].into()));
        assert_eq!(source.reference_id, None);
        assert_eq!(source.standing.mode, Mode::Server);
        assert_eq!(source.standing.state, SourceState::Selected);
        assert_eq!(source.stratum, Some(1));
        assert_eq!(source.poll, Poll(1));
        assert_eq!(source.reach, Reach(0o377));
        assert_eq!(source.last_sample_age_seconds, Some(2));
        assert_eq!(nanoseconds(source.offset_seconds), "0.000000271");
        assert_eq!(nanoseconds(source.measured_offset_seconds), "0.000000321");
        assert_eq!(nanoseconds(source.error_seconds), "0.000003586");
    }

    /// chronyc: `^,+,127.88.1.2,2,1,377,0,0.000000424,…` and
    /// `^,x,127.88.1.3,3,1,377,1,-0.499999732,-0.499999732,0.000002791`.
    #[test]
    fn of_servers_that_are_not_selected() {
        let combined = source(read(Request::Source(2), COMBINED));
        assert_eq!(combined.standing.state, SourceState::Combined);
        let wrong = source(read(Request::Source(3), FALSETICKER));
        assert_eq!(wrong.standing.state, SourceState::Falseticker);
        assert_eq!(nanoseconds(wrong.offset_seconds), "-0.499999732");
    }

    /// chronyc: `#,?,GPS0,0,0,252,2,-0.012301921,-0.012301921,0.000000053`.
    #[test]
    fn of_a_reference_clock() {
        let source = source(read(Request::Source(0), REFCLOCK));
        assert_eq!(source.address, Address::RefClock(RefId(0x4750_5330)));
        assert_eq!(source.name.as_deref(), Some("GPS0"));
        assert_eq!(source.reference_id, Some(RefId(0x4750_5330)));
        assert_eq!(source.standing.mode, Mode::RefClock);
        assert_eq!(source.standing.state, SourceState::Unusable);
        assert_eq!(source.reach, Reach(0o252));
        assert_eq!(nanoseconds(source.offset_seconds), "-0.012301921");
    }

    /// chronyc: `^,?,127.88.1.9,0,1,0,4294967295,0.000000000,0.000000000,0.000000000` and
    /// `^,?,ID#0000000001,0,6,0,4294967295,…`.
    #[test]
    fn of_servers_without_a_sample() {
        for (dump, address) in [
            (SILENT, Address::Ip([127, 88, 1, 9].into())),
            (UNRESOLVED, Address::Unresolved(1)),
        ] {
            let source = source(read(Request::Source(4), dump));
            assert_eq!(source.address, address);
            assert_eq!(source.stratum, None);
            assert_eq!(source.last_sample_age_seconds, None);
            assert_eq!(source.offset_seconds, None);
            assert_eq!(source.error_seconds, None);
        }
    }

    #[test]
    fn what_no_chronyd_sends_is_malformed() {
        let request = Request::Source(1);
        let margin = read_with(request, SELECTED, 18, MINUS_ONE);
        assert_eq!(margin, Outcome::Malformed("a negative margin of error"));
        for (poll, is_one) in [
            (-33_i16, false),
            (-32, true),
            (-7, true),
            (24, true),
            (32, true),
            (33, false),
        ] {
            let word = u32::from(poll.cast_unsigned()) << 16 | 1;
            let read = read_with(request, SELECTED, 12, word);
            assert_eq!(matches!(read, Outcome::Answered(_)), is_one, "{poll}");
        }
    }

    /// An age of minus five seconds: the clock was set back by that much.
    #[test]
    fn a_sample_from_the_future_is_new() {
        let read = read_with(Request::Source(1), SELECTED, 15, 0xFFFF_FFFB);
        assert_eq!(source(read).last_sample_age_seconds, Some(0));
    }
}
