//! The source statistics section: what chronyd has estimated about each source, a source a line.

use super::grid::{Cell, Column, grid};
use super::{Look, wrap};
use crate::explain::stats as explain;
use crate::health::{Level, Limits};
use crate::render::palette::Role;
use crate::report::{SourceStats, label};
use crate::units::{Sign, ppm, span_in_column};

static COLUMNS: [Column; 9] = [
    Column::left(&explain::SOURCE).cut(),
    Column::right(&explain::SAMPLES).dropped(4),
    Column::right(&explain::RUNS).dropped(6),
    Column::right(&explain::SPAN).dropped(5),
    Column::right(&explain::FREQUENCY),
    Column::right(&explain::SKEW),
    Column::right(&explain::OFFSET),
    Column::right(&explain::ERROR).dropped(2),
    Column::right(&explain::STD_DEV).dropped(3),
];

/// With fewer samples a large skew is not a fault, but a beginning.
const SETTLED_SAMPLES: u32 = 8;

pub(super) fn stats(out: &mut String, stats: &[SourceStats], look: Look) {
    if stats.is_empty() {
        let text = "chronyd has no sources, and so no statistics";
        wrap::paragraph(out, "", text, Role::Judged(Level::Warn), look);
        return;
    }
    let mut cells = Vec::with_capacity(stats.len() * COLUMNS.len());
    for source in stats {
        row(&mut cells, source, look);
    }
    grid(out, &COLUMNS, cells, look);
}

fn row(cells: &mut Vec<Cell>, source: &SourceStats, look: Look) {
    let role = if source.samples == 0 {
        Role::Faint
    } else {
        Role::Text
    };
    let seconds = |value: Option<f32>, sign| match value {
        Some(value) => Cell::figure(look.words.in_column(value.into(), sign), role),
        None => Cell::nothing(),
    };
    let rate = |value: Option<f32>, sign, role| match value {
        Some(value) => Cell::figure(ppm(value.into(), sign), role),
        None => Cell::nothing(),
    };
    let skew = match source.skew_ppm {
        Some(skew) if source.samples >= SETTLED_SAMPLES => {
            Role::Judged(Limits::SKEW.level(skew.into()))
        }
        _ => role,
    };
    cells.extend([
        Cell::text(label(source.name.as_deref(), source.address), role),
        Cell::text(source.samples.to_string(), role),
        Cell::text(source.runs.to_string(), role),
        Cell::text(span_in_column(source.span_seconds.into()), role),
        rate(source.frequency_ppm, Sign::Shown, role),
        rate(source.skew_ppm, Sign::Hidden, skew),
        seconds(source.offset_seconds, Sign::Shown),
        seconds(source.offset_error_seconds, Sign::Hidden),
        seconds(source.std_dev_seconds, Sign::Hidden),
    ]);
}
