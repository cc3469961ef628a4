//! A [`Report`] as tables for people: a headline that answers "is my clock right?", then a section
//! for each report asked for. One file per report, over shared pieces.

mod chart;
mod explanation;
mod glyphs;
mod grid;
mod headline;
mod list;
mod notices;
mod rtc;
mod sources;
mod stat_box;
mod stats;
mod tracking;
mod wrap;

use std::borrow::Cow;

use glyphs::Glyphs;

use super::palette::{Palette, Role};
use crate::health::verdict;
use crate::report::{Asked, Report, ReportKind};
use crate::terminal::Terminal;
use crate::units::{Words, moment};

/// What is shown besides the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extras {
    /// A line of explanation for each field.
    pub explain: bool,
    /// The chart of the sources' agreement; `None`: where a person watches and there is room.
    pub chart: Option<bool>,
}

/// What every piece needs to know to draw itself.
#[derive(Debug, Clone, Copy)]
struct Look {
    palette: Palette,
    words: Words,
    glyphs: Glyphs,
    width: Option<usize>,
}

impl Look {
    fn new(terminal: &Terminal) -> Self {
        Self {
            palette: Palette::new(terminal.color),
            words: Words {
                unicode: terminal.unicode,
            },
            glyphs: Glyphs::new(terminal.unicode),
            width: terminal.width,
        }
    }

    /// The text in so much room, with a mark where something is missing.
    fn cut(self, text: &str, room: usize) -> Cow<'_, str> {
        if text.chars().count() <= room {
            return Cow::Borrowed(text);
        }
        let left = room.saturating_sub(self.glyphs.cut.chars().count());
        let kept = text
            .char_indices()
            .nth(left)
            .map_or(text.len(), |(at, _)| at);
        Cow::Owned([&text[..kept], self.glyphs.cut].concat())
    }

    /// Appends the text as it looks in this role.
    fn paint(self, out: &mut String, text: &str, role: Role) {
        self.palette.paint(out, text, role);
    }
}

/// The tables, with the headline on top and the place they came from below.
pub fn table(report: &Report, terminal: &Terminal, extras: Extras) -> String {
    /// What five sources take, so that the text seldom moves while it grows.
    const USUAL_SIZE: usize = 4096;
    let look = Look::new(terminal);
    let mut page = Page {
        text: String::with_capacity(USUAL_SIZE),
        report,
        extras,
        look,
    };
    let verdict = verdict(report);
    headline::headline(&mut page.text, report, verdict.as_ref(), look);
    page.section(
        ReportKind::Tracking,
        &report.tracking,
        None,
        |out, tracking| {
            tracking::tracking(out, tracking, report, verdict.as_ref(), look);
        },
    );
    let remark = report.sources.got().and_then(|list| sources::remark(list));
    page.section(
        ReportKind::Sources,
        &report.sources,
        remark,
        |out, sources| {
            sources::sources(out, sources, extras, look);
        },
    );
    page.section(ReportKind::Stats, &report.stats, None, |out, stats| {
        stats::stats(out, stats, look);
    });
    page.section(ReportKind::Rtc, &report.rtc, None, |out, rtc| {
        rtc::rtc(out, rtc, report, look);
    });
    page.origin();
    page.text
}

/// The output as it grows.
struct Page<'a> {
    text: String,
    report: &'a Report,
    extras: Extras,
    look: Look,
}

impl Page<'_> {
    fn section<T>(
        &mut self,
        kind: ReportKind,
        asked: &Asked<T>,
        remark: Option<String>,
        body: impl FnOnce(&mut String, &T),
    ) {
        if asked.is_no() {
            return;
        }
        self.gap();
        let out = &mut self.text;
        self.look.paint(out, kind.title(), Role::Title);
        if let Some(remark) = remark {
            out.push_str("  ");
            self.look.paint(out, &remark, Role::Faint);
        }
        out.push('\n');
        if let Some(asked) = asked.got() {
            body(out, asked);
        } else {
            let mut problems = self.report.problems.iter();
            let text = match problems.find(|problem| problem.report == Some(kind)) {
                Some(problem) => format!("not available: {}", problem.message),
                None => "not available".to_owned(),
            };
            wrap::paragraph(out, "", &text, Role::Faint, self.look);
        }
        if self.extras.explain {
            out.push('\n');
            explanation::explanation(out, kind, self.look);
        }
    }

    /// Which path served the fetch, and when: what a reader needs who sees this in a ticket.
    fn origin(&mut self) {
        let Some(server) = &self.report.server else {
            return;
        };
        self.gap();
        let text = format!("chronyd at {server}, {}", moment(self.report.fetched_at));
        wrap::paragraph(&mut self.text, "", &text, Role::Faint, self.look);
    }

    fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }
}
