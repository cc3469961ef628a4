//! What a cause is recognised by, as a program reads it: figures and names with keys of their own.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::report::as_printed;

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A count.
    Count(u64),
    /// A figure, in the unit that its key says.
    Figure(f64),
    /// A word.
    Text(String),
    /// Several words, the names of sources for example.
    List(Vec<String>),
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Figure(figure) => serializer.serialize_f64(*figure),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => serializer.collect_seq(list),
        }
    }
}

impl From<u32> for Fact {
    fn from(count: u32) -> Self {
        Self::Count(count.into())
    }
}

impl From<usize> for Fact {
    fn from(count: usize) -> Self {
        Self::Count(count.try_into().unwrap_or(u64::MAX))
    }
}

impl From<f32> for Fact {
    fn from(figure: f32) -> Self {
        Self::Figure(as_printed(figure))
    }
}

impl From<f64> for Fact {
    fn from(figure: f64) -> Self {
        Self::Figure(figure)
    }
}

impl From<String> for Fact {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<String>> for Fact {
    fn from(list: Vec<String>) -> Self {
        Self::List(list)
    }
}

/// All the evidence of a cause, each piece with its key.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence(Vec<(&'static str, Fact)>);

impl Evidence {
    /// With a piece more.
    pub(super) fn and(mut self, key: &'static str, fact: impl Into<Fact>) -> Self {
        self.0.push((key, fact.into()));
        self
    }

    /// With a piece more, if it is there.
    pub(super) fn and_maybe(self, key: &'static str, fact: Option<impl Into<Fact>>) -> Self {
        match fact {
            Some(fact) => self.and(key, fact),
            None => self,
        }
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut facts = serializer.serialize_map(Some(self.0.len()))?;
        for (key, fact) in &self.0 {
            facts.serialize_entry(key, fact)?;
        }
        facts.end()
    }
}
