//! The cache and the iterator over its entries.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::num::NonZeroUsize;

use crate::policy::{EvictionPolicy, LeastRecent};

/// A [`Cache`] that evicts the least recently used entry.
pub type LruCache<K, V, S = RandomState> = Cache<K, V, LeastRecent, S>;

/// A map of bounded size. When it is full, a new entry replaces one that the eviction policy chooses.
///
/// While a key is in the cache, its hash and what it is equal to must not change. Otherwise its entry may not be found
/// again; nothing else breaks.
///
/// # Cost
///
/// An operation on a key takes constant time on average. It hashes that key once, and the key of an entry that leaves
/// at most once. Memory is allocated as entries come.
#[derive(Clone)]
pub struct Cache<K, V, P = LeastRecent, S = RandomState> {
    /// A placeholder that names the type parameters: the fields are yours.
    yours: PhantomData<(K, V, P, S)>,
}

/// What a [`put`](Cache::put) displaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Displaced<K, V> {
    /// The key was new and there was room.
    Nothing,
    /// The key was known; this was its value.
    Value(V),
    /// The key was new and the cache full; this entry was evicted.
    Entry(K, V),
}

impl<K: Hash + Eq, V> Cache<K, V> {
    /// Creates an empty cache that holds at most `capacity` entries and evicts the least recently used one.
    ///
    /// # Cost
    ///
    /// Constant, whatever the capacity.
    #[must_use]
    pub fn new(capacity: NonZeroUsize) -> Self {
        todo!()
    }
}

impl<K: Hash + Eq, V, S: BuildHasher> Cache<K, V, LeastRecent, S> {
    /// Does the same as [`new`](Cache::new), with keys hashed by `hash_builder`.
    #[must_use]
    pub fn with_hasher(capacity: NonZeroUsize, hash_builder: S) -> Self {
        todo!()
    }
}

impl<K, V, S> Cache<K, V, LeastRecent, S> {
    /// Iterates over the entries, the most recent first. This uses none of them.
    ///
    /// # Cost
    ///
    /// Constant for each step from either end.
    pub fn iter(&self) -> Iter<'_, K, V> {
        todo!()
    }
}

impl<K, V, P, S> Cache<K, V, P, S> {
    /// Returns the largest number of entries that the cache may hold.
    #[must_use]
    pub fn capacity(&self) -> NonZeroUsize {
        todo!()
    }

    /// Returns the number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        todo!()
    }

    /// Returns whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        todo!()
    }
}

impl<K: Hash + Eq, V, P: EvictionPolicy, S: BuildHasher> Cache<K, V, P, S> {
    /// Creates an empty cache that holds at most `capacity` entries, evicts those that `policy` names, and hashes keys
    /// by `hash_builder`. The policy must not know any slot yet.
    ///
    /// # Cost
    ///
    /// Constant, whatever the capacity.
    #[must_use]
    pub fn with_policy_and_hasher(capacity: NonZeroUsize, policy: P, hash_builder: S) -> Self {
        todo!()
    }

    /// Stores `value` under `key` and returns what it displaced.
    ///
    /// A known key gets the new value and counts as used; the key that was stored first stays, and nothing is evicted.
    /// A new key in a full cache replaces the entry that the policy names.
    ///
    /// # Panics
    ///
    /// Panics if the cache is full and the policy names no entry of it. Nothing has changed then.
    ///
    /// # Cost
    ///
    /// Constant on average; `key` is hashed once, and the key of an entry that leaves at most once.
    pub fn put(&mut self, key: K, value: V) -> Displaced<K, V> {
        todo!()
    }

    /// Returns the value of `key`, whose entry counts as used.
    ///
    /// # Cost
    ///
    /// Constant on average; `key` is hashed once.
    pub fn get<Q>(&mut self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        todo!()
    }

    /// Returns the value of `key` for changes; its entry counts as used.
    ///
    /// # Cost
    ///
    /// Constant on average; `key` is hashed once.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        todo!()
    }

    /// Returns the value of `key`, which does not count as a use.
    ///
    /// # Cost
    ///
    /// Constant on average; `key` is hashed once.
    pub fn peek<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        todo!()
    }

    /// Returns the value of `key` for changes, which does not count as a use.
    ///
    /// # Cost
    ///
    /// Constant on average; `key` is hashed once.
    pub fn peek_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        todo!()
    }

    /// Returns whether `key` has an entry, which does not count as a use.
    ///
    /// # Cost
    ///
    /// Constant on average; `key` is hashed once.
    pub fn contains<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        todo!()
    }

    /// Removes the entry of `key` and returns its value.
    ///
    /// # Cost
    ///
    /// Constant on average; `key` is hashed once.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        todo!()
    }

    /// Evicts the entry that the policy names and returns it, or `None` if the cache is empty.
    ///
    /// # Panics
    ///
    /// Panics if the cache is not empty and the policy names no entry of it. Nothing has changed then.
    ///
    /// # Cost
    ///
    /// Constant on average; the key that leaves is hashed at most once.
    pub fn evict(&mut self) -> Option<(K, V)> {
        todo!()
    }

    /// Changes the capacity and returns the entries that no longer fit, in the order in which they were evicted.
    ///
    /// # Panics
    ///
    /// Panics if an entry has to leave and the policy names none. The capacity has not changed then; entries that were
    /// evicted before are lost.
    ///
    /// # Cost
    ///
    /// Constant on average for each entry evicted, whose key is hashed at most once.
    pub fn resize(&mut self, capacity: NonZeroUsize) -> Vec<(K, V)> {
        todo!()
    }

    /// Drops all entries. The capacity stays.
    ///
    /// # Cost
    ///
    /// Linear in the largest number of entries that there have been at once.
    pub fn clear(&mut self) {
        todo!()
    }

    /// Drops the entries for which `keep` returns `false`. The others keep their order, and none counts as used.
    ///
    /// `keep` is called once for each entry, in no particular order. If it panics, the entries that it was not called
    /// for stay.
    ///
    /// # Cost
    ///
    /// Linear in the largest number of entries that there have been at once; the key of an entry that stays is not
    /// hashed.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        todo!()
    }
}

/// Shows the entries as a map, in no particular order.
impl<K: fmt::Debug, V: fmt::Debug, P, S> fmt::Debug for Cache<K, V, P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}

/// The entries of an [`LruCache`], the most recent first. Made by [`Cache::iter`].
#[derive(Debug)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Iter<'a, K, V> {
    /// A placeholder that names the type parameters: the fields are yours.
    yours: PhantomData<&'a (K, V)>,
}

/// Continues from the same place, independently.
// A derived `Clone` would require it of keys and values.
impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        todo!()
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!()
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        todo!()
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}
impl<K, V> FusedIterator for Iter<'_, K, V> {}

impl<'a, K, V, S> IntoIterator for &'a Cache<K, V, LeastRecent, S> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        todo!()
    }
}
