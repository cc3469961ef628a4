//! Why the clock is as it is, and what to do about it: causes that a report gives evidence of. Each
//! is a pure function over the report; what there is no evidence of is not said.

mod answers;
mod clock;
mod evidence;
mod facts;
mod keys;
mod message;
mod selection;
mod silence;

use serde::Serialize;

pub use evidence::{Evidence, Fact};

use crate::report::Report;
use facts::Facts;

/// How sure it is that a cause is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Certainty {
    /// chronyd said so.
    Certain,
    /// It follows from how chronyd works.
    Likely,
    /// A rule of thumb.
    Possible,
}

/// Something that keeps a clock from being right, or a source from being used.
#[derive(Debug)]
pub struct Cause {
    /// Its name to programs.
    pub code: &'static str,
    /// Its name to people, in a word or two.
    pub title: &'static str,
    /// What is the matter.
    pub meaning: &'static str,
    /// What it is recognised by.
    pub evidence: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    find: fn(&Facts<'_>) -> Option<Found>,
}

/// Every cause, in the order in which they are looked for: from a daemon that is not there to a source
/// that might be better. Where good sources wait, or outvote each other, that is why nothing is
/// followed, whatever is the matter with the others.
pub static CAUSES: [&Cause; 36] = [
    &silence::UNREACHABLE,
    &silence::NO_SOURCES,
    &selection::REQUIRED_SOURCE,
    &selection::TOO_FEW_SOURCES,
    &selection::WAITING,
    &selection::NO_MAJORITY,
    &silence::UNRESOLVED,
    &silence::OFFLINE,
    &keys::NTS_CLOCK,
    &keys::NTS_KEY_EXCHANGE,
    &keys::KEY_MISSING,
    &silence::NO_ANSWER,
    &answers::SERVER_UNSYNCHRONIZED,
    &answers::AUTHENTICATION_FAILED,
    &silence::NO_USABLE_ANSWER,
    &answers::ANSWERS_REJECTED,
    &answers::TOO_FAR,
    &answers::JITTERY,
    &answers::WRONG_STRATUM,
    &answers::ORPHAN,
    &answers::OUTDATED,
    &selection::UNTRUSTED,
    &selection::NO_SELECT,
    &selection::NOT_SELECTABLE,
    &silence::STARTING,
    &silence::NO_SAMPLES,
    &silence::ANSWERS_STOPPED,
    &silence::FEW_ANSWERS,
    &clock::CLOCK_OFF,
    &clock::UPSTREAM_LOCAL,
    &clock::LOCAL_REFERENCE,
    &clock::PULSE_WITHOUT_TIME,
    &clock::STEERED_TWICE,
    &selection::FALSETICKER,
    &keys::NTS_RENEWAL,
    &silence::ADDRESS_FAMILY,
];

/// The causes that are not about single sources, but about a clock that follows one.
static OF_A_FOLLOWER: [&Cause; 3] = [
    &clock::CLOCK_OFF,
    &clock::UPSTREAM_LOCAL,
    &clock::STEERED_TWICE,
];

/// A cause that a report gives evidence of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diagnosis {
    /// The cause's name to programs.
    pub code: &'static str,
    /// The cause's name to people, in a word or two.
    #[serde(skip)]
    pub title: &'static str,
    /// Whether it is why the clock is not right; only the first can be.
    pub explains: bool,
    /// How sure it is.
    pub certainty: Certainty,
    /// The source that it is about; null: several, or none.
    pub subject: Option<String>,
    /// The cause in a few words, for a headline.
    pub summary: String,
    /// The cause with its evidence, in words.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
    /// The evidence.
    pub evidence: Evidence,
}

/// What a rule has found.
struct Found {
    certainty: Certainty,
    subject: Option<String>,
    summary: String,
    message: String,
    remedy: Option<String>,
    evidence: Evidence,
}

/// The causes that the report gives evidence of, first what explains why the clock is not right, where
/// something does.
pub fn diagnose(report: &Report) -> Vec<Diagnosis> {
    let facts = Facts::of(report);
    let mut found: Vec<Diagnosis> = CAUSES
        .into_iter()
        .filter_map(|cause| Some((cause, (cause.find)(&facts)?)))
        .map(|(cause, found)| Diagnosis {
            code: cause.code,
            title: cause.title,
            explains: false,
            certainty: found.certainty,
            subject: found.subject,
            summary: found.summary,
            message: found.message,
            remedy: found.remedy.unwrap_or_else(|| cause.remedy.to_owned()),
            evidence: found.evidence,
        })
        .collect();
    // What keeps a required source from being used is said with it.
    let required = found
        .iter()
        .position(|it| it.code == selection::REQUIRED_SOURCE.code);
    if let Some(said) = required.map(|place| found[place].subject.clone()) {
        found.retain(|it| it.subject != said || it.code == selection::REQUIRED_SOURCE.code);
    }
    let is_of_follower = |it: &Diagnosis| OF_A_FOLLOWER.iter().any(|cause| cause.code == it.code);
    let is_possible = |it: &Diagnosis| it.certainty == Certainty::Possible;
    if facts.is_followed() {
        // What is the matter with other sources does not explain an error of this clock.
        found.sort_by_key(|it| (is_possible(it), !is_of_follower(it)));
    }
    if let Some(first) = found.first_mut() {
        let may_explain = !facts.is_followed() || (is_of_follower(first) && !is_possible(first));
        first.explains = may_explain && !facts.is_right();
    }
    found
}
