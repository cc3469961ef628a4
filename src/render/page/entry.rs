//! Fields in a list: a label, a value and a remark each.

use super::{Role, Value};
use crate::explain::Field;

/// Where an entry stands when two have room beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a line of its own.
    Across,
    /// On the left of another.
    Left,
    /// On the right.
    Right,
}

/// A field and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The field, which has the label.
    pub field: &'static Field,
    /// Where it stands.
    pub place: Place,
    /// What stands in it.
    pub value: Value,
    /// What stands behind the value of an entry with a line of its own, and is not judged.
    pub remark: Option<String>,
}

impl Entry {
    pub(super) fn new(field: &'static Field, place: Place, value: Value) -> Self {
        Self {
            field,
            place,
            value,
            remark: None,
        }
    }

    /// An entry in words that are not judged.
    pub(super) fn plain(field: &'static Field, place: Place, text: Option<String>) -> Self {
        Self::new(field, place, Value::known(text, Role::Text))
    }

    /// The same with a remark.
    pub(super) fn remarked(self, remark: Option<String>) -> Self {
        Self { remark, ..self }
    }
}
