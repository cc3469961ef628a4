//! A report as the rules see it: the state of the clock, and for each source the one reason why it is
//! not used. No rule decides this again, so that no source has two causes.

use std::collections::BTreeMap;

use super::evidence::Evidence;
use super::message::{first_that_fits, of_each};
use super::{Certainty, Found};
use crate::health::{ClockState, Level, reach, verdict};
use crate::report::{
    Activity, Address, AuthenticationMode, Mode, NtpTest, Report, SelectionOptions, SelectionState,
    Source, SourceState, SourceStats, Tracking, label,
};

/// Farther away than this chronyd follows no source, unless it is configured otherwise
/// (`maxdistance` in chrony.conf(5)), in seconds.
pub(super) const MAX_DISTANCE: f32 = 3.0;

/// chronyd needs so many samples of a source before it can estimate anything (`MIN_SAMPLES_FOR_REGRESS`
/// in chrony's `regress.h`).
const FEWEST_SAMPLES: u32 = 3;

/// A register of a source that was polled no more than four times (017).
const FIRST_POLLS: u8 = 0o17;

/// Why a source is not used, or is about to be no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// Its name has no address.
    Unresolved,
    /// chronyd does not poll it.
    Offline,
    /// It has NTS, and keys were never established.
    NtsNever,
    /// Its key is not in the key file.
    KeyMissing,
    /// It was asked, and never answered.
    NoAnswer,
    /// It has no time of its own, by its own word.
    ServerUnsynchronized,
    /// Its answers are not authentic.
    AuthenticationFailed,
    /// None of its answers could be used; whether there were any, chronyd did not say.
    NoUsableAnswer,
    /// It answers, and its answers are not accepted.
    Rejected,
    /// It is a reference clock, and gives no samples.
    NoSamples,
    /// It gave measurements, and gives none any more.
    Stopped,
    /// It has begun to give few usable answers.
    FewAnswers,
    /// It is being measured.
    Starting,
    /// Its root distance is too large.
    TooFar,
    /// Its time varies too much.
    Jittery,
    /// Its stratum is not wanted.
    WrongStratum,
    /// It shares the stratum of those that have no time.
    Orphan,
    /// Others have newer measurements.
    Outdated,
    /// It contradicts the sources that are trusted.
    Untrusted,
    /// It disagrees with the majority.
    Falseticker,
    /// It must not be followed.
    NoSelect,
    /// It is good, and waits for others.
    Waiting,
    /// chronyd does not say why.
    NotSelectable,
}

/// A report, and what follows from it for the clock and for each source.
pub(super) struct Facts<'a> {
    pub(super) report: &'a Report,
    pub(super) tracking: Option<&'a Tracking>,
    /// The sources in use; `None`: they are not known.
    pub(super) sources: Option<&'a [Source]>,
    pub(super) activity: Option<Activity>,
    /// What is estimated, by the source that it is about: there may be thousands.
    stats: BTreeMap<Address, &'a SourceStats>,
    offline: Offline,
    state: ClockState,
    level: Level,
    reasons: Vec<(&'a Source, Reason)>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let sources = report.sources.known().map(|sources| &sources[..]);
        let (state, level) = match verdict(report) {
            Some(verdict) => (verdict.state, verdict.level),
            None if report.selected().is_some() => (ClockState::Synchronized, Level::Good),
            None => (ClockState::Unsynchronized, Level::Bad),
        };
        let estimates = report.stats.known().into_iter().flat_map(|all| all.iter());
        let mut facts = Self {
            report,
            tracking: report.tracking.known(),
            sources,
            activity: report.activity,
            stats: estimates.map(|it| (it.address, it)).collect(),
            offline: Offline::of(report.activity, sources.unwrap_or_default()),
            state,
            level,
            reasons: Vec::new(),
        };
        facts.reasons = sources
            .unwrap_or_default()
            .iter()
            .filter_map(|source| Some((source, facts.reason(source)?)))
            .collect();
        facts
    }

    /// Whether the clock follows a source, and that is still to be believed.
    pub(super) fn is_followed(&self) -> bool {
        self.state == ClockState::Synchronized
    }

    /// Whether the clock is as it should be.
    pub(super) fn is_right(&self) -> bool {
        self.level == Level::Good
    }

    /// Whether the clock follows none, or did so long ago.
    pub(super) fn is_lost(&self) -> bool {
        !self.is_followed() && self.state != ClockState::Unreachable
    }

    /// The sources that are not used for this reason.
    pub(super) fn with(&self, reason: Reason) -> Vec<&'a Source> {
        let with = self.reasons.iter().filter(|(_, why)| *why == reason);
        with.map(|(source, _)| *source).collect()
    }

    /// Why this source is not used.
    pub(super) fn why(&self, source: &Source) -> Option<Reason> {
        let mut reasons = self.reasons.iter();
        let found = reasons.find(|(other, _)| std::ptr::eq(*other, source));
        found.map(|(_, reason)| *reason)
    }

    /// What is estimated about this source.
    pub(super) fn stats(&self, source: &Source) -> Option<&'a SourceStats> {
        self.stats.get(&source.address).copied()
    }

    /// What is found about these sources, if there are any. It is said of one, or of many, after their
    /// number in the summary, and after as many of their names as have room in the message, where the
    /// detail follows.
    pub(super) fn about(
        &self,
        concerned: &[&Source],
        certainty: Certainty,
        (of_one, of_many): (&str, &str),
        detail: &str,
        evidence: Evidence,
    ) -> Option<Found> {
        let names = names(concerned);
        let all = self.sources.map_or(0, <[Source]>::len);
        let (subject, summary, message) = match &names[..] {
            [] => return None,
            [name] if all == 1 => (
                Some(name.clone()),
                format!("the only source {of_one}"),
                format!("{name} {of_one}{detail}"),
            ),
            [name] => (
                Some(name.clone()),
                format!("1 of {all} sources {of_one}"),
                format!("{name} {of_one}{detail}"),
            ),
            names => (
                None,
                format!("{} of {all} sources {of_many}", names.len()),
                first_that_fits(of_each(names).map(|them| format!("{them} {of_many}{detail}"))),
            ),
        };
        Some(Found {
            certainty,
            subject,
            summary,
            message,
            remedy: None,
            evidence: evidence.and("sources", names),
        })
    }

    fn reason(&self, source: &Source) -> Option<Reason> {
        if matches!(source.address, Address::Unresolved(_)) {
            return Some(Reason::Unresolved);
        }
        if source.reach.0 == 0 {
            return Some(self.silence(source));
        }
        let few_answers = (reach(source.reach) == Level::Bad).then_some(Reason::FewAnswers);
        match source.standing.state {
            SourceState::Falseticker => Some(Reason::Falseticker),
            SourceState::Jittery => Some(Reason::Jittery),
            SourceState::Selected | SourceState::Combined | SourceState::Unknown(_) => few_answers,
            SourceState::Selectable => {
                let waits = self.is_lost() && self.report.selected().is_none();
                waits.then_some(Reason::Waiting).or(few_answers)
            }
            SourceState::Unusable if source.lacks_measurements() => self.rejection(source),
            SourceState::Unusable => self.exclusion(source),
        }
    }

    /// Why a source has brought no usable answer in its last polls.
    fn silence(&self, source: &Source) -> Reason {
        if self.offline.includes(source) {
            return Reason::Offline;
        }
        if source.standing.mode == Mode::RefClock && source.last_sample_age_seconds.is_none() {
            return Reason::NoSamples;
        }
        let authentication = source.authentication;
        if authentication.is_some_and(|it| it.never_established() && it.attempts > Some(0)) {
            return Reason::NtsNever;
        }
        if authentication
            .is_some_and(|it| it.mode == AuthenticationMode::Key && it.algorithm.is_none())
        {
            return Reason::KeyMissing;
        }
        let Some(ntp_data) = source.ntp_data else {
            return match source.last_sample_age_seconds {
                Some(_) => Reason::Stopped,
                None => Reason::NoUsableAnswer,
            };
        };
        match ntp_data.last_answer {
            Some(answer) if answer.tests.has_failed(NtpTest::Authentication) => {
                Reason::AuthenticationFailed
            }
            Some(answer) if answer.tests.has_failed(NtpTest::Synchronized) => {
                Reason::ServerUnsynchronized
            }
            Some(answer) if answer.tests.failed().next().is_some() => Reason::Rejected,
            // chronyd keeps nothing of an answer that is not authentic but the count.
            _ if authentication.is_some_and(|it| it.algorithm.is_some())
                && ntp_data.received > 0
                && ntp_data.valid == 0 =>
            {
                Reason::AuthenticationFailed
            }
            _ if source.last_sample_age_seconds.is_some() => Reason::Stopped,
            _ if ntp_data.sent > 0 && ntp_data.received == 0 => Reason::NoAnswer,
            _ if ntp_data.received > 0 => Reason::NoUsableAnswer,
            _ => Reason::Starting,
        }
    }

    /// Why a source that answers brings no measurements.
    fn rejection(&self, source: &Source) -> Option<Reason> {
        let answer = source.ntp_data.and_then(|ntp_data| ntp_data.last_answer);
        Some(match answer {
            Some(answer) if answer.tests.has_failed(NtpTest::Synchronized) => {
                Reason::ServerUnsynchronized
            }
            Some(answer) if answer.tests.has_failed(NtpTest::Authentication) => {
                Reason::AuthenticationFailed
            }
            Some(answer) if answer.tests.failed().next().is_some() => Reason::Rejected,
            // What is accepted may still have to pass a filter.
            Some(_) => Reason::Starting,
            None if source.standing.mode == Mode::RefClock => {
                return match source.selection {
                    Some(_) => self.exclusion(source),
                    None => Some(Reason::NotSelectable),
                };
            }
            None if source.reach.0 <= FIRST_POLLS => Reason::Starting,
            None => Reason::Rejected,
        })
    }

    /// Why a source that brings measurements is not selectable.
    fn exclusion(&self, source: &Source) -> Option<Reason> {
        if let Some(selection) = source.selection {
            return Some(match selection.state {
                SelectionState::NoSelect => Reason::NoSelect,
                SelectionState::Unmeasured
                | SelectionState::UnmeasuredBefore
                | SelectionState::WaitsForMeasurements => Reason::Starting,
                SelectionState::Unsynchronized => Reason::ServerUnsynchronized,
                SelectionState::WrongStratum => Reason::WrongStratum,
                SelectionState::Distant => Reason::TooFar,
                SelectionState::Jittery => Reason::Jittery,
                SelectionState::Outdated => Reason::Outdated,
                SelectionState::Orphan => Reason::Orphan,
                SelectionState::Untrusted => Reason::Untrusted,
                SelectionState::Falseticker => Reason::Falseticker,
                // The list says that it is not selectable, the selection that it is: one is newer.
                SelectionState::WaitsForSources
                | SelectionState::NotPreferred
                | SelectionState::WaitsForUpdate
                | SelectionState::TooFarToCombine
                | SelectionState::Combined
                | SelectionState::Selected => return None,
                SelectionState::Unknown(_) => Reason::NotSelectable,
            });
        }
        let samples = self.stats(source).map(|stats| stats.samples);
        let is_fresh = match samples {
            Some(samples) => samples < FEWEST_SAMPLES,
            None => source.reach.0 <= FIRST_POLLS,
        };
        Some(if source.error_seconds > Some(MAX_DISTANCE) {
            Reason::TooFar
        } else if is_fresh {
            Reason::Starting
        } else {
            Reason::NotSelectable
        })
    }
}

/// Which sources chronyd does not poll, as far as that can be known. It only says how many these are:
/// where it polls none, or where as many are silent, or were never sent a packet, it is they.
struct Offline {
    all_silent: bool,
    all_never_asked: bool,
}

impl Offline {
    fn of(activity: Option<Activity>, sources: &[Source]) -> Self {
        let activity = activity.filter(|activity| activity.offline > 0);
        let are_they = |activity: &Activity, is_meant: fn(&Source) -> bool| {
            let meant = sources.iter().filter(|source| is_meant(source));
            u32::try_from(meant.count()) == Ok(activity.offline)
        };
        let polls_none = |it: &Activity| it.online + it.burst_online + it.burst_offline == 0;
        Self {
            all_silent: activity.is_some_and(|it| polls_none(&it) || are_they(&it, is_silent)),
            all_never_asked: activity.is_some_and(|it| are_they(&it, is_never_asked)),
        }
    }

    fn includes(&self, source: &Source) -> bool {
        (self.all_silent && is_silent(source)) || (self.all_never_asked && is_never_asked(source))
    }
}

/// Whether an NTP source has brought nothing in its last polls.
fn is_silent(source: &Source) -> bool {
    matches!(source.address, Address::Ip(_)) && source.reach.0 == 0
}

/// Whether chronyd says that it never sent a packet to this source.
fn is_never_asked(source: &Source) -> bool {
    is_silent(source) && source.ntp_data.is_some_and(|ntp_data| ntp_data.sent == 0)
}

/// Whether an option is in force for the source that its line in the configuration does not have:
/// then it is `authselectmode` that put it there.
pub(super) fn is_imposed(source: &Source, option: SelectionOptions) -> bool {
    source.selection.is_some_and(|selection| {
        selection.effective_options.has(option) && !selection.configured_options.has(option)
    })
}

/// What to call a source.
pub(super) fn name(source: &Source) -> String {
    label(source.name.as_deref(), source.address)
}

/// What to call these sources.
pub(super) fn names(sources: &[&Source]) -> Vec<String> {
    sources.iter().map(|source| name(source)).collect()
}
