use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::iter::FusedIterator;
use std::num::NonZeroUsize;
use std::vec;

use crate::policy::{EvictionPolicy, LeastRecent};

pub type LruCache<K, V, S = RandomState> = Cache<K, V, LeastRecent, S>;

#[derive(Clone)]
struct Node<K, V> {
    slot: usize,
    key: K,
    value: V,
}

/// Entries live in buckets; a slot is only a name, and `hashes` finds the bucket of it.
#[derive(Clone)]
pub struct Cache<K, V, P = LeastRecent, S = RandomState> {
    capacity: NonZeroUsize,
    len: usize,
    buckets: HashMap<u64, Vec<Node<K, V>>>,
    hashes: HashMap<usize, u64>,
    free: BTreeSet<usize>,
    policy: P,
    hash_builder: S,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Displaced<K, V> {
    Nothing,
    Value(V),
    Entry(K, V),
}

impl<K: Hash + Eq, V> Cache<K, V> {
    pub fn new(capacity: NonZeroUsize) -> Self {
        Self::with_hasher(capacity, RandomState::new())
    }
}

impl<K: Hash + Eq, V, S: BuildHasher> Cache<K, V, LeastRecent, S> {
    pub fn with_hasher(capacity: NonZeroUsize, hash_builder: S) -> Self {
        Self::with_policy_and_hasher(capacity, LeastRecent::default(), hash_builder)
    }
}

impl<K, V, S> Cache<K, V, LeastRecent, S> {
    pub fn iter(&self) -> Iter<'_, K, V> {
        let entries: Vec<_> = self.policy.slots.values().rev().map(|&slot| self.at(slot).unwrap()).collect();
        Iter { entries: entries.into_iter() }
    }
}

impl<K, V, P, S> Cache<K, V, P, S> {
    pub fn capacity(&self) -> NonZeroUsize {
        self.capacity
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn at(&self, slot: usize) -> Option<(&K, &V)> {
        let bucket = self.buckets.get(self.hashes.get(&slot)?)?;
        bucket.iter().find(|node| node.slot == slot).map(|node| (&node.key, &node.value))
    }
}

impl<K: Hash + Eq, V, P: EvictionPolicy, S: BuildHasher> Cache<K, V, P, S> {
    pub fn with_policy_and_hasher(capacity: NonZeroUsize, policy: P, hash_builder: S) -> Self {
        let (buckets, hashes, free) = Default::default();
        Self { capacity, len: 0, buckets, hashes, free, policy, hash_builder }
    }

    pub fn put(&mut self, key: K, value: V) -> Displaced<K, V> {
        let hash = self.hash_builder.hash_one(&key);
        if let Some(node) = self.buckets.get_mut(&hash).and_then(|bucket| bucket.iter_mut().find(|n| n.key == key)) {
            let old = std::mem::replace(&mut node.value, value);
            self.policy.used(node.slot);
            return Displaced::Value(old);
        }
        let evicted = if self.len == self.capacity.get() { self.evict() } else { None };
        let slot = self.free.pop_first().unwrap_or(self.len);
        self.buckets.entry(hash).or_default().push(Node { slot, key, value });
        self.hashes.insert(slot, hash);
        self.len += 1;
        self.policy.inserted(slot);
        match evicted {
            Some((key, value)) => Displaced::Entry(key, value),
            None => Displaced::Nothing,
        }
    }

    fn node<Q>(&mut self, key: &Q) -> Option<&mut Node<K, V>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash_builder.hash_one(key);
        self.buckets.get_mut(&hash)?.iter_mut().find(|node| node.key.borrow() == key)
    }

    pub fn get<Q>(&mut self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.get_mut(key).map(|value| &*value)
    }

    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash_builder.hash_one(key);
        let node = self.buckets.get_mut(&hash)?.iter_mut().find(|node| node.key.borrow() == key)?;
        self.policy.used(node.slot);
        Some(&mut node.value)
    }

    pub fn peek<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash_builder.hash_one(key);
        self.buckets.get(&hash)?.iter().find(|node| node.key.borrow() == key).map(|node| &node.value)
    }

    pub fn peek_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.node(key).map(|node| &mut node.value)
    }

    pub fn contains<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.peek(key).is_some()
    }

    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let slot = self.node(key)?.slot;
        Some(self.take(slot).1)
    }

    fn take(&mut self, slot: usize) -> (K, V) {
        let hash = self.hashes.remove(&slot).unwrap();
        let bucket = self.buckets.get_mut(&hash).unwrap();
        let at = bucket.iter().position(|node| node.slot == slot).unwrap();
        let node = bucket.swap_remove(at);
        if bucket.is_empty() {
            self.buckets.remove(&hash);
        }
        self.free.insert(slot);
        self.len -= 1;
        self.policy.removed(slot);
        (node.key, node.value)
    }

    pub fn evict(&mut self) -> Option<(K, V)> {
        if self.len == 0 {
            return None;
        }
        let slot = self.policy.victim().expect("a victim");
        assert!(self.hashes.contains_key(&slot), "no entry at {slot}");
        Some(self.take(slot))
    }

    pub fn resize(&mut self, capacity: NonZeroUsize) -> Vec<(K, V)> {
        let mut evicted = Vec::new();
        while self.len > capacity.get() {
            evicted.extend(self.evict());
        }
        self.capacity = capacity;
        evicted
    }

    pub fn clear(&mut self) {
        for slot in self.hashes.keys().copied().collect::<Vec<_>>() {
            self.take(slot);
        }
    }

    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        let mut refused = Vec::new();
        for node in self.buckets.values_mut().flatten() {
            if !keep(&node.key, &mut node.value) {
                refused.push(node.slot);
            }
        }
        for slot in refused {
            self.take(slot);
        }
    }
}

impl<K: fmt::Debug, V: fmt::Debug, P, S> fmt::Debug for Cache<K, V, P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.buckets.values().flatten().map(|node| (&node.key, &node.value))).finish()
    }
}

#[derive(Debug)]
pub struct Iter<'a, K, V> {
    entries: vec::IntoIter<(&'a K, &'a V)>,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        self.entries.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.entries.next_back()
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
