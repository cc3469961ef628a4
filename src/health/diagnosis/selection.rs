//! Causes in the selection: sources that are good and not followed, and sources that disagree.

use std::collections::BTreeSet;

use super::evidence::Evidence;
use super::facts::{Facts, Reason, is_imposed, name, names};
use super::message::{first_that_fits, of_each};
use super::{Cause, Certainty, Found, keys};
use crate::health::Disagreement;
use crate::report::{SelectionOptions, Source};
use crate::units::{Sign, seconds};

pub(super) static REQUIRED_SOURCE: Cause = Cause {
    code: "required-source",
    title: "waiting",
    meaning: "good sources wait for one that is required and not selectable. With `authselectmode mix`, \
              which is the default, authenticated sources are required wherever there are any",
    evidence: "the clock follows no source, and one is selectable; selectdata: another one has the \
               effective option R and is not selectable. authdata says why not, where it is NTS",
    remedy: "make that source usable, or take its option `require` away",
    find: |facts| {
        let waiting = facts.with(Reason::Waiting);
        let required: Vec<&Source> = required(facts)?;
        let (first, others) = required.split_first()?;
        if waiting.is_empty() {
            return None;
        }
        let imposed = is_imposed(first, SelectionOptions::REQUIRE);
        let (what, instead) = if imposed {
            (
                "an authenticated source",
                ", or set `authselectmode prefer`",
            )
        } else {
            ("a required source", "")
        };
        let (what_is_wrong, remedy) = blocked(facts, first);
        let trouble = match (facts.why(first), first.authentication) {
            (Some(Reason::NtsNever), Some(authentication)) => keys::failure(first, authentication),
            _ => format!("{} {what_is_wrong}", name(first)),
        };
        let (more, and_more) = match others.len() {
            0 => (String::new(), String::new()),
            more => (
                format!(", and {more} more like it"),
                format!(", and {more} more"),
            ),
        };
        let good = names(&waiting);
        let verb = if good.len() == 1 { "is" } else { "are" };
        let at_length =
            of_each(&good).map(|them| format!("{trouble}{more}; {them} {verb} waiting"));
        let count = good.len();
        let in_short = format!("{} {what_is_wrong}{and_more}; {count} waiting", name(first));
        let message = first_that_fits(at_length.chain([in_short]));
        Some(Found {
            certainty: Certainty::Certain,
            subject: Some(name(first)),
            summary: format!("waiting for {what}"),
            message,
            remedy: Some(format!("{remedy}{instead}")),
            evidence: Evidence::default()
                .and("required", names(&required))
                .and("waiting", good)
                .and_maybe(
                    "attempts",
                    first
                        .authentication
                        .and_then(|it| it.attempts)
                        .map(u32::from),
                ),
        })
    },
};

/// The sources that chronyd must have, and cannot use. `None`: there may be one; what chronyd told is
/// nothing, or not all.
fn required<'a>(facts: &Facts<'a>) -> Option<Vec<&'a Source>> {
    let sources = facts.sources?;
    let is_told = sources.iter().any(|source| source.selection.is_some());
    let unusable = sources
        .iter()
        .filter(|source| !source.standing.state.is_usable());
    let is_told_of_all = is_told && unusable.clone().all(|source| source.selection.is_some());
    let is_required = |source: &&Source| {
        let selection = source.selection;
        selection.is_some_and(|it| it.effective_options.has(SelectionOptions::REQUIRE))
    };
    let required: Vec<&Source> = unusable.filter(is_required).collect();
    (is_told_of_all || !required.is_empty()).then_some(required)
}

/// Why a required source cannot be used, and what to do about it.
fn blocked(facts: &Facts<'_>, source: &Source) -> (&'static str, &'static str) {
    match facts.why(source) {
        Some(Reason::NtsNever) => ("has no NTS keys", keys::NTS_REMEDY),
        Some(Reason::Unresolved) => ("has no address", "check the name and the resolver"),
        Some(Reason::Offline) => ("is offline", "run `chronyc online`"),
        Some(Reason::KeyMissing) => (
            "has no key in the key file",
            "add the key to the file that `keyfile` in chrony.conf names",
        ),
        Some(Reason::AuthenticationFailed) => (
            "gives unauthentic answers",
            "have the same key on both sides",
        ),
        Some(Reason::ServerUnsynchronized) => ("is itself not synchronized", "cure that server"),
        Some(Reason::NoAnswer) => (
            "has never answered",
            "let UDP port 123 through in both directions, and see that the server is up",
        ),
        _ => ("is not selectable", "make that source usable"),
    }
}

/// What is said of good sources that wait.
fn good(waiting: &[&Source], what_for: &str) -> String {
    let verb = if waiting.len() == 1 { "is" } else { "are" };
    let names = names(waiting);
    first_that_fits(of_each(&names).map(|them| format!("{them} {verb} good, and {what_for}")))
}

pub(super) static TOO_FEW_SOURCES: Cause = Cause {
    code: "too-few-sources",
    title: "waiting",
    meaning: "fewer sources are selectable than `minsources` asks for",
    evidence: "the clock follows no source, and one is selectable; selectdata: all of these have W, and \
               none of the others is required",
    remedy: "add sources, or lower `minsources` in chrony.conf",
    find: |facts| {
        let waiting = facts.with(Reason::Waiting);
        let none_required = required(facts)?.is_empty();
        let count = waiting.len();
        let plural = if count == 1 { "" } else { "s" };
        (count > 0 && none_required).then(|| Found {
            certainty: Certainty::Likely,
            subject: None,
            summary: format!("{count} good source{plural}, and minsources asks for more"),
            message: good(&waiting, "minsources asks for more"),
            remedy: None,
            evidence: Evidence::default().and("waiting", names(&waiting)),
        })
    },
};

pub(super) static WAITING: Cause = Cause {
    code: "waiting",
    title: "waiting",
    meaning: "good sources wait: for others, since `minsources` asks for more, or for one that is \
              required, as `authselectmode` makes authenticated ones",
    evidence: "the clock follows no source, and one is selectable; what for, chronyd does not tell \
               everybody",
    remedy: "ask as root what they wait for: an NTS source that does not work, or as many sources as `minsources` says",
    find: |facts| {
        let waiting = facts.with(Reason::Waiting);
        let count = waiting.len();
        let plural = if count == 1 { "" } else { "s" };
        (count > 0 && required(facts).is_none()).then(|| Found {
            certainty: Certainty::Likely,
            subject: None,
            summary: format!("{count} good source{plural} waiting for others"),
            message: good(&waiting, "waiting for others"),
            remedy: None,
            evidence: Evidence::default().and("waiting", names(&waiting)),
        })
    },
};

pub(super) static NO_MAJORITY: Cause = Cause {
    code: "no-majority",
    title: "disagreement",
    meaning: "the sources disagree, and no majority of them agrees",
    evidence: "no source is usable, and two or more are falsetickers (x)",
    remedy: "use three or four sources, so that a wrong one is outvoted",
    find: no_majority,
};

fn no_majority(facts: &Facts<'_>) -> Option<Found> {
    let disagreement = Disagreement::of(facts.sources?)?;
    let names = names(&disagreement.sources);
    let count = names.len();
    let distance = seconds(disagreement.by_seconds, 2, Sign::Hidden);
    let among_them = match count {
        2 => format!("disagree by {distance}, and two cannot outvote each other"),
        _ => format!("disagree by up to {distance}: there is no majority"),
    };
    let message = first_that_fits(of_each(&names).map(|them| format!("{them} {among_them}")));
    Some(Found {
        certainty: Certainty::Certain,
        subject: None,
        summary: format!("{count} sources disagree by {distance}"),
        message,
        remedy: None,
        evidence: Evidence::default()
            .and("sources", names)
            .and("apart_seconds", disagreement.by_seconds),
    })
}

pub(super) static FALSETICKER: Cause = Cause {
    code: "falseticker",
    title: "falseticker",
    meaning: "a source disagrees with the majority",
    evidence: "the state is falseticker (x), and the clock follows other sources",
    remedy: "see to that server, or take it out of chrony.conf",
    find: |facts| {
        let concerned = facts.with(Reason::Falseticker);
        let offsets = concerned.iter().filter_map(|source| source.offset_seconds);
        let largest = offsets.max_by(|one, other| one.abs().total_cmp(&other.abs()));
        let by = largest.map(|it| format!(" by {}", seconds(it.abs().into(), 2, Sign::Hidden)));
        let found = facts.about(
            &concerned,
            Certainty::Certain,
            ("disagrees with the others", "disagree with the others"),
            &by.unwrap_or_default(),
            // A source that is behind makes this clock seem ahead of it.
            Evidence::default().and_maybe("offset_seconds", largest),
        );
        // Without a majority nobody knows who disagrees with whom.
        found.filter(|_| no_majority(facts).is_none())
    },
};

pub(super) static UNTRUSTED: Cause = Cause {
    code: "untrusted",
    title: "untrusted",
    meaning: "a source contradicts those that are trusted (`trust`, or authenticated ones)",
    evidence: "selectdata: T",
    remedy: "see which of them is wrong; take `trust` away from one that should not be trusted",
    find: |facts| {
        facts.about(
            &facts.with(Reason::Untrusted),
            Certainty::Certain,
            ("contradicts trusted sources", "contradict trusted sources"),
            "",
            Evidence::default(),
        )
    },
};

pub(super) static NO_SELECT: Cause = Cause {
    code: "noselect",
    title: "noselect",
    meaning: "a source is watched, and must not be followed (`noselect`)",
    evidence: "selectdata: N, while the clock follows no source, or by an option that `authselectmode` \
               has put there",
    remedy: "nothing, where it is meant; else take `noselect` out of chrony.conf",
    find: |facts| {
        let imposed = |source: &Source| is_imposed(source, SelectionOptions::NO_SELECT);
        let mut concerned = facts.with(Reason::NoSelect);
        // What is configured is meant; it is told where it may be why nothing is followed.
        concerned.retain(|source| facts.is_lost() || imposed(source));
        let by_mode = !concerned.is_empty() && concerned.iter().all(|source| imposed(source));
        let (detail, remedy) = if by_mode {
            let remedy = "authenticate that source, or change `authselectmode` in chrony.conf";
            (" by authselectmode", Some(remedy.to_owned()))
        } else {
            ("", None)
        };
        let mut found = facts.about(
            &concerned,
            Certainty::Certain,
            ("is marked noselect", "are marked noselect"),
            detail,
            Evidence::default(),
        )?;
        found.remedy = remedy;
        Some(found)
    },
};

pub(super) static NOT_SELECTABLE: Cause = Cause {
    code: "not-selectable",
    title: "not selectable",
    meaning: "a source answers well, and chronyd does not follow it; why, it does not tell everybody",
    evidence: "the clock follows no source; one is unusable, and has recent samples and a small error",
    remedy: "ask as root, which tells why: `noselect`, a stratum that is not wanted, or others that it waits for",
    find: |facts| {
        let concerned = facts.with(Reason::NotSelectable);
        let told = concerned.iter().filter_map(|source| source.selection);
        let letters: BTreeSet<String> = told.map(|it| it.state.letter().to_string()).collect();
        let letters = Vec::from_iter(letters);
        let (detail, remedy) = match &letters[..] {
            [] => (": why, chronyd does not tell this user".to_owned(), None),
            letters => (
                format!(": chronyd's reason is \"{}\"", letters.join("\", \"")),
                Some("see chronyc(1), `selectdata`, for what that letter means".to_owned()),
            ),
        };
        let mut found = facts
            .about(
                &concerned,
                Certainty::Certain,
                ("is not selectable", "are not selectable"),
                &detail,
                Evidence::default().and_maybe("letters", Some(letters).filter(|it| !it.is_empty())),
            )
            .filter(|_| facts.is_lost())?;
        found.remedy = remedy;
        Some(found)
    },
};
