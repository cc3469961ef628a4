//! Fields in a list: a label, a value and a remark each.

use super::Value;
use crate::fields::Field;

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
