//! Walking a cache without using its entries.

use std::iter::FusedIterator;

use crate::arena::Arena;
use crate::cache::{Cache, Entry};
use crate::list::ListIter;
use crate::policy::LeastRecent;

/// The entries of an [`LruCache`](crate::LruCache), the most recent first; made by [`Cache::iter`].
///
/// # Examples
///
/// ```
/// use std::num::NonZeroUsize;
///
/// use lru_cache_solution::LruCache;
///
/// let mut cache = LruCache::new(NonZeroUsize::new(2).unwrap());
/// cache.put("one", 1);
/// cache.put("two", 2);
/// let mut entries = cache.iter();
/// assert_eq!(entries.len(), 2);
/// assert_eq!(entries.next_back(), Some((&"one", &1)));
/// assert_eq!(entries.next(), Some((&"two", &2)));
/// assert_eq!(entries.next(), None);
/// ```
#[derive(Debug)]
pub struct Iter<'a, K, V> {
    order: ListIter<'a>,
    entries: &'a Arena<Entry<K, V>>,
}

impl<'a, K, V> Iter<'a, K, V> {
    pub(crate) fn new(order: ListIter<'a>, entries: &'a Arena<Entry<K, V>>) -> Self {
        Self { order, entries }
    }

    fn entry(&self, slot: u32) -> Option<(&'a K, &'a V)> {
        self.entries.get(slot).map(|entry| (&entry.key, &entry.value))
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        let slot = self.order.next()?;
        self.entry(slot)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.order.size_hint()
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let slot = self.order.next_back()?;
        self.entry(slot)
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
