//! What chronyd has estimated about each source, one on each row.

use super::grid::CellKind::{Numbers, Words};
use super::grid::Column;
use super::grid::Yields::{Cut, Dropped, Last, Never};
use super::{Block, Grid, Level, Role, Value};
use crate::fields::stats as fields;
use crate::health::Thresholds;
use crate::report::{SourceStats, label};
use crate::units::{Sign, ppm, span_in_column};

static COLUMNS: [Column<SourceStats>; 9] = [
    Column::new(&fields::SOURCE, Words, Cut, |it| {
        Value::text(label(it.name.as_deref(), it.address), role(it))
    }),
    Column::new(&fields::SAMPLES, Numbers, Dropped(4), |it| {
        Value::text(it.samples.to_string(), role(it))
    }),
    Column::new(&fields::RUNS, Numbers, Dropped(6), |it| {
        Value::text(it.runs.to_string(), role(it))
    }),
    Column::new(&fields::SPAN, Numbers, Dropped(5), |it| {
        Value::text(span_in_column(it.span_seconds.into()), role(it))
    }),
    Column::new(&fields::FREQUENCY, Numbers, Never, |it| {
        rate(it.frequency_ppm, Sign::Shown, role(it))
    }),
    Column::new(&fields::SKEW, Numbers, Last, |it| {
        rate(it.skew_ppm, Sign::Hidden, skew(it))
    }),
    Column::new(&fields::OFFSET, Numbers, Never, |it| {
        Value::seconds(it.offset_seconds, Sign::Shown, role(it))
    }),
    Column::new(&fields::ERROR, Numbers, Dropped(2), |it| {
        Value::seconds(it.offset_error_seconds, Sign::Hidden, role(it))
    }),
    Column::new(&fields::STD_DEV, Numbers, Dropped(3), |it| {
        Value::seconds(it.std_dev_seconds, Sign::Hidden, role(it))
    }),
];

/// With fewer samples than this a large skew is normal.
const SETTLED_SAMPLES: u32 = 8;

pub(super) fn stats(stats: &[SourceStats]) -> Vec<Block> {
    if stats.is_empty() {
        let text = "chronyd has no sources, and so no statistics";
        return vec![Block::Remark(text.into(), Role::Judged(Level::Warn))];
    }
    vec![Block::Grid(Grid::new(&COLUMNS, stats))]
}

/// The role of a source's figures; without samples they mean nothing.
fn role(source: &SourceStats) -> Role {
    match source.samples {
        0 => Role::Faint,
        _ => Role::Text,
    }
}

fn skew(source: &SourceStats) -> Role {
    match source.skew_ppm {
        Some(skew) if source.samples >= SETTLED_SAMPLES => {
            Role::Judged(Thresholds::SKEW.level(skew.into()))
        }
        _ => role(source),
    }
}

fn rate(value: Option<f32>, sign: Sign, role: Role) -> Value {
    value.map_or(Value::nothing(), |value| {
        Value::figure(ppm(value.into(), sign), role)
    })
}
