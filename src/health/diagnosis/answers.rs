//! Causes in what the sources answer: they have no time, or not one that chronyd can use.

use super::evidence::Evidence;
use super::facts::{MAX_DISTANCE, Reason};
use super::{Cause, Certainty};
use crate::report::{NtpTest, Source};
use crate::units::{Sign, seconds};

pub(super) static SERVER_UNSYNCHRONIZED: Cause = Cause {
    code: "server-unsynchronized",
    title: "no time",
    meaning: "a source answers that it is not synchronized itself",
    evidence: "ntpdata: packets were received, and test 6 failed; selectdata: s, and there is a sample",
    remedy: "cure that server, or use another one",
    find: |facts| {
        let concerned = facts.with(Reason::ServerUnsynchronized);
        facts.about(
            &concerned,
            Certainty::Certain,
            (
                "is itself not synchronized",
                "are themselves not synchronized",
            ),
            "",
            packets(&concerned),
        )
    },
};

pub(super) static AUTHENTICATION_FAILED: Cause = Cause {
    code: "authentication-failed",
    title: "unauthentic",
    meaning: "a source's answers are not authentic",
    evidence: "authdata: a key; ntpdata: packets were received, and none of them was valid, or test 5 failed",
    remedy: "have the same key on both sides: compare the key files, and the key's number in chrony.conf",
    find: |facts| {
        let concerned = facts.with(Reason::AuthenticationFailed);
        let has_failed = |source: &&Source| {
            let answer = source.ntp_data.and_then(|ntp_data| ntp_data.last_answer);
            answer.is_some_and(|answer| answer.tests.has_failed(NtpTest::Authentication))
        };
        facts.about(
            &concerned,
            if concerned.iter().all(has_failed) {
                Certainty::Certain
            } else {
                Certainty::Likely
            },
            ("gives unauthentic answers", "give unauthentic answers"),
            "",
            packets(&concerned),
        )
    },
};

pub(super) static ANSWERS_REJECTED: Cause = Cause {
    code: "answers-rejected",
    title: "rejected",
    meaning: "a source answers, and chronyd accepts none of its answers",
    evidence: "reach is not 000, and there was never a sample or it is older than eight polls; ntpdata: \
               which tests failed",
    remedy: "see which test fails: ask chronyd as root, or with `chronyc ntpdata`",
    find: |facts| {
        let concerned = facts.with(Reason::Rejected);
        let first_failed = |source: &&Source| source.ntp_data?.last_answer?.tests.failed().next();
        let failed: Vec<_> = concerned.iter().map(first_failed).collect();
        let is_certain = failed.iter().all(Option::is_some);
        // A test is said to have failed only where it did for each of them.
        let test = failed.first().copied().flatten();
        let test = test.filter(|test| failed.iter().all(|it| it.as_ref() == Some(test)));
        let test = test.map(|(test, name)| (why(test), name, cure(test)));
        let detail = test.map(|(why, name, _)| format!(": {why} (test {name})"));
        let certainty = if is_certain {
            Certainty::Certain
        } else {
            // A filter may not have had enough of them.
            Certainty::Possible
        };
        let mut found = facts.about(
            &concerned,
            certainty,
            ("answers, but is rejected", "answer, but are rejected"),
            &detail.unwrap_or_default(),
            packets(&concerned),
        )?;
        found.remedy = test.map(|(_, _, cure)| cure.to_owned());
        Some(found)
    },
};

/// Why an answer fails this test.
fn why(test: NtpTest) -> &'static str {
    match test {
        NtpTest::Duplicate => "answers are duplicates",
        NtpTest::Origin => "answers to other requests",
        NtpTest::Timestamps => "answers lack timestamps",
        NtpTest::Authentication => "answers are unauthentic",
        NtpTest::Synchronized => "it is not synchronized",
        NtpTest::RootDistance => "impossible root distance",
        NtpTest::Delay => "delay over maxdelay",
        NtpTest::DelayRatio => "delay over maxdelayratio",
        NtpTest::DelayDeviation => "over maxdelaydevratio",
        NtpTest::Loop => "it follows this machine",
    }
}

/// What to do about it.
fn cure(test: NtpTest) -> &'static str {
    match test {
        NtpTest::Duplicate | NtpTest::Origin | NtpTest::Timestamps => {
            "look for what comes between: a middlebox, or another client at the same address and port"
        }
        NtpTest::Authentication => "have the same key on both sides",
        NtpTest::Synchronized | NtpTest::RootDistance => "cure that server, or use another one",
        NtpTest::Delay => "raise `maxdelay` of that source, or use a nearer one",
        NtpTest::DelayRatio | NtpTest::DelayDeviation => {
            "if the route has changed, run `chronyc reset sources`; else raise the limit of that source"
        }
        NtpTest::Loop => "let one of the two follow another source",
    }
}

/// How many packets went to these sources, how many came, and which tests they failed.
fn packets(concerned: &[&Source]) -> Evidence {
    let told: Vec<_> = concerned
        .iter()
        .filter_map(|source| source.ntp_data)
        .collect();
    if told.is_empty() {
        return Evidence::default();
    }
    let answers = told.iter().filter_map(|ntp_data| ntp_data.last_answer);
    let mut failed: Vec<String> = answers
        .flat_map(|answer| answer.tests.failed())
        .map(|(_, name)| name.to_owned())
        .collect();
    failed.sort_unstable();
    failed.dedup();
    let sum = |count: fn(&crate::report::NtpData) -> u32| {
        told.iter().map(count).fold(0, u32::saturating_add)
    };
    Evidence::default()
        .and("sent", sum(|it| it.sent))
        .and("received", sum(|it| it.received))
        .and("failed_tests", failed)
}

pub(super) static TOO_FAR: Cause = Cause {
    code: "too-far",
    title: "too far",
    meaning: "a source is too far from a reference clock",
    evidence: "it is not usable, it answers, and its error is over 3 s; selectdata: d",
    remedy: "use a nearer server; for a Windows server, `maxdistance 16` in chrony.conf",
    find: |facts| {
        let concerned = facts.with(Reason::TooFar);
        let errors = concerned.iter().filter_map(|source| source.error_seconds);
        let largest = errors.max_by(f32::total_cmp);
        let detail = largest.map(|error| {
            let error = seconds(error.into(), 2, Sign::Hidden);
            format!(" (error {error}, maxdistance {MAX_DISTANCE} s by default)")
        });
        let is_said = concerned.iter().all(|source| source.selection.is_some());
        facts.about(
            &concerned,
            if is_said {
                Certainty::Certain
            } else {
                Certainty::Likely
            },
            ("is too far away", "are too far away"),
            &detail.unwrap_or_default(),
            Evidence::default().and_maybe("error_seconds", largest),
        )
    },
};

pub(super) static JITTERY: Cause = Cause {
    code: "jittery",
    title: "too variable",
    meaning: "a source's time varies too much",
    evidence: "the state is jittery (~): the standard deviation is over `maxjitter` (1 s by default)",
    remedy: "use a nearer server, or a wired network",
    find: |facts| {
        let concerned = facts.with(Reason::Jittery);
        let deviations = concerned
            .iter()
            .filter_map(|source| facts.stats(source)?.std_dev_seconds);
        let largest = deviations.max_by(f32::total_cmp);
        let detail = largest.map(|it| {
            let deviation = seconds(it.into(), 2, Sign::Hidden);
            format!(" (standard deviation {deviation})")
        });
        facts.about(
            &concerned,
            Certainty::Certain,
            ("varies too much", "vary too much"),
            &detail.unwrap_or_default(),
            Evidence::default().and_maybe("std_dev_seconds", largest),
        )
    },
};

pub(super) static WRONG_STRATUM: Cause = Cause {
    code: "wrong-stratum",
    title: "wrong stratum",
    meaning: "a source's stratum is not allowed",
    evidence: "selectdata: r",
    remedy: "change `minstratum` or `maxstratum` in chrony.conf, or use another server",
    find: |facts| {
        facts.about(
            &facts.with(Reason::WrongStratum),
            Certainty::Certain,
            ("has an unwanted stratum", "have an unwanted stratum"),
            " (minstratum, maxstratum)",
            Evidence::default(),
        )
    },
};

pub(super) static ORPHAN: Cause = Cause {
    code: "orphan",
    title: "orphan",
    meaning: "a source has no better time than this machine (orphan mode)",
    evidence: "selectdata: O",
    remedy: "give one of the machines a real source",
    find: |facts| {
        facts.about(
            &facts.with(Reason::Orphan),
            Certainty::Certain,
            ("has no better time", "have no better time"),
            " than this machine (orphan mode)",
            Evidence::default(),
        )
    },
};

pub(super) static OUTDATED: Cause = Cause {
    code: "outdated",
    title: "outdated",
    meaning: "a source has only measurements that are older than those of others",
    evidence: "selectdata: S",
    remedy: "see to the network and to the server",
    find: |facts| {
        facts.about(
            &facts.with(Reason::Outdated),
            Certainty::Certain,
            ("has only old measurements", "have only old measurements"),
            "",
            Evidence::default(),
        )
    },
};
