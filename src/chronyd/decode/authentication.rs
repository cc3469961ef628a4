//! The reply to a request for how a source's packets are authenticated.

use std::borrow::Cow;

use chrony_candm::reply::{self as wire, AuthDataMode};

use super::{HEADER_LENGTH, NEVER, be16};
use crate::report::{Algorithm, Authentication, AuthenticationMode};

/// The reply as the codec can read it, which refuses a whole reply for one unknown mode: then a copy
/// without it.
pub(super) fn made_known(datagram: &[u8]) -> Cow<'_, [u8]> {
    if AuthDataMode::try_from(be16(datagram, HEADER_LENGTH)).is_ok() {
        return datagram.into();
    }
    let mut known = datagram.to_vec();
    known[HEADER_LENGTH..HEADER_LENGTH + 2].fill(0);
    known.into()
}

pub(super) fn authentication(body: &wire::AuthData, datagram: &[u8]) -> Authentication {
    let number = be16(datagram, HEADER_LENGTH);
    let mode = match AuthDataMode::try_from(number) {
        Ok(AuthDataMode::None) => AuthenticationMode::None,
        Ok(AuthDataMode::Symmetric) => AuthenticationMode::Key,
        Ok(AuthDataMode::Nts) => AuthenticationMode::Nts,
        Err(_) => AuthenticationMode::Unknown(number),
    };
    let keyed = mode != AuthenticationMode::None;
    // chronyd has a key of no length and no type for one that it does not have.
    let has_key = body.key_length != 0;
    let nts = mode == AuthenticationMode::Nts;
    Authentication {
        mode,
        key_id: (keyed && (has_key || !nts)).then_some(body.key_id),
        algorithm: (keyed && has_key).then_some(Algorithm(body.key_type)),
        key_length_bits: (keyed && has_key).then_some(body.key_length),
        last_exchange_age_seconds: (nts && body.last_ke_ago != NEVER).then_some(body.last_ke_ago),
        attempts: nts.then_some(body.ke_attempts),
        nak: nts.then_some(body.nak != 0),
        cookies: nts.then_some(body.cookies),
        cookie_length_bytes: (nts && body.cookies > 0).then_some(body.cookies_length),
    }
}
