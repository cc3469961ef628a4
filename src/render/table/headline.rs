//! The first lines: whether the clock is right, by how much it is off, how wrong it can be at
//! most, when it was corrected, and whom the answer came from.

use super::Look;
use crate::health::{Level, verdict};
use crate::render::palette::Role;
use crate::report::Report;
use crate::units::{Sign, span};

/// The headline; none when tracking was not asked for or is not known.
pub(super) fn headline(report: &Report, look: Look) -> Option<String> {
    let verdict = verdict(report)?;
    let tracking = report.tracking.got()?;
    let level = verdict.state.level();
    let mark = match level {
        Level::Good => look.glyphs.good,
        Level::Warn => look.glyphs.warn,
        Level::Bad => look.glyphs.bad,
    };
    let first = format!("{mark} {}", verdict.message);
    let mut figures = Vec::new();
    if let Some(offset) = tracking.system_time_offset_seconds {
        figures.push(look.words.offset(offset.into(), 2));
    }
    if let Some(bound) = tracking.error_bound {
        let bound = look.words.seconds(bound.seconds(), 2, Sign::Hidden);
        figures.push(format!("error at most {}", bound.text()));
    }
    if !tracking.is_local()
        && let Some(age) = report.update_age_seconds()
    {
        figures.push(format!("corrected {} ago", span(age)));
    }
    let mut lines = vec![look.palette.paint(&first, Role::StrongJudged(level))];
    if !figures.is_empty() {
        let figures = look.palette.paint(&figures.join(", "), Role::Strong);
        lines.push(format!("  {figures}"));
    }
    lines.push(String::new());
    Some(lines.join("\n"))
}
