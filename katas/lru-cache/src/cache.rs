//! The cache, and the walk through it.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::num::NonZeroUsize;

use crate::policy::{EvictionPolicy, LeastRecent};

/// A [`Cache`] that gives up what was used least recently.
pub type LruCache<K, V, S = RandomState> = Cache<K, V, LeastRecent, S>;

/// A map of bounded size: when it is full, a new entry takes the place of one that its policy gives up.
///
/// The key of an entry must not change its hash or what it is equal to while it is in the cache; otherwise the entry
/// may not be found again, though nothing else breaks.
///
/// # Cost
///
/// A keyed operation takes constant time on average: it hashes its argument once, and the key of an entry that leaves at
/// most once. Memory is allocated as entries come.
#[derive(Clone)]
pub struct Cache<K, V, P = LeastRecent, S = RandomState> {
    /// The fields are yours; this one only mentions the parameters.
    yours: PhantomData<(K, V, P, S)>,
}

/// What a [`put`](Cache::put) pushed out of the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Displaced<K, V> {
    /// The key was new and there was room.
    Nothing,
    /// The key was there; this was its value.
    Value(V),
    /// The key was new and the cache full; this entry was evicted.
    Entry(K, V),
}

impl<K: Hash + Eq, V> Cache<K, V> {
    /// An empty cache that holds at most `capacity` entries and gives up the least recent.
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
    /// As [`new`](Cache::new), with keys hashed by `hash_builder`.
    #[must_use]
    pub fn with_hasher(capacity: NonZeroUsize, hash_builder: S) -> Self {
        todo!()
    }
}

impl<K, V, S> Cache<K, V, LeastRecent, S> {
    /// The entries, the most recent first. Walking them uses none of them.
    ///
    /// # Cost
    ///
    /// Constant for each step from either end.
    pub fn iter(&self) -> Iter<'_, K, V> {
        todo!()
    }
}

impl<K, V, P, S> Cache<K, V, P, S> {
    /// How many entries there are at most.
    #[must_use]
    pub fn capacity(&self) -> NonZeroUsize {
        todo!()
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        todo!()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        todo!()
    }
}

impl<K: Hash + Eq, V, P: EvictionPolicy, S: BuildHasher> Cache<K, V, P, S> {
    /// An empty cache that holds at most `capacity` entries, gives up those that `policy` names, and hashes keys by
    /// `hash_builder`. The policy must not have been told of any slot yet.
    ///
    /// # Cost
    ///
    /// Constant, whatever the capacity.
    #[must_use]
    pub fn with_policy_and_hasher(capacity: NonZeroUsize, policy: P, hash_builder: S) -> Self {
        todo!()
    }

    /// Stores `value` under `key` and tells what it displaced.
    ///
    /// A key that is there gets the new value and counts as used; the key that was stored first stays, and nothing is
    /// evicted. A new key in a full cache takes the place of the entry that the policy gives up.
    ///
    /// # Panics
    ///
    /// If the cache is full and the policy names no entry of it. Nothing has changed then.
    ///
    /// # Cost
    ///
    /// Constant on average; `key` is hashed once, and the key of an entry that leaves at most once.
    pub fn put(&mut self, key: K, value: V) -> Displaced<K, V> {
        todo!()
    }

    /// The value of `key`, which counts as used.
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

    /// The value of `key`, to be changed; the entry counts as used.
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

    /// The value of `key`, without counting as a use.
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

    /// The value of `key`, to be changed, without counting as a use.
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

    /// Whether there is an entry of `key`, without counting as a use.
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

    /// Takes the entry of `key` out, and returns its value.
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

    /// Takes the entry out that the policy gives up next; `None` if the cache is empty.
    ///
    /// # Panics
    ///
    /// If the cache is not empty and the policy names no entry of it. Nothing has changed then.
    ///
    /// # Cost
    ///
    /// Constant on average; the key that leaves is hashed at most once.
    pub fn evict(&mut self) -> Option<(K, V)> {
        todo!()
    }

    /// Changes the capacity, and returns the entries that no longer fit, in the order in which they were evicted.
    ///
    /// # Panics
    ///
    /// If an entry has to go and the policy names none. The capacity is then what it was; entries that were evicted
    /// before are lost.
    ///
    /// # Cost
    ///
    /// Constant on average for each entry evicted, whose key is hashed at most once.
    pub fn resize(&mut self, capacity: NonZeroUsize) -> Vec<(K, V)> {
        todo!()
    }

    /// Takes all entries out and drops them. The capacity stays.
    ///
    /// # Cost
    ///
    /// Linear in the largest number of entries that there have been at once.
    pub fn clear(&mut self) {
        todo!()
    }

    /// Drops the entries for which `keep` says `false`. Those that stay keep their order, and none counts as used.
    ///
    /// `keep` is asked once for each entry, in no particular order. If it panics, the entries that it was not asked
    /// about stay.
    ///
    /// # Cost
    ///
    /// Linear in the largest number of entries that there have been at once; the key of an entry that stays is not hashed.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        todo!()
    }
}

/// The entries as a map, in no particular order.
impl<K: fmt::Debug, V: fmt::Debug, P, S> fmt::Debug for Cache<K, V, P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}

/// The entries of an [`LruCache`](crate::LruCache), the most recent first; made by [`Cache::iter`].
#[derive(Debug)]
#[must_use = "a walk does nothing unless somebody takes its steps"]
pub struct Iter<'a, K, V> {
    /// The fields are yours; this one only mentions the parameters.
    yours: PhantomData<&'a (K, V)>,
}

/// A walk from the same place on; it takes its own steps.
// Derived, it would ask for entries that are `Clone`.
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
