//! The storage for entries: buckets by hash.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap};

/// Entries that can be found by the hash of their key and by their slot.
#[derive(Clone, Debug)]
pub(crate) struct Buckets<K, V> {
    /// The entries of each hash, usually one. No bucket is empty.
    by_hash: HashMap<u64, Vec<Entry<K, V>>>,
    /// The hash of the entry at each slot, or `None` if the slot is free.
    hashes: Vec<Option<u64>>,
    /// The free slots.
    free: BTreeSet<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Entry<K, V> {
    pub(crate) slot: usize,
    pub(crate) key: K,
    pub(crate) value: V,
}

impl<K, V> Buckets<K, V> {
    pub(crate) fn new() -> Self {
        Self { by_hash: HashMap::new(), hashes: Vec::new(), free: BTreeSet::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.hashes.len() - self.free.len()
    }

    /// Adds an entry with a new key and returns its slot. Reuses a free slot if there is one.
    pub(crate) fn insert(&mut self, hash: u64, key: K, value: V) -> usize {
        let slot = self.free.pop_first().unwrap_or_else(|| {
            self.hashes.push(None);
            self.hashes.len() - 1
        });
        self.hashes[slot] = Some(hash);
        self.by_hash.entry(hash).or_default().push(Entry { slot, key, value });
        slot
    }

    /// Removes and returns the entry at a slot.
    pub(crate) fn remove(&mut self, slot: usize) -> Option<(K, V)> {
        let hash = self.hashes.get_mut(slot)?.take()?;
        self.free.insert(slot);
        let bucket = self.by_hash.get_mut(&hash)?;
        let at = bucket.iter().position(|entry| entry.slot == slot)?;
        let Entry { key, value, .. } = bucket.swap_remove(at);
        if bucket.is_empty() {
            self.by_hash.remove(&hash);
        }
        Some((key, value))
    }

    /// Returns the entry at a slot.
    pub(crate) fn at(&self, slot: usize) -> Option<&Entry<K, V>> {
        let hash = (*self.hashes.get(slot)?)?;
        self.by_hash.get(&hash)?.iter().find(|entry| entry.slot == slot)
    }

    pub(crate) fn find<Q>(&self, hash: u64, key: &Q) -> Option<&Entry<K, V>>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.by_hash.get(&hash)?.iter().find(|entry| entry.key.borrow() == key)
    }

    pub(crate) fn find_mut<Q>(&mut self, hash: u64, key: &Q) -> Option<&mut Entry<K, V>>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.by_hash.get_mut(&hash)?.iter_mut().find(|entry| entry.key.borrow() == key)
    }

    /// Iterates over all entries, in no particular order.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Entry<K, V>> {
        self.by_hash.values_mut().flatten()
    }
}
