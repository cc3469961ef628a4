//! A grid of cells: aligned (on the decimal point, too), cut to the terminal's width, coloured by
//! role. It does not know what the cells mean. The only room that knows comfy-table.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};

use super::Look;
use crate::render::palette::Role;
use crate::units::Quantity;

/// Blanks between two columns.
const GAP: u16 = 2;

/// The least that is left of a text that is cut.
const SHORTEST_CUT: usize = 12;

/// A column: how it is headed and aligned, and how it gives way where there is little room.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    title: &'static str,
    align: Align,
    yields: Yields,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Align {
    Left,
    Right,
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
    pub(super) fn left(title: &'static str) -> Self {
        Self {
            title,
            align: Align::Left,
            yields: Yields::Never,
        }
    }

    pub(super) fn right(title: &'static str) -> Self {
        Self {
            align: Align::Right,
            ..Self::left(title)
        }
    }

    /// The column's text may be cut.
    pub(super) fn cut(self) -> Self {
        Self {
            yields: Yields::Cut,
            ..self
        }
    }

    /// The column may be left out, one with a higher number sooner.
    pub(super) fn dropped(self, order: u8) -> Self {
        Self {
            yields: Yields::Dropped(order),
            ..self
        }
    }
}

/// A cell: a text, or a figure that is aligned with the others of its column.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    content: Content,
    role: Role,
}

#[derive(Debug, Clone)]
enum Content {
    Text(String),
    Figure(Quantity),
}

impl Cell {
    pub(super) fn text(text: impl Into<String>, role: Role) -> Self {
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

    /// The figure, or the mark for none.
    pub(super) fn figure_or_nothing(figure: Option<Quantity>, role: Role, look: Look) -> Self {
        figure.map_or_else(
            || Self::text(look.glyphs.nothing, Role::Faint),
            |figure| Self::figure(figure, role),
        )
    }
}

/// Draws the grid, a line a row. Without titles there is no heading.
pub(super) fn grid(columns: &[Column], rows: &[Vec<Cell>], look: Look) -> String {
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); rows.len()];
    for place in 0..columns.len() {
        let aligned = align(rows.iter().map(|row| &row[place].content));
        for (row, text) in cells.iter_mut().zip(aligned) {
            row.push(text);
        }
    }
    let titles: Vec<String> = columns
        .iter()
        .map(|column| column.title.to_owned())
        .collect();
    let kept = fit(columns, &titles, &mut cells, look);
    let keep = |row: &[String]| -> Vec<String> { kept.iter().map(|&at| row[at].clone()).collect() };

    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    let has_titles = titles.iter().any(|title| !title.is_empty());
    if has_titles {
        table.set_header(keep(&titles));
    }
    table.add_rows(cells.iter().map(|row| keep(row)));
    for (place, &at) in kept.iter().enumerate() {
        if let Some(column) = table.column_mut(place) {
            column.set_padding((0, GAP));
            column.set_cell_alignment(match columns[at].align {
                Align::Left => CellAlignment::Left,
                Align::Right => CellAlignment::Right,
            });
        }
    }
    let widths = table.column_max_content_widths();
    let mut text = String::new();
    for (number, line) in table.lines().enumerate() {
        let roles: Vec<Role> = match number.checked_sub(usize::from(has_titles)) {
            None => vec![Role::Label; kept.len()],
            Some(row) => kept.iter().map(|&at| rows[row][at].role).collect(),
        };
        text.push_str(&paint(&line, &widths, &roles, look));
        text.push('\n');
    }
    text
}

/// The texts of a column's cells, figures padded so that their decimal points and units stand
/// below each other.
fn align<'a>(contents: impl Iterator<Item = &'a Content> + Clone) -> Vec<String> {
    let figures = contents.clone().filter_map(|content| match content {
        Content::Figure(figure) => Some(figure),
        Content::Text(_) => None,
    });
    let (mut fraction_width, mut unit_width) = (0, 0);
    for figure in figures {
        fraction_width = fraction_width.max(fraction(&figure.number).chars().count());
        unit_width = unit_width.max(figure.unit.chars().count());
    }
    contents
        .map(|content| match content {
            Content::Text(text) => text.clone(),
            Content::Figure(Quantity { number, unit }) => {
                let padding = fraction_width - fraction(number).chars().count();
                format!("{number}{:padding$} {unit:unit_width$}", "")
            }
        })
        .collect()
}

/// The decimal point and what follows it.
fn fraction(number: &str) -> &str {
    number.find('.').map_or("", |point| &number[point..])
}

/// Makes the grid as narrow as the terminal, if it can be: drops columns, then cuts texts. Returns
/// the places of the columns that are kept.
fn fit(columns: &[Column], titles: &[String], cells: &mut [Vec<String>], look: Look) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    let Some(room) = look.width else {
        return kept;
    };
    let width_of = |at: usize, cells: &[Vec<String>]| {
        let widest = cells.iter().map(|row| row[at].chars().count()).max();
        widest.unwrap_or(0).max(titles[at].chars().count())
    };
    let excess = |kept: &[usize], cells: &[Vec<String>]| {
        let gaps = usize::from(GAP) * kept.len().saturating_sub(1);
        let total: usize = kept.iter().map(|&at| width_of(at, cells)).sum();
        (total + gaps).saturating_sub(room)
    };
    let cut_room = |kept: &[usize], cells: &[Vec<String>]| -> usize {
        let cuttable = kept.iter().filter(|&&at| columns[at].yields == Yields::Cut);
        cuttable
            .map(|&at| width_of(at, cells).saturating_sub(SHORTEST_CUT))
            .sum()
    };
    while excess(&kept, cells) > cut_room(&kept, cells) {
        let order = |at: usize| match columns[at].yields {
            Yields::Dropped(order) => Some(order),
            Yields::Never | Yields::Cut => None,
        };
        let first = kept
            .iter()
            .enumerate()
            .filter_map(|(place, &at)| Some((order(at)?, place)))
            .max();
        let Some((_, place)) = first else {
            break;
        };
        kept.remove(place);
    }
    for at in kept.clone() {
        let too_much = excess(&kept, cells);
        if too_much == 0 || columns[at].yields != Yields::Cut {
            continue;
        }
        let room = width_of(at, cells)
            .saturating_sub(too_much)
            .max(SHORTEST_CUT);
        for row in cells.iter_mut() {
            row[at] = cut(&row[at], room, look);
        }
    }
    kept
}

/// The text in so much room, with a mark where something is missing.
fn cut(text: &str, room: usize, look: Look) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let mark = look.glyphs.cut;
    let left = room.saturating_sub(mark.chars().count());
    text.chars().take(left).chain(mark.chars()).collect()
}

/// Colours a line's cells, which stand at fixed places, and drops the blanks at its end.
fn paint(line: &str, widths: &[u16], roles: &[Role], look: Look) -> String {
    let mut rest = line.trim_end();
    let mut painted = String::new();
    for (&width, &role) in widths.iter().zip(roles) {
        let (cell, behind) = split_at_char(rest, usize::from(width));
        let words = cell.trim();
        let indent = cell.len() - cell.trim_start().len();
        painted.push_str(&cell[..indent]);
        painted.push_str(&look.palette.paint(words, role));
        if behind.is_empty() {
            break;
        }
        painted.push_str(&cell[indent + words.len()..]);
        let (gap, next) = split_at_char(behind, usize::from(GAP));
        painted.push_str(gap);
        rest = next;
    }
    painted
}

fn split_at_char(text: &str, count: usize) -> (&str, &str) {
    let at = text
        .char_indices()
        .nth(count)
        .map_or(text.len(), |(at, _)| at);
    text.split_at(at)
}
