//! Causes of silence: there is nobody to ask, nobody is asked, or nobody answers.

use super::evidence::Evidence;
use super::facts::Reason;
use super::{Cause, Certainty, Found};
use crate::report::{Address, Mode, Source};
use crate::units::span;

pub(super) static UNREACHABLE: Cause = Cause {
    code: "unreachable",
    title: "unreachable",
    meaning: "chronyd does not answer this program",
    evidence: "no path to chronyd leads to it",
    remedy: "start chronyd, or let this host and this user ask it",
    find: |facts| {
        let problem = facts.report.unreachable.as_ref()?;
        Some(Found {
            certainty: Certainty::Certain,
            subject: None,
            summary: "chronyd is unreachable".to_owned(),
            message: problem.message.clone(),
            remedy: problem.hint.clone(),
            evidence: Evidence::default(),
        })
    },
};

pub(super) static NO_SOURCES: Cause = Cause {
    code: "no-sources",
    title: "no sources",
    meaning: "chronyd has no sources to follow",
    evidence: "the list of sources is empty",
    remedy: "add `server` or `pool` lines to chrony.conf, or files to its `sourcedir`, and run \
             `chronyc reload sources`",
    find: |facts| {
        let sources = facts.report.sources.known()?;
        let none = sources.is_empty() && sources.spares().next().is_none();
        none.then(|| Found {
            certainty: Certainty::Certain,
            subject: None,
            summary: "chronyd has no sources".to_owned(),
            message: "chronyd has no sources to follow".to_owned(),
            remedy: None,
            evidence: Evidence::default().and("sources", Vec::new()),
        })
    },
};

pub(super) static UNRESOLVED: Cause = Cause {
    code: "unresolved",
    title: "unresolved",
    meaning: "a source's name has no address",
    evidence: "the source has no address yet (ID#)",
    remedy: "check the name and the resolver; where DNSSEC needs the right time, use addresses",
    find: |facts| {
        facts.about(
            &facts.with(Reason::Unresolved),
            Certainty::Certain,
            ("has no address", "have no address"),
            "",
            Evidence::default().and_maybe("unresolved", facts.activity.map(|it| it.unresolved)),
        )
    },
};

pub(super) static OFFLINE: Cause = Cause {
    code: "offline",
    title: "offline",
    meaning: "sources are offline: chronyd does not poll them",
    evidence: "`activity` counts sources that are offline. It does not say which: where all are, or as \
               many as are silent, it is they",
    remedy: "run `chronyc online`; then look for what took them offline: a dispatcher script, or `offline` in chrony.conf",
    find: |facts| {
        let activity = facts.activity.filter(|activity| activity.offline > 0)?;
        let evidence = Evidence::default()
            .and("offline", activity.offline)
            .and("online", activity.online);
        let known = facts.with(Reason::Offline);
        let found = facts.about(
            &known,
            Certainty::Certain,
            OFFLINE_WORDS,
            "",
            evidence.clone(),
        );
        found.or_else(|| {
            let all = facts.sources?.len();
            let (of_one, of_many) = OFFLINE_WORDS;
            let words = if activity.offline == 1 {
                of_one
            } else {
                of_many
            };
            let text = format!("{} of {all} sources {words}", activity.offline);
            Some(Found {
                certainty: Certainty::Certain,
                subject: None,
                summary: text.clone(),
                message: text,
                remedy: None,
                evidence,
            })
        })
    },
};

const OFFLINE_WORDS: (&str, &str) = ("is offline", "are offline");

pub(super) static NO_ANSWER: Cause = Cause {
    code: "no-answer",
    title: "no answer",
    meaning: "a source does not answer",
    evidence: "ntpdata: packets were sent to it, and none was received",
    remedy: "let UDP port 123 through in both directions, and see that the server is up",
    find: |facts| {
        let silent = facts.with(Reason::NoAnswer);
        let sent = silent.iter().filter_map(|source| source.ntp_data);
        let sent: u32 = sent
            .map(|ntp_data| ntp_data.sent)
            .fold(0, u32::saturating_add);
        facts.about(
            &silent,
            Certainty::Certain,
            ("has never answered", "have never answered"),
            "",
            Evidence::default().and("sent", sent).and("received", 0_u32),
        )
    },
};

pub(super) static NO_USABLE_ANSWER: Cause = Cause {
    code: "no-usable-answer",
    title: "nothing usable",
    meaning: "a source gives no usable answer: it is silent, or has no time itself",
    evidence: "reach 000, never a sample, and no NTP data to tell the one from the other",
    remedy: "ask as root whether it is silent or not synchronized itself; then see to UDP port 123, or to \
             that server",
    find: |facts| {
        facts.about(
            &facts.with(Reason::NoUsableAnswer),
            Certainty::Certain,
            ("gives no usable answer", "give no usable answer"),
            "",
            Evidence::default().and("reachability_octal", "000".to_owned()),
        )
    },
};

pub(super) static STARTING: Cause = Cause {
    code: "starting",
    title: "starting",
    meaning: "chronyd has just begun to measure",
    evidence: "fewer than three samples, or a register of at most four polls; selectdata: M or w",
    remedy: "wait for a few polls; `iburst` makes the first ones quick",
    find: |facts| {
        // What is being measured is nothing to tell of a clock that follows another source.
        facts
            .about(
                &facts.with(Reason::Starting),
                Certainty::Likely,
                ("is still being measured", "are still being measured"),
                "",
                Evidence::default(),
            )
            .filter(|_| facts.is_lost())
    },
};

pub(super) static ANSWERS_STOPPED: Cause = Cause {
    code: "answers-stopped",
    title: "stopped",
    meaning: "a source gave measurements, and gives none any more",
    evidence: "it has a sample, and no usable answer in its last eight polls (reach 000)",
    remedy: "see to the network and to the server; chronyd takes another source by itself, where it \
             has one",
    find: |facts| {
        let stopped = facts.with(Reason::Stopped);
        let ages = stopped
            .iter()
            .filter_map(|source| source.last_sample_age_seconds);
        let newest = ages.min();
        let last = newest.map(|age| format!(" (last sample {} ago)", span(age.into())));
        facts.about(
            &stopped,
            Certainty::Certain,
            (
                "gave no usable answer lately",
                "gave no usable answer lately",
            ),
            &last.unwrap_or_default(),
            Evidence::default()
                .and_maybe("last_sample_age_seconds", newest)
                .and("reachability_octal", "000".to_owned()),
        )
    },
};

pub(super) static NO_SAMPLES: Cause = Cause {
    code: "no-samples",
    title: "no samples",
    meaning: "a reference clock gives no samples",
    evidence: "it is a reference clock, and there was never a sample",
    remedy: "see to the receiver, to what reads it (gpsd, say), and to the socket or the segment in between",
    find: |facts| {
        facts.about(
            &facts.with(Reason::NoSamples),
            Certainty::Certain,
            ("gives no samples", "give no samples"),
            "",
            Evidence::default(),
        )
    },
};

pub(super) static FEW_ANSWERS: Cause = Cause {
    code: "few-answers",
    title: "few answers",
    meaning: "a source has begun to give few usable answers",
    evidence: "of its last eight polls, more than three brought none since the oldest that did",
    remedy: "see to the network: packets are lost, or come too late",
    find: |facts| {
        let concerned = facts.with(Reason::FewAnswers);
        let registers = concerned.iter().map(|source| source.reach.octal());
        facts.about(
            &concerned,
            Certainty::Certain,
            ("gives few usable answers", "give few usable answers"),
            "",
            Evidence::default().and("reachability_octal", registers.collect::<Vec<_>>()),
        )
    },
};

pub(super) static ADDRESS_FAMILY: Cause = Cause {
    code: "address-family",
    title: "address family",
    meaning: "one family of addresses (IPv4 or IPv6) leads nowhere",
    evidence: "two sources or more have never answered, all of one family, and all that answer are of \
               the other",
    remedy: "mend the route, or use the other family only: `server NAME ipv4`, or `chronyd -4`",
    find: |facts| {
        let reasons = [Reason::NoAnswer, Reason::NoUsableAnswer];
        let silent: Vec<&Source> = reasons.iter().flat_map(|&why| facts.with(why)).collect();
        let is_v6 = |source: &&Source| match source.address {
            Address::Ip(ip) => Some(ip.is_ipv6()),
            Address::Unresolved(_) | Address::RefClock(_) | Address::None => None,
        };
        let family = silent.iter().find_map(is_v6)?;
        let answers =
            |source: &&Source| source.reach.0 != 0 && source.standing.mode != Mode::RefClock;
        let answering: Vec<&Source> = facts.sources?.iter().filter(answers).collect();
        let parted = silent.len() >= 2
            && !answering.is_empty()
            && silent.iter().all(|source| is_v6(source) == Some(family))
            && answering
                .iter()
                .all(|source| is_v6(source) == Some(!family));
        let word = if family { "IPv6" } else { "IPv4" };
        parted.then(|| Found {
            certainty: Certainty::Possible,
            subject: None,
            summary: format!("no source answers over {word}"),
            message: format!(
                "no source answers over {word}, and all that answer are of the other kind"
            ),
            remedy: None,
            evidence: Evidence::default().and("family", word.to_owned()),
        })
    },
};
