//! The iterator over the entries of a cache.

use std::iter::FusedIterator;

use crate::arena::{Arena, Entry};
use crate::list::Slots;

/// An iterator over the entries of an [`LruCache`](crate::LruCache), the most recent first. Created by
/// [`Cache::iter`](crate::Cache::iter).
#[derive(Debug)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Iter<'a, K, V> {
    order: Slots<'a>,
    entries: &'a Arena<K, V>,
}

impl<'a, K, V> Iter<'a, K, V> {
    pub(crate) fn new(order: Slots<'a>, entries: &'a Arena<K, V>) -> Self {
        Self { order, entries }
    }

    fn entry(&self, slot: usize) -> (&'a K, &'a V) {
        let Entry { key, value, .. } = &self.entries[slot];
        (key, value)
    }
}

/// Continues from the same position, independently of the original.
// A derived `Clone` would require `K: Clone` and `V: Clone`.
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
