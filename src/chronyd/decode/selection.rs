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
