//! The cache: entries in an arena, a table that finds them by key, and a policy that chooses victims.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash, RandomState};
use std::mem;
use std::num::NonZeroUsize;

use hashbrown::HashTable;

use crate::arena::{Arena, Entry};
use crate::iter::Iter;
use crate::policy::{EvictionPolicy, LeastRecent};

/// A [`Cache`] that evicts the least recently used entry.
pub type LruCache<K, V, S = RandomState> = Cache<K, V, LeastRecent, S>;

/// A map with a fixed capacity. When it is full, a new entry replaces the one that the eviction policy chooses.
///
/// A key's hash and equality must not change while the key is in the cache.
///
/// # Cost
///
/// An operation on a key takes constant time on average. It hashes that key once, and never hashes any other. Memory is
/// allocated only as entries are added, for the largest number of entries held at once.
#[derive(Clone, Debug)]
pub struct Cache<K, V, P = LeastRecent, S = RandomState> {
    capacity: NonZeroUsize,
    entries: Arena<K, V>,
    /// The slots of all entries, by the hash of the key.
    table: HashTable<u32>,
    policy: P,
    hash_builder: S,
}

/// The result of a [`put`](Cache::put): what it displaced.
///
/// # Examples
///
/// ```
/// use std::num::NonZeroUsize;
///
/// use lru_cache_solution::{Displaced, LruCache};
///
/// let mut cache = LruCache::new(NonZeroUsize::MIN);
/// assert_eq!(cache.put("one", 1), Displaced::Nothing);
/// assert_eq!(cache.put("one", 10), Displaced::Value(1));
/// assert_eq!(cache.put("two", 2), Displaced::Entry("one", 10));
/// ```
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
    ///
    /// # Cost
    ///
    /// Constant, whatever the capacity.
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
    ///
    /// # Cost
    ///
    /// Constant for each step from either end.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter::new(self.policy.slots(), &self.entries)
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
        self.table.len()
    }

    /// Returns true if the cache has no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }
}

impl<K: Hash + Eq, V, P: EvictionPolicy, S: BuildHasher> Cache<K, V, P, S> {
    /// Creates an empty cache with a policy and a hasher. The policy must not contain any slot yet.
    ///
    /// # Cost
    ///
    /// Constant, whatever the capacity.
    #[must_use]
    pub fn with_policy_and_hasher(capacity: NonZeroUsize, policy: P, hash_builder: S) -> Self {
        Self { capacity, entries: Arena::new(), table: HashTable::new(), policy, hash_builder }
    }

    /// Stores `value` under `key` and returns what it displaced.
    ///
    /// If the key is known, its entry gets the new value and counts as used, while the stored key stays and nothing is
    /// evicted. If the key is new and the cache is full, the new entry replaces the one that the policy chooses.
    ///
    /// # Panics
    ///
    /// Panics if the cache is full and the policy chooses no entry, or if there are 2<sup>32</sup> - 1 entries. In
    /// either case, the cache is unchanged.
    pub fn put(&mut self, key: K, value: V) -> Displaced<K, V> {
        self.put_in_slot(key, value).1
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
        let slot = self.slot_of(key)?;
        Some(self.use_slot(slot))
    }

    /// Returns the value of `key` without using its entry.
    pub fn peek<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        Some(self.peek_slot(self.slot_of(key)?))
    }

    /// Returns the value of `key`, mutably, without using its entry.
    pub fn peek_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let slot = self.slot_of(key)?;
        Some(&mut self.entries[slot].value)
    }

    /// Returns true if `key` has an entry, without using it.
    pub fn contains<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.slot_of(key).is_some()
    }

    /// Removes the entry of `key` and returns its value.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let slot = self.slot_of(key)?;
        let (_, value) = self.remove_slot(slot);
        Some(value)
    }

    /// Evicts and returns the entry that the policy chooses, or returns `None` if the cache is empty.
    ///
    /// # Panics
    ///
    /// Panics if the cache is not empty and the policy chooses no entry. In this case, the cache is unchanged.
    ///
    /// # Cost
    ///
    /// Constant on average. No key is hashed.
    pub fn evict(&mut self) -> Option<(K, V)> {
        if self.is_empty() {
            return None;
        }
        let victim = self.policy.victim();
        let slot = victim.filter(|&slot| self.entries.get(slot).is_some());
        let slot = slot
            .unwrap_or_else(|| panic!("the eviction policy must choose a slot with an entry, but chose {victim:?}"));
        Some(self.remove_slot(slot))
    }

    /// Changes the capacity, evicts the entries that no longer fit, and returns them in the order of eviction.
    ///
    /// # Panics
    ///
    /// Panics if an entry must be evicted and the policy chooses none. In this case, the capacity stays unchanged, but
    /// entries that were already evicted are lost.
    ///
    /// # Cost
    ///
    /// Constant on average for each evicted entry. No key is hashed.
    pub fn resize(&mut self, capacity: NonZeroUsize) -> Vec<(K, V)> {
        let surplus = self.len().saturating_sub(capacity.get());
        let evicted = (0..surplus).map_while(|_| self.evict()).collect();
        self.capacity = capacity;
        evicted
    }

    /// Drops all entries and keeps the capacity.
    ///
    /// # Cost
    ///
    /// Linear in the largest number of entries held at once. No key is hashed.
    pub fn clear(&mut self) {
        self.retain(|_, _| false);
    }

    /// Drops the entries for which `keep` returns `false`. The others keep their order and do not count as used.
    ///
    /// `keep` is called once for each entry, in no particular order.
    ///
    /// # Panics
    ///
    /// Panics if `keep` does. The entry for which it panicked and those for which it was not called stay.
    ///
    /// # Cost
    ///
    /// Linear in the largest number of entries held at once. No key is hashed.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        for slot in self.entries.slots() {
            if self.entries.get_mut(slot).is_some_and(|entry| !keep(&entry.key, &mut entry.value)) {
                self.remove_slot(slot);
            }
        }
    }

    /// Same as [`put`](Self::put), and also returns the entry's slot.
    #[inline]
    pub(crate) fn put_in_slot(&mut self, key: K, value: V) -> (usize, Displaced<K, V>) {
        let hash = self.hash_builder.hash_one(&key);
        if let Some(slot) = self.find(hash, &key) {
            let old = mem::replace(self.use_slot(slot), value);
            return (slot, Displaced::Value(old));
        }
        let evicted = if self.len() < self.capacity.get() { None } else { self.evict() };
        let slot = self.entries.insert(Entry { hash, key, value });
        // The arena's slots fit into 32 bits.
        self.table.insert_unique(hash, slot as u32, |&slot| self.entries[slot as usize].hash);
        self.policy.inserted(slot);
        (slot, evicted.map_or(Displaced::Nothing, |(key, value)| Displaced::Entry(key, value)))
    }

    /// Returns the slot of the entry of `key`, which is valid until that entry leaves.
    #[inline]
    pub(crate) fn slot_of<Q>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.find(self.hash_builder.hash_one(key), key)
    }

    /// Returns the value at `slot` without using its entry.
    #[inline]
    pub(crate) fn peek_slot(&self, slot: usize) -> &V {
        &self.entries[slot].value
    }

    /// Returns the value at `slot` and uses its entry.
    #[inline]
    pub(crate) fn use_slot(&mut self, slot: usize) -> &mut V {
        self.policy.used(slot);
        &mut self.entries[slot].value
    }

    /// Removes and returns the entry at `slot`.
    pub(crate) fn remove_slot(&mut self, slot: usize) -> (K, V) {
        // Notify the policy first, so that the table and the arena still agree if it panics.
        self.policy.removed(slot);
        let Entry { hash, key, value } = self.entries.remove(slot);
        let entry = self.table.find_entry(hash, |&other| other as usize == slot);
        entry.expect("every entry is in the table").remove();
        (key, value)
    }

    #[inline]
    fn find<Q>(&self, hash: u64, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let slot = self.table.find(hash, |&slot| self.entries[slot as usize].key.borrow() == key)?;
        Some(*slot as usize)
    }
}

impl<'a, K, V, S> IntoIterator for &'a Cache<K, V, LeastRecent, S> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}
