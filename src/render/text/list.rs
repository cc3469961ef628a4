//! Fields in one column or, where there is room, in two.

use super::canvas::Canvas;
use super::wrap;
use crate::render::page::{Entry, Place, Role};

/// Blanks after a label.
const GAP: usize = 2;

/// Blanks between the two columns.
const GUTTER: usize = 4;

/// Draws the entries, one on each line; the short ones in two columns, where the terminal has room.
pub(super) fn list(canvas: &mut Canvas, entries: &[Entry]) {
    let style = canvas.style;
    let at = |place| entries.iter().filter(move |entry| entry.place == place);
    let label_of = |entry: &Entry| entry.field.title.len();
    let value_of = |entry: &Entry| style.shown(&entry.value).chars().count();
    let label = entries.iter().map(label_of).max().unwrap_or_default();
    let value = at(Place::Left).map(value_of).max().unwrap_or_default();
    let left = label + GAP + value + GUTTER;
    let right_label = at(Place::Right).map(label_of).max().unwrap_or_default();
    let value = at(Place::Right).map(value_of).max().unwrap_or_default();
    let both = left + right_label + GAP + value;
    let is_one_sided = at(Place::Left).next().is_none();
    if is_one_sided || style.picture_width().is_none_or(|width| width < both) {
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
