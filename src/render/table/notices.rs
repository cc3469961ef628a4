//! What is the matter with the sources, and what is about to happen to the clock: a line a kind,
//! below the headline. Nothing when all is well.

use std::fmt::Write;
use std::iter::repeat_n;

use super::{Look, wrap};
use crate::health::{Level, Trouble};
use crate::render::palette::Role;
use crate::report::{LeapStatus, Report, Source, label};
use crate::units::Sign;

/// Appends the notices.
pub(super) fn notices(out: &mut String, report: &Report, look: Look) {
    let leap = report.tracking.got().map(|tracking| tracking.leap_status);
    let announcement = match leap {
        Some(LeapStatus::Insert) => Some("one will be inserted at the end of the day (UTC)"),
        Some(LeapStatus::Delete) => Some("one will be deleted at the end of the day (UTC)"),
        _ => None,
    };
    let mut notices = Vec::new();
    if let Some(text) = announcement {
        notices.push((Level::Warn, "leap second", text.to_owned()));
    }
    let sources = report.sources.got().map_or(&[][..], Vec::as_slice);
    if sources.iter().any(|source| Trouble::of(source).is_some()) {
        for trouble in Trouble::ALL {
            let concerned = |source: &&Source| Trouble::of(source) == Some(trouble);
            let mut sources = sources.iter().filter(concerned).peekable();
            if sources.peek().is_some() {
                let names = names(sources, trouble, look);
                notices.push((trouble.level(), word(trouble), names));
            }
        }
    }
    draw(out, &notices, look);
}

fn draw(out: &mut String, notices: &[(Level, &str, String)], look: Look) {
    let width = |&(level, what, _): &(Level, &str, _)| {
        look.glyphs.sign(level).chars().count() + 1 + what.len()
    };
    let indent = notices.iter().map(width).max().unwrap_or_default() + 4;
    for notice in notices {
        let (level, what, text) = notice;
        out.push_str("  ");
        let head = [look.glyphs.sign(*level), " ", what].concat();
        look.paint(out, &head, Role::Judged(*level));
        out.extend(repeat_n(' ', indent - 2 - width(notice)));
        wrap::hanging(out, indent, indent, text, Role::Text, look);
    }
}

/// The trouble in a word or two.
pub(super) fn word(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Falseticker => "falseticker",
        Trouble::Jittery => "too variable",
        Trouble::Unresolved => "unresolved",
        Trouble::Silent => "silent",
        Trouble::Fading => "missing polls",
    }
}

/// The first few of the sources by name, and how many there are besides.
fn names<'a>(
    mut sources: impl Iterator<Item = &'a Source>,
    trouble: Trouble,
    look: Look,
) -> String {
    const FEW: usize = 4;
    let mut text = String::new();
    for source in sources.by_ref().take(FEW) {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&label(source.name.as_deref(), source.address));
        if let (Trouble::Falseticker, Some(offset)) = (trouble, source.offset_seconds) {
            let size = look.words.seconds(offset.into(), 2, Sign::Hidden);
            let _infallible = write!(text, " ({size} off)");
        }
    }
    match sources.count() {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}
