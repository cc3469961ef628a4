//! The reply to a request for what the selection made of a source.

use chrony_candm::common::ChronyAddr;
use chrony_candm::reply as wire;

use super::ip_or_id;
use crate::report::{Address, RefId, Selection, SelectionOptions, SelectionState};

pub(super) fn selection(body: &wire::SelectData) -> (Address, Selection) {
    let address = match body.ip_addr {
        ChronyAddr::Unspec => Address::RefClock(RefId(body.ref_id)),
        address => ip_or_id(address),
    };
    let selection = Selection {
        state: SelectionState::from_letter(body.state_char),
        authenticated: body.authentication != 0,
        configured_options: SelectionOptions(body.conf_options.bits()),
        effective_options: SelectionOptions(body.eff_options.bits()),
    };
    (address, selection)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::super::tests::{read, read_with};
    use super::*;
    use crate::chronyd::{Outcome, Reply, Request};

    /// Of chrony 4.3: a server with a key, which is followed.
    const SELECTED: &str = "06020000 00450017 00000000 00000000 00000007 00000000 00000000 \
        7f00000b 7f00000b 00000000 00000000 00000000 00010000 2a010000 0000000c \
        00000000 04800000 df0153a1 e08593ec";
    /// Of chrony 4.9: a server with NTS, which has not answered yet.
    const UNMEASURED: &str = "06020000 00450017 00000000 00000000 00000007 00000000 00000000 \
        7f000035 7f000035 00000000 00000000 00000000 00010000 4d010300 0000000c \
        00000000 04800000 00000000 00000000";
    /// Of chrony 4.3: a reference clock.
    const REFCLOCK: &str = "06020000 00450017 00000000 00000000 00000007 00000000 00000000 \
        47505330 00000000 00000000 00000000 00000000 00000000 73000300 00000000 \
        00000000 04800000 00000000 00000000";

    fn selection(outcome: Outcome) -> (Address, Selection) {
        match outcome {
            Outcome::Answered(Reply::Selection(address, selection)) => (address, selection),
            other => panic!("{other:?}"),
        }
    }

    /// chronyc: `*,127.0.0.11,Y,-----,--TR-,0,1.0,…,N`.
    #[test]
    fn of_a_source_that_is_followed() {
        let (address, selection) = selection(read(Request::Selection(0), SELECTED));
        assert_eq!(address, Address::Ip(Ipv4Addr::new(127, 0, 0, 11).into()));
        assert_eq!(selection.state, SelectionState::Selected);
        assert!(selection.authenticated);
        assert_eq!(selection.configured_options.words().count(), 0);
        let effective: Vec<_> = selection.effective_options.words().collect();
        assert_eq!(effective, ["trust", "require"]);
    }

    /// chronyc: `M,127.0.0.53,Y,-----,--TR-,…`.
    #[test]
    fn of_a_source_without_measurements() {
        let (_, selection) = selection(read(Request::Selection(2), UNMEASURED));
        assert_eq!(selection.state, SelectionState::Unmeasured);
    }

    #[test]
    fn of_a_reference_clock() {
        let (address, selection) = selection(read(Request::Selection(0), REFCLOCK));
        assert_eq!(address, Address::RefClock(RefId(0x4750_5330)));
        assert!(!selection.authenticated);
    }

    #[test]
    fn of_a_letter_and_options_of_a_newer_chronyd() {
        let newer = read_with(Request::Selection(0), SELECTED, 13, 0x5A01_0000);
        let (_, selection) = selection(newer);
        assert_eq!(selection.state, SelectionState::Unknown(b'Z'));
        let newer = read_with(Request::Selection(0), SELECTED, 14, 0x8000_8008);
        let (_, selection) = self::selection(newer);
        assert_eq!(selection.configured_options.words().count(), 0);
        let effective: Vec<_> = selection.effective_options.words().collect();
        assert_eq!(effective, ["require"]);
    }
}
