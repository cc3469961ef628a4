//! What is the matter with the sources, and what is about to happen to the clock. Nothing when all
//! is well.

use super::Level;
use crate::health::{Disagreement, SourceIssue};
use crate::report::{LeapStatus, Report, Source, label};
use crate::units::{Sign, seconds};

/// Something to know besides the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How it is to be taken.
    pub level: Level,
    /// What it is about, in a word or two.
    pub subject: &'static str,
    /// What there is to say.
    pub text: String,
}

pub(super) fn notices(report: &Report) -> Vec<Notice> {
    let sources = report.sources.got().map_or(&[][..], |sources| sources);
    let disagreement = Disagreement::of(sources);
    let is_said =
        |issue: &SourceIssue| *issue == SourceIssue::Falseticker && disagreement.is_some();
    let issues = SourceIssue::ALL.into_iter().filter(|issue| !is_said(issue));
    let issues = issues.filter_map(|issue| {
        let concerned = |source: &&Source| SourceIssue::of(source) == Some(issue);
        let mut sources = sources.iter().filter(concerned).peekable();
        sources.peek()?;
        Some(Notice {
            level: issue.level(),
            subject: issue.words(),
            text: names(sources, issue),
        })
    });
    let disagreement = disagreement.as_ref().map(disagree);
    let first = leap_second(report).into_iter().chain(disagreement);
    first.chain(issues).collect()
}

/// Who disagrees, and by how much. Which of them is wrong is not known, and not hinted at.
fn disagree(disagreement: &Disagreement<'_>) -> Notice {
    let by = seconds(disagreement.by_seconds, 2, Sign::Hidden);
    let sources = &disagreement.sources;
    let names = sources.iter().map(|source| name(source));
    let text = match sources.len() {
        2 => {
            let names: Vec<String> = names.collect();
            let names = names.join(" and ");
            format!("{names} disagree by {by}, and two cannot outvote each other")
        }
        _ => format!(
            "{} disagree by up to {by}: there is no majority",
            some(names)
        ),
    };
    Notice {
        level: Level::Bad,
        subject: "disagreement",
        text,
    }
}

fn leap_second(report: &Report) -> Option<Notice> {
    let tracking = report.tracking.got()?;
    let text = match tracking.leap_status {
        LeapStatus::Insert => "one will be inserted at the end of the day (UTC)",
        LeapStatus::Delete => "one will be deleted at the end of the day (UTC)",
        _ if tracking.is_in_leap_second() => "one is being inserted at this moment",
        _ => return None,
    };
    Some(Notice {
        level: Level::Warn,
        subject: "leap second",
        text: text.to_owned(),
    })
}

/// The sources by name; falsetickers with how far they are from chronyd's estimate of true time.
fn names<'a>(sources: impl Iterator<Item = &'a Source>, issue: SourceIssue) -> String {
    let mut names: Vec<String> = Vec::new();
    for source in sources {
        let name = match (issue, source.offset_seconds) {
            (SourceIssue::Falseticker, Some(offset)) => {
                let size = seconds(offset.into(), 2, Sign::Hidden);
                format!("{} ({size} off)", name(source))
            }
            _ => name(source),
        };
        // The places of a pool whose name is not resolved have it in common.
        if names.last() != Some(&name) {
            names.push(name);
        }
    }
    some(names.into_iter())
}

fn name(source: &Source) -> String {
    label(source.name.as_deref(), source.address)
}

/// The first few of the names, and how many there are besides.
fn some(mut names: impl Iterator<Item = String>) -> String {
    const FEW: usize = 4;
    let few: Vec<String> = names.by_ref().take(FEW).collect();
    let few = few.join(", ");
    match names.count() {
        0 => few,
        more => format!("{few} and {more} more"),
    }
}
