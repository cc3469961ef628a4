//! Causes in the authentication of sources: keys that are missing, and keys that cannot be had.

use jiff::Timestamp;

use super::evidence::Evidence;
use super::facts::{Facts, Reason, name};
use super::{Cause, Certainty, Found};
use crate::report::{Authentication, AuthenticationMode, Source};

/// A clock that shows an earlier time is wrong: this program was written later (2026-01-01).
const WRITTEN: i64 = 1_767_225_600;

/// With so few cookies more than half of the last answers were lost (RFC 8915, section 6: eight are
/// kept).
const FEW_COOKIES: u16 = 3;

/// What to let through for NTS.
pub(super) const NTS_REMEDY: &str =
    "let TCP port 4460 and UDP port 123 out; chronyd's log says why it failed";

pub(super) static NTS_CLOCK: Cause = Cause {
    code: "nts-clock",
    title: "NTS",
    meaning: "keys for NTS cannot be established because the clock is wrong: certificates are not valid \
              at its time",
    evidence: "authdata: keys were never established; and the clock shows a time before 2026",
    remedy: "set the date once; keep keys with `ntsdumpdir`; as a last resort, `nocerttimecheck 1`",
    find: |facts| {
        let written = Timestamp::from_second(WRITTEN).ok()?;
        let clock = facts.report.system_clock.filter(|clock| *clock < written)?;
        let shown = format!(", and the clock shows {clock:.0}");
        never_established(facts, Certainty::Likely, &shown)
    },
};

pub(super) static NTS_KEY_EXCHANGE: Cause = Cause {
    code: "nts-key-exchange",
    title: "NTS",
    meaning: "keys for NTS were never established with a source",
    evidence: "authdata: NTS, without a key, after one attempt or more",
    remedy: NTS_REMEDY,
    find: |facts| {
        let mut found = never_established(facts, Certainty::Certain, "")?;
        if let [one] = facts.with(Reason::NtsNever)[..] {
            found.message = failure(one, one.authentication?);
        }
        Some(found)
    },
};

fn never_established(facts: &Facts<'_>, certainty: Certainty, detail: &str) -> Option<Found> {
    let concerned = facts.with(Reason::NtsNever);
    let attempts = concerned
        .iter()
        .filter_map(|source| source.authentication?.attempts);
    let most = attempts.max().map(u32::from);
    facts.about(
        &concerned,
        certainty,
        ("has no NTS keys", "have no NTS keys"),
        detail,
        Evidence::default().and_maybe("attempts", most),
    )
}

/// That keys were never established with this source.
pub(super) fn failure(source: &Source, authentication: Authentication) -> String {
    let attempts = authentication.attempts.unwrap_or_default();
    let plural = if attempts == 1 { "" } else { "s" };
    format!(
        "{}: NTS key exchange has never succeeded ({attempts} attempt{plural})",
        name(source)
    )
}

pub(super) static KEY_MISSING: Cause = Cause {
    code: "key-missing",
    title: "key missing",
    meaning: "the key of a source is not in the key file",
    evidence: "authdata: a key with a number, without a type and a length",
    remedy: "add the key to the file that `keyfile` in chrony.conf names, and run `chronyc rekey`",
    find: |facts| {
        let concerned = facts.with(Reason::KeyMissing);
        let ids = concerned
            .iter()
            .filter_map(|source| source.authentication?.key_id);
        facts.about(
            &concerned,
            Certainty::Certain,
            ("has no key in the key file", "have no key in the key file"),
            "",
            Evidence::default().and("key_ids", ids.map(|id| id.to_string()).collect::<Vec<_>>()),
        )
    },
};

pub(super) static NTS_RENEWAL: Cause = Cause {
    code: "nts-renewal",
    title: "NTS",
    meaning: "NTS still works, and is about to stop",
    evidence: "authdata: keys were established, and since then an attempt has failed, the server has \
               refused them (NAK), or three cookies or fewer are left of eight",
    remedy: NTS_REMEDY,
    find: |facts| {
        let is_ending = |authentication: Authentication| {
            authentication.mode == AuthenticationMode::Nts
                && !authentication.never_established()
                && (authentication.attempts > Some(1)
                    || authentication.nak == Some(true)
                    || authentication.cookies <= Some(FEW_COOKIES))
        };
        let concerned: Vec<&Source> = facts
            .sources?
            .iter()
            .filter(|source| source.authentication.is_some_and(is_ending))
            .collect();
        let told = || concerned.iter().filter_map(|source| source.authentication);
        let fewest = told().filter_map(|it| it.cookies).min().map(u32::from);
        let most = told().filter_map(|it| it.attempts).max().map(u32::from);
        let left = fewest.map(|cookies| format!("{cookies} of 8 cookies left"));
        let tried = most.filter(|attempts| *attempts > 0);
        let tried = tried.map(|attempts| {
            let plural = if attempts == 1 { "" } else { "s" };
            format!("{attempts} attempt{plural} for keys")
        });
        let counts: Vec<String> = left.into_iter().chain(tried).collect();
        let detail = match &counts[..] {
            [] => String::new(),
            counts => format!(": {}", counts.join(", ")),
        };
        facts.about(
            &concerned,
            Certainty::Likely,
            ("may lose NTS", "may lose NTS"),
            &detail,
            Evidence::default()
                .and_maybe("cookies", fewest)
                .and_maybe("attempts", most),
        )
    },
};
