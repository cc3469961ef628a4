//! A grid: aligned (also on the decimal point), cut to the terminal's width, coloured by role. It
//! does not know what the cells mean. The only room that knows comfy-table, which only measures the
//! columns, because its drawn lines could not be coloured by role.

use std::borrow::Cow;
use std::iter::repeat_n;

use comfy_table::Table;

use super::canvas::Canvas;
use super::style::Style;
use crate::render::page::{CellKind, Content, Grid, Head, Role, Value, Yields};
use crate::units::Quantity;

/// Blanks between two columns.
const GAP: usize = 2;

/// Columns are left out until texts keep at least this much; see [`SHORTEST_CUT`].
const GOOD_CUT: usize = 24;

/// When no more columns can be left out, texts are cut down to this.
const SHORTEST_CUT: usize = 15;

/// Draws the grid: the heading, then a line for each row.
pub(super) fn grid(canvas: &mut Canvas, grid: &Grid) {
    let style = canvas.style;
    let mut layout = Layout::of(grid, style);
    if !layout.fits() {
        let lamps = false;
        layout = Layout::of(grid, Style { lamps, ..style });
    }
    let Layout {
        style,
        texts,
        widths,
        kept,
    } = layout;
    let heads = &grid.heads;
    for &at in &kept {
        let Head { field, kind, .. } = heads[at];
        draw(canvas, field.title, widths[at], kind, |canvas, title| {
            canvas.paint(title, Role::Faint);
        });
    }
    canvas.end_line();
    for (texts, values) in texts.chunks_exact(heads.len()).zip(grid.rows()) {
        for &at in &kept {
            let Value { content, role } = &values[at];
            let (text, kind) = (&texts[at], heads[at].kind);
            draw(
                canvas,
                text,
                widths[at],
                kind,
                |canvas, text| match content {
                    Content::Reach(lamps) if style.lamps => canvas.lamps(lamps),
                    _ => canvas.paint(text, *role),
                },
            );
        }
        canvas.end_line();
    }
}

/// The columns that are drawn, and their widths.
struct Layout<'a> {
    style: Style,
    texts: Vec<Cow<'a, str>>,
    widths: Vec<usize>,
    /// The indices of the columns that are kept.
    kept: Vec<usize>,
}

impl<'a> Layout<'a> {
    fn of(grid: &'a Grid, style: Style) -> Self {
        let heads = &grid.heads;
        let mut texts = aligned(grid, style);
        let mut widths = measured(heads, &texts);
        let kept = fit(heads, &mut widths, style);
        for &at in kept.iter().filter(|&&at| heads[at].yields == Yields::Cut) {
            for text in texts.iter_mut().skip(at).step_by(heads.len()) {
                if let Cow::Owned(shorter) = style.cut(text, widths[at]) {
                    *text = shorter.into();
                }
            }
        }
        Self {
            style,
            texts,
            widths,
            kept,
        }
    }

    /// Whether it fits the terminal.
    fn fits(&self) -> bool {
        let widths = self.kept.iter().map(|&at| self.widths[at] + GAP);
        let taken = widths.sum::<usize>().saturating_sub(GAP);
        self.style.width.is_none_or(|room| taken <= room)
    }
}

/// The texts of the cells: figures padded so that decimal points and units align, and the mark for
/// no value aligned with the units.
fn aligned<'a>(grid: &'a Grid, style: Style) -> Vec<Cow<'a, str>> {
    let columns = grid.heads.len();
    let mut room = vec![(0, 0); columns];
    for row in grid.rows() {
        for (value, (fraction_width, unit_width)) in row.iter().zip(&mut room) {
            if let Content::Figure(Quantity { number, unit }) = &value.content {
                *fraction_width = fraction(number).len().max(*fraction_width);
                *unit_width = unit.chars().count().max(*unit_width);
            }
        }
    }
    let text = |(value, room): (&'a Value, _)| {
        let (fraction_width, unit_width) = room;
        match &value.content {
            Content::Figure(Quantity { number, unit }) => {
                let mut text = style.signed(number, value.role).into_owned();
                text.extend(repeat_n(' ', fraction_width - fraction(number).len() + 1));
                text.push_str(unit);
                text.extend(repeat_n(' ', unit_width - unit.chars().count()));
                text.into()
            }
            Content::Nothing if unit_width > 0 => {
                let mut text = style.glyphs.nothing.to_owned();
                text.extend(repeat_n(' ', fraction_width + 1 + unit_width));
                text.into()
            }
            _ => style.shown(value),
        }
    };
    let values = grid.cells.iter().zip(room.into_iter().cycle());
    values.map(text).collect()
}

/// The decimal point and what follows it.
fn fraction(number: &str) -> &str {
    number.find('.').map_or("", |point| &number[point..])
}

/// The widths of the columns.
fn measured(heads: &[Head], texts: &[Cow<'_, str>]) -> Vec<usize> {
    let mut table = Table::new();
    table.set_header(heads.iter().map(|head| head.field.title));
    for row in texts.chunks_exact(heads.len()) {
        table.add_row(row);
    }
    let widths = table.column_max_content_widths().into_iter();
    widths.map(usize::from).collect()
}

/// Makes the grid as narrow as the terminal, if that is possible: drops columns, then narrows those
/// whose text may be cut. Returns the indices of the columns that are kept.
fn fit(heads: &[Head], widths: &mut [usize], style: Style) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..heads.len()).collect();
    let Some(room) = style.width else {
        return kept;
    };
    let least = |at: usize| match heads[at].yields {
        Yields::Cut => widths[at].min(GOOD_CUT),
        Yields::Never | Yields::Dropped(_) | Yields::Last => widths[at],
    };
    let gaps = |kept: &[usize]| GAP * kept.len().saturating_sub(1);
    while kept.iter().map(|&at| least(at)).sum::<usize>() + gaps(&kept) > room {
        let order = |&at: &usize| match heads[at].yields {
            Yields::Dropped(order) => Some(order),
            Yields::Never | Yields::Cut | Yields::Last => None,
        };
        let Some(next) = kept.iter().filter_map(order).max() else {
            break;
        };
        kept.retain(|at| order(at) != Some(next));
    }
    // Lamps are dropped before a whole column is.
    let shortest = |at: usize| match heads[at].yields {
        Yields::Cut => widths[at].min(SHORTEST_CUT),
        _ => widths[at],
    };
    let least = kept.iter().map(|&at| shortest(at)).sum::<usize>() + gaps(&kept);
    if least > room && !style.lamps {
        kept.retain(|&at| heads[at].yields != Yields::Last);
    }
    let total = kept.iter().map(|&at| widths[at]).sum::<usize>() + gaps(&kept);
    let excess = total.saturating_sub(room);
    for &at in kept.iter().filter(|&&at| heads[at].yields == Yields::Cut) {
        let narrower = widths[at].saturating_sub(excess).max(SHORTEST_CUT);
        widths[at] = widths[at].min(narrower);
    }
    kept
}

/// Draws a cell's text, aligned by its kind.
fn draw(
    canvas: &mut Canvas,
    text: &str,
    width: usize,
    kind: CellKind,
    paint: impl FnOnce(&mut Canvas, &str),
) {
    let filling = width.saturating_sub(text.chars().count());
    let (before, after) = match kind {
        CellKind::Words => (0, filling),
        CellKind::Numbers => (filling, 0),
    };
    let start = text.trim_start();
    let words = start.trim_end();
    canvas.blanks(before + text.len() - start.len());
    paint(canvas, words);
    canvas.blanks(start.len() - words.len() + after + GAP);
}
