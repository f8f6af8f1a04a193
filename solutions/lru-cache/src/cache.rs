//! The cache: entries in an arena, a table that finds them, and a policy that says who leaves.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::mem;
use std::num::{NonZeroU64, NonZeroUsize};

use hashbrown::HashTable;

use crate::arena::Arena;
use crate::iter::Iter;
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
/// A keyed operation takes constant time on average: it hashes its argument once, and no other key. Memory is
/// allocated as entries come, and at most for as many as there have been at once.
#[derive(Clone)]
pub struct Cache<K, V, P = LeastRecent, S = RandomState> {
    capacity: NonZeroUsize,
    entries: Arena<Entry<K, V>>,
    /// The slot of every entry, found by the hash of its key.
    table: HashTable<u32>,
    policy: P,
    hash_builder: S,
}

/// The hash is kept, so that no key is hashed again when its entry leaves or the table grows.
#[derive(Clone, Debug)]
pub(crate) struct Entry<K, V> {
    hash: KeyHash,
    pub(crate) key: K,
    pub(crate) value: V,
}

/// The hash of a key, never zero, so that a slot needs no extra word to say that it is free.
#[derive(Clone, Copy, Debug)]
struct KeyHash(NonZeroU64);

impl KeyHash {
    /// The table looks at the upper seven bits, and as many of the lower as fewer than 2^32 entries make it: this bit is
    /// between them.
    const UNUSED: NonZeroU64 = NonZeroU64::new(1 << 48).expect("a bit is set");

    #[inline]
    fn of<Q: Hash + ?Sized>(key: &Q, hash_builder: &impl BuildHasher) -> Self {
        Self(Self::UNUSED | hash_builder.hash_one(key))
    }

    #[inline]
    fn get(self) -> u64 {
        self.0.get()
    }
}

/// What a [`put`](Cache::put) pushed out of the cache.
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
    ///
    /// # Cost
    ///
    /// Constant for each step from either end.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter::new(self.policy.order.iter(self.len()), &self.entries)
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
        self.table.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
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
        Self { capacity, entries: Arena::new(), table: HashTable::new(), policy, hash_builder }
    }

    /// Stores `value` under `key` and tells what it displaced.
    ///
    /// A key that is there gets the new value and counts as used; the key that was stored first stays, and nothing is
    /// evicted. A new key in a full cache takes the place of the entry that the policy gives up.
    ///
    /// # Panics
    ///
    /// If the cache is full and the policy names no entry of it, or if there are 2<sup>32</sup> - 1 entries. Nothing
    /// has changed then.
    ///
    /// # Cost
    ///
    /// Constant on average; `key` is hashed once, and no other key.
    pub fn put(&mut self, key: K, value: V) -> Displaced<K, V> {
        self.put_and_peek(key, value).0
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
        self.get_mut(key).map(|value| &*value)
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
        let slot = self.find(KeyHash::of(key, &self.hash_builder), key)?;
        self.policy.used(slot as usize);
        Some(&mut self.entries[slot].value)
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
        let slot = self.find(KeyHash::of(key, &self.hash_builder), key)?;
        Some(&self.entries[slot].value)
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
        let slot = self.find(KeyHash::of(key, &self.hash_builder), key)?;
        Some(&mut self.entries[slot].value)
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
        self.peek(key).is_some()
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
        let slot = self.find(KeyHash::of(key, &self.hash_builder), key)?;
        let (_, value) = self.take(slot);
        Some(value)
    }

    /// Takes the entry out that the policy gives up next; `None` if the cache is empty.
    ///
    /// # Panics
    ///
    /// If the cache is not empty and the policy names no entry of it. Nothing has changed then.
    ///
    /// # Cost
    ///
    /// Constant on average; no key is hashed.
    pub fn evict(&mut self) -> Option<(K, V)> {
        if self.is_empty() {
            return None;
        }
        let slot = self.victim();
        Some(self.take(slot))
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
    /// Constant for each entry evicted; no key is hashed.
    pub fn resize(&mut self, capacity: NonZeroUsize) -> Vec<(K, V)> {
        let surplus = self.len().saturating_sub(capacity.get());
        let evicted = (0..surplus).map_while(|_| self.evict()).collect();
        self.capacity = capacity;
        evicted
    }

    /// Takes all entries out and drops them. The capacity stays.
    ///
    /// # Cost
    ///
    /// Linear in the largest number of entries that there have been at once; no key is hashed.
    pub fn clear(&mut self) {
        self.retain(|_, _| false);
    }

    /// Drops the entries for which `keep` says `false`. Those that stay keep their order, and none counts as used.
    ///
    /// `keep` is asked once for each entry, in no particular order. If it panics, the entries that it was not asked
    /// about stay.
    ///
    /// # Cost
    ///
    /// Linear in the largest number of entries that there have been at once; no key is hashed.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        for slot in self.entries.slots() {
            if self.entries.get_mut(slot).is_some_and(|entry| !keep(&entry.key, &mut entry.value)) {
                self.take(slot);
            }
        }
    }

    /// As [`put`](Self::put); the value is returned as well, as it is now in the cache.
    #[inline]
    pub(crate) fn put_and_peek(&mut self, key: K, value: V) -> (Displaced<K, V>, &mut V) {
        let hash = KeyHash::of(&key, &self.hash_builder);
        let (slot, displaced) = if let Some(slot) = self.find(hash, &key) {
            self.policy.used(slot as usize);
            (slot, Displaced::Value(mem::replace(&mut self.entries[slot].value, value)))
        } else if self.len() < self.capacity.get() {
            let slot = self.entries.insert(Entry { hash, key, value });
            self.admit(hash, slot);
            (slot, Displaced::Nothing)
        } else {
            let slot = self.victim();
            self.dismiss(slot);
            let evicted = mem::replace(&mut self.entries[slot], Entry { hash, key, value });
            self.admit(hash, slot);
            (slot, Displaced::Entry(evicted.key, evicted.value))
        };
        (displaced, &mut self.entries[slot].value)
    }

    /// The slot of the entry of `key`.
    #[inline]
    fn find<Q>(&self, hash: KeyHash, key: &Q) -> Option<u32>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.table.find(hash.get(), |&slot| self.entries[slot].key.borrow() == key).copied()
    }

    /// The slot that the policy gives up.
    #[inline]
    fn victim(&self) -> u32 {
        let named = self.policy.victim();
        let slot = named.and_then(|slot| u32::try_from(slot).ok()).filter(|&slot| self.entries.get(slot).is_some());
        slot.unwrap_or_else(|| panic!("the eviction policy names no entry of the cache: {named:?}"))
    }

    /// Takes the entry at `slot` out.
    fn take(&mut self, slot: u32) -> (K, V) {
        self.dismiss(slot);
        let Entry { key, value, .. } = self.entries.remove(slot);
        (key, value)
    }

    /// Tells table and policy of a new entry.
    #[inline]
    fn admit(&mut self, hash: KeyHash, slot: u32) {
        self.table.insert_unique(hash.get(), slot, |&slot| self.entries[slot].hash.get());
        self.policy.inserted(slot as usize);
    }

    /// Tells policy and table that the entry at `slot` leaves: the policy first, whose panic, if it has a mistake, then
    /// leaves table and arena in step.
    #[inline]
    fn dismiss(&mut self, slot: u32) {
        self.policy.removed(slot as usize);
        let hash = self.entries[slot].hash;
        self.table.find_entry(hash.get(), |&other| other == slot).expect("the table has every entry").remove();
    }
}

/// The entries as a map, in no particular order.
impl<K: fmt::Debug, V: fmt::Debug, P, S> fmt::Debug for Cache<K, V, P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.entries.values().map(|entry| (&entry.key, &entry.value))).finish()
    }
}
