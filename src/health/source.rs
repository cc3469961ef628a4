//! What is wrong with a source, and whether the sources contradict each other. The diagnosis finds
//! the causes.

use super::{Level, Thresholds};
use crate::report::{Address, Reach, Source, SourceState, as_printed, usable};

/// How good or bad a source's reachability is. It counts missed polls since the oldest answer. The
/// register's value would mislead: one old answer (200) makes a larger number than six new ones
/// (176).
pub fn reach(reach: Reach) -> Level {
    match reach.missed() {
        None => Level::Bad,
        Some(missed) => Thresholds::MISSED_POLLS.level(missed.into()),
    }
}

/// How good or bad the age of a source's last sample is; no sample is bad.
pub fn sample_age(source: &Source) -> Level {
    source.last_sample_age_seconds.map_or(Level::Bad, |age| {
        Thresholds::SAMPLE_AGE_POLLS.level(f64::from(age) / source.poll.seconds())
    })
}

/// What is wrong with a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceIssue {
    /// It disagrees with the majority, or with the others where there is none.
    Falseticker,
    /// Its time varies too much.
    Jittery,
    /// Its name is not resolved.
    Unresolved,
    /// No usable answer in chronyd's register: no answers, or none that it can use.
    NoUsableAnswer,
    /// Few usable answers of late.
    FewUsableAnswers,
}

impl SourceIssue {
    /// Every issue, the worst first.
    pub const ALL: [Self; 5] = [
        Self::Falseticker,
        Self::Jittery,
        Self::NoUsableAnswer,
        Self::FewUsableAnswers,
        Self::Unresolved,
    ];

    /// The issue with this source, if there is any.
    pub fn of(source: &Source) -> Option<Self> {
        match source.standing.state {
            SourceState::Falseticker => return Some(Self::Falseticker),
            SourceState::Jittery => return Some(Self::Jittery),
            _ => {}
        }
        if matches!(source.address, Address::Unresolved(_)) {
            Some(Self::Unresolved)
        } else if source.reach.missed().is_none() {
            Some(Self::NoUsableAnswer)
        } else if reach(source.reach) == Level::Bad {
            Some(Self::FewUsableAnswers)
        } else {
            None
        }
    }

    /// The issue in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Falseticker => "falseticker",
            Self::Jittery => "too variable",
            Self::Unresolved => "unresolved",
            Self::NoUsableAnswer => "no usable answer",
            Self::FewUsableAnswers => "few usable answers",
        }
    }
}

/// Sources that contradict each other without a majority among them. chronyd calls each of them a
/// falseticker; which of them is wrong is unknown.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement<'a> {
    /// The sources, of which there are two at least.
    pub sources: Vec<&'a Source>,
    /// How far the two that are farthest apart are from each other, in seconds.
    pub by_seconds: f64,
}

impl<'a> Disagreement<'a> {
    /// The disagreement among these sources; `None` where chronyd has found a majority.
    pub fn of(sources: &'a [Source]) -> Option<Self> {
        if usable(sources) > 0 {
            return None;
        }
        let at_odds = |source: &&Source| {
            source.standing.state == SourceState::Falseticker && source.offset_seconds.is_some()
        };
        let sources: Vec<&Source> = sources.iter().filter(at_odds).collect();
        let offsets = sources.iter().filter_map(|source| source.offset_seconds);
        let offsets: Vec<f64> = offsets.map(as_printed).collect();
        let least = offsets.iter().copied().reduce(f64::min)?;
        let most = offsets.iter().copied().reduce(f64::max)?;
        (sources.len() > 1).then_some(Self {
            sources,
            by_seconds: most - least,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reach_counts_misses_since_the_oldest_answer() {
        let cases = [
            (0o377, Level::Good),
            (0o001, Level::Good),
            (0o007, Level::Good),
            (0o176, Level::Good),
            (0o367, Level::Good),
            (0o363, Level::Warn),
            (0o370, Level::Warn),
            (0o360, Level::Bad),
            (0o200, Level::Bad),
            (0o000, Level::Bad),
        ];
        for (register, level) in cases {
            assert_eq!(reach(Reach(register)), level, "{register:o}");
        }
    }
}
