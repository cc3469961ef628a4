//! Fields in one column or, where there is room, in two.

use super::canvas::Canvas;
use super::style::Style;
use super::wrap;
use crate::render::page::{Entry, Place, Role};

/// Blanks behind a label.
const GAP: usize = 2;

/// Blanks between the two columns.
const GUTTER: usize = 4;

/// Draws the entries, one a line; where the terminal has room the short ones in two columns.
pub(super) fn list(canvas: &mut Canvas, entries: &[Entry]) {
    let style = canvas.style;
    let label = label_width(entries.iter());
    let at = |place| entries.iter().filter(move |entry| entry.place == place);
    let left = label + GAP + value_width(at(Place::Left), style) + GUTTER;
    let right_label = label_width(at(Place::Right));
    let both = left + right_label + GAP + value_width(at(Place::Right), style);
    if style.width.is_none_or(|width| width < both) {
        for entry in entries {
            line(canvas, entry, label);
        }
        return;
    }
    for entry in at(Place::Across) {
        line(canvas, entry, label);
    }
    let (mut lefts, mut rights) = (at(Place::Left), at(Place::Right));
    loop {
        let (one, other) = (lefts.next(), rights.next());
        if one.is_none() && other.is_none() {
            return;
        }
        let written = one.map_or(0, |entry| short(canvas, entry, label));
        if let Some(entry) = other {
            canvas.blanks(left - written);
            short(canvas, entry, right_label);
        }
        canvas.end_line();
    }
}

fn line(canvas: &mut Canvas, entry: &Entry, label: usize) {
    let indent = label + GAP;
    if let Some(remark) = &entry.remark {
        let column = short(canvas, entry, label) + 1;
        canvas.blanks(1);
        wrap::hanging(canvas, column, indent, remark, Role::Text);
    } else {
        labelled(canvas, entry, label);
        let text = canvas.style.shown(&entry.value);
        wrap::hanging(canvas, indent, indent, &text, entry.value.role);
    }
}

/// Draws label and value, and returns how many columns they take.
fn short(canvas: &mut Canvas, entry: &Entry, label: usize) -> usize {
    labelled(canvas, entry, label);
    let text = canvas.style.shown(&entry.value);
    canvas.paint(&text, entry.value.role);
    label + GAP + text.chars().count()
}

fn labelled(canvas: &mut Canvas, entry: &Entry, width: usize) {
    let title = entry.field.title;
    canvas.paint(title, Role::Faint);
    canvas.blanks(width - title.len() + GAP);
}

fn label_width<'a>(entries: impl Iterator<Item = &'a Entry>) -> usize {
    let widths = entries.map(|entry| entry.field.title.len());
    widths.max().unwrap_or_default()
}

fn value_width<'a>(entries: impl Iterator<Item = &'a Entry>, style: Style) -> usize {
    let widths = entries.map(|entry| style.shown(&entry.value).chars().count());
    widths.max().unwrap_or_default()
}
