//! A list of labels and values, in one column or, where there is room, in two. It does not know what
//! they mean.

use super::{Look, wrap};
use crate::explain::Field;
use crate::render::palette::Role;

/// Blanks behind a label.
const GAP: usize = 2;

/// Blanks between the two columns.
const GUTTER: usize = 4;

/// Where an entry stands when there is room for two columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a line of its own.
    Across,
    Left,
    Right,
}

/// A label and its value.
pub(super) struct Entry {
    pub(super) field: &'static Field,
    pub(super) place: Place,
    /// `None` has a mark of its own.
    pub(super) value: Option<String>,
    /// How the value looks.
    pub(super) role: Role,
    /// What stands behind the value of an entry with a line of its own, and is not judged.
    pub(super) remark: Option<String>,
}

impl Entry {
    /// An entry that is not judged.
    pub(super) fn new(field: &'static Field, place: Place, value: Option<String>) -> Self {
        Self {
            field,
            place,
            value,
            role: Role::Text,
            remark: None,
        }
    }

    /// The same, judged.
    pub(super) fn judged(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// The same with a remark.
    pub(super) fn remarked(self, remark: Option<String>) -> Self {
        Self { remark, ..self }
    }
}

/// Appends the list, an entry a line; where the terminal has room the short ones in two columns.
pub(super) fn list(out: &mut String, entries: &[Entry], look: Look) {
    let label = label_width(entries.iter());
    let at = |place| entries.iter().filter(move |entry| entry.place == place);
    let left = value_width(at(Place::Left));
    let right_label = label_width(at(Place::Right));
    let both = label + GAP + left + GUTTER + right_label + GAP + value_width(at(Place::Right));
    if look.width.is_none_or(|width| width < both) {
        for entry in entries {
            line(out, entry, label, look);
        }
        return;
    }
    for entry in at(Place::Across) {
        line(out, entry, label, look);
    }
    let (mut lefts, mut rights) = (at(Place::Left), at(Place::Right));
    loop {
        let (one, other) = (lefts.next(), rights.next());
        if one.is_none() && other.is_none() {
            return;
        }
        let mut written = 0;
        if let Some(entry) = one {
            labelled(out, entry, label, look);
            let (text, role) = shown(entry, look);
            look.paint(out, text, role);
            written = label + GAP + text.chars().count();
        }
        if let Some(entry) = other {
            blanks(out, label + GAP + left + GUTTER - written);
            labelled(out, entry, right_label, look);
            let (text, role) = shown(entry, look);
            look.paint(out, text, role);
        }
        out.push('\n');
    }
}

fn line(out: &mut String, entry: &Entry, label: usize, look: Look) {
    labelled(out, entry, label, look);
    let (text, role) = shown(entry, look);
    let indent = label + GAP;
    match &entry.remark {
        Some(remark) => {
            look.paint(out, text, role);
            out.push(' ');
            let column = indent + text.chars().count() + 1;
            wrap::hanging(out, column, indent, remark, Role::Text, look);
        }
        None => wrap::hanging(out, indent, indent, text, role, look),
    }
}

fn labelled(out: &mut String, entry: &Entry, width: usize, look: Look) {
    let title = entry.field.title;
    look.paint(out, title, Role::Label);
    blanks(out, width - title.len() + GAP);
}

fn shown(entry: &Entry, look: Look) -> (&str, Role) {
    entry
        .value
        .as_deref()
        .map_or((look.glyphs.nothing, Role::Faint), |text| {
            (text, entry.role)
        })
}

fn label_width<'a>(entries: impl Iterator<Item = &'a Entry>) -> usize {
    let widths = entries.map(|entry| entry.field.title.len());
    widths.max().unwrap_or_default()
}

fn value_width<'a>(entries: impl Iterator<Item = &'a Entry>) -> usize {
    let values = entries.map(|entry| entry.value.as_deref().unwrap_or("-"));
    values
        .map(|value| value.chars().count())
        .max()
        .unwrap_or_default()
}

fn blanks(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}
