//! Walking a cache without using its entries.

use std::iter::FusedIterator;

use crate::arena::Arena;
use crate::cache::{Cache, Entry};
use crate::list::ListIter;
use crate::policy::LeastRecent;

/// The entries of an [`LruCache`](crate::LruCache), the most recent first; made by [`Cache::iter`].
#[derive(Debug)]
#[must_use = "a walk does nothing unless somebody takes its steps"]
pub struct Iter<'a, K, V> {
    order: ListIter<'a>,
    entries: &'a Arena<Entry<K, V>>,
}

impl<'a, K, V> Iter<'a, K, V> {
    pub(crate) fn new(order: ListIter<'a>, entries: &'a Arena<Entry<K, V>>) -> Self {
        Self { order, entries }
    }

    fn entry(&self, slot: u32) -> (&'a K, &'a V) {
        let Entry { key, value, .. } = &self.entries[slot];
        (key, value)
    }
}

/// A walk from the same place on; it takes its own steps.
// Derived, it would ask for entries that are `Clone`.
impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Self { order: self.order.clone(), entries: self.entries }
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        self.order.next().map(|slot| self.entry(slot))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.order.size_hint()
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.order.next_back().map(|slot| self.entry(slot))
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}
impl<K, V> FusedIterator for Iter<'_, K, V> {}

impl<'a, K, V, S> IntoIterator for &'a Cache<K, V, LeastRecent, S> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}
