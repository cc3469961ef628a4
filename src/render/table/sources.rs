//! The sources section: a source a line, the selected one standing out, the state as a word; below
//! it the chart of their agreement.

use super::chart::chart;
use super::grid::{Cell, Column, grid};
use super::{Extras, Look, headline, wrap};
use crate::explain::sources as explain;
use crate::health::{self, Level};
use crate::render::palette::Role;
use crate::report::{Reach, Source, State, label};
use crate::units::{Sign, span_in_column};

static COLUMNS: [Column; 9] = [
    Column::left(&explain::SOURCE).cut(),
    Column::left(&explain::ADDRESS).dropped(5),
    Column::left(&explain::STATE),
    Column::right(&explain::STRATUM).dropped(3),
    Column::right(&explain::POLL).dropped(4),
    Column::left(&explain::REACH),
    Column::right(&explain::LAST).dropped(1),
    Column::right(&explain::OFFSET),
    Column::right(&explain::ERROR).dropped(2),
];

pub(super) fn sources(out: &mut String, sources: &[Source], extras: Extras, look: Look) {
    if sources.is_empty() {
        let text = "chronyd has no sources (see `server` and `pool` in chrony.conf)";
        wrap::paragraph(out, "", text, Role::Judged(Level::Warn), look);
        return;
    }
    let mut cells = Vec::with_capacity(sources.len() * COLUMNS.len());
    for source in sources {
        row(&mut cells, source, look);
    }
    grid(out, &COLUMNS, cells, look);
    chart(out, sources, extras.chart, look);
}

/// What is on the title's line.
pub(super) fn remark(sources: &[Source]) -> Option<String> {
    let (usable, all) = headline::count(sources);
    (all > 0).then(|| format!("{usable} of {all} usable"))
}

fn row(cells: &mut Vec<Cell>, source: &Source, look: Look) {
    let state = source.standing.state;
    let role = role(state);
    let name = label(source.name.as_deref(), source.address);
    // Where the address is all there is, it stands in the place of the name.
    let address = match source.name {
        Some(_) => Some(source.address.text()).filter(|address| *address != name),
        None => None,
    };
    let figure = |value: Option<f32>, sign| match value {
        Some(value) => Cell::figure(look.words.in_column(value.into(), sign), role),
        None => Cell::nothing(),
    };
    let age = health::sample_age(source);
    let last = source.last_sample_age_seconds.map_or_else(
        || "never".to_owned(),
        |seconds| span_in_column(seconds.into()),
    );
    cells.extend([
        Cell::text(format!("{} {name}", source.standing.symbol()), role),
        Cell::text(address.unwrap_or_default(), Role::Faint),
        Cell::text(state.word(), judged(state)),
        match source.stratum {
            Some(stratum) => Cell::text(stratum.to_string(), role),
            None => Cell::nothing(),
        },
        Cell::text(span_in_column(source.poll.seconds()), role),
        Cell::text(
            lamps(source.reach, look),
            Role::Lamps(source.reach, health::reach(source.reach)),
        ),
        Cell::text(
            last,
            if age == Level::Good {
                role
            } else {
                Role::Judged(age)
            },
        ),
        figure(source.offset_seconds, Sign::Shown),
        figure(source.error_seconds, Sign::Hidden),
    ]);
}

/// How what belongs to a source in this state looks.
pub(super) fn role(state: State) -> Role {
    match state {
        State::Selected => Role::Chosen,
        State::Combined | State::Selectable | State::Jittery | State::Unknown(_) => Role::Text,
        State::Falseticker => Role::Wrong,
        State::Unusable => Role::Faint,
    }
}

/// How the word for the state looks.
fn judged(state: State) -> Role {
    match state {
        State::Falseticker => Role::Judged(Level::Bad),
        State::Jittery | State::Unknown(_) => Role::Judged(Level::Warn),
        _ => role(state),
    }
}

/// The last eight polls as lamps, the newest on the right, and the register in octal.
fn lamps(reach: Reach, look: Look) -> String {
    let mut text = String::with_capacity(8 * '●'.len_utf8() + 4);
    text.extend(reach.polls().map(|answered| {
        if answered {
            look.glyphs.answered
        } else {
            look.glyphs.missed
        }
    }));
    text.push(' ');
    text.push_str(&reach.octal());
    text
}
