//! What comes first: whether the clock is right, by how much it is off, how wrong it can be at most,
//! when it was corrected. As boxes where a person watches and there is room, as text otherwise.

use super::stat_box::{StatBox, boxes, width};
use super::tracking::parts;
use super::{Look, notices, wrap};
use crate::health::{Level, Limits, State, Trouble, Verdict};
use crate::render::palette::Role;
use crate::report::{ErrorBound, Report, Source, State as SourceState, Tracking};
use crate::units::{Sign, span};

/// Appends the headline; nothing when there is no verdict on the clock.
pub(super) fn headline(out: &mut String, report: &Report, verdict: Option<&Verdict>, look: Look) {
    let (Some(verdict), Some(tracking)) = (verdict, report.tracking.got()) else {
        return;
    };
    if !as_boxes(out, report, verdict, tracking, look) {
        as_text(out, report, verdict, tracking, look);
    }
    notices::notices(out, report, look);
}

fn as_text(out: &mut String, report: &Report, verdict: &Verdict, tracking: &Tracking, look: Look) {
    let level = verdict.state.level();
    let text = format!("{} {}", look.glyphs.sign(level), verdict.message);
    wrap::paragraph(out, "", &text, Role::Verdict(level), look);
    let mut figures = String::new();
    let mut add = |figure: &str| {
        if !figures.is_empty() {
            figures.push_str(", ");
        }
        figures.push_str(figure);
    };
    if let Some(offset) = tracking.system_time_offset_seconds {
        add(&look.words.offset(offset.into(), 2));
    }
    if let Some(bound) = tracking.error_bound {
        let size = look.words.seconds(bound.seconds(), 2, Sign::Hidden);
        add(&match share(bound) {
            Some(share) => format!("error at most {size} ({share})"),
            None => format!("error at most {size}"),
        });
    }
    if let Some(age) = correction(report, tracking) {
        add(&age);
    }
    if !figures.is_empty() {
        wrap::paragraph(out, "  ", &figures, Role::Strong, look);
    }
}

/// Appends the headline as boxes, unless nobody watches or there is no room for them.
fn as_boxes(
    out: &mut String,
    report: &Report,
    verdict: &Verdict,
    tracking: &Tracking,
    look: Look,
) -> bool {
    let Some(room) = look.width else {
        return false;
    };
    let mut stats = vec![
        clock(report, verdict, tracking, look),
        offset(report, verdict, tracking, look),
        error(verdict, tracking, look),
        stratum(tracking, look),
    ];
    stats.extend(report.sources.got().map(|list| sources(list)));
    if width(&stats) > room {
        stats.truncate(4);
    }
    let fits = width(&stats) <= room;
    if fits {
        boxes(out, &stats, look);
    }
    fits
}

fn clock(report: &Report, verdict: &Verdict, tracking: &Tracking, look: Look) -> StatBox {
    /// So much of a reference's name; the tracking section has all of it.
    const LONGEST_NAME: usize = 20;
    let level = verdict.state.level();
    let state = match verdict.state {
        State::Synchronized => "synchronized",
        State::Stale => "stale",
        State::Local => "local clock only",
        State::Unsynchronized | State::Unreachable => "not synchronized",
    };
    let list = report.sources.got();
    let abandoned = list.is_some_and(|list| {
        let selected = |source: &Source| source.standing.state == SourceState::Selected;
        !list.iter().any(selected)
    });
    let detail = match tracking.reference() {
        Some(name) if !abandoned => format!("to {}", look.cut(&name, LONGEST_NAME)),
        _ => "no source selected".to_owned(),
    };
    StatBox {
        title: "clock",
        value: format!("{} {state}", look.glyphs.sign(level)),
        role: Role::Verdict(level),
        detail,
        least: "X not synchronized".len(),
    }
}

fn offset(report: &Report, verdict: &Verdict, tracking: &Tracking, look: Look) -> StatBox {
    let offset = tracking.system_time_offset_seconds.map(f64::from);
    let (value, role) = match offset {
        Some(offset) => (
            look.words.offset(offset, 2),
            judged(verdict, Limits::SYSTEM_TIME_OFFSET, offset.abs()),
        ),
        None => unknown(),
    };
    StatBox {
        title: "offset",
        value,
        role,
        detail: correction(report, tracking).unwrap_or_default(),
        least: "corrected 59m 59s ago".len(),
    }
}

fn error(verdict: &Verdict, tracking: &Tracking, look: Look) -> StatBox {
    let (value, role) = match tracking.error_bound {
        Some(bound) => (
            look.words.seconds(bound.seconds(), 2, Sign::Hidden),
            judged(verdict, Limits::ERROR_BOUND, bound.seconds()),
        ),
        None => unknown(),
    };
    StatBox {
        title: "error at most",
        value,
        role,
        detail: tracking.error_bound.and_then(share).unwrap_or_default(),
        least: 0,
    }
}

fn stratum(tracking: &Tracking, look: Look) -> StatBox {
    let value = tracking.stratum.map(|stratum| stratum.to_string());
    StatBox {
        title: "stratum",
        role: if value.is_some() {
            Role::Strong
        } else {
            Role::Faint
        },
        value: value.unwrap_or_else(|| look.glyphs.nothing.to_owned()),
        detail: String::new(),
        least: 0,
    }
}

fn sources(sources: &[Source]) -> StatBox {
    let (usable, all) = count(sources);
    let level = match usable {
        0 => Level::Bad,
        _ if usable < all => Level::Warn,
        _ => Level::Good,
    };
    let worst = Trouble::ALL.into_iter().find_map(|trouble| {
        let has = |source: &&Source| Trouble::of(source) == Some(trouble);
        let count = sources.iter().filter(has).count();
        (count > 0).then(|| format!("{count} {}", notices::word(trouble)))
    });
    StatBox {
        title: "sources",
        value: format!("{usable} of {all} usable"),
        role: Role::Verdict(level),
        detail: match worst {
            Some(worst) => worst,
            None if usable > 1 => "in agreement".to_owned(),
            None => String::new(),
        },
        least: "99 falsetickers".len(),
    }
}

/// How many sources can be used, and how many there are.
pub(super) fn count(sources: &[Source]) -> (usize, usize) {
    let usable = |source: &&Source| SourceState::is_usable(source.standing.state);
    (sources.iter().filter(usable).count(), sources.len())
}

/// A figure within its limits is good news only as long as the verdict is.
fn judged(verdict: &Verdict, limits: Limits, value: f64) -> Role {
    match limits.level(value) {
        Level::Good if verdict.state.level() != Level::Good => Role::Strong,
        level => Role::Verdict(level),
    }
}

fn unknown() -> (String, Role) {
    ("unknown".to_owned(), Role::Strong)
}

/// How long ago chronyd corrected the clock; its own clock it does not correct.
fn correction(report: &Report, tracking: &Tracking) -> Option<String> {
    let age = report
        .update_age_seconds()
        .filter(|_| !tracking.is_local())?;
    Some(format!("corrected {} ago", span(age)))
}

/// The part of the bound that dominates it.
fn share(bound: ErrorBound) -> Option<String> {
    let [(name, part), ..] = parts(bound);
    let percent = 100.0 * part / bound.seconds();
    (part > 0.0).then(|| format!("{percent:.0}% {name}"))
}
