//! What a [`Report`] says to people, in a terminal or a browser: a headline that answers "is my
//! clock right?", notices, and a section for each requested report. Figures are quantities, and
//! each text has a role; how these look is not known here.

mod agreement;
mod entry;
mod explanation;
mod grid;
mod headline;
mod notices;
mod rtc;
mod sources;
mod stats;
mod tracking;
mod value;

use std::borrow::Cow;

pub use agreement::{Agreement, Interval, Line};
pub use entry::{Entry, Place};
pub use grid::{CellKind, Grid, Head, Yields};
pub use headline::{Headline, Stat};
pub use notices::Notice;
pub use value::{Content, Lamp, Lamps, Level, Role, Value};

use crate::fields::{self, Field};
use crate::health::{Verdict, verdict};
use crate::report::{Problem, Report, ReportKind, Requested};
use crate::units::moment;

/// Everything that people are told, in reading order.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Whether the clock is right; `None` when there is no verdict on it.
    pub headline: Option<Headline>,
    /// Why chronyd is unreachable; then there is nothing else to say.
    pub unreachable: Option<Unreachable>,
    /// Notices besides the verdict; only below a headline.
    pub notices: Vec<Notice>,
    /// A section for each requested report.
    pub sections: Vec<Section>,
    /// Which path served the fetch, and when, for the reader of a ticket.
    pub origin: Option<String>,
    /// The time of the fetch; `None` without one.
    pub asked_at: Option<String>,
}

/// An unreachable chronyd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreachable {
    /// Every path that was tried, and why it failed.
    pub causes: Vec<String>,
    /// What to do about it.
    pub advice: Option<String>,
}

impl Unreachable {
    fn of(problem: &Problem) -> Self {
        let causes = problem.message.trim_start_matches(Problem::UNREACHABLE);
        Self {
            causes: causes.split("; ").map(str::to_owned).collect(),
            advice: problem.hint.clone(),
        }
    }
}

/// The section of one report.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The heading of the report.
    pub title: &'static str,
    /// Text beside the title.
    pub remark: Option<String>,
    /// The report, or why it is missing.
    pub blocks: Vec<Block>,
    /// Its fields, for their explanations.
    pub fields: &'static [&'static Field],
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Fields, one by one.
    Entries(Vec<Entry>),
    /// Records, one on each row.
    Grid(Grid),
    /// How sources agree.
    Agreement(Agreement),
    /// A sentence in place of figures.
    Remark(Cow<'static, str>, Role),
}

impl Page {
    /// What the report says.
    pub fn of(report: &Report) -> Self {
        let verdict = verdict(report);
        let section = |kind| match kind {
            ReportKind::Tracking => section(kind, &report.tracking, |tracking| {
                tracking::tracking(tracking, report, verdict.as_ref())
            }),
            ReportKind::Sources => {
                let remark = report
                    .sources
                    .received()
                    .and_then(|list| sources::remark(list));
                section(kind, &report.sources, |list| {
                    sources::sources(list, report.tracking.known())
                })
                .map(|section| Section { remark, ..section })
            }
            ReportKind::Stats => section(kind, &report.stats, |list| stats::stats(list)),
            ReportKind::Rtc => section(kind, &report.rtc, |rtc| rtc::rtc(rtc, report)),
        };
        // An unreachable chronyd is reported once, not in each section.
        let kinds = ReportKind::ALL.into_iter();
        let kinds = kinds.filter(|_| !report.is_unreachable());
        Self {
            sections: kinds.filter_map(section).collect(),
            ..Self::judged(report, verdict.as_ref())
        }
    }

    /// What the report says about the clock, without a section for each report.
    pub fn in_short(report: &Report) -> Self {
        Self::judged(report, verdict(report).as_ref())
    }

    fn judged(report: &Report, verdict: Option<&Verdict>) -> Self {
        let clock = verdict.zip(report.tracking.received());
        let headline =
            clock.map(|(verdict, tracking)| headline::headline(report, verdict, tracking));
        let asked_at = moment(report.fetched_at);
        let origin = |server| format!("chronyd at {server}, {asked_at}");
        Self {
            notices: match verdict {
                Some(verdict) if headline.is_some() => notices::notices(report, verdict),
                _ => Vec::new(),
            },
            headline,
            unreachable: report.unreachable.as_ref().map(Unreachable::of),
            sections: Vec::new(),
            origin: report.server.as_deref().map(origin),
            asked_at: Some(asked_at),
        }
    }
}

/// The section of a requested report; `None`: it was not requested.
fn section<T>(
    kind: ReportKind,
    requested: &Requested<T>,
    blocks: impl FnOnce(&T) -> Vec<Block>,
) -> Option<Section> {
    let blocks = match requested {
        Requested::No | Requested::Aside(_) => return None,
        Requested::Unreachable => vec![Block::Remark("not available".into(), Role::Faint)],
        Requested::Missing(problem) => missing(problem),
        Requested::Received(report) => blocks(report),
    };
    Some(Section {
        title: kind.title(),
        remark: None,
        blocks,
        fields: fields::of(kind),
    })
}

/// Why a report is missing, and what to do about it.
fn missing(problem: &Problem) -> Vec<Block> {
    let message = format!("not available: {}", problem.message);
    let hint = problem.hint.as_ref().map(|hint| format!("hint: {hint}"));
    let lines = [Some(message), hint].into_iter().flatten();
    lines
        .map(|line| Block::Remark(line.into(), Role::Faint))
        .collect()
}
