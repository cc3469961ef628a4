//! A [`Report`] as tables for people: a headline that answers "is my clock right?", then a section
//! for each report asked for. One file per report, over shared pieces.

mod grid;
mod headline;
mod rtc;
mod sources;
mod stats;
mod tracking;

use super::palette::{Palette, Role};
use crate::report::{Asked, Report, ReportKind};
use crate::terminal::Terminal;
use crate::units::Words;

/// What every piece needs to know to draw itself.
#[derive(Debug, Clone, Copy)]
struct Look {
    palette: Palette,
    words: Words,
    glyphs: Glyphs,
    width: Option<usize>,
}

/// The characters that have a stand-in where the locale is not UTF-8.
#[derive(Debug, Clone, Copy)]
struct Glyphs {
    good: &'static str,
    warn: &'static str,
    bad: &'static str,
    answered: char,
    missed: char,
    nothing: &'static str,
    cut: &'static str,
}

impl Glyphs {
    fn new(unicode: bool) -> Self {
        if unicode {
            Self {
                good: "✔",
                warn: "⚠",
                bad: "✘",
                answered: '●',
                missed: '○',
                nothing: "–",
                cut: "…",
            }
        } else {
            Self {
                good: "OK",
                warn: "!",
                bad: "X",
                answered: '#',
                missed: '.',
                nothing: "-",
                cut: "~",
            }
        }
    }
}

/// The tables, with the headline on top.
pub fn table(report: &Report, terminal: &Terminal) -> String {
    let look = Look {
        palette: Palette::new(terminal.color),
        words: Words {
            unicode: terminal.unicode,
        },
        glyphs: Glyphs::new(terminal.unicode),
        width: terminal.width,
    };
    let mut parts = Vec::new();
    parts.extend(headline::headline(report, look));
    section(
        &mut parts,
        ReportKind::Tracking,
        &report.tracking,
        look,
        |tracking| tracking::tracking(tracking, report, look),
    );
    section(
        &mut parts,
        ReportKind::Sources,
        &report.sources,
        look,
        |sources| sources::sources(sources, look),
    );
    section(
        &mut parts,
        ReportKind::Stats,
        &report.stats,
        look,
        |stats| stats::stats(stats, look),
    );
    section(&mut parts, ReportKind::Rtc, &report.rtc, look, |rtc| {
        rtc::rtc(rtc, report, look)
    });
    parts.join("\n")
}

fn section<T>(
    parts: &mut Vec<String>,
    kind: ReportKind,
    asked: &Asked<T>,
    look: Look,
    body: impl FnOnce(&T) -> String,
) {
    let title = match kind {
        ReportKind::Tracking => "Tracking",
        ReportKind::Sources => "Sources",
        ReportKind::Stats => "Source statistics",
        ReportKind::Rtc => "Hardware clock",
    };
    let body = match asked {
        Asked::No => return,
        Asked::Missing => format!("{}\n", look.palette.paint("not available", Role::Faint)),
        Asked::Got(value) => body(value),
    };
    let title = look.palette.paint(title, Role::Title);
    parts.push(format!("{title}\n{body}"));
}
