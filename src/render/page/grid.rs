//! Records in a grid: a column for each field, a row for each record.

use super::{Content, Value};
use crate::fields::Field;

/// A column of a grid of records of one kind: its head, and how a record's cell is made.
pub(super) struct Column<T> {
    head: Head,
    cell: fn(&T) -> Value,
}

/// A column without its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The field, which has the heading.
    pub field: &'static Field,
    /// The kind of its cells.
    pub kind: CellKind,
    /// How it gives way where there is too little room.
    pub yields: Yields,
}

/// The kind of a column's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Words, aligned on the left.
    Words,
    /// Numbers, aligned on the right.
    Numbers,
}

/// How a column gives way where there is too little room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Yields {
    /// Not at all.
    Never,
    /// Its words are cut.
    Cut,
    /// It is left out; columns with higher numbers go first.
    Dropped(u8),
    /// It is left out if nothing else helps.
    Last,
}

impl<T> Column<T> {
    pub(super) const fn new(
        field: &'static Field,
        kind: CellKind,
        yields: Yields,
        cell: fn(&T) -> Value,
    ) -> Self {
        let head = Head {
            field,
            kind,
            yields,
        };
        Self { head, cell }
    }
}

/// Columns with their cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// The columns.
    pub heads: Vec<Head>,
    /// The cells, row by row.
    pub cells: Vec<Value>,
}

impl Grid {
    pub(super) fn new<T>(columns: &[Column<T>], records: &[T]) -> Self {
        let cells = |record| columns.iter().map(move |column| (column.cell)(record));
        Self {
            heads: columns.iter().map(|column| column.head).collect(),
            cells: records.iter().flat_map(cells).collect(),
        }
    }

    /// The same without the column of this field, if all its cells are empty.
    pub(super) fn without_empty(mut self, field: &Field) -> Self {
        let columns = self.heads.len();
        let Some(place) = self.heads.iter().position(|head| head.field == field) else {
            return self;
        };
        let mut column = self.cells.iter().skip(place).step_by(columns);
        let is_empty = |content: &Content| match content {
            Content::Nothing => true,
            Content::Text(text) => text.is_empty(),
            Content::Figure(_) | Content::Reach(_) => false,
        };
        if column.all(|cell| is_empty(&cell.content)) {
            self.heads.remove(place);
            let cells = self.cells.into_iter().enumerate();
            let kept = cells.filter(|(index, _)| index % columns != place);
            self.cells = kept.map(|(_, cell)| cell).collect();
        }
        self
    }

    /// The rows, with a cell for each column.
    pub fn rows(&self) -> impl Iterator<Item = &[Value]> {
        self.cells.chunks_exact(self.heads.len())
    }
}
