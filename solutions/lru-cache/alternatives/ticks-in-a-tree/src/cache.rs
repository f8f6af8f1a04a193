//! The cache, and the walk through it.

use std::borrow::Borrow;
use std::collections::btree_map;
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::iter::{FusedIterator, Rev};
use std::mem;
use std::num::NonZeroUsize;

use crate::buckets::Buckets;
use crate::policy::{EvictionPolicy, LeastRecent};

/// A [`Cache`] that gives up what was used least recently.
pub type LruCache<K, V, S = RandomState> = Cache<K, V, LeastRecent, S>;

/// A map of bounded size: when it is full, a new entry takes the place of one that its policy gives up.
///
/// # Cost
///
/// A keyed operation hashes its argument once, and no other key. It finds an entry in constant time on average; what the
/// policy does comes on top.
#[derive(Clone)]
pub struct Cache<K, V, P = LeastRecent, S = RandomState> {
    capacity: NonZeroUsize,
    entries: Buckets<K, V>,
    policy: P,
    hash_builder: S,
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
    #[must_use]
    pub fn new(capacity: NonZeroUsize) -> Self {
        Self::with_hasher(capacity, RandomState::new())
    }
}

impl<K: Hash + Eq, V, S: BuildHasher> Cache<K, V, LeastRecent, S> {
    /// As [`new`](Cache::new), with keys hashed by `hash_builder`.
    #[must_use]
    pub fn with_hasher(capacity: NonZeroUsize, hash_builder: S) -> Self {
        Self::with_policy_and_hasher(capacity, LeastRecent::default(), hash_builder)
    }
}

impl<K, V, S> Cache<K, V, LeastRecent, S> {
    /// The entries, the most recent first. Walking them uses none of them.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { order: self.policy.uses.slots().rev(), entries: &self.entries }
    }
}

impl<K, V, P, S> Cache<K, V, P, S> {
    /// How many entries there are at most.
    #[must_use]
    pub fn capacity(&self) -> NonZeroUsize {
        self.capacity
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<K: Hash + Eq, V, P: EvictionPolicy, S: BuildHasher> Cache<K, V, P, S> {
    /// An empty cache that holds at most `capacity` entries, gives up those that `policy` names, and hashes keys by
    /// `hash_builder`. The policy must not have been told of any slot yet.
    #[must_use]
    pub fn with_policy_and_hasher(capacity: NonZeroUsize, policy: P, hash_builder: S) -> Self {
        Self { capacity, entries: Buckets::new(), policy, hash_builder }
    }

    /// Stores `value` under `key` and tells what it displaced.
    ///
    /// # Panics
    ///
    /// If the cache is full and the policy names no entry of it. Nothing has changed then.
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

    /// The value of `key`, which counts as used.
    pub fn get<Q>(&mut self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.get_mut(key).map(|value| &*value)
    }

    /// The value of `key`, to be changed; the entry counts as used.
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

    /// The value of `key`, without counting as a use.
    pub fn peek<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash_builder.hash_one(key);
        self.entries.find(hash, key).map(|entry| &entry.value)
    }

    /// The value of `key`, to be changed, without counting as a use.
    pub fn peek_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash_builder.hash_one(key);
        self.entries.find_mut(hash, key).map(|entry| &mut entry.value)
    }

    /// Whether there is an entry of `key`, without counting as a use.
    pub fn contains<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.peek(key).is_some()
    }

    /// Takes the entry of `key` out, and returns its value.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash_builder.hash_one(key);
        let slot = self.entries.find(hash, key)?.slot;
        self.take(slot).map(|(_, value)| value)
    }

    /// Takes the entry out that the policy gives up next; `None` if the cache is empty.
    ///
    /// # Panics
    ///
    /// If the cache is not empty and the policy names no entry of it. Nothing has changed then.
    pub fn evict(&mut self) -> Option<(K, V)> {
        if self.is_empty() {
            return None;
        }
        let named = self.policy.victim();
        let slot = named.filter(|&slot| self.entries.at(slot).is_some());
        self.take(slot.unwrap_or_else(|| panic!("the eviction policy names no entry of the cache: {named:?}")))
    }

    /// Changes the capacity, and returns the entries that no longer fit, in the order in which they were evicted.
    ///
    /// # Panics
    ///
    /// If an entry has to go and the policy names none. The capacity is then what it was; entries that were evicted
    /// before are lost.
    pub fn resize(&mut self, capacity: NonZeroUsize) -> Vec<(K, V)> {
        let mut evicted = Vec::new();
        while self.len() > capacity.get() {
            evicted.extend(self.evict());
        }
        self.capacity = capacity;
        evicted
    }

    /// Takes all entries out and drops them. The capacity stays.
    pub fn clear(&mut self) {
        self.retain(|_, _| false);
    }

    /// Drops the entries for which `keep` says `false`. Those that stay keep their order, and none counts as used.
    ///
    /// `keep` is asked once for each entry, in no particular order. If it panics, all entries stay.
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

    /// Takes the entry at `slot` out.
    fn take(&mut self, slot: usize) -> Option<(K, V)> {
        self.policy.removed(slot);
        self.entries.remove(slot)
    }
}

/// The entries as a map, in no particular order.
impl<K: fmt::Debug, V: fmt::Debug, P, S> fmt::Debug for Cache<K, V, P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.entries.iter().map(|entry| (&entry.key, &entry.value))).finish()
    }
}

/// The entries of an [`LruCache`](crate::LruCache), the most recent first; made by [`Cache::iter`].
#[derive(Debug)]
#[must_use = "a walk does nothing unless somebody takes its steps"]
pub struct Iter<'a, K, V> {
    order: Rev<btree_map::Values<'a, u64, usize>>,
    entries: &'a Buckets<K, V>,
}

impl<'a, K, V> Iter<'a, K, V> {
    fn entry(&self, slot: usize) -> (&'a K, &'a V) {
        let entry = self.entries.at(slot).expect("the policy was told of the entries that there are");
        (&entry.key, &entry.value)
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
