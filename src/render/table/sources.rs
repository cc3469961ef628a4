//! The sources section: a source a line, the selected one standing out, the state as a word.

use super::Look;
use super::grid::{Cell, Column, grid};
use crate::health::Level;
use crate::render::palette::Role;
use crate::report::{Reach, Source, State, label};
use crate::units::{Sign, span};

pub(super) fn sources(sources: &[Source], look: Look) -> String {
    if sources.is_empty() {
        let text = "chronyd has no sources (see `server` and `pool` in chrony.conf)";
        return format!("{}\n", look.palette.paint(text, Role::Judged(Level::Warn)));
    }
    let columns = [
        Column::left(""),
        Column::left("name").cut(),
        Column::left("address").dropped(3),
        Column::left("state"),
        Column::right("stratum").dropped(1),
        Column::right("poll").dropped(2),
        Column::left("reach"),
        Column::right("last"),
        Column::right("offset"),
        Column::right("error"),
    ];
    let rows: Vec<Vec<Cell>> = sources.iter().map(|source| row(source, look)).collect();
    grid(&columns, &rows, look)
}

fn row(source: &Source, look: Look) -> Vec<Cell> {
    let role = role(source.standing.state);
    let nothing = || Cell::text(look.glyphs.nothing, Role::Faint);
    let address = source.address.text();
    let name = label(source.name.as_deref(), source.address);
    let address = if address == name {
        String::new()
    } else {
        address
    };
    let figure = |value: Option<f32>, sign| {
        let figure = value.map(|value| look.words.seconds(value.into(), 3, sign));
        Cell::figure_or_nothing(figure, role, look)
    };
    let last = source
        .last_sample_age_seconds
        .map_or_else(|| "never".to_owned(), |seconds| span(seconds.into()));
    vec![
        Cell::text(source.standing.symbol(), role),
        Cell::text(name, role),
        Cell::text(address, Role::Faint),
        Cell::text(source.standing.state.word(), role),
        source
            .stratum
            .map_or_else(nothing, |stratum| Cell::text(stratum.to_string(), role)),
        Cell::text(span(source.poll.seconds()), role),
        Cell::text(lamps(source.reach, look), role),
        Cell::text(last, role),
        figure(source.offset_seconds, Sign::Shown),
        figure(source.error_seconds, Sign::Hidden),
    ]
}

fn role(state: State) -> Role {
    match state {
        State::Selected => Role::StrongJudged(Level::Good),
        State::Combined | State::Selectable => Role::Text,
        State::Falseticker => Role::Judged(Level::Bad),
        State::Jittery | State::Unknown(_) => Role::Judged(Level::Warn),
        State::Unusable => Role::Faint,
    }
}

/// The last eight polls as lamps, the newest on the right, and the register in octal.
fn lamps(reach: Reach, look: Look) -> String {
    let lamps: String = reach
        .polls()
        .map(|answered| {
            if answered {
                look.glyphs.answered
            } else {
                look.glyphs.missed
            }
        })
        .collect();
    format!("{lamps} {}", reach.octal())
}
