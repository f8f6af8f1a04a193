//! The cache and the iterator over its entries.

use std::borrow::Borrow;
use std::collections::btree_map;
use std::hash::{BuildHasher, Hash, RandomState};
use std::iter::{FusedIterator, Rev};
use std::mem;
use std::num::NonZeroUsize;

use crate::buckets::Buckets;
use crate::policy::{EvictionPolicy, LeastRecent};

/// A [`Cache`] that evicts the least recently used entry.
pub type LruCache<K, V, S = RandomState> = Cache<K, V, LeastRecent, S>;

/// A map with a fixed capacity. When it is full, a new entry replaces the one that the eviction policy chooses.
///
/// # Cost
///
/// An operation on a key hashes that key once, and never hashes any other. Finding an entry takes constant time on
/// average, and the policy's cost comes on top of that.
#[derive(Clone, Debug)]
pub struct Cache<K, V, P = LeastRecent, S = RandomState> {
    capacity: NonZeroUsize,
    entries: Buckets<K, V>,
    policy: P,
    hash_builder: S,
}

/// The result of a [`put`](Cache::put): what it displaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Displaced<K, V> {
    /// The key was new, and the cache had room.
    Nothing,
    /// The key was known, and this was its old value.
    Value(V),
    /// The key was new and the cache was full, so this entry was evicted.
    Entry(K, V),
}

impl<K: Hash + Eq, V> Cache<K, V> {
    /// Creates an empty cache that holds at most `capacity` entries and evicts the least recently used one.
    #[must_use]
    pub fn new(capacity: NonZeroUsize) -> Self {
        Self::with_hasher(capacity, RandomState::new())
    }
}

impl<K: Hash + Eq, V, S: BuildHasher> Cache<K, V, LeastRecent, S> {
    /// Same as [`new`](Cache::new), with another hasher.
    #[must_use]
    pub fn with_hasher(capacity: NonZeroUsize, hash_builder: S) -> Self {
        Self::with_policy_and_hasher(capacity, LeastRecent::default(), hash_builder)
    }
}

impl<K, V, S> Cache<K, V, LeastRecent, S> {
    /// Returns an iterator over the entries, from the most recent to the least recent, without using any of them.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { order: self.policy.uses.slots().rev(), entries: &self.entries }
    }
}

impl<K, V, P, S> Cache<K, V, P, S> {
    /// Returns the largest number of entries that the cache can hold.
    #[must_use]
    pub fn capacity(&self) -> NonZeroUsize {
        self.capacity
    }

    /// Returns the number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns true if the cache has no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<K: Hash + Eq, V, P: EvictionPolicy, S: BuildHasher> Cache<K, V, P, S> {
    /// Creates an empty cache with a policy and a hasher. The policy must not contain any slot yet.
    #[must_use]
    pub fn with_policy_and_hasher(capacity: NonZeroUsize, policy: P, hash_builder: S) -> Self {
        Self { capacity, entries: Buckets::new(), policy, hash_builder }
    }

    /// Stores `value` under `key` and returns what it displaced.
    ///
    /// # Panics
    ///
    /// Panics if the cache is full and the policy chooses no entry. In this case, the cache is unchanged.
    pub fn put(&mut self, key: K, value: V) -> Displaced<K, V> {
        let hash = self.hash_builder.hash_one(&key);
        if let Some(entry) = self.entries.find_mut(hash, &key) {
            self.policy.used(entry.slot);
            return Displaced::Value(mem::replace(&mut entry.value, value));
        }
        let evicted = if self.len() == self.capacity.get() { self.evict() } else { None };
        let slot = self.entries.insert(hash, key, value);
        self.policy.inserted(slot);
        evicted.map_or(Displaced::Nothing, |(key, value)| Displaced::Entry(key, value))
    }

    /// Returns the value of `key` and uses its entry.
    pub fn get<Q>(&mut self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.get_mut(key).map(|value| &*value)
    }

    /// Returns the value of `key`, mutably, and uses its entry.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash_builder.hash_one(key);
        let entry = self.entries.find_mut(hash, key)?;
        self.policy.used(entry.slot);
        Some(&mut entry.value)
    }

    /// Returns the value of `key` without using its entry.
    pub fn peek<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash_builder.hash_one(key);
        self.entries.find(hash, key).map(|entry| &entry.value)
    }

    /// Returns the value of `key`, mutably, without using its entry.
    pub fn peek_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash_builder.hash_one(key);
        self.entries.find_mut(hash, key).map(|entry| &mut entry.value)
    }

    /// Returns true if `key` has an entry, without using it.
    pub fn contains<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.peek(key).is_some()
    }

    /// Removes the entry of `key` and returns its value.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash_builder.hash_one(key);
        let slot = self.entries.find(hash, key)?.slot;
        self.take(slot).map(|(_, value)| value)
    }

    /// Evicts and returns the entry that the policy chooses, or returns `None` if the cache is empty.
    ///
    /// # Panics
    ///
    /// Panics if the cache is not empty and the policy chooses no entry. In this case, the cache is unchanged.
    pub fn evict(&mut self) -> Option<(K, V)> {
        if self.is_empty() {
            return None;
        }
        let victim = self.policy.victim();
        let slot = victim.filter(|&slot| self.entries.at(slot).is_some());
        self.take(
            slot.unwrap_or_else(|| {
                panic!("the eviction policy must choose a slot with an entry, but chose {victim:?}")
            }),
        )
    }

    /// Changes the capacity, evicts the entries that no longer fit, and returns them in the order of eviction.
    ///
    /// # Panics
    ///
    /// Panics if an entry must be evicted and the policy chooses none. In this case, the capacity stays unchanged, but
    /// entries that were already evicted are lost.
    pub fn resize(&mut self, capacity: NonZeroUsize) -> Vec<(K, V)> {
        let mut evicted = Vec::new();
        while self.len() > capacity.get() {
            evicted.extend(self.evict());
        }
        self.capacity = capacity;
        evicted
    }

    /// Drops all entries and keeps the capacity.
    pub fn clear(&mut self) {
        self.retain(|_, _| false);
    }

    /// Drops the entries for which `keep` returns `false`. The others keep their order and do not count as used.
    ///
    /// `keep` is called once for each entry, in no particular order. If it panics, all entries stay.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        let mut refused = Vec::new();
        for entry in self.entries.iter_mut() {
            if !keep(&entry.key, &mut entry.value) {
                refused.push(entry.slot);
            }
        }
        for slot in refused {
            self.take(slot);
        }
    }

    /// Removes and returns the entry at `slot`.
    fn take(&mut self, slot: usize) -> Option<(K, V)> {
        self.policy.removed(slot);
        self.entries.remove(slot)
    }
}

/// An iterator over the entries of an [`LruCache`], the most recent first. Created by [`Cache::iter`].
#[derive(Debug)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Iter<'a, K, V> {
    order: Rev<btree_map::Values<'a, u64, usize>>,
    entries: &'a Buckets<K, V>,
}

impl<'a, K, V> Iter<'a, K, V> {
    fn entry(&self, slot: usize) -> (&'a K, &'a V) {
        let entry = self.entries.at(slot).expect("the policy names only slots that are taken");
        (&entry.key, &entry.value)
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
        self.order.next().map(|&slot| self.entry(slot))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.order.size_hint()
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.order.next_back().map(|&slot| self.entry(slot))
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
