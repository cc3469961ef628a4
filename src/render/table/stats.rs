//! The source statistics section: what chronyd has estimated about each source, a source a line.

use super::Look;
use super::grid::{Cell, Column, grid};
use crate::health::Level;
use crate::render::palette::Role;
use crate::report::{SourceStats, label};
use crate::units::{Sign, ppm, span};

pub(super) fn stats(stats: &[SourceStats], look: Look) -> String {
    if stats.is_empty() {
        let text = "chronyd has no sources, and so no statistics";
        return format!("{}\n", look.palette.paint(text, Role::Judged(Level::Warn)));
    }
    let columns = [
        Column::left("name").cut(),
        Column::right("samples"),
        Column::right("runs").dropped(1),
        Column::right("span").dropped(2),
        Column::right("frequency"),
        Column::right("skew"),
        Column::right("offset"),
        Column::right("error"),
        Column::right("std dev"),
    ];
    let rows: Vec<Vec<Cell>> = stats.iter().map(|source| row(source, look)).collect();
    grid(&columns, &rows, look)
}

fn row(source: &SourceStats, look: Look) -> Vec<Cell> {
    let role = if source.samples == 0 {
        Role::Faint
    } else {
        Role::Text
    };
    let seconds = |value: Option<f32>, sign| {
        let figure = value.map(|value| look.words.seconds(value.into(), 3, sign));
        Cell::figure_or_nothing(figure, role, look)
    };
    let rate = |value: Option<f32>, sign| {
        let figure = value.map(|value| ppm(value.into(), sign));
        Cell::figure_or_nothing(figure, role, look)
    };
    vec![
        Cell::text(label(source.name.as_deref(), source.address), role),
        Cell::text(source.samples.to_string(), role),
        Cell::text(source.runs.to_string(), role),
        Cell::text(span(source.span_seconds.into()), role),
        rate(source.frequency_ppm, Sign::Shown),
        rate(source.skew_ppm, Sign::Hidden),
        seconds(source.offset_seconds, Sign::Shown),
        seconds(source.offset_error_seconds, Sign::Hidden),
        seconds(source.std_dev_seconds, Sign::Hidden),
    ]
}
