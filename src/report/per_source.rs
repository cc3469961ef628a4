//! A list with one record for each of chronyd's sources. It keeps the spare places of pools apart,
//! so that nothing counts them; what a record holds is not known here.

use std::ops::Deref;

use serde::{Serialize, Serializer};

/// One record for each source, in chronyd's order.
///
/// chronyd keeps more places for a pool than the pool's name may have addresses for. The spare
/// places look like names that could not be resolved, but they are no fault. So this list is that
/// of the sources in use; only the JSON document has the spare places, each marked.
#[derive(Debug, Clone, PartialEq)]
pub struct PerSource<T> {
    in_use: Vec<T>,
    /// Each with its index in chronyd's list.
    spares: Vec<(usize, T)>,
}

impl<T> PerSource<T> {
    /// Takes chronyd's whole list; `is_spare` tells the spare places of pools.
    pub fn new(all: Vec<T>, is_spare: impl Fn(&T) -> bool) -> Self {
        let (spares, in_use): (Vec<_>, Vec<_>) = all
            .into_iter()
            .enumerate()
            .partition(|(_, one)| is_spare(one));
        Self {
            in_use: in_use.into_iter().map(|(_, one)| one).collect(),
            spares,
        }
    }

    /// The spare places of pools.
    pub fn spares(&self) -> impl Iterator<Item = &T> {
        self.spares.iter().map(|(_, spare)| spare)
    }

    /// chronyd's whole list; `true` marks a spare place.
    fn all(&self) -> impl Iterator<Item = (&T, bool)> {
        let mut in_use = self.in_use.iter();
        let mut spares = self.spares.iter().peekable();
        (0..self.in_use.len() + self.spares.len()).filter_map(move |place| {
            match spares.next_if(|(spare, _)| *spare == place) {
                Some((_, spare)) => Some((spare, true)),
                None => in_use.next().map(|one| (one, false)),
            }
        })
    }
}

/// The sources in use.
impl<T> Deref for PerSource<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.in_use
    }
}

/// A list without spare places.
impl<T> From<Vec<T>> for PerSource<T> {
    fn from(in_use: Vec<T>) -> Self {
        Self {
            in_use,
            spares: Vec::new(),
        }
    }
}

impl<T> FromIterator<T> for PerSource<T> {
    fn from_iter<I: IntoIterator<Item = T>>(in_use: I) -> Self {
        Vec::from_iter(in_use).into()
    }
}

// An entry of the JSON document. The schema describes it by the entry's own comment.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "{T}"))]
pub(crate) struct Marked<'a, T> {
    #[serde(flatten)]
    entry: &'a T,
    /// Whether it is a spare place of a pool: one that chronyd keeps and the pool's name has no
    /// address for. Nothing is the matter with it.
    spare: bool,
}

impl<T: Serialize> Serialize for PerSource<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.all().map(|(entry, spare)| Marked { entry, spare }))
    }
}

#[cfg(test)]
mod tests {
    use super::PerSource;

    #[test]
    fn spare_places_are_not_counted_and_keep_their_place() {
        let list = PerSource::new(vec![-1, 2, -3, -4, 5], |one: &i32| *one < 0);
        assert_eq!(&list[..], [2, 5]);
        assert_eq!(list.spares().collect::<Vec<_>>(), [&-1, &-3, &-4]);
        let all: Vec<(i32, bool)> = list.all().map(|(one, spare)| (*one, spare)).collect();
        assert_eq!(
            all,
            [(-1, true), (2, false), (-3, true), (-4, true), (5, false)]
        );
    }
}
