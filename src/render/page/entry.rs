//! Fields in a list: a label, a value and a remark each.

use super::Value;
use crate::fields::Field;

/// The place of an entry where two fit on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On a line of its own.
    Across,
    /// On the left.
    Left,
    /// On the right.
    Right,
}

/// A field with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The field, which has the label.
    pub field: &'static Field,
    /// Its place.
    pub place: Place,
    /// Its value.
    pub value: Value,
    /// Text after the value of an entry on a line of its own; it is not judged.
    pub remark: Option<String>,
}

impl Entry {
    pub(super) fn across(field: &'static Field, value: impl Into<Value>) -> Self {
        Self::new(field, Place::Across, value.into())
    }

    pub(super) fn left(field: &'static Field, value: impl Into<Value>) -> Self {
        Self::new(field, Place::Left, value.into())
    }

    pub(super) fn right(field: &'static Field, value: impl Into<Value>) -> Self {
        Self::new(field, Place::Right, value.into())
    }

    fn new(field: &'static Field, place: Place, value: Value) -> Self {
        Self {
            field,
            place,
            value,
            remark: None,
        }
    }

    /// The same with a remark.
    pub(super) fn remarked(self, remark: Option<String>) -> Self {
        Self { remark, ..self }
    }
}
