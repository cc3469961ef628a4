//! The reply to a request for how a source's packets are authenticated.

use std::borrow::Cow;

use chrony_candm::reply::{self as wire, AuthDataMode};

use super::{HEADER_LENGTH, NEVER, be16};
use crate::report::{Algorithm, Authentication, AuthenticationMode};

/// The reply in a form that the codec reads: it refuses a whole reply with an unknown mode, so this
/// is then a copy without the mode.
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
    // A key without a type and a length means that there is no key.
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

#[cfg(test)]
mod tests {
    use super::super::tests::{read, read_with};
    use super::*;
    use crate::chronyd::{Outcome, Reply, Request};
    use crate::report::Address;

    /// From chrony 4.3, like the others unless noted.
    const NONE: &str = "06020000 00430014 00000000 00000000 00000007 00000000 00000000 \
        00000000 00000000 00000000 ffffffff 00000000 00000000";
    const KEY: &str = "06020000 00430014 00000000 00000000 00000007 00000000 00000000 \
        00010003 0000001e 01000000 ffffffff 00000000 00000000";
    /// Of chrony 4.9, while the server's port is closed.
    const NEVER_ESTABLISHED: &str = "06020000 00430014 00000000 00000000 00000007 00000000 00000000 \
        00020000 00000000 00000004 ffffffff 00000000 00000000";
    const ESTABLISHED: &str = "06020000 00430014 00000000 00000000 00000007 00000000 00000000 \
        0002000f 00000001 01000000 00000006 00080064 00000000";

    fn authentication(outcome: Outcome) -> Authentication {
        match outcome {
            Outcome::Answered(Reply::Authentication(authentication)) => authentication,
            other => panic!("{other:?}"),
        }
    }

    const ANY: Request = Request::Authentication(Address::None);

    /// chronyc: `-,0,0,0,4294967295,0,0,0,0`.
    #[test]
    fn of_a_source_without() {
        let none = authentication(read(ANY, NONE));
        assert_eq!(none.mode, AuthenticationMode::None);
        assert_eq!((none.key_id, none.algorithm), (None, None));
        assert_eq!((none.attempts, none.cookies), (None, None));
    }

    /// chronyc: `SK,30,3,256,4294967295,0,0,0,0`.
    #[test]
    fn of_a_source_with_a_key() {
        let key = authentication(read(ANY, KEY));
        assert_eq!(key.mode, AuthenticationMode::Key);
        assert_eq!(key.key_id, Some(30));
        assert_eq!(key.algorithm, Some(Algorithm(3)));
        assert_eq!(
            key.algorithm.map(Algorithm::word).as_deref(),
            Some("SHA256")
        );
        assert_eq!(key.key_length_bits, Some(256));
        assert_eq!(key.cookies, None);
        assert!(!key.never_established());
    }

    /// chronyc: `NTS,0,0,0,4294967295,4,0,0,0`.
    #[test]
    fn of_keys_that_were_never_established() {
        let nts = authentication(read(ANY, NEVER_ESTABLISHED));
        assert!(nts.never_established());
        assert_eq!((nts.key_id, nts.algorithm), (None, None));
        assert_eq!(nts.last_exchange_age_seconds, None);
        assert_eq!((nts.attempts, nts.cookies), (Some(4), Some(0)));
        assert_eq!(nts.cookie_length_bytes, None);
    }

    /// chronyc: `NTS,1,15,256,6,0,0,8,100`.
    #[test]
    fn of_keys_that_are_established() {
        let nts = authentication(read(ANY, ESTABLISHED));
        assert_eq!(nts.mode, AuthenticationMode::Nts);
        assert!(!nts.never_established());
        assert_eq!((nts.key_id, nts.algorithm), (Some(1), Some(Algorithm(15))));
        assert_eq!(nts.last_exchange_age_seconds, Some(6));
        assert_eq!((nts.attempts, nts.nak), (Some(0), Some(false)));
        assert_eq!((nts.cookies, nts.cookie_length_bytes), (Some(8), Some(100)));
    }
    #[test]
    fn of_a_mechanism_of_a_newer_chronyd() {
        let newer = authentication(read_with(ANY, KEY, 7, 0x0007_0003));
        assert_eq!(newer.mode, AuthenticationMode::Unknown(7));
        assert_eq!(newer.mode.word(), "unknown(7)");
        assert_eq!(newer.key_id, Some(30));
    }
}
