//! The reply to a request for a source.

use std::borrow::Cow;

use chrony_candm::common::ChronyAddr;
use chrony_candm::reply::{self as wire, SourceMode, SourceState};

use super::{HEADER_LENGTH, NEVER, be16, float, ip_or_id, refclock_name};
use crate::report::{Address, Mode, Poll, Reach, RefId, Source, Standing, State};

/// Where the source's state and mode stand in a `SOURCE_DATA` reply, one behind the other.
const STATE_AT: usize = HEADER_LENGTH + 24;
const MODE_AT: usize = HEADER_LENGTH + 26;

/// The source's state and mode as they stand in the reply. The codec refuses a whole reply for one
/// unknown number.
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

    /// The reply as the codec can read it: where it would refuse one of the numbers, a copy without
    /// them.
    pub(super) fn made_known(self, datagram: &[u8]) -> Cow<'_, [u8]> {
        if SourceState::try_from(self.state).is_ok() && SourceMode::try_from(self.mode).is_ok() {
            return datagram.into();
        }
        let mut known = datagram.to_vec();
        known[STATE_AT..MODE_AT + 2].fill(0);
        known.into()
    }
}

pub(super) fn source(body: &wire::SourceData, numbers: Numbers) -> Source {
    let standing = Standing {
        mode: mode(numbers.mode),
        state: state(numbers.state),
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
        standing,
        stratum: sampled.then_some(body.stratum),
        poll: Poll(body.poll),
        reach: Reach(body.reachability.to_be_bytes()[1]),
        last_sample_age_seconds: sampled.then_some(body.since_sample),
        offset_seconds: sampled.then(|| float(body.latest_meas)),
        measured_offset_seconds: sampled.then(|| float(body.orig_latest_meas)),
        error_seconds: sampled.then(|| float(body.latest_meas_err)),
        selection: None,
        authentication: None,
        ntp_data: None,
    }
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
