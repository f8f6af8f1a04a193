//! The cache and the iterator over its entries. The core comes first, then the extensions.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash, RandomState};
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::num::NonZeroUsize;

use crate::policy::{EvictionPolicy, LeastRecent};

/// A [`Cache`] that evicts the least recently used entry.
pub type LruCache<K, V, S = RandomState> = Cache<K, V, LeastRecent, S>;

/// A map with a fixed capacity. When it is full, a new entry replaces the one that the eviction policy chooses. In an
/// [`LruCache`], this is the least recently used entry.
///
/// A key's hash and equality must not change while the key is in the cache.
///
/// # Cost
///
/// An operation on a key takes constant time on average (rule 3.4), and hashes that key at most once (rule 3.2). Memory
/// is allocated only as entries are added (rule 1.1).
#[derive(Clone, Debug)]
pub struct Cache<K, V, P = LeastRecent, S = RandomState> {
    /// A placeholder that uses the type parameters. Replace it with your fields.
    yours: PhantomData<(K, V, P, S)>,
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
        todo!("stage 1")
    }
}

impl<K, V, P, S> Cache<K, V, P, S> {
    /// Returns the largest number of entries that the cache can hold.
    #[must_use]
    pub fn capacity(&self) -> NonZeroUsize {
        todo!("stage 1")
    }

    /// Returns the number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        todo!("stage 1")
    }

    /// Returns true if the cache has no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<K: Hash + Eq, V, P: EvictionPolicy, S: BuildHasher> Cache<K, V, P, S> {
    /// Stores `value` under `key` and returns what it displaced.
    ///
    /// If the key is known, its entry gets the new value and counts as used, while the stored key stays and nothing is
    /// evicted. If the key is new and the cache is full, the new entry replaces the one that the policy chooses.
    ///
    /// # Panics
    ///
    /// Panics if the cache is full and the policy chooses no entry. In this case, the cache is unchanged (rule 4.9).
    pub fn put(&mut self, key: K, value: V) -> Displaced<K, V> {
        todo!("stage 1")
    }

    /// Returns the value of `key` and uses its entry.
    pub fn get<Q>(&mut self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        todo!("stage 1")
    }

    /// Returns the value of `key` without using its entry.
    pub fn peek<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        todo!("stage 2")
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
        todo!("stage 3")
    }
}

// Extension: policies (stage 4).

impl<K: Hash + Eq, V, P: EvictionPolicy, S: BuildHasher> Cache<K, V, P, S> {
    /// Creates an empty cache with a policy and a hasher. The policy must not contain any slot yet.
    #[must_use]
    pub fn with_policy_and_hasher(capacity: NonZeroUsize, policy: P, hash_builder: S) -> Self {
        todo!("stage 4")
    }

    /// Evicts and returns the entry that the policy chooses, or returns `None` if the cache is empty.
    ///
    /// # Panics
    ///
    /// Panics if the cache is not empty and the policy chooses no entry. In this case, the cache is unchanged (rule 4.9).
    pub fn evict(&mut self) -> Option<(K, V)> {
        todo!("stage 4")
    }

    /// Returns the value of `key`, mutably, and uses its entry.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        todo!("stage 4")
    }

    /// Returns the value of `key`, mutably, without using its entry.
    pub fn peek_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        todo!("stage 4")
    }
}

// Extension: iteration and resizing (stage 5).

impl<K: Hash + Eq, V, P: EvictionPolicy, S: BuildHasher> Cache<K, V, P, S> {
    /// Changes the capacity, evicts the entries that no longer fit, and returns them in the order of eviction (rule 5.4).
    ///
    /// # Panics
    ///
    /// Panics if an entry must be evicted and the policy chooses none. In this case, the capacity stays unchanged, but
    /// entries that were already evicted are lost (rule 5.5).
    pub fn resize(&mut self, capacity: NonZeroUsize) -> Vec<(K, V)> {
        todo!("stage 5")
    }

    /// Drops all entries and keeps the capacity.
    pub fn clear(&mut self) {
        todo!("stage 5")
    }

    /// Drops the entries for which `keep` returns `false`. The others keep their order and do not count as used.
    ///
    /// `keep` is called once for each entry, in no particular order.
    ///
    /// # Panics
    ///
    /// Panics if `keep` does. The entries for which it was not called stay (rule 5.8).
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        todo!("stage 5")
    }
}

impl<K, V, S> Cache<K, V, LeastRecent, S> {
    /// Returns an iterator over the entries, from the most recent to the least recent, without using any of them.
    ///
    /// # Cost
    ///
    /// Constant for each step from either end (rule 5.3).
    pub fn iter(&self) -> Iter<'_, K, V> {
        todo!("stage 5")
    }
}

/// An iterator over the entries of an [`LruCache`], the most recent first. Created by [`Cache::iter`].
#[derive(Debug)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Iter<'a, K, V> {
    /// A placeholder that uses the type parameters. Replace it with your fields.
    yours: PhantomData<&'a (K, V)>,
}

/// Continues from the same position, independently of the original.
// A derived `Clone` would require `K: Clone` and `V: Clone`.
impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        todo!("stage 5")
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        todo!("stage 5")
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!("stage 5")
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        todo!("stage 5")
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}
impl<K, V> FusedIterator for Iter<'_, K, V> {}

impl<'a, K, V, S> IntoIterator for &'a Cache<K, V, LeastRecent, S> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        todo!("stage 5")
    }
}
