//! What is the matter with the sources, and what is about to happen to the clock. Nothing when all
//! is well.

use std::fmt::Write;

use super::Level;
use crate::health::Trouble;
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
    let troubles = Trouble::ALL.into_iter().filter_map(|trouble| {
        let concerned = |source: &&Source| Trouble::of(source) == Some(trouble);
        let mut sources = sources.iter().filter(concerned).peekable();
        sources.peek()?;
        Some(Notice {
            level: trouble.level(),
            subject: trouble.word(),
            text: names(sources, trouble),
        })
    });
    leap_second(report).into_iter().chain(troubles).collect()
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

/// The first few of the sources by name, and how many there are besides.
fn names<'a>(mut sources: impl Iterator<Item = &'a Source>, trouble: Trouble) -> String {
    const FEW: usize = 4;
    let mut text = String::new();
    for source in sources.by_ref().take(FEW) {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&label(source.name.as_deref(), source.address));
        if let (Trouble::Falseticker, Some(offset)) = (trouble, source.offset_seconds) {
            let size = seconds(offset.into(), 2, Sign::Hidden);
            let _infallible = write!(text, " ({size} off)");
        }
    }
    match sources.count() {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}
