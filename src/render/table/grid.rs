//! A grid of cells: aligned (on the decimal point, too), cut to the terminal's width, coloured by
//! role. It does not know what the cells mean. The only room that knows comfy-table.

use std::borrow::Cow;
use std::iter::repeat_n;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};

use super::Look;
use crate::explain::Field;
use crate::render::palette::Role;
use crate::units::Quantity;

/// Blanks between two columns.
const GAP: u16 = 2;

/// So much of a text is worth more than a column that may be left out.
const GOOD_CUT: usize = 24;

/// The least that is left of a text that is cut.
const SHORTEST_CUT: usize = 15;

/// A column: how it is headed and aligned, and how it gives way where there is little room.
#[derive(Debug)]
pub(super) struct Column {
    field: &'static Field,
    align: CellAlignment,
    yields: Yields,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Yields {
    Never,
    /// Its text is cut.
    Cut,
    /// It is left out; the highest number first.
    Dropped(u8),
}

impl Column {
    pub(super) const fn left(field: &'static Field) -> Self {
        Self {
            field,
            align: CellAlignment::Left,
            yields: Yields::Never,
        }
    }

    pub(super) const fn right(field: &'static Field) -> Self {
        Self {
            align: CellAlignment::Right,
            ..Self::left(field)
        }
    }

    /// The column's text may be cut.
    pub(super) const fn cut(self) -> Self {
        Self {
            yields: Yields::Cut,
            ..self
        }
    }

    /// The column may be left out, one with a higher number sooner.
    pub(super) const fn dropped(self, order: u8) -> Self {
        Self {
            yields: Yields::Dropped(order),
            ..self
        }
    }
}

/// A cell: a text, a figure that is aligned with the others of its column, or the mark for none.
pub(super) struct Cell {
    content: Content,
    role: Role,
}

enum Content {
    Text(Cow<'static, str>),
    Figure(Quantity),
    Nothing,
}

impl Cell {
    pub(super) fn text(text: impl Into<Cow<'static, str>>, role: Role) -> Self {
        Self {
            content: Content::Text(text.into()),
            role,
        }
    }

    pub(super) fn figure(figure: Quantity, role: Role) -> Self {
        Self {
            content: Content::Figure(figure),
            role,
        }
    }

    pub(super) fn nothing() -> Self {
        Self {
            content: Content::Nothing,
            role: Role::Faint,
        }
    }
}

/// Appends the grid: the heading, then a line a row. The cells come row by row.
pub(super) fn grid(out: &mut String, columns: &[Column], cells: Vec<Cell>, look: Look) {
    let roles: Vec<Role> = cells.iter().map(|cell| cell.role).collect();
    let mut texts = aligned(columns.len(), cells, look);
    let kept = fit(columns, &mut texts, look);

    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(kept.iter().map(|&at| columns[at].field.title));
    for row in texts.chunks_exact_mut(columns.len()) {
        table.add_row(kept.iter().map(|&at| std::mem::take(&mut row[at])));
    }
    for (column, &at) in table.column_iter_mut().zip(&kept) {
        column.set_padding((0, GAP));
        column.set_cell_alignment(columns[at].align);
    }
    if !look.palette.paints() {
        for line in table.lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        return;
    }
    let widths = table.column_max_content_widths();
    let heading = vec![Role::Label; columns.len()];
    let rows = std::iter::once(&heading[..]).chain(roles.chunks_exact(columns.len()));
    for (line, roles) in table.lines().zip(rows) {
        let roles = kept.iter().map(|&at| roles[at]);
        paint(out, &line, widths.iter().copied().zip(roles), look);
        out.push('\n');
    }
}

/// The texts of the cells, figures padded so that their decimal points and units stand below each
/// other, and the mark for none below the units of the figures.
fn aligned(columns: usize, cells: Vec<Cell>, look: Look) -> Vec<String> {
    let mut widths = vec![(0, 0); columns];
    for (place, cell) in cells.iter().enumerate() {
        if let Content::Figure(figure) = &cell.content {
            let (fraction_width, unit_width) = &mut widths[place % columns];
            *fraction_width = fraction(&figure.number).len().max(*fraction_width);
            *unit_width = figure.unit.chars().count().max(*unit_width);
        }
    }
    let text = |(place, cell): (usize, Cell)| {
        let (fraction_width, unit_width) = widths[place % columns];
        match cell.content {
            Content::Text(text) => text.into_owned(),
            Content::Figure(Quantity { mut number, unit }) => {
                let padding = fraction_width - fraction(&number).len() + 1;
                number.extend(repeat_n(' ', padding));
                number.push_str(unit);
                number.extend(repeat_n(' ', unit_width - unit.chars().count()));
                number
            }
            Content::Nothing => {
                let mut text = look.glyphs.nothing.to_owned();
                if unit_width > 0 {
                    text.extend(repeat_n(' ', fraction_width + 1 + unit_width));
                }
                text
            }
        }
    };
    cells.into_iter().enumerate().map(text).collect()
}

/// The decimal point and what follows it.
fn fraction(number: &str) -> &str {
    number.find('.').map_or("", |point| &number[point..])
}

/// Makes the grid as narrow as the terminal, if it can be: drops columns, then cuts texts. Returns
/// the places of the columns that are kept.
fn fit(columns: &[Column], texts: &mut [String], look: Look) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    let Some(room) = look.width else {
        return kept;
    };
    let mut widths: Vec<usize> = columns
        .iter()
        .map(|column| column.field.title.len())
        .collect();
    for (place, text) in texts.iter().enumerate() {
        let width = &mut widths[place % columns.len()];
        *width = text.chars().count().max(*width);
    }
    let least = |at: usize| match columns[at].yields {
        Yields::Cut => widths[at].min(GOOD_CUT),
        Yields::Never | Yields::Dropped(_) => widths[at],
    };
    let gaps = |kept: &[usize]| usize::from(GAP) * kept.len().saturating_sub(1);
    while kept.iter().map(|&at| least(at)).sum::<usize>() + gaps(&kept) > room {
        let order = |&at: &usize| match columns[at].yields {
            Yields::Dropped(order) => Some(order),
            Yields::Never | Yields::Cut => None,
        };
        let next = kept.iter().filter_map(order).max();
        let Some(next) = next else {
            break;
        };
        kept.retain(|at| order(at) != Some(next));
    }
    let total = kept.iter().map(|&at| widths[at]).sum::<usize>() + gaps(&kept);
    let excess = total.saturating_sub(room);
    for &at in kept.iter().filter(|&&at| columns[at].yields == Yields::Cut) {
        let room = widths[at].saturating_sub(excess).max(SHORTEST_CUT);
        for text in texts.iter_mut().skip(at).step_by(columns.len()) {
            if let Cow::Owned(shorter) = look.cut(text, room) {
                *text = shorter;
            }
        }
    }
    kept
}

/// Appends a line with its cells, which stand at fixed places, in their colours, and without the
/// blanks at its end.
fn paint(out: &mut String, line: &str, cells: impl Iterator<Item = (u16, Role)>, look: Look) {
    let mut rest = line.trim_end();
    for (width, role) in cells {
        let (cell, behind) = split_at_char(rest, usize::from(width));
        let words = cell.trim();
        let indent = cell.len() - cell.trim_start().len();
        out.push_str(&cell[..indent]);
        look.paint(out, words, role);
        if behind.is_empty() {
            break;
        }
        out.push_str(&cell[indent + words.len()..]);
        let (gap, next) = split_at_char(behind, usize::from(GAP));
        out.push_str(gap);
        rest = next;
    }
}

fn split_at_char(text: &str, count: usize) -> (&str, &str) {
    let at = text
        .char_indices()
        .nth(count)
        .map_or(text.len(), |(at, _)| at);
    text.split_at(at)
}
