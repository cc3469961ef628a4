//! What is the matter with the sources, and what is about to happen to the clock: a line a kind,
//! below the headline. Nothing when all is well.

use std::fmt::Write;

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
    if let Some(text) = announcement {
        notice(out, Level::Warn, "leap second", text, look);
    }
    let Some(sources) = report.sources.got() else {
        return;
    };
    if sources.iter().all(|source| Trouble::of(source).is_none()) {
        return;
    }
    for trouble in Trouble::ALL {
        let mut concerned = sources
            .iter()
            .filter(|source| Trouble::of(source) == Some(trouble))
            .peekable();
        if concerned.peek().is_some() {
            let names = names(concerned, trouble, look);
            notice(out, trouble.level(), word(trouble), &names, look);
        }
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

fn notice(out: &mut String, level: Level, what: &str, text: &str, look: Look) {
    let head = format!("{} {what}", look.glyphs.sign(level));
    out.push_str("  ");
    look.paint(out, &head, Role::Judged(level));
    out.push_str("  ");
    wrap::hanging(out, 4 + head.chars().count(), text, Role::Text, look);
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
            let size = look.words.seconds(offset.into(), 2, Sign::Hidden).text();
            let _infallible = write!(text, " ({size} off)");
        }
    }
    match sources.count() {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}
